"""Tables of indicators run into text: 指标 单位 2020年 2025年 年均增速 属性, however their cells came apart.

Cells may stand on one line with spaces or tabs between them, or each on a line of its own. The header says what the columns
are; a row is a name, perhaps a unit, as many values as the header has value columns, perhaps 约束性 or 预期性.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from kechuang.plan.reading.quantities import numerals
from kechuang.plan.reading.quantities.document_years import DocumentYears
from kechuang.plan.reading.quantities.periods import period_years
from kechuang.plan.reading.quantities.units import unit_at
from kechuang.plan.reading.quantities.values import Bound, Kind, Measure, Quantity, Value

_CELL = re.compile(r"[^\s|]+")
_WIDE_CELL = re.compile(r"[^\t\n|]+")
_NAME_HEADER = re.compile(r"^(?:主要|核心|具体|发展|规划|评价|统计)?(?:指标|项目)(?:名称|内容|体系)?$")
_LEFT_HEADER = re.compile(r"^(?:序号|类别|类型|一级指标|二级指标|单位|计量单位|指标单位|名称)$")
_UNIT_HEADER = re.compile(r"^(?:计量|指标)?单位$")
_VALUE_HEADER = re.compile(
    r"^(?:(?P<y>20\d\d)年?|“?(?P<p>十[一二三四五六七八九])五”?)?(?:年)?(?P<when>底|末|期末)?"
    r"(?P<what>(?:基期|基准|现状|实际|实绩|完成|规划|目标|预期|预计|基数)*)(?:值|数|情况)?(?:\([^)]{0,12}\))?$"
)
_GROWTH_HEADER = re.compile(
    r"^(?:“?十.五”?)?(?:五年)?(?:年均|累计|年平均|平均)?(?:增速|增长|增长率|增幅|增长速度)?(?:\[累计\]|/累计|或累计)?(?:\(%\))?$"
)
_ATTRIBUTE_HEADER = re.compile(r"^(?:指标)?(?:属性|性质|类型)$")
_ATTRIBUTE = re.compile(r"^(约束性|预期性|约束|预期)$")
_NUMBER = re.compile(
    r"^([≥≤><]|大于|小于|不低于|不高于|超过)?(\[)?(-?\d{1,12}(?:,\d{3})*(?:\.\d{1,6})?)(?:[-~—](\d{1,12}(?:\.\d{1,6})?))?(%|‰)?(\])?(左右|以上|以内|以下)?$"
)
_NO_VALUE = re.compile(r"^(?:-|—{1,2}|/|\.{2,}|…+)$")
_UNIT_IN_NAME = re.compile(r"\(([^()]{1,12})\)$")
_BOUNDS: dict[str, Bound] = {
    "≥": "ge", ">": "ge", "大于": "ge", "不低于": "ge", "超过": "ge", "以上": "ge", "≤": "le", "<": "le", "小于": "le", "不高于": "le",
    "以内": "le", "以下": "le", "左右": "about",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Column:
    """A value column: the year and kind of its figures; ``growth`` for 年均增速."""

    year: int | None
    kind: Kind
    growth: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The statements of one table and the span of text it takes."""

    start: int
    end: int
    quantities: tuple[Quantity, ...]


def read_tables(folded: str, original: str, years: DocumentYears) -> list[Table]:
    """The tables of indicators of a folded text, in order; ``original`` gives names as they are written."""
    if "指标" not in folded and "项目" not in folded:
        return []
    found: list[Table] = []
    for pattern in (_WIDE_CELL, _CELL):
        cells = [_Cell(m.group().strip(), *_trimmed(m)) for m in pattern.finditer(folded) if m.group().strip()]
        i = 0
        while i < len(cells):
            table, i = _table_at(cells, i, original, years)
            if table and not any(t.start < table.end and table.start < t.end for t in found):
                found.append(table)
    return sorted(found, key=lambda t: t.start)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    text = match.group()
    return match.start() + len(text) - len(text.lstrip()), match.end() - (len(text) - len(text.rstrip()))


def _table_at(cells: list[_Cell], i: int, original: str, years: DocumentYears) -> tuple[Table | None, int]:
    if not _NAME_HEADER.match(cells[i].text):
        return None, i + 1
    columns: list[_Column] = []
    j = i + 1
    while j < len(cells) and j < i + 12:
        column = _column(cells[j].text, years)
        if column:
            columns.append(column)
        elif not (_LEFT_HEADER.match(cells[j].text) or _ATTRIBUTE_HEADER.match(cells[j].text)):
            break
        j += 1
    columns = _with_progress(columns)
    if not columns or (len(columns) < 2 and not any(_UNIT_HEADER.match(c.text) for c in cells[i:j])):
        return None, i + 1
    quantities: list[Quantity] = []
    end = j
    misses = 0
    while end < len(cells) and misses < 12:
        row, after = _row(cells, end, columns, original, years)
        misses = 0 if row else misses + 1
        if row is None and (len(cells[end].text) > 40 or "。" in cells[end].text):
            break
        quantities.extend(row or [])
        end = after
    if not quantities:
        return None, i + 1
    return Table(cells[i].start, max(q.end for q in quantities), tuple(quantities)), end


