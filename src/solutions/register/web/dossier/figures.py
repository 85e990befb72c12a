"""The figures of an organisation by year, as facts of the ledger: conflicting sources stand side by side, each opens to its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kechuang.dictionary import Attribute
from kechuang.register import Field
from kechuang.values import Quantity
from kechuang_web.kit.formatting import show_number
from kechuang_web.kit.language import say
from kechuang_web.register.models import Organisation
from kechuang_web.stores import selectors
from kechuang_web.stores.mapping import row_to_fact
from kechuang_web.stores.models import LedgerFact
from solutions.register.web import words

#: How many years a dossier sets side by side; the page of an attribute shows all.
MOST_YEARS = 6
#: Sources are believed in this order when one figure must stand first; the others stand beside it.
_TRUST = {"high": 0, "medium": 1, "low": 2}
#: Figures are rounded to as many places in the table of a dossier; their own page gives them exactly.
_PLACES = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """The figure of a year: the most trusted source's, and what others say differently."""

    text: str
    address: str
    source: str
    others: tuple[Cell, ...] = ()
    conflict: str = ""
    value: Fraction | None = None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """An attribute over the years; ``points`` draw its trajectory."""

    code: str
    name: Any
    unit: str | None
    cells: list[Cell | None]
    points: list[tuple[date, Fraction]]
    spoken: str


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes that stand under one heading."""

    name: Any
    rows: list[FigureRow]


@dataclass(frozen=True, slots=True)
class Figures:
    """The table."""

    years: list[int] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    sentence: str = ""
    conflicts: int = 0

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.years) + 2


def facts_about(organisation: Organisation, keys: Iterable[int], day: date | None) -> QuerySet[LedgerFact]:
    """The facts about an organisation and the rows merged into it (``keys``), corrected ones included.

    ``day`` leaves out what had not happened or was not published by then.
    """
    rows = LedgerFact.objects.filter(
        region=f"{organisation.region}/organisations", subject__in=[f"organisation/{key}" for key in keys]
    )
    if day is not None:
        dated = Q(as_of__lte=day) | Q(as_of__isnull=True) & (Q(period_end__lte=day) | Q(published__lte=day))
        rows = rows.filter(dated & (Q(published__isnull=True) | Q(published__lte=day)))
    return rows.order_by("attribute", "period_end", "seq")


def standing(rows: Iterable[LedgerFact]) -> list[LedgerFact]:
    """Without the facts that others correct."""
    rows = list(rows)
    corrected = {row.supersedes for row in rows if row.supersedes}
    return [row for row in rows if row.fact_id not in corrected]


def make_figures(organisation: Organisation, rows: Iterable[LedgerFact]) -> Figures:
    """The table of what stands, attributes in the order of the yearly return, the latest years."""
    by_year: dict[str, dict[int, list[LedgerFact]]] = defaultdict(lambda: defaultdict(list))
    for row in standing(rows):
        if row.period is not None and row.period_end is not None and len(row.period) == 4:
            by_year[row.attribute][row.period_end.year].append(row)
    if not by_year:
        return Figures()
    every = sorted({year for found in by_year.values() for year in found})
    years = every[-MOST_YEARS:]
    groups, conflicts = [], 0
    for name, fields in _ordered(by_year):
        made = [_row(organisation, code, by_year[code], years, unit) for code, unit in fields]
        shown = [row for row in made if any(row.cells)]
        conflicts += sum(bool(cell and cell.others) for row in shown for cell in row.cells)
        if shown:
            groups.append(Group(name, shown))
    sentence = _("%(first)s—%(last)s 年") % {"first": every[0], "last": every[-1]} if len(every) > 1 else str(every[0])
    if conflicts:
        told = ngettext("%(n)s 处来源不一", "%(n)s 处来源不一", conflicts) % {"n": conflicts}
        sentence = f"{sentence} · {told}"
    return Figures(years, groups, sentence, conflicts)


def _ordered(found: Iterable[str]) -> list[tuple[Any, list[tuple[str, str | None]]]]:
    """Groups of the yearly return with the attributes that have figures; what the return does not ask for comes last."""
    left = set(found)
    groups: list[tuple[Any, list[tuple[str, str | None]]]] = []
    yearly = words.record_types().get("enterprise_year")
    for one in yearly.fields if yearly else ():
        if one.attribute is None or one.attribute not in left:
            continue
        left.discard(one.attribute)
        if not groups or groups[-1][0] != one.group:
            groups.append((one.group, []))
        groups[-1][1].append((one.attribute, one.unit))
    if left:
        groups.append((_("其他"), [(code, None) for code in sorted(left)]))
    return groups


def _row(
    organisation: Organisation, code: str, found: dict[int, list[LedgerFact]], years: list[int], unit: str | None
) -> FigureRow:
    attribute = attribute_of(code)
    symbol = unit or (attribute.unit if attribute else None)
    address = reverse("register:figure", args=[organisation.pk, code])
    cells = [make_cell(found.get(year, ()), symbol, address) for year in years]
    points = [
        (date(year, 12, 31), cell.value)
        for year, cell in zip(years, cells, strict=True)
        if cell is not None and cell.value is not None
    ]
    name = attribute.name if attribute else code
    spoken = _("%(name)s走势") % {"name": say(name)}
    return FigureRow(code, name, symbol, cells, points if len({value for _day, value in points}) > 1 else [], spoken)


def attribute_of(code: str) -> Attribute | None:
    """What the dictionary says of an attribute."""
    known = selectors.dictionary()
    return known.attribute(code) if code in known else None


def field_of(code: str) -> Field | None:
    """The field of the yearly return that asks for an attribute."""
    yearly = words.record_types().get("enterprise_year")
    return next((one for one in yearly.fields if one.attribute == code), None) if yearly else None


def make_cell(facts: Iterable[LedgerFact], symbol: str | None, address: str) -> Cell | None:
    """The cell of a year: the most trusted fact first, then the latest; facts that say the same are one."""
    ordered = sorted(facts, key=lambda row: (_TRUST.get(row.confidence, 3), -row.seq))
    if not ordered:
        return None
    told: dict[Any, LedgerFact] = {}
    for row in ordered:
        told.setdefault(_meaning(row), row)
    first, *others = [_one(row, symbol, f"{address}#{anchor_of(row)}") for row in told.values()]
    if not others:
        return first
    conflict = _("；").join(f"{one.source} {one.text}" for one in (first, *others))
    return Cell(first.text, first.address, first.source, tuple(others), conflict, first.value)


def _meaning(row: LedgerFact) -> Any:
    if row.is_text:
        return row.text
    value = row_to_fact(row).value
    assert isinstance(value, Quantity)  # noqa: S101  a fact that is no text
    return value.low * value.unit.factor, value.high * value.unit.factor, value.bound


def _one(row: LedgerFact, symbol: str | None, address: str) -> Cell:
    source = row.source_publisher or row.source_title
    if row.is_text:
        return Cell(say(_text_word(row)), address, source)
    value = row_to_fact(row).value
    assert isinstance(value, Quantity)  # noqa: S101  a fact that is no text
    if symbol:
        value = value.to(symbol)
    mark = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}.get(value.bound, "")
    text = mark + _rounded(value.low)
    if value.low != value.high:
        text += f"—{_rounded(value.high)}"
    return Cell(text, address, source, value=value.base if value.low == value.high else None)


def _text_word(row: LedgerFact) -> Any:
    """A fact that is a word: yes and no, or a choice of its attribute."""
    attribute = attribute_of(row.attribute)
    for code, name in getattr(attribute, "choices", ()) or ():
        if row.text == code:
            return name
    return {"yes": _("是"), "no": _("否"), "true": _("是"), "false": _("否")}.get(row.text, row.text)


def _rounded(number: Fraction) -> str:
    return str(show_number(Fraction(round(number * 10**_PLACES), 10**_PLACES)))


def anchor_of(row: LedgerFact) -> str:
    """Where a fact stands on the page of its attribute."""
    return f"f{row.seq}"
