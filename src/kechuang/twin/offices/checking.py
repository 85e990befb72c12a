"""Reading a twin's files back: they must differ from the clean tables by the seeded faults and by nothing else."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from kechuang.twin.calibration import Calibration
from kechuang.twin.offices.faulting import shown
from kechuang.twin.offices.sheets import Sheet, clean_sheets
from kechuang.twin.truth import read_table

Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where a file is not what the truth and its faults say."""

    file: str
    sheet: str
    row: int
    what: str


def check_twin(folder: Path, known: Calibration) -> list[Difference]:
    """Hold every office's file of a twin against truth and faults; empty when they agree cell by cell.

    The sheets are made again from the Parquet tables alone, the faults of ``faults.parquet`` are undone in what was read from
    the files, and the two are compared. A fault that is not in the file, or whose true value is not the truth's, is a difference.
    """
    found: list[Difference] = []
    faults: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for fault in read_table(folder, "faults").to_pylist():
        faults[fault["file"], fault["sheet"]].append(fault)
    told = set()
    for file, sheets in groupby(clean_sheets(folder, known), key=lambda sheet: sheet.file):
        told.add(file)
        grids = _read(folder / file)
        for sheet in sheets:
            mine = faults.pop((sheet.file, sheet.name), [])
            found += _compare(sheet, grids.pop(sheet.name), mine)
        found += [Difference(file, name, 0, "a sheet the truth does not know") for name in grids]
    found += [Difference(file, name, 0, "faults of a sheet that does not exist") for file, name in faults]
    there = {str(path.relative_to(folder)) for path in (folder / "offices").rglob("*") if path.is_file()}
    return found + [Difference(file, "", 0, "a file the truth does not know") for file in there - told]


def _read(path: Path) -> dict[str, Grid]:
    if path.suffix == ".csv":
        encoding = "utf-8-sig" if path.read_bytes().startswith(b"\xef\xbb\xbf") else "gb18030"
        with path.open(encoding=encoding, newline="") as stream:
            return {"": [list(row) for row in csv.reader(stream)]}
    book = load_workbook(path, read_only=True)
    grids = {page.title: [[_text(cell) for cell in row] for row in page.iter_rows(values_only=True)] for page in book}
    book.close()
    return grids


def _text(cell: Any) -> str:
    return shown(cell)


def _compare(sheet: Sheet, grid: Grid, faults: list[dict[str, Any]]) -> Iterator[Difference]:
    rows = dict(enumerate(grid, start=1))
    undone: list[str] = []
    missing = {fault["record"] for fault in faults if fault["kind"] == "missing_return"}
    for fault in faults:
        if fault["column"] is not None:
            cell = rows[fault["row"]][fault["column"] - 1]
            if cell != fault["shown_value"] or cell == fault["true_value"]:
                undone.append(f"row {fault['row']}: {fault['kind']} is not there")
            rows[fault["row"]][fault["column"] - 1] = fault["true_value"]
    for fault in faults:
        if fault["kind"] == "duplicate_row":
            if rows[fault["row"]] != rows[int(fault["true_value"])]:
                undone.append(f"row {fault['row']}: no copy of row {fault['true_value']}")
            del rows[fault["row"]]
    yield from (Difference(sheet.file, sheet.name, 0, what) for what in undone)
    yield from _compare_rows(sheet, [rows[place] for place in sorted(rows)], missing)


def _compare_rows(sheet: Sheet, rows: Grid, missing: set[int]) -> Iterator[Difference]:
    before = sheet.first_row - 1
    width = len(sheet.columns)
    true = [[shown(cell) for cell in row] for record, row in enumerate(sheet.rows, start=1) if record not in missing]
    if sheet.totals:
        true.append([shown(cell) for cell in sheet.total_row()])
    true += [[note, *[""] * (width - 1)] for note in sheet.notes]
    read = [row + [""] * (width - len(row)) for row in rows[before:]]
    if len(read) != len(true):
        yield Difference(sheet.file, sheet.name, 0, f"{len(read)} rows where the truth has {len(true)}")
    for place, (said, held) in enumerate(zip(read, true, strict=False)):
        if said != held:
            yield Difference(sheet.file, sheet.name, sheet.first_row + place, f"{said} is not {held}")
    labels = [column.label for column in sheet.columns if column.label not in rows[before - 1]]
    if labels and not sheet.grouped:
        yield Difference(sheet.file, sheet.name, before, f"no heading {labels[0]}")
    if [row[0] for row in rows[: len(sheet.titles)]] != list(sheet.titles):
        yield Difference(sheet.file, sheet.name, 1, "the title rows are others")
