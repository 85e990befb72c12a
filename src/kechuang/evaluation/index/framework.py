"""What the columns mean and how they stand together: indicators at level 1, aggregates above, one index at the top."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kechuang.content.errors import ContentError, Where
from kechuang.content.tables import CsvRow, read_csv

_COLUMNS = ("code", "level", "parent")


@dataclass(frozen=True, slots=True)
class Item:
    """One node of the framework.

    Attributes:
        code: of the column (level 1) or aggregate.
        name: for people; the code where none is given.
        parent: code one level up; ``None`` at the top.
        level: 1 for indicators.
        weight: within its parent, not negative; weights of one parent need not sum to one.
        direction: 1 where more is better, -1 where less is.
        denominator: column to divide by, or ``None``.
    """

    code: str
    name: str
    parent: str | None
    level: int
    weight: float = 1.0
    direction: int = 1
    denominator: str | None = None


@dataclass(frozen=True)
class Framework:
    """All items. ``top`` is the index itself."""

    items: tuple[Item, ...]

    @cached_property
    def indicators(self) -> tuple[Item, ...]:
        """Level 1, in the file's order."""
        return self.at(1)

    @cached_property
    def top(self) -> Item:
        """The one item without a parent."""
        return next(item for item in self.items if item.parent is None)

    @cached_property
    def levels(self) -> int:
        """How many levels there are; the index stands on the last."""
        return max(item.level for item in self.items)

    def at(self, level: int) -> tuple[Item, ...]:
        """The items of a level, in the file's order."""
        return tuple(item for item in self.items if item.level == level)

    def children(self, code: str) -> tuple[Item, ...]:
        """What stands under an aggregate."""
        return tuple(item for item in self.items if item.parent == code)


def read_framework(path: Path) -> Framework:
    """Read META: ``code, name, parent, level, weight, direction, denominator``; an empty weight or direction is 1.

    Rows without a level (groups, denominators) say what a column is and take no part in the index.

    Raises:
        ContentError: a column is missing, a code twice, a parent that does not exist or does not stand one level up, no top or
            several, a weight below zero, a direction other than 1 and -1.
    """
    rows = read_csv(path)
    header = set(rows[0].cells) if rows else set()
    absent = [column for column in _COLUMNS if column not in header]
    if absent:
        raise ContentError(
            Where(path, 1),
            zh=f"缺少列 {'、'.join(absent)}；须有 code、name、parent、level、weight、direction、denominator。",
            en=f"the columns {', '.join(absent)} are missing; needed are code, name, parent, level, weight, direction, denominator.",
        )
    read = [(row, _item(row)) for row in rows if _cell(row, "level") is not None]
    _check(path, read)
    return Framework(tuple(item for _, item in read))


def _cell(row: CsvRow, column: str) -> str | None:
    text = row.cells.get(column, "")
    return None if text in {"", "NA", "null", "None"} else text


def _item(row: CsvRow) -> Item:
    code = _cell(row, "code")
    if code is None:
        raise ContentError(row.where, zh="这一行没有 code。", en="this row has no code.")
    level = _amount(row, "level", 1)
    if level != int(level) or level < 1:
        raise ContentError(
            row.where,
            zh=f"“{code}”的层级 {level:g} 应为从 1 起的整数。",
            en=f"the level {level:g} of '{code}' must be a whole number from 1.",
        )
    weight, direction = _amount(row, "weight", 1), _amount(row, "direction", 1)
    if weight < 0:
        raise ContentError(
            row.where,
            zh=f"“{code}”的权重 {weight:g} 小于零；逆向指标请写 direction=-1。",
            en=f"the weight {weight:g} of '{code}' is below zero; write direction -1 where less is better.",
        )
    if direction not in (1, -1):
        raise ContentError(
            row.where,
            zh=f"“{code}”的方向 {direction:g} 应为 1 或 -1。",
            en=f"the direction {direction:g} of '{code}' must be 1 or -1.",
        )
    parent, denominator = _cell(row, "parent"), _cell(row, "denominator")
    return Item(code, _cell(row, "name") or code, parent, int(level), weight, int(direction), denominator)


def _amount(row: CsvRow, column: str, default: float) -> float:
    text = _cell(row, column)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ContentError(
            row.where, zh=f"{column} 的“{text}”不是数。", en=f"'{text}' in column {column} is no number."
        )
    return value


def _check(path: Path, read: Iterable[tuple[CsvRow, Item]]) -> None:
    by_code: dict[str, Item] = {}
    read = list(read)
    for row, item in read:
        if item.code in by_code:
            raise ContentError(row.where, zh=f"“{item.code}”写了两次。", en=f"'{item.code}' is given twice.")
        by_code[item.code] = item
    tops = [item.code for _, item in read if item.parent is None]
    if len(tops) != 1:
        raise ContentError(
            Where(path),
            zh=f"应有且只有一个没有上级的指数，现有 {len(tops)} 个（{'、'.join(tops[:5])}）。",
            en=f"exactly one item may stand without a parent; there are {len(tops)} ({', '.join(tops[:5])}).",
        )
    for row, item in read:
        above = by_code.get(item.parent or "")
        if item.parent is not None and (above is None or above.level != item.level + 1):
            raise ContentError(
                row.where,
                zh=f"“{item.code}”的上级“{item.parent}”不存在或不在上一层。",
                en=f"the parent '{item.parent}' of '{item.code}' does not exist or does not stand one level up.",
            )
    parents = {item.parent for _, item in read}
    for row, item in read:
        if item.level > 1 and item.code not in parents:
            raise ContentError(row.where, zh=f"“{item.code}”下没有指标。", en=f"nothing stands under '{item.code}'.")
