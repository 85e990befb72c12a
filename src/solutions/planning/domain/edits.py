"""Editing a plan book, one promise at a time, in the words a form uses.

An amendment is kept as the whole book it proposes. Every edit takes a book and plain values, checks them exactly as a
book on disk is checked, and gives the new book; nothing is ever changed in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from kechuang.plan.book import (
    Clause,
    Indicator,
    PlanBook,
    PlanBookError,
    Principle,
    Programme,
    ResponsibleUnit,
    Safeguard,
    Task,
    book_from_dict,
    book_to_dict,
)

Table = Literal["indicators", "tasks", "programmes", "principles", "safeguards", "clauses", "units"]
Row = Indicator | Task | Programme | Principle | Safeguard | Clause | ResponsibleUnit

#: The key of a row in each table that an amendment may edit.
TABLES: Mapping[Table, str] = {
    "indicators": "code",
    "tasks": "code",
    "programmes": "code",
    "principles": "code",
    "safeguards": "code",
    "clauses": "id",
    "units": "code",
}
_NAMES: Mapping[Table, tuple[str, str]] = {
    "indicators": ("指标", "indicator"),
    "tasks": ("任务", "task"),
    "programmes": ("工程", "programme"),
    "principles": ("基本原则", "principle"),
    "safeguards": ("保障措施", "safeguard"),
    "clauses": ("条款", "clause"),
    "units": ("单位", "unit"),
}


def find_row(book: PlanBook, table: Table, key: str) -> Row:
    """The row of a table with that code (of a clause: id).

    Raises:
        PlanBookError: the book has none.
    """
    for row in getattr(book, table):
        if getattr(row, TABLES[table]) == key:
            found: Row = row
            return found
    zh, en = _NAMES[table]
    raise PlanBookError(
        zh=f"规划第{book.version}版中没有{zh}“{key}”，可能已被删去；请返回列表重新选择。",
        en=f"Version {book.version} of the plan has no {en} “{key}”, it may have been removed; choose again from the list.",
    )


def edit_row(book: PlanBook, table: Table, key: str, values: Mapping[str, Any]) -> PlanBook:
    """The book with some fields of one row set; ``None`` or an empty text clears a field.

    ``values`` is plain data as in the book's YAML (``{"lead_unit": "sti_bureau", "targets": [...]}``).

    Raises:
        PlanBookError: there is no such row or field, or a value is not of its form.
    """
    find_row(book, table, key)
    plain = book_to_dict(book)
    for row in plain[table]:
        if row[TABLES[table]] == key:
            for name, value in values.items():
                if value is None or value == "":
                    row.pop(name, None)
                else:
                    row[name] = value
    return book_from_dict(plain)


def add_row(book: PlanBook, table: Table, values: Mapping[str, Any], after: str = "") -> PlanBook:
    """The book with one more row, behind the row ``after`` or at the end.

    Raises:
        PlanBookError: the code is taken, or a value is missing or not of its form.
    """
    key = TABLES[table]
    plain = book_to_dict(book)
    rows = plain.setdefault(table, [])
    if any(row[key] == values.get(key) for row in rows):
        zh, en = _NAMES[table]
        raise PlanBookError(
            zh=f"编码“{values.get(key)}”已被另一{zh}使用；请换一个编码。",
            en=f"The code “{values.get(key)}” belongs to another {en}; choose a different one.",
        )
    place = next((at + 1 for at, row in enumerate(rows) if row[key] == after), len(rows))
    rows.insert(place, {name: value for name, value in values.items() if value is not None and value != ""})
    return book_from_dict(plain)


def remove_row(book: PlanBook, table: Table, key: str) -> PlanBook:
    """The book without one row.

    Raises:
        PlanBookError: the book has none.
    """
    gone = find_row(book, table, key)
    return replace(book, **{table: tuple(row for row in getattr(book, table) if row is not gone)})


def restore_row(base: PlanBook, draft: PlanBook, table: Table, key: str) -> PlanBook:
    """The draft with one row as it stands in the version it is based on: that edit is taken back."""
    name = TABLES[table]
    before = {getattr(row, name): row for row in getattr(base, table)}
    rows = [before.get(getattr(row, name), row) if getattr(row, name) == key else row for row in getattr(draft, table)]
    if key not in before:
        rows = [row for row in rows if getattr(row, name) != key]
    elif all(getattr(row, name) != key for row in rows):
        order = list(before)
        place = sum(
            1 for row in rows if getattr(row, name) in before and order.index(getattr(row, name)) < order.index(key)
        )
        rows.insert(place, before[key])
    return replace(draft, **{table: tuple(rows)})


def touched_rows(base: PlanBook, draft: PlanBook) -> list[tuple[Table, str]]:
    """The rows that differ between two books, in the order of the tables."""
    found: list[tuple[Table, str]] = []
    for table, name in TABLES.items():
        old = {getattr(row, name): row for row in getattr(base, table)}
        new = {getattr(row, name): row for row in getattr(draft, table)}
        found += [(table, key) for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
    return found


def carry_over(base: PlanBook, draft: PlanBook, latest: PlanBook) -> tuple[PlanBook, list[tuple[Table, str]]]:
    """The draft's edits on top of a newer version, and the rows that both have changed.

    A row that only the draft changed takes the draft's content; one that only the newer version changed keeps that. Where
    both did and disagree, the newer version stands and the row is named, for a person to decide.
    """
    book, clashes = latest, []
    for table, key in touched_rows(base, draft):
        name = TABLES[table]
        old, mine, theirs = (_get(one, table, key) for one in (base, draft, latest))
        if theirs == mine:
            continue
        if theirs != old:
            clashes.append((table, key))
            continue
        rows = list(getattr(book, table))
        if mine is None:
            rows = [row for row in rows if getattr(row, name) != key]
        elif old is None:
            rows.append(mine)
        else:
            rows = [mine if getattr(row, name) == key else row for row in rows]
        book = replace(book, **{table: tuple(rows)})
    return book, clashes


def _get(book: PlanBook, table: Table, key: str) -> Row | None:
    return next((row for row in getattr(book, table) if getattr(row, TABLES[table]) == key), None)
