"""Where the tables of a sheet stand: title rows, heading rows of one to four levels, the first and last record.

Nothing is known of meanings here but which headings occur at all; a heading row is told from a record by what its cells look
like, by merged cells and by how many of its headings are known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from kechuang.intake.cells import Area, SheetRow, cell_text
from kechuang.intake.evidence import is_year, looks_like_data
from kechuang.intake.units import read_unit
from kechuang.intake.words import fold_heading, fold_text, is_note, is_total

#: Rows within which tables are looked for; further down a heading row is told while the records are read.
SCANNED = 2_000
#: Rows above a heading row that may be titles.
_ABOVE = 12
_DEEPEST = 4
_LONGEST_HEADING = 60
_LABEL = re.compile(
    r"(?:单位|日期|时间|部门|电话|联系人|制表|填表|填报|编号|表号|文号|机关|有效期|报送|金额)[^:：]{0,8}[:：]"
)
_ORDINALS = frozenset("甲乙丙丁戊己庚辛壬癸") | {"栏次", "列次", "行次"}

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Layout:
    """One table: its rows and columns, and for each column the headings from the top."""

    title_rows: tuple[int, ...]
    header_rows: tuple[int, ...]
    first_row: int
    last_row: int | None
    first_column: int
    last_column: int
    headings: Mapping[int, tuple[str, ...]]
    titles: tuple[str, ...]


@dataclass(slots=True)
class Grid:
    """The first rows of a sheet with merged cells filled in: row number → cells by column."""

    rows: dict[int, dict[int, Any]] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)

    def texts(self, row: int) -> dict[int, str]:
        """The filled cells of a row as texts."""
        return {
            column: cell_text(value).strip()
            for column, value in self.rows.get(row, {}).items()
            if cell_text(value).strip()
        }

    def distinct(self, row: int) -> list[str]:
        """The texts of a row, a merged one once."""
        return list(dict.fromkeys(self.texts(row).values()))

    def joined_below(self, row: int) -> bool:
        """Whether a cell reaches from this row into the next."""
        return any(area.top <= row < area.bottom for area in self.areas)

    def spans(self, row: int) -> list[Area]:
        """Cells of this row that lie over several columns."""
        return [area for area in self.areas if area.top <= row <= area.bottom and area.right > area.left]


def make_grid(rows: Iterable[SheetRow], merged: Iterable[Area], last: int) -> Grid:
    """The grid of rows up to a number."""
    grid = Grid()
    for row in rows:
        if row.number > last:
            break
        held = {column: value for column, value in enumerate(row.cells, 1) if value not in (None, "")}
        if held:
            grid.rows[row.number] = held
    for area in merged:
        if area.top > last or (area.bottom - area.top) * (area.right - area.left + 1) > 100_000:
            continue
        grid.areas.append(area)
        value = grid.rows.get(area.top, {}).get(area.left)
        if value is None or (area.right - area.left > 400):
            continue
        for number in range(area.top, min(area.bottom, last) + 1):
            cells = grid.rows.setdefault(number, {})
            for column in range(area.left, area.right + 1):
                cells.setdefault(column, value)
    grid.rows = dict(sorted(grid.rows.items()))
    return grid


def find_layouts(grid: Grid, known: Known) -> list[Layout]:
    """The tables of a grid."""
    numbers = list(grid.rows)
    blocks: list[tuple[int, ...]] = []
    place = 0
    while place < len(numbers):
        row = numbers[place]
        if _is_heading(grid, row, known, first=not blocks):
            block = _block(grid, numbers, place, known)
            if not blocks or _signature(grid, block) != _signature(grid, blocks[-1]):
                blocks.append(block)
            place = numbers.index(block[-1]) + 1
        else:
            place += 1
    if not blocks:
        blocks = _guessed(grid, numbers)
    layouts: list[Layout] = []
    for index, block in enumerate(blocks):
        until = blocks[index + 1][0] if index + 1 < len(blocks) else None
        layouts += _layouts_of(
            grid,
            numbers,
            block,
            until,
            last_end=layouts[-1].header_rows[-1] if layouts and layouts[-1].header_rows else 0,
        )
    return layouts


def _is_heading(grid: Grid, row: int, known: Known, *, first: bool) -> bool:
    texts = grid.distinct(row)
    if len(texts) < 2 or any(len(text) > _LONGEST_HEADING for text in texts):
        return False
    if any(looks_like_data(value) for value in grid.rows[row].values()) or is_total(texts[0]):
        return False
    if any(_LABEL.search(text) and not read_label(text) for text in texts):
        return False
    hits = sum(known(text) for text in texts)
    return hits >= 2 and hits * 5 >= len(texts) * (1 if first else 3) if first or hits < 3 else True


def read_label(text: str) -> bool:
    """Whether a text with a colon is a heading with its unit (金额：万元) rather than a label with its value.

    >>> read_label("金额：万元"), read_label("填报单位：统计局")
    (True, False)
    """
    head, _, tail = fold_text(text).partition(":")
    return read_unit(tail) is not None and head not in ("单位", "金额单位", "计量单位", "货币单位")


def _block(grid: Grid, numbers: list[int], place: int, known: Known) -> tuple[int, ...]:
    """The heading rows around a row that is one: levels above it and below it."""
    rows = [numbers[place]]
    while place > 0 and len(rows) < _DEEPEST and _is_level_above(grid, numbers[place - 1], rows[0], known):
        place -= 1
        rows.insert(0, numbers[place])
    below = numbers.index(rows[-1]) + 1
    while below < len(numbers) and len(rows) < _DEEPEST and _is_level_below(grid, rows, numbers[below], known):
        rows.append(numbers[below])
        below += 1
    return tuple(rows)


def _is_level_above(grid: Grid, row: int, below: int, known: Known) -> bool:
    if row != below - 1:
        return False
    texts = grid.distinct(row)
    if len(texts) < 2 or any(_LABEL.search(text) and not read_label(text) for text in texts) or is_note(texts[0]):
        return False
    if any(looks_like_data(value) for value in grid.rows[row].values()):
        return False
    return grid.joined_below(row) or bool(grid.spans(row)) or any(known(text) for text in texts)


def _is_level_below(grid: Grid, rows: list[int], row: int, known: Known) -> bool:
    if row != rows[-1] + 1:
        return False
    cells = {column: value for column, value in grid.rows[row].items() if not _continues(grid, row, column)}
    texts = {column: cell_text(value).strip() for column, value in cells.items()}
    if not texts:
        return grid.joined_below(rows[-1])
    if all(is_year(fold_text(text)) for text in texts.values()) and len(texts) >= 2:
        return True
    if all(read_unit(_bare(text)) is not None for text in texts.values()):
        return True
    if any(looks_like_data(value) for value in cells.values()):
        return False
    if grid.joined_below(rows[-1]):
        return True
    column, first = next(iter(texts.items()))
    if is_total(first) and column <= min(grid.texts(rows[-1]), default=1):
        return False
    if any(
        len({text for column, text in texts.items() if area.left <= column <= area.right}) > 1
        for area in grid.spans(rows[-1])
    ):
        return True
    above = grid.texts(rows[-1])
    under_gap = sum(column not in above for column in texts)
    return (
        len(texts) >= 2
        and (sum(known(text) for text in texts.values()) >= 2 or under_gap * 2 >= len(texts))
        and under_gap > 0
    )


def _bare(text: str) -> str:
    return text.strip("()（）[]【】")


def _continues(grid: Grid, row: int, column: int) -> bool:
    return any(area.top < row and (row, column) in area for area in grid.areas)


def _signature(grid: Grid, block: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(fold_heading(text) for row in block for text in grid.distinct(row))


def _guessed(grid: Grid, numbers: list[int]) -> list[tuple[int, ...]]:
    """A heading row nobody knows a word of: the first row of several texts right above a row of records; else none at all."""
    for row, after in pairwise(numbers[:41]):
        texts = grid.distinct(row)
        if len(texts) >= 2 and not any(looks_like_data(value) for value in grid.rows[row].values()):
            if any(looks_like_data(value) for value in grid.rows[after].values()):
                return [(row,)]
    return [()] if any(len(grid.distinct(row)) >= 2 for row in numbers[:40]) else []


def _layouts_of(
    grid: Grid, numbers: list[int], block: tuple[int, ...], until: int | None, last_end: int
) -> list[Layout]:
    top = block[0] if block else next(row for row in numbers if len(grid.distinct(row)) >= 2)
    titles = _titles(grid, numbers, top, last_end)
    first = _after_ordinals(grid, numbers, block[-1]) if block else top
    end = None if until is None else _before_titles(grid, numbers, until, first)
    headings = _headings(grid, block)
    body = [row for row in numbers if row >= first and (end is None or row <= end)][:400]
    used = {column for row in body for column in grid.rows[row]} | set(headings)
    if not used:
        return []
    for column in used:
        headings.setdefault(column, ())
    texts = tuple(text for row in titles for text in grid.distinct(row))
    return [
        Layout(
            titles, block, first, end, left, right, {c: headings[c] for c in sorted(used) if left <= c <= right}, texts
        )
        for left, right in _split(headings, sorted(used))
    ]


def _titles(grid: Grid, numbers: list[int], top: int, last_end: int) -> tuple[int, ...]:
    rows: list[int] = []
    for row in reversed([number for number in numbers if last_end < number < top][-_ABOVE:]):
        if (
            last_end
            and any(looks_like_data(value) for value in grid.rows[row].values())
            and len(grid.distinct(row)) > 2
        ):
            break
        rows.insert(0, row)
    return tuple(rows)


def _before_titles(grid: Grid, numbers: list[int], until: int, first: int) -> int:
    """The last row of a table that another one follows: the titles of the other are not its own."""
    for row in reversed([number for number in numbers if first <= number < until]):
        if len(grid.distinct(row)) > 2 or any(looks_like_data(value) for value in grid.rows[row].values()):
            return row
    return first


def _after_ordinals(grid: Grid, numbers: list[int], last: int) -> int:
    """The first row of records: a row of column numbers (甲 乙 1 2 3) is stepped over."""
    for row in numbers:
        if row > last:
            return row + 1 if _is_ordinals(list(grid.texts(row).values())) else row
    return last + 1


def _is_ordinals(texts: list[str]) -> bool:
    """Whether cells are 甲, 乙, 1, 2, 3 … in order.

    >>> _is_ordinals(["甲", "乙", "1", "2", "3"]), _is_ordinals(["1", "某公司", "3"]), _is_ordinals(["(1)", "(2)", "(3)=(1)+(2)"])
    (True, False, True)
    """
    numbers: list[int] = []
    for text in texts:
        folded = fold_text(text)
        if folded in _ORDINALS:
            continue
        found = re.fullmatch(r"\(?(\d{1,3})\)?(?:[=＝].*)?", folded)
        if found is None:
            return False
        numbers.append(int(found[1]))
    return (
        len(texts) >= 3
        and len(numbers) >= 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 2
    )


def _headings(grid: Grid, block: tuple[int, ...]) -> dict[int, tuple[str, ...]]:
    """For each column the headings from the top. Without merged cells a heading also covers the gaps to its right."""
    levels = [grid.texts(row) for row in block]
    spread = not any(grid.spans(row) for row in block)
    for level, texts in enumerate(levels[:-1]):
        if not spread:
            break
        below = levels[level + 1]
        current: str | None = None
        for column in range(1, max([0, *below, *texts]) + 1):
            if column in texts:
                current = texts[column] if column in below else None
            elif current is not None and column in below:
                texts[column] = current
    columns = sorted({column for texts in levels for column in texts})
    return {column: tuple(dict.fromkeys(texts[column] for texts in levels if column in texts)) for column in columns}


def _split(headings: Mapping[int, tuple[str, ...]], used: list[int]) -> list[tuple[int, int]]:
    """The column ranges of tables side by side: where the headings begin again from the first."""
    named = [(column, fold_heading(headings[column][-1]) if headings[column] else "") for column in used]
    texts = [text for _, text in named]
    starts = [0]
    for place in range(1, len(named)):
        length = min(3, len(texts) - place)
        if (
            length >= 2
            and texts[place]
            and texts[place : place + length] == texts[:length]
            and place - starts[-1] >= length
        ):
            starts.append(place)
    bounds = [*starts[1:], len(named)]
    return [(named[start][0], named[stop - 1][0]) for start, stop in zip(starts, bounds, strict=True)]
