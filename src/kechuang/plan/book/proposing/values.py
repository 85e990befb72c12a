"""What a proposal is made from, and what it consists of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kechuang.plan.book.book import DocumentRef, PlanBook
from kechuang.plan.book.matching import Candidate
from kechuang.plan.book.targets import Thresholds
from kechuang.values import Period, Sentence


class Read(Protocol):
    """A reading, as :func:`kechuang.plan.reading.read_plan` gives it."""

    def to_dict(self) -> dict[str, object]:
        """The JSON of ``kechuang plan read --json``."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a person states about the plan before it becomes a book."""

    code: str
    region: str
    subject: str
    title: Sentence
    period: Period
    effective_from: date
    document: DocumentRef
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class Match:
    """Which attributes a proposed indicator may be about, best first; ``taken`` is the one the draft uses, if any."""

    indicator: str
    name: str
    candidates: tuple[Candidate, ...]
    taken: Candidate | None


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can answer before the plan is published, and the characters it is about."""

    start: int
    end: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Proposal:
    """The draft, how each indicator found its attribute, and what is still to be answered."""

    book: PlanBook
    matches: tuple[Match, ...]
    questions: tuple[Question, ...]
