"""Intake: 500,000 rows as a workbook and as CSV, read to records; a plain reading with openpyxl beside it.

The files are made here in a temporary folder: synthetic yearly returns of invented firms with a title, a unit and ten columns.
"""

from __future__ import annotations

import csv
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook

from bench.frame import Result, peak_mib
from kechuang.content import load_region
from kechuang.intake import count_problems, load_policy, open_file, parse, recognise_file
from kechuang.register import load_record_types
from kechuang.values import uscc_check_character

ROWS, PLAIN_ROWS, SEED = 500_000, 50_000, 11
HEADINGS = [
    "序号", "统一社会信用代码", "企业名称", "营业收入", "研发费用", "资产总额", "净利润", "职工总数", "报送日期", "数据性质",
]  # fmt: skip


def made(rows: int) -> Iterator[list[object]]:
    """The rows of a file: title, unit, headings, records (one in two thousand with a wrong code)."""
    yield ["某区科技企业年报（2022年度，合成数据）"]
    yield ["单位：万元"]
    yield list(HEADINGS)
    draw = random.Random(SEED)
    for number in range(rows):
        start = f"91999999T{number:08d}"
        check = uscc_check_character(start)
        if number % 2_000 == 1_999:
            check = "X" if check != "X" else "Y"
        revenue = draw.randrange(1, 9_000_000) / 100
        yield [
            number + 1, start + check, f"合成企业{number:06d}科技有限公司", revenue, round(revenue / 20, 2), round(revenue * 1.7, 2),
            round(revenue / 11, 2), draw.randrange(1, 900), f"2023-0{1 + number % 4}-{1 + number % 28:02d}", "合成",
        ]  # fmt: skip


def write_workbook(path: Path, rows: int) -> None:
    """The rows as an .xlsx."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("年报")
        for number, row in enumerate(made(rows)):
            page.write_row(number, 0, row)


def write_csv(path: Path, rows: int) -> None:
    """The rows as a CSV in GB18030."""
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(made(rows))


def read(path: Path) -> tuple[int, int]:
    """Records and errors of a file, streamed."""
    region = load_region("baodi")
    records = errors = 0
    for sheet, table in recognise_file(open_file(path), load_record_types(region), policy=load_policy(region)):
        for row in parse(sheet, table):
            records += row.kind == "record"
            errors += count_problems(row.problems)["error"] if row.problems else 0
    return records, errors


def read_plainly(path: Path) -> int:
    """The cells of a workbook by openpyxl, row by row, with nothing understood."""
    book = load_workbook(path, read_only=True)
    rows = sum(1 for _ in book.active.iter_rows(values_only=True))
    book.close()
    return rows


def run() -> list[Result]:
    """One pass over each file."""
    results = []
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        write_csv(folder / "年报.csv", ROWS)
        write_workbook(folder / "年报.xlsx", ROWS)
        write_workbook(folder / "小.xlsx", PLAIN_ROWS)
        for name in ("年报.csv", "年报.xlsx"):
            began, worked = time.perf_counter(), time.process_time()
            records, errors = read(folder / name)
            took, worked = time.perf_counter() - began, time.process_time() - worked
            note = (
                f"{records / worked:,.0f} rows a second of processor ({worked:.0f} s), {errors} wrong codes found; "
                f"{peak_mib():.0f} MiB at most so far"
            )
            results.append(Result(f"500,000 rows of {Path(name).suffix[1:]}", took, "file", aim=240, note=note))
        began = time.perf_counter()
        read_plainly(folder / "小.xlsx")
        plain = time.perf_counter() - began
        began = time.perf_counter()
        read(folder / "小.xlsx")
        ours = time.perf_counter() - began
        note = (
            f"openpyxl reads the same cells, understanding nothing, in {plain:.1f} s: {plain / ours:.2f} times our time"
        )
        results.append(Result("50,000 rows of xlsx, understood and checked", ours, "file", note=note))
    return results
