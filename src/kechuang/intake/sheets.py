"""A file as sheets of lazy rows, whatever its format was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from kechuang.intake.cells import Area, SheetRow
from kechuang.intake.problems import Problem

FileKind = Literal["xlsx", "xls", "csv", "docx", "pasted"]


@dataclass(frozen=True)
class Sheet:
    """One sheet, or one table of a Word document.

    Rows are read anew each time :meth:`rows` is called, so a sheet of 500,000 rows never stands in memory. ``row_count`` is
    how many rows the sheet holds, for progress; ``None`` where that is not known before reading. ``before`` are the lines of
    text that stand above a Word table.
    """

    name: str
    index: int
    read: Callable[[], Iterator[SheetRow]] = field(repr=False, compare=False)
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    row_count: int | None = None
    before: tuple[str, ...] = ()

    def rows(self) -> Iterator[SheetRow]:
        """The rows in order, from the top; empty ones may be left out, so go by their numbers."""
        return self.read()

    def head(self, count: int = 60) -> list[SheetRow]:
        """The first rows that hold something."""
        return list(islice((row for row in self.rows() if any(cell not in (None, "") for cell in row.cells)), count))


@dataclass(frozen=True)
class Sheets:
    """A file that was opened: its name, kind, sheets, the SHA-256 of its bytes, and what is to be said of the whole."""

    name: str
    kind: FileKind
    sheets: tuple[Sheet, ...]
    digest: str
    source: bytes | Path = field(repr=False, compare=False)
    notices: tuple[Problem, ...] = ()

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self.sheets)

    def __getitem__(self, name: str) -> Sheet:
        """The sheet with this name.

        Raises:
            KeyError: there is none.
        """
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)
