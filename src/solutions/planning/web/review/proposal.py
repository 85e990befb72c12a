"""From a reviewed document to version 1: what will stand in the plan book, what will not, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from kechuang.plan.book import (
    DocumentRef,
    Finding,
    Heading,
    Indicator,
    Match,
    PlanBook,
    Question,
    Thresholds,
    check_book,
    is_document,
    load_versions,
    propose_book,
)
from kechuang.values import Period, Sentence
from kechuang_web.kit.language import say
from kechuang_web.stores import memory
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.models import PlanDocument, Reading
from kechuang_web.stores.sm3 import sm3_hex

_TAKEN = {"accepted", "corrected", "added"}


@dataclass(frozen=True, slots=True)
class Draft:
    """The book that would be published; what is left out of it; and what the check says.

    ``left_out``: targets that no attribute of the dictionary fits, which therefore cannot be watched; ``waiting`` and
    ``rejected`` count the readings that nobody decided, and that were refused.
    """

    book: PlanBook
    matches: tuple[Match, ...]
    left_out: tuple[Indicator, ...]
    questions: tuple[Question, ...]
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    waiting: int
    rejected: int

    @property
    def asked(self) -> list[tuple[Sentence, int]]:
        """The questions, the same sentence once with how often it is asked."""
        return list(Counter(question.sentence for question in self.questions).items())

    @property
    def unassigned(self) -> int:
        """Tasks without a lead unit: allowed, and said."""
        return sum(task.lead_unit is None for task in self.book.tasks)


def prepared_book(document: PlanDocument) -> PlanBook | None:
    """The region's own book of this very document, if its content folder has one: names, definitions and units to take over."""
    return next((book for book in _content_books() if is_document(book.document, document.text)), None)


def usual_thresholds() -> Thresholds:
    """The lines of progress of the plan in force, else of the region's content, else those that hold where nothing is said."""
    held = stores.plan_on() or stores.first_plan()
    books = [held.book] if held else list(_content_books())
    return books[-1].thresholds if books else Thresholds(Fraction(95, 100), Fraction(80, 100))


def _content_books() -> tuple[PlanBook, ...]:
    folder = stores.region_folder()
    path = folder.path / "plan"
    if not path.is_dir():
        return ()
    return memory.stores.remember(("content books", folder.code), lambda: tuple(load_versions(path)))


def reviewed_reading(document: PlanDocument, readings: list[Reading]) -> dict[str, Any]:
    """The reading with only what a person took."""
    taken: dict[str, list[Mapping[str, Any]]] = {"quantities": [], "tasks": []}
    for row in readings:
        key = {"quantity": "quantities", "task": "tasks"}.get(row.kind)
        if key and row.state in _TAKEN:
            taken[key].append({**row.content, "start": row.start, "end": row.end})
    return {"text": document.text, "sections": document.reading.get("sections", []), **taken}


def make_heading(
    document: PlanDocument,
    *,
    code: str,
    title: Sentence,
    first_year: int,
    last_year: int,
    effective_from: date,
    on_track: Fraction,
    at_risk: Fraction,
    publisher: str = "",
    number: str = "",
) -> Heading:
    """What the person states about the plan."""
    folder = stores.region_folder()
    reference = DocumentRef(
        title=title.zh, publisher=publisher or None, number=number or None, length=len(document.text),
        sha256=document.text_sha256, sm3=sm3_hex(document.text.encode("utf-8", "surrogatepass")),
    )  # fmt: skip
    return Heading(
        code=code, region=folder.code, subject=f"region/{folder.adcode}", title=title,
        period=Period.parse(f"{first_year}-{last_year}"), effective_from=effective_from, document=reference,
        thresholds=Thresholds(on_track, at_risk),
    )  # fmt: skip


def make_draft(document: PlanDocument, heading: Heading, base: PlanBook | None) -> Draft:
    """The book as it would be published now."""
    readings = list(stores.readings(document.pk))
    dictionary = stores.dictionary()
    proposal = propose_book(reviewed_reading(document, readings), heading, dictionary=dictionary, base=base)
    kept = tuple(row for row in proposal.book.indicators if row.definition)
    left_out = tuple(row for row in proposal.book.indicators if not row.definition)
    book = replace(proposal.book, indicators=kept, predecessor=proposal.book.predecessor if base else None)
    findings = check_book(book, dictionary)
    return Draft(
        book,
        proposal.matches,
        left_out,
        proposal.questions,
        tuple(one for one in findings if one.level == "error"),
        tuple(one for one in findings if one.level == "warning"),
        sum(row.state == "pending" and row.kind in {"quantity", "task"} for row in readings),
        sum(row.state == "rejected" for row in readings),
    )


def match_lines(draft: Draft) -> list[dict[str, Any]]:
    """Each proposed indicator with its attribute, for the page."""
    names = {attribute.code: say(attribute.name) for attribute in stores.dictionary()}
    scores = {match.indicator: match for match in draft.matches}
    lines = []
    for row in (*draft.left_out, *draft.book.indicators):
        match = scores.get(row.code)
        lines.append(
            {
                "name": row.name.zh,
                "target": row.target.quantity if row.target else None,
                "period": row.target.period if row.target else None,
                "baseline": row.baseline,
                "attribute": names.get(row.attribute, row.attribute),
                "definition": row.definition,
                "score": round(100 * match.taken.score) if match and match.taken else None,
                "candidates": [names.get(one.attribute, one.attribute) for one in match.candidates[:3]]
                if match
                else [],
                "start": row.source.start if row.source else None,
            }
        )
    return lines
