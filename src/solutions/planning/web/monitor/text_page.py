"""The plan as a text with the state of its promises beside each clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kechuang.plan.book import Clause
from kechuang.values import Sentence
from solutions.planning.web.monitor.situation import Situation

DEEPEST_HEADING = 5


@dataclass(frozen=True, slots=True)
class PromiseNote:
    """An indicator or task in the margin of a clause."""

    name: Sentence
    status: str
    address: str


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One clause: its title, what it says, and the promises made in it."""

    id: str
    level: int
    heading: int
    title: str
    summary: Sentence | None
    original: str | None
    promises: tuple[PromiseNote, ...]


def make_text_page(situation: Situation, words: str) -> dict[str, Any]:
    """The plan clause by clause; in its own words when they are held and asked for, else in ours."""
    original = situation.original if words == "original" else None
    book = situation.book
    notes = _notes(situation)
    clauses = [_clause(clause, book.clauses, original, notes) for clause in book.clauses]
    kinds = len(notes)
    zh = f"第{book.version}版，{len(book.clauses)}个条款。边注是条款中指标和任务在这一天的状态。"
    en = f"Version {book.version}, {len(book.clauses)} clauses. The margin shows how its indicators and tasks stand on the day."
    if original is None:
        zh += (
            "正文是各条款的要点，用自己的话写成；导入规划原文后可看原文。"
            if not situation.original
            else "正文是各条款的要点。"
        )
        en += (
            " The text gives the gist of each clause in our words; import the document to read the original."
            if not situation.original
            else " The text gives the gist of each clause."
        )
    return {
        "title": book.title,
        "lead": Sentence(zh, en),
        "has_original": situation.original is not None,
        "shows_original": original is not None,
        "outline": [view for view in clauses if view.title and view.level <= 2],
        "clauses": clauses,
        "noted": kinds,
    }


def _notes(situation: Situation) -> dict[str, list[PromiseNote]]:
    notes: dict[str, list[PromiseNote]] = {}
    suffix = f"?as_of={situation.day.isoformat()}"
    for status in situation.report.indicators:
        if status.indicator.source is not None and status.status is not None:
            address = reverse("planning:indicator", args=[status.code]) + suffix
            notes.setdefault(status.indicator.source.clause, []).append(
                PromiseNote(status.name, status.status.value, address)
            )
    for task in situation.report.tasks:
        if task.task.source is not None:
            address = reverse("planning:task", args=[task.code]) + suffix
            notes.setdefault(task.task.source.clause, []).append(PromiseNote(task.name, task.state, address))
    return notes


def _clause(
    clause: Clause, every: tuple[Clause, ...], original: str | None, notes: dict[str, list[PromiseNote]]
) -> ClauseView:
    level = len(clause.path) + 1
    said = None
    if original is not None:
        inner = min((one.start for one in every if clause.start < one.start < clause.end), default=clause.end)
        said = _without_title(original[clause.start : min(inner, clause.end)].strip(), clause.title)
    return ClauseView(
        id=clause.id,
        level=level,
        heading=min(level + 1, DEEPEST_HEADING),
        title=clause.title,
        summary=clause.summary,
        original=said or None,
        promises=tuple(notes.get(clause.id, ())),
    )


def _without_title(said: str, title: str) -> str:
    """The words without their first line where that is the heading, which stands above them already."""
    first, _, rest = said.partition("\n")
    return rest.strip() if title and title in first and len(first) <= len(title) + 12 else said
