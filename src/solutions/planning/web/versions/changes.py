"""What differs between two books, row by row, in words for a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kechuang.plan.book import Change, PlanBook, field_words, table_words, value_words
from kechuang_web.kit.language import say

#: Fields of the book itself that every version changes; they say nothing about the plan.
_HOUSEKEEPING = {"version", "effective_from", "amended"}


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its name, and its value before and after; empty where there was none."""

    field: str
    old: str
    new: str


@dataclass(slots=True)
class RowChange:
    """The changes of one row. ``kind``: changed, added, removed, reordered; ``address``: where it can be changed again."""

    table: str
    key: str
    kind: str
    what: str
    name: str
    lines: list[Line] = field(default_factory=list)
    address: str = ""


def group_changes(changes: Iterable[Change], book: PlanBook) -> list[RowChange]:
    """The changes by row, those of the plan's promises only; codes of units are shown as names of ``book``."""
    rows: dict[tuple[str, str, str], RowChange] = {}
    units = {unit.code: say(unit.name) for unit in book.units}
    for change in changes:
        if not change.table and change.path[0] in _HOUSEKEEPING:
            continue
        kind = "changed" if change.kind == "changed" else change.kind
        row = rows.setdefault(
            (change.table, change.code, kind),
            RowChange(change.table, change.code, kind, say(table_words(change.table)), _name(change, book)),
        )
        row.lines += _lines(change, units)
    return list(rows.values())


def _name(change: Change, book: PlanBook) -> str:
    if change.name:
        return say(change.name)
    row = next((one for one in getattr(book, change.table, ()) if getattr(one, "id", None) == change.code), None)
    return row.title if row is not None else change.code or say(book.title)


def _lines(change: Change, units: dict[str, str]) -> list[Line]:
    if change.kind == "reordered":
        return [Line(_("次序"), "", _("已调整"))]
    if change.kind == "changed":
        label = say(field_words(change.path))
        return [Line(label, _shown(change.old, units), _shown(change.new, units))]
    plain = change.new if change.kind == "added" else change.old
    return [
        Line(say(field_words((key,))), *(("", words) if change.kind == "added" else (words, "")))
        for key, value in plain.items()
        if key not in {"code", "id", "source", "name"} and (words := _shown(value, units))
    ]


def _shown(value: Any, units: dict[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and value in units:
        return units[value]
    if isinstance(value, list) and value and all(isinstance(one, str) and one in units for one in value):
        return "、".join(units[one] for one in value)
    return say(value_words(value))
