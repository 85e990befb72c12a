"""Nasty files drawn by hand, each as it must be read (golden.yaml)."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kechuang.intake import Recognition, Row, Sheets, open_file, open_text
from kechuang.intake.tests.files import (
    CODE,
    OTHER_CODE,
    THIRD_CODE,
    all_problems,
    part_of,
    read_all,
    replace_part,
    word,
    xls,
    xlsx,
)
from kechuang.values import Period

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "golden.yaml").read_text(encoding="utf-8"))
CODES = {"C": CODE, "D": OTHER_CODE, "E": THIRD_CODE}


def opened(case: dict[str, Any]) -> Sheets:
    rows = [[_cell(value) for value in row] for row in case["rows"]]
    match case.get("format", "xlsx"):
        case "csv":
            out = io.StringIO()
            csv.writer(out, delimiter=case.get("separator", ",")).writerows(rows)
            return open_file(out.getvalue().encode(case.get("encoding", "utf-8")), "报表.csv")
        case "pasted":
            return open_text("\n".join("\t".join(map(str, row)) for row in rows))
        case "xls":
            return open_file(xls({"Sheet1": rows}), "报表.xls")
        case "docx":
            return open_file(word([*case["before"], rows]), "报表.docx")
        case _:
            hidden = {key: case[key] for key in ("hidden_rows", "hidden_columns") if key in case}
            data = xlsx({case.get("sheet", "Sheet1"): rows}, case.get("merged", ()), **hidden)
            return open_file(_with_formulas(data, case.get("formulas", {})), "报表.xlsx")


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return value["serial"], value["format"]
    if isinstance(value, str) and value in CODES:
        return CODES[value]
    return str(value) if hasattr(value, "isoformat") else value


def _with_formulas(data: bytes, formulas: dict[str, list[Any]]) -> bytes:
    part = "xl/worksheets/sheet1.xml"
    text = part_of(data, part).decode()
    for cell, (formula, value) in formulas.items():
        kind = ' t="e"' if isinstance(value, str) else ""
        held = "" if value is None else f"<v>{value}</v>"
        text = re.sub(rf'<c r="{cell}"[^>]*>.*?</c>', f'<c r="{cell}"{kind}><f>{formula}</f>{held}</c>', text)
    return replace_part(data, part, text.encode()) if formulas else data


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_nasty_file_is_read_as_it_must_be(case: dict[str, Any]) -> None:
    more = {"record_type": case["said"]} if "said" in case else {}
    found = read_all(opened(case), **more)
    ((table, rows),) = found
    assert (table.record_type.code if table.record_type else None) == case["type"]
    if "period" in case:
        assert table.period is not None
        assert table.period.text == case["period"]
    _check_columns(table, case)
    problems = {(one.cell, one.kind) for one in all_problems(found)}
    assert problems == {(cell, kind) for cell, kind in case.get("problems", {}).items()} | {
        one for one in problems if one[1] == "code_missing" and one[0] not in case.get("problems", {})
    }
    offers = {one.cell: one.offer for one in all_problems(found) if one.offer and one.cell in case.get("offers", {})}
    assert offers == case.get("offers", {})
    _check_rows(rows, case)


def _check_columns(table: Recognition, case: dict[str, Any]) -> None:
    by_letter = {column.to_dict()["column"]: column for column in table.columns}
    assert {letter: by_letter[letter].field for letter in case.get("columns", {})} == case.get("columns", {})
    assert {letter: by_letter[letter].role for letter in case.get("roles", {})} == case.get("roles", {})


def _check_rows(rows: list[Row], case: dict[str, Any]) -> None:
    if "kinds" in case:
        assert [row.kind for row in rows] == case["kinds"]
    records = [row for row in rows if row.kind == "record"]
    assert len(records) == len(case.get("records", ()))
    for row, true in zip(records, case.get("records", ()), strict=True):
        assert {code: row.values.get(code, "no such field") for code in true} == {
            code: _value(one) for code, one in true.items()
        }
    if "hidden" in case:
        assert [row.number for row in rows if row.hidden] == case["hidden"]
    if "synthetic" in case:
        assert [row.synthetic for row in records] == case["synthetic"]


def _value(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("period "):
        return Period.parse(value.removeprefix("period "))
    if isinstance(value, float):
        return Decimal(str(value))
    return CODES.get(value, value) if isinstance(value, str) else value


def test_there_are_at_least_twenty_five_of_them() -> None:
    assert len(CASES) >= 25
