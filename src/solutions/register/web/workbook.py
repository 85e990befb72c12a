"""A workbook of several sheets. Texts are written as texts, so nothing in it can run."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

Sheet = tuple[str, Sequence[Any], Iterable[Sequence[Any]]]
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A spreadsheet keeps fifteen digits of a number.
_MOST = 10**15


def download_workbook(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """An .xlsx with a sheet for each ``(name, head, rows)``; a sheet without rows says so by its head alone."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        taken: set[str] = set()
        for title, head, rows in sheets:
            sheet = book.add_worksheet(sheet_name(title, taken))
            sheet.freeze_panes(1, 0)
            for column, cell in enumerate(head):
                sheet.write_string(0, column, str(cell), bold)
                sheet.set_column(column, column, 18)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell)
    response = HttpResponse(buffer.getvalue(), content_type=_EXCEL)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def _write(sheet: Any, row: int, column: int, cell: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, int | Decimal | Fraction) and not isinstance(cell, bool) and abs(cell) < _MOST:
        sheet.write_number(row, column, float(cell))
    else:
        sheet.write_string(row, column, str(cell))


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel takes: no marks it refuses, at most 31 characters, each name once.

    >>> taken = set()
    >>> sheet_name("资金/项目", taken), sheet_name("资金/项目", taken)
    ('资金 项目', '资金 项目 2')
    """
    plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:28] or "Sheet"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[:26]} {number}"
    taken.add(name.casefold())
    return name
