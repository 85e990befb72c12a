"""Files for the tests, built as needed: no binary file lies in the repository."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import docx
import xlsxwriter
import xlwt

from kechuang.content import load_region
from kechuang.intake import Problem, Recognition, Row, Sheets, load_policy, open_file, parse, recognise_file
from kechuang.register import load_record_types
from kechuang.values import uscc_check_character

REGION = load_region("baodi")
TYPES = load_record_types(REGION)
POLICY = load_policy(REGION)
CODE = "91350100M000100Y43"
OTHER_CODE, THIRD_CODE = (start + uscc_check_character(start) for start in ("91120224MA05W9R00", "91120000103069684"))

Grid = Sequence[Sequence[Any]]


def xlsx(sheets: Mapping[str, Grid] | Grid, merged: Sequence[str] = (), **more: Any) -> bytes:
    """A workbook. A cell that is ``(value, format)`` has that number format; ``merged`` areas are of the first sheet.

    ``hidden_rows``, ``hidden_columns`` (from 0) are of the first sheet, ``hidden_sheets`` names of sheets.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for index, (name, rows) in enumerate((sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}).items()):
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    _put(book, page, number, column, value)
            if not index:
                for area in merged:
                    page.merge_range(area, None)
                for row_number in more.get("hidden_rows", ()):
                    page.set_row(row_number, None, None, {"hidden": True})
                for column in more.get("hidden_columns", ()):
                    page.set_column(column, column, None, None, {"hidden": True})
            if name in more.get("hidden_sheets", ()):
                page.hide()
        for name, value in more.get("properties", {}).items():
            book.set_custom_property(name, value)
    data = out.getvalue()
    return _refill(data, sheets, merged) if merged else data


def _refill(data: bytes, sheets: Mapping[str, Grid] | Grid, merged: Sequence[str]) -> bytes:
    """``merge_range`` empties its first cell: merged areas are put in afterwards instead."""
    plain = xlsx(sheets)
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        text = archive.read(part).decode()
    text = text.replace("</sheetData>", f'</sheetData><mergeCells count="{len(merged)}">{areas}</mergeCells>')
    return replace_part(plain, part, text.encode())


def _put(book: Any, page: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, tuple):
        page.write(row, column, value[0], book.add_format({"num_format": value[1]}))
    elif isinstance(value, str) and value.startswith("=="):
        page.write_formula(row, column, value[1:], None, 0)
    elif value is not None:
        page.write(row, column, value)


def xls(sheets: Mapping[str, Grid]) -> bytes:
    """An old workbook; ``(value, format)`` as above."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        page = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, tuple):
                    page.write(number, column, value[0], xlwt.easyxf(num_format_str=value[1]))
                elif value is not None:
                    page.write(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def word(blocks: Sequence[str | Grid]) -> bytes:
    """A Word document of paragraphs and tables; a cell ``"<"`` is merged with the one to its left, ``"^"`` with that above."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), max(len(row) for row in block))
        for number, row in enumerate(block):
            for column, value in enumerate(row):
                if value == "<":
                    table.cell(number, column - 1).merge(table.cell(number, column))
                elif value == "^":
                    table.cell(number - 1, column).merge(table.cell(number, column))
                else:
                    table.cell(number, column).text = "" if value is None else str(value)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def replace_part(data: bytes, part: str, change: bytes) -> bytes:
    """The same zip file with one part's bytes replaced, or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, part: change})


def part_of(data: bytes, part: str) -> bytes:
    """One part of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def read_all(book: Sheets, **more: Any) -> list[tuple[Recognition, list[Row]]]:
    """Every table of a file with its rows; of a type nobody could tell, no rows."""
    return [
        (table, list(parse(sheet, table)) if table.record_type else [])
        for sheet, table in recognise_file(book, TYPES, policy=POLICY, **more)
    ]


def read_one(data: bytes, name: str = "报表.xlsx", **more: Any) -> tuple[Recognition, list[Row]]:
    """The only table of a file, and its records."""
    ((table, rows),) = read_all(open_file(data, name), **more)
    return table, [row for row in rows if row.kind == "record"]


def all_problems(found: Sequence[tuple[Recognition, list[Row]]]) -> list[Problem]:
    """Every problem of a file."""
    return [one for table, rows in found for one in (*table.problems, *(one for row in rows for one in row.problems))]
