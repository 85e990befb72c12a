"""The promises of a plan said of another region: for a synthetic region that is measured against a real plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kechuang.plan.book.book import PlanBook
from kechuang.plan.book.codec import from_plain, to_plain
from kechuang.values import Sentence


def restate_book(book: PlanBook, *, region: str, subject: tuple[str, str], mark: Sentence) -> PlanBook:
    """The plan's clauses, indicators, programmes and tasks as promises of ``region``.

    What was said of ``subject[0]`` is said of ``subject[1]``; ``mark`` is put behind the title. Evidence, dissent, set-aside
    events, the closing, the document and its address stay with the plan they belong to: nothing real speaks for a region
    that does not exist.
    """
    old, new = subject
    told = from_plain(PlanBook, _said_of(to_plain(book), old, new))
    return replace(
        told,
        code=f"{region}-{book.code}",
        region=region,
        title=Sentence(f"{book.title.zh}（{mark.zh}）", f"{book.title.en} ({mark.en})"),
        document=replace(told.document, address=None, length=None, sha256=None, sm3=None),
        indicators=tuple(replace(indicator, dissent=()) for indicator in told.indicators),
        tasks=tuple(replace(task, evidence=(), dissent=()) for task in told.tasks),
        set_aside=(),
        predecessor=None,
        successor=None,
        closed=None,
    )


def _said_of(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _said_of(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_said_of(item, old, new) for item in value]
    return new if value == old else value
