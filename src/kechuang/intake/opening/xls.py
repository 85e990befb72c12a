"""Old workbooks (.xls), read by xlrd."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import xlrd

from kechuang.files import Limits
from kechuang.intake.cells import Area, CellError, Percent, Raw, SheetRow
from kechuang.intake.opening.digest import digest_of
from kechuang.intake.opening.formats import Show, show_of
from kechuang.intake.opening.sheet_xml import day_of_serial
from kechuang.intake.refusals import MAX_SHEETS, MAX_TEXT, refuse
from kechuang.intake.sheets import Sheet, Sheets

#: The largest old workbook: 65,536 rows of text need little more.
_MAX_BYTES = 100 * 1024 * 1024


def open_xls(data: bytes | Path, name: str, limits: Limits) -> Sheets:
    """The sheets of an old workbook. Its formulas give the value the file holds.

    Raises:
        IntakeRefusedError: broken, protected or empty.
    """
    content = data if isinstance(data, bytes) else data.read_bytes()
    if len(content) > min(_MAX_BYTES, limits.max_bytes):
        reason = ("旧版工作簿不应超过 100 MB", "an old workbook is not larger than 100 MB")
        raise refuse("broken", name, reason=reason)
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        sheets = tuple(_sheet(book, index) for index in range(min(book.nsheets, MAX_SHEETS + 1)))
    except Exception as error:  # damaged records make xlrd fail in as many ways as there are records
        if "encrypt" in str(error).lower():
            raise refuse("encrypted", name) from error
        raise refuse("broken", name, reason=("旧版工作簿的结构不完整", "its records do not fit together")) from error
    if len(sheets) > MAX_SHEETS:
        raise refuse("too_many", name, count=book.nsheets, what=("个工作表", "sheets"), limit=MAX_SHEETS)
    if not any(sheet.row_count for sheet in sheets):
        raise refuse("no_rows", name)
    return Sheets(name, "xls", sheets, digest_of(data), data)


def _sheet(book: Any, index: int) -> Sheet:
    page = book.sheet_by_index(index)
    reader = _Rows(book, page)
    hidden = frozenset(place + 1 for place, column in page.colinfo_map.items() if column.hidden)
    merged = tuple(Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in page.merged_cells)
    return Sheet(
        name=page.name,
        index=index,
        read=reader.rows,
        merged=merged,
        hidden=page.visibility != 0,
        hidden_columns=hidden,
        row_count=page.nrows,
    )


class _Rows:
    """The rows of one old sheet, each time from the top."""

    def __init__(self, book: Any, page: Any) -> None:
        self.book, self.page = book, page
        self.shows: dict[int, Show] = {}

    def rows(self) -> Iterator[SheetRow]:
        """The rows that hold something."""
        for number in range(self.page.nrows):
            cells = [self._value(cell) for cell in self.page.row(number)]
            while cells and cells[-1] in (None, ""):
                cells.pop()
            if cells:
                info = self.page.rowinfo_map.get(number)
                yield SheetRow(number + 1, cells, bool(info is not None and info.hidden))

    def _value(self, cell: Any) -> Raw:
        match cell.ctype:
            case xlrd.XL_CELL_TEXT:
                return str(cell.value)[:MAX_TEXT] or None
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                return self._number(cell)
            case xlrd.XL_CELL_BOOLEAN:
                return bool(cell.value)
            case xlrd.XL_CELL_ERROR:
                return CellError(xlrd.error_text_from_code.get(cell.value, "#?"))
            case _:
                return None

    def _number(self, cell: Any) -> Raw:
        number = float(cell.value)
        show = self._show(cell.xf_index)
        if show == "percent":
            return Percent(number)
        if show == "date":
            day = day_of_serial(number, since_1904=self.book.datemode == 1)
            if day is not None:
                return day.date() if isinstance(day, datetime) and day.time() == datetime.min.time() else day
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _show(self, style: int | None) -> Show:
        if style is None:
            return "number"
        if style not in self.shows:
            shape = self.book.format_map.get(self.book.xf_list[style].format_key)
            self.shows[style] = show_of(shape.format_str or "") if shape is not None else "number"
        return self.shows[style]
