"""Versions of a plan: the list, one of them, and two side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404

from kechuang.plan.book import Indicator, PlanBook, diff_books
from kechuang_web.kit.language import say
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.selectors import Published
from solutions.planning.web.versions.changes import RowChange, group_changes


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A line of the list."""

    number: int
    effective_from: date
    published_at: datetime
    published_by: str
    amendment_id: int | None
    reason: str
    author: str
    changes: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator as a line of the plan's table."""

    code: str
    name: str
    unit: str
    baseline: Any
    baseline_period: Any
    target: Any
    target_period: Any
    lead_unit: str
    binding: str


def get_version(plan_code: str, number: int) -> Published:
    """One version, or the page that says there is none."""
    found = stores.plan_version(number, plan_code)
    if found is None:
        raise Http404
    return found


def all_versions(plan_code: str) -> list[Published]:
    """Every version of a plan, the first one first."""
    numbers = list(
        stores.latest_editions().filter(plan_code=plan_code).order_by("number").values_list("number", flat=True)
    )
    if not numbers:
        raise Http404
    return [get_version(plan_code, number) for number in numbers]


def list_versions(plan_code: str) -> list[VersionEntry]:
    """The versions, the newest first, each with the number of rows it changed."""
    versions = all_versions(plan_code)
    held = stores.plan_on(plan_code=plan_code)
    entries = []
    for before, one in zip([None, *versions[:-1]], versions, strict=True):
        amended = one.book.amended
        entries.append(
            VersionEntry(
                one.number, one.effective_from, one.published_at, one.published_by, one.amendment_id,
                amended.reason if amended else "", amended.author if amended else "",
                len(compare_versions(before, one)) if before else None,
                held is not None and held.number == one.number,
            )
        )  # fmt: skip
    return entries[::-1]


def compare_versions(old: Published, new: Published) -> list[RowChange]:
    """What changed between two versions, row by row."""
    return [row for row in group_changes(diff_books(old.book, new.book), new.book) if row.table != "watched"]


def unit_names(book: PlanBook) -> dict[str, str]:
    """Code to name of the book's units."""
    return {unit.code: say(unit.name) for unit in book.units}


def indicator_lines(book: PlanBook) -> list[IndicatorLine]:
    """The indicators of a book as a table."""
    units = unit_names(book)
    return [_indicator_line(one, units) for one in book.indicators]


def _indicator_line(one: Indicator, units: dict[str, str]) -> IndicatorLine:
    target, base = one.target, one.baseline
    return IndicatorLine(
        one.code, say(one.name), one.unit, base.quantity if base else None, base.period if base else None,
        target.quantity if target else None, target.period if target else None,
        units.get(one.lead_unit or "", one.lead_unit or ""), one.kind,
    )  # fmt: skip


def programme_blocks(book: PlanBook) -> list[dict[str, Any]]:
    """The programmes with their tasks."""
    units = unit_names(book)
    return [
        {
            "programme": programme,
            "tasks": [
                {
                    "code": task.code,
                    "name": say(task.name),
                    "lead_unit": units.get(task.lead_unit or "", task.lead_unit or ""),
                }
                for task in book.tasks_of(programme.code)
            ],
        }
        for programme in book.programmes
    ]