def _with_progress(columns: list[_Column]) -> list[_Column]:
    """Columns of a review: after the base year, what was reached since is no base but a fact (2020年基期, 2022年实际)."""
    past = [c.year for c in columns if c.kind == "baseline" and c.year is not None]
    first = min(past, default=None)
    return [replace(c, kind="actual") if c.kind == "baseline" and c.year != first else c for c in columns]


def _column(text: str, years: DocumentYears) -> _Column | None:
    if _GROWTH_HEADER.match(text) and re.search("增|累计|年均", text):
        return _Column(years.last, "target", growth=True)
    match = _VALUE_HEADER.match(text)
    if not match or not (match["y"] or match["p"] or match["what"]):
        return None
    year = int(match["y"]) if match["y"] else None
    if match["p"]:
        period = period_years(match["p"])
        year = period[1] if period else None
    past = bool(re.search("基期|基准|现状|实际|实绩|完成|基数", match["what"]))
    if year is None:
        year = years.base if past else years.last
    return _Column(year, "baseline" if past or year <= years.base else "target")


def _row(
    cells: list[_Cell], i: int, columns: list[_Column], original: str, years: DocumentYears
) -> tuple[list[Quantity] | None, int]:
    """A row at cell ``i``: its statements and where the next row begins, or None and the next cell."""
    name = cells[i]
    if _NUMBER.match(name.text) or not re.search("[一-鿿]", name.text) or len(name.text) > 40:
        return None, i + 1
    j = i + 1
    unit_cell = cells[j] if j < len(cells) and _is_unit(cells[j].text) else None
    if unit_cell:
        j += 1
    values: list[_Cell] = []
    while (
        j < len(cells)
        and len(values) < len(columns)
        and (_NUMBER.match(cells[j].text) or _NO_VALUE.match(cells[j].text))
    ):
        values.append(cells[j])
        j += 1
    if len(values) != len(columns):
        return None, i + 1
    attribute = _ATTRIBUTE.match(cells[j].text) if j < len(cells) else None
    obligation: Literal["约束性", "预期性"] | None = None
    if attribute:
        obligation = "约束性" if attribute.group(1).startswith("约束") else "预期性"
        j += 1
    title = re.sub(r"^(?:\d{1,2}[.、]?|\(\d{1,2}\)|[①-⑳])", "", name.text)
    inside = _UNIT_IN_NAME.search(title)
    unit = unit_cell.text if unit_cell else inside.group(1) if inside and _is_unit(inside.group(1)) else None
    shown = original[name.start + len(name.text) - len(title) : name.end]
    if inside and _is_unit(inside.group(1)):
        shown = shown[: inside.start()]
    found = [
        _quantity(cell, column, shown, unit, obligation, name.start, years)
        for cell, column in zip(values, columns, strict=True)
        if not _NO_VALUE.match(cell.text)
    ]
    return found or None, j


def _quantity(
    cell: _Cell, column: _Column, name: str, unit: str | None, obligation: Literal["约束性", "预期性"] | None, start: int,
    years: DocumentYears,
) -> Quantity:  # fmt: skip
    match = _NUMBER.match(cell.text)
    if match is None:  # the caller has matched it
        raise AssertionError(cell.text)
    before, opening, first, second, sign, _, after = match.groups()
    low = _number(first)
    value: Value = (low, _number(second)) if second else low
    measure: Measure = "level"
    if column.growth:
        measure, unit = "growth_rate", "%"
    elif opening:
        measure = "cumulative"
    num_start = cell.start + match.start(3)
    num_end = cell.start + (match.end(4) if second else match.end(3))
    return Quantity(
        start=min(start, num_start), end=cell.end, num_start=num_start, num_end=num_end, name=name, value=value,
        unit=sign or unit, unit_inferred=None, kind=column.kind, year=column.year, measure=measure,
        bound=_BOUNDS.get(before or after or "", "eq"), since=years.first if measure != "level" else None,
        yearly=column.growth and not opening, year_basis="section", obligation=obligation,
    )  # fmt: skip


def _number(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    hit = numerals.arabic_at(text.lstrip("-"), 0)
    return sign * (hit[0] if hit else 0)  # type: ignore[return-value]


def _is_unit(text: str) -> bool:
    hit = unit_at(text, 0)
    return hit is not None and hit.end == len(text) and hit.strength != "never"
