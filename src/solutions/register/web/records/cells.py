"""Rows of any table as a page shows them: words instead of codes, links to what they name, their source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from kechuang_web.kit.language import say
from kechuang_web.register.models import Organisation, Person, Site
from solutions.register.web import titles, words
from solutions.register.web.tables import TABLES, Table


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table on a page."""

    name: Any
    number: bool
    key: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; ``address`` where it names something that has a page."""

    text: Any
    label: Any
    number: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its first cell opens ``address``."""

    pk: int
    address: str
    cells: list[Cell]
    source: str
    short_source: str
    synthetic: bool
    state: str = ""
    word: Any = ""


@dataclass(slots=True)
class Section:
    """One table of a dossier."""

    anchor: str
    heading: Any
    columns: list[Column]
    rows: list[Row]
    nothing: Any
    sentence: str = ""
    shows_state: bool = False
    add: str = ""
    add_word: str = ""
    more: str = ""
    more_word: str = ""
    total: int = 0


def columns_of(table: Table, without: Sequence[str] = ()) -> list[Column]:
    """The columns of a list of a table."""
    return [
        Column(words.label(table.column(name)), words.is_number(table.column(name)), name)
        for name in table.columns
        if name not in without
    ]


def make_row(table: Table, row: models.Model, day: date, without: Sequence[str] = ()) -> Row:
    """A row of a table; the columns that it is listed under (the organisation of a dossier) are left out."""
    cells = [_cell(table, row, name) for name in table.columns if name not in without]
    if not cells[0].text:
        cells[0] = Cell(say(heading_of(table, row)), cells[0].label)
    state, word = state_of(table, row, day)
    return Row(
        row.pk,
        address_of_row(row),
        cells,
        row.source_label,
        row.source_publisher or row.source_title or row.source_file,
        row.synthetic,
        state,
        word,
    )


def _cell(table: Table, row: models.Model, name: str) -> Cell:
    column = table.column(name)
    label = words.label(column)
    if column.is_relation:
        other = getattr(row, name)
        return Cell(name_of(other), label, address=address_of_row(other))
    value = words.show(table, column, getattr(row, name))
    return Cell(value, label, words.is_number(column))


def name_of(row: models.Model | None) -> str:
    """What a row of any table is called in a cell."""
    if row is None:
        return ""
    return str(getattr(row, "short_name", "") or row)


def address_of_row(row: models.Model | None) -> str:
    """The page of a row of any table, or nothing."""
    if row is None:
        return ""
    if isinstance(row, Organisation):
        return reverse("register:organisation", args=[row.pk])
    if isinstance(row, Site):
        return reverse("register:site", args=[row.pk])
    if isinstance(row, Person):
        return reverse("register:person", args=[row.pk])
    code = next((table.code for table in TABLES if table.model is type(row)), None)
    return reverse("register:record", args=[code, row.pk]) if code else ""


def heading_of(table: Table, row: models.Model) -> Any:
    """What a row is called at the head of its own page: its first column in words, or the table's name and its number."""
    first = table.column(table.columns[0])
    if not first.is_relation:
        told = words.show(table, first, getattr(row, first.name))
        if told:
            return told
    return _("%(table)s第 %(n)s 号") % {"table": say(table.heading), "n": row.pk}


def state_of(table: Table, row: models.Model, day: date) -> tuple[str, Any]:
    """The state of a row that has one on a day: of a title whether it holds, of others whether they have ended."""
    if row.withdrawn_at is not None:
        return "withdrawn", _("已作废")
    if isinstance(row, titles.Title):
        return titles.state_on(row, day), ""
    if not table.until:
        return "", ""
    until = getattr(row, table.until)
    ended = getattr(row, getattr(row, "END", "") or table.until, None)
    if any(end is not None and end <= day for end in (until, ended)):
        return "lapsed", _("已结束")
    return "", ""


def make_rows(table: Table, rows: Iterable[models.Model], day: date, without: Sequence[str] = ()) -> list[Row]:
    """Rows for a page."""
    return [make_row(table, row, day, without) for row in rows]
