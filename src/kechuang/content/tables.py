"""CSV tables with line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kechuang.content.errors import ContentError, Where
from kechuang.content.texts import read_text
from kechuang.content.yaml_files import MAX_BYTES


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: its cells by column name (stripped; an empty cell is ``""``), and the line it starts on."""

    cells: Mapping[str, str]
    where: Where

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def line(self) -> int:
        """The line the row starts on, counting from 1 (the header)."""
        return self.where.line or 1


def read_csv(path: Path) -> tuple[CsvRow, ...]:
    """The rows of a UTF-8 CSV file with a header. Rows that are empty throughout are skipped.

    Raises:
        ContentError: the file is absent, not UTF-8, a column is named twice or not at all, or a row has more or fewer
            cells than the header.
    """
    return _rows(read_text(path, MAX_BYTES), path)


def _rows(text: str, path: Path) -> tuple[CsvRow, ...]:
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[CsvRow] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        if not header or len(set(header)) != len(header) or "" in header:
            raise ContentError(
                Where(path, 1),
                zh="表头缺失、为空或重名。",
                en="the header is missing, has an empty name or a name twice.",
            )
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise ContentError(
                    Where(path, line),
                    zh=f"这一行有{len(cells)}格，表头有{len(header)}格；含逗号的文字要加引号。",
                    en=f"this row has {len(cells)} cells and the header {len(header)}; quote texts that hold commas.",
                )
            rows.append(CsvRow(dict(zip(header, (cell.strip() for cell in cells), strict=True)), Where(path, line)))
    except csv.Error as error:
        raise ContentError(
            Where(path, reader.line_num), zh=f"CSV 写法有误（{error}）。", en=f"this is not valid CSV ({error})."
        ) from error
    return tuple(rows)
