"""Writing the offices' files: workbooks and CSV with title rows, merged headings, totals and notes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from kechuang.twin.calibration import Calibration
from kechuang.twin.offices.faulting import Fault, seed_faults, shown
from kechuang.twin.offices.sheets import Row, Sheet, clean_sheets

# A workbook carries the day it was made; a fixed one keeps the bytes the same.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zone


def write_offices(
    folder: Path, known: Calibration, seed: int, progress: Callable[[str, int, int], None]
) -> dict[str, list[Any]]:
    """Write every office's files from the clean tables in ``folder``; the columns of the table of faults."""
    faults: list[Fault] = []
    for number, (file, sheets) in enumerate(groupby(clean_sheets(folder, known), key=lambda sheet: sheet.file)):
        progress("offices", number + 1, 0)
        sent = []
        for sheet in sheets:
            rows, seeded = seed_faults(sheet, known, seed)
            sent.append((sheet, rows))
            faults += seeded
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            _write_csv(path, *sent[0])
        else:
            _write_workbook(path, sent)
    return {field.name: [getattr(fault, field.name) for fault in faults] for field in fields(Fault)}


def _write_csv(path: Path, sheet: Sheet, rows: list[Row]) -> None:
    with path.open("w", encoding=sheet.encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([title] for title in sheet.titles)
        writer.writerow([column.label for column in sheet.columns])
        writer.writerows([shown(cell) for cell in row] for row in rows)
        writer.writerows([note] for note in sheet.notes)


def _write_workbook(path: Path, sent: list[tuple[Sheet, list[Row]]]) -> None:
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"title": sent[0][0].titles[0], "comments": "合成数据 synthetic", "created": _MADE})
    heading = book.add_format({"bold": True, "align": "center", "border": 1})
    title = book.add_format({"bold": True, "align": "center", "font_size": 14})
    for sheet, rows in sent:
        page = book.add_worksheet(sheet.name)
        last = len(sheet.columns) - 1
        for number, text in enumerate(sheet.titles):
            page.merge_range(number, 0, number, last, text, title if not number else None)
        _write_headings(page, sheet, heading)
        at = sheet.first_row - 1
        for row in rows:
            page.write_row(at, 0, row)
            at += 1
        if sheet.totals:
            page.write_row(at, 0, sheet.total_row())
            at += 1
        for number, note in enumerate(sheet.notes):
            page.write_string(at + number, 0, note)
    book.close()


def _write_headings(page: Any, sheet: Sheet, heading: Any) -> None:
    """Headings in one row, or in two with the upper ones merged over their columns."""
    top = len(sheet.titles)
    if not sheet.grouped:
        page.write_row(top, 0, [column.label for column in sheet.columns], heading)
        return
    for group, places in groupby(range(len(sheet.columns)), key=lambda place: sheet.columns[place].group):
        columns = list(places)
        if not group:
            for place in columns:
                page.merge_range(top, place, top + 1, place, sheet.columns[place].label, heading)
            continue
        if len(columns) > 1:
            page.merge_range(top, columns[0], top, columns[-1], group, heading)
        else:
            page.write_string(top, columns[0], group, heading)
        for place in columns:
            page.write_string(top + 1, place, sheet.columns[place].label, heading)
