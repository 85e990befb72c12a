"""A workbook with the cells of a file that is no .xlsx, and its marks."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from kechuang.intake.cells import CellError, Percent, Uncomputed, cell_text
from kechuang.intake.marking.marks import AUTHOR, FILLS, Mark, Marks, commented
from kechuang.intake.problems import Severity
from kechuang.intake.sheets import Sheet, Sheets

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_MOST_ROWS = 1_048_576


def copy_marked(sheets: Sheets, marks: Marks, out: io.BytesIO) -> None:
    """Write every cell as the kind it was read as; texts stay texts, whatever they begin with."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    book = xlsxwriter.Workbook(out, options)
    formats = {severity: book.add_format({"bg_color": f"#{fill[2:]}"}) for severity, fill in FILLS.items()}
    names: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_title(sheet.name, names))
        page.set_comments_author(AUTHOR)
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        _write(page, sheet, dict(marks.get(sheet.name, {})), formats)
        for area in sheet.merged if sheet.row_count and sheet.row_count < 20_000 else ():
            if area.left != area.right or area.top != area.bottom:
                page.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, None)
    book.close()


def _write(page: Any, sheet: Sheet, marks: dict[tuple[int, int], Mark], formats: Mapping[Severity, Any]) -> None:
    waiting: dict[int, list[int]] = {}
    for number, column in sorted(marks):
        waiting.setdefault(number, []).append(column)
    for row in sheet.rows():
        if row.number > _MOST_ROWS:
            break
        for number in sorted(one for one in waiting if one < row.number):
            for column in waiting.pop(number):
                page.write_blank(number - 1, column - 1, None, formats[marks[number, column].severity])
        for column, value in enumerate(row.cells, 1):
            mark = marks.get((row.number, column))
            _write_cell(page, row.number - 1, column - 1, value, formats[mark.severity] if mark else None)
        for column in waiting.pop(row.number, ()):
            if column > len(row.cells):
                page.write_blank(row.number - 1, column - 1, None, formats[marks[row.number, column].severity])
    for (row_number, column), text in commented(marks).items():
        page.write_comment(row_number - 1, column - 1, text, {"x_scale": 2.2, "y_scale": 1.2})


def _write_cell(page: Any, row: int, column: int, value: Any, shape: Any) -> None:
    if value is None or value == "":
        if shape is not None:
            page.write_blank(row, column, None, shape)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, shape)
    elif isinstance(value, int | float) and not isinstance(value, Percent) and abs(value) < 1e15:
        page.write_number(row, column, value, shape)
    elif isinstance(value, Percent):
        page.write_string(row, column, f"{float(value) * 100:.12g}%", shape)
    elif isinstance(value, date | datetime | time | CellError | Uncomputed):
        page.write_string(row, column, cell_text(value), shape)
    else:
        page.write_string(row, column, cell_text(value), shape)


def _title(name: str, taken: set[str]) -> str:
    base = _FORBIDDEN.sub(" ", name).strip("' ")[:28] or "Sheet"
    title, number = base, 1
    while title.lower() in taken:
        number += 1
        title = f"{base[:26]} {number}"
    taken.add(title.lower())
    return title
