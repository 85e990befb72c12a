"""The plan book: one version of a confirmed plan, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kechuang.plan.book.targets import Indicator, SourceSpan, Thresholds, Watched
from kechuang.plan.book.tasks import Programme, SetAside, Task
from kechuang.values import KechuangError, Period, Sentence


class PlanBookError(KechuangError):
    """A plan book cannot be read, changed or written as asked."""


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """The document the plan was read from. Its text is not kept here; digests and length let a copy be recognised.

    ``length`` counts characters of the text, ``sha256`` and ``sm3`` are taken over its UTF-8 bytes, in hexadecimal.
    """

    title: str
    publisher: str | None = None
    number: str | None = None
    published: date | None = None
    address: str | None = None
    length: int | None = None
    sha256: str | None = None
    sm3: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A section or paragraph of the document: id, the titles leading to it, what it says in our words, its characters."""

    id: str
    path: tuple[str, ...]
    title: str
    summary: Sentence
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Principle:
    """A basic principle (基本原则) of the plan."""

    code: str
    name: Sentence
    summary: Sentence
    source: SourceSpan | None = None


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A measure that secures the plan (保障措施)."""

    code: str
    name: Sentence
    summary: Sentence
    source: SourceSpan | None = None


@dataclass(frozen=True, slots=True)
class ResponsibleUnit:
    """A unit that can lead or support. ``named_as`` are the words in which the plan names it; empty if added later."""

    code: str
    name: Sentence
    named_as: tuple[str, ...] = ()
    sources: tuple[SourceSpan, ...] = ()
    note: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """Why this version differs from the one before, and who decided it. Nobody approves their own amendment."""

    reason: str
    author: str
    approved_by: str
    approved_on: date
    evidence: tuple[str, ...] = ()
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an indicator or task stood when the plan was closed, and whether it is handed to the next plan."""

    kind: Literal["indicator", "task"]
    code: str
    status: str
    open: bool
    note: Sentence | None = None


@dataclass(frozen=True, slots=True)
class ClosingNote:
    """The final evaluation of a plan that has ended."""

    on: date
    by: str
    evaluation: Sentence
    outcomes: tuple[Outcome, ...] = ()
    document: str | None = None


@dataclass(frozen=True, slots=True)
class PlanBook:
    """One version of a plan. Frozen: a change makes another version.

    ``predecessor`` and ``successor`` are codes of plans (``baodi-135``, ``baodi-155``). ``effective_from`` is the first day on
    which this version is the plan in force. ``watched`` and ``set_aside`` are no promises: they record what else is followed
    and which events were judged to speak of no task.
    """

    code: str
    region: str
    title: Sentence
    period: Period
    version: int
    effective_from: date
    document: DocumentRef
    thresholds: Thresholds
    clauses: tuple[Clause, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    programmes: tuple[Programme, ...] = ()
    tasks: tuple[Task, ...] = ()
    principles: tuple[Principle, ...] = ()
    safeguards: tuple[Safeguard, ...] = ()
    units: tuple[ResponsibleUnit, ...] = ()
    watched: tuple[Watched, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    predecessor: str | None = None
    successor: str | None = None
    amended: Amendment | None = None
    closed: ClosingNote | None = None

    def indicator(self, code: str) -> Indicator:
        """The indicator of that code.

        Raises:
            PlanBookError: the plan has none.
        """
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise _missing(self, "指标", "indicator", code)

    def task(self, code: str) -> Task:
        """The task of that code.

        Raises:
            PlanBookError: the plan has none.
        """
        for task in self.tasks:
            if task.code == code:
                return task
        raise _missing(self, "任务", "task", code)

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id.

        Raises:
            PlanBookError: the plan has none.
        """
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise _missing(self, "条款", "clause", clause_id)

    def unit(self, code: str) -> ResponsibleUnit:
        """The responsible unit of that code.

        Raises:
            PlanBookError: the plan has none.
        """
        for unit in self.units:
            if unit.code == code:
                return unit
        raise _missing(self, "单位", "unit", code)

    def tasks_of(self, programme: str) -> tuple[Task, ...]:
        """The tasks of a programme, in the plan's order."""
        return tuple(task for task in self.tasks if task.programme == programme)

    def thresholds_of(self, indicator: Indicator) -> Thresholds:
        """The indicator's own thresholds, else the book's."""
        return indicator.thresholds or self.thresholds


def _missing(book: PlanBook, zh: str, en: str, code: str) -> PlanBookError:
    return PlanBookError(
        zh=f"规划“{book.title.zh}”第{book.version}版中没有{zh}“{code}”，请核对编码。",
        en=f"Version {book.version} of “{book.title.en}” has no {en} “{code}”; check the code.",
    )
