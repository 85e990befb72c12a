"""Cells as they stand in a file, before anybody says what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any


class Percent(float):
    """A number that its cell shows as a percentage: 0.031 shown as 3.1%."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class CellError:
    """What a formula that failed left behind: ``#REF!``, ``#DIV/0!``."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """A formula whose result the file does not hold. It is never computed here."""

    formula: str

    def __str__(self) -> str:
        return f"={self.formula}"


#: Nothing, text, a number, yes/no, a day or moment, a failed formula, or a formula without its result.
Raw = None | str | int | float | Percent | bool | date | datetime | time | CellError | Uncomputed
_NAME = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, rows and columns from 1, ends included: a merged cell."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, place: tuple[int, int]) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet: its number from 1, its cells from column 1 (shorter where the rest is empty), whether it is hidden."""

    number: int
    cells: list[Any]
    hidden: bool = False

    def cell(self, column: int) -> Any:
        """What stands in a column (from 1); ``None`` where nothing does."""
        return self.cells[column - 1] if column <= len(self.cells) else None


@lru_cache(maxsize=16_384)
def column_name(column: int) -> str:
    """The letters of a column counted from 1.

    >>> column_name(1), column_name(28), column_name(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=16_384)
def column_number(letters: str) -> int:
    """The number of a column from its letters.

    >>> column_number("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """The name of a cell.

    >>> cell_name(7, 3)
    'C7'
    """
    return f"{column_name(column)}{row}"


def read_area(text: str) -> Area | None:
    """An area from its name (``A1:C2`` or ``B3``); ``None`` where it is no such name.

    >>> read_area("A1:C2")
    Area(top=1, left=1, bottom=2, right=3)
    """
    first, _, last = text.partition(":")
    one, two = _NAME.fullmatch(first), _NAME.fullmatch(last or first)
    if one is None or two is None:
        return None
    rows = sorted((int(one[2]), int(two[2])))
    columns = sorted((column_number(one[1]), column_number(two[1])))
    return Area(rows[0], columns[0], rows[1], columns[1])


def cell_text(value: Any) -> str:
    """A cell as one text: numbers without needless zeros, days as 2023-05-01, nothing as an empty text.

    >>> cell_text(3.0), cell_text(12.5), cell_text(None), cell_text(date(2023, 5, 1)), cell_text(True)
    ('3', '12.5', '', '2023-05-01', '是')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return str(value)
