"""The way of one plain workbook: opened, recognised, read."""

from __future__ import annotations

import io

import xlsxwriter

from kechuang.content import load_region
from kechuang.intake import load_policy, open_file, parse, recognise, remember
from kechuang.register import load_record_types

REGION = load_region("baodi")
TYPES = load_record_types(REGION)
POLICY = load_policy(REGION)


def workbook(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("年报")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


def test_a_plain_workbook_is_read_to_the_fen() -> None:
    data = workbook(
        [
            ["某区科技企业2022年度报表"],
            ["单位：万元"],
            ["企业名称", "统一社会信用代码", "营业收入", "研发费用"],
            ["甲公司", "91350100M000100Y43", 1234.56, "—"],
            ["合计", None, 1234.56, None],
            ["注：未经审计"],
        ]
    )
    book = open_file(data, "年报.xlsx")
    (table,) = recognise(book.sheets[0], TYPES, policy=POLICY, file_name=book.name)
    rows = list(parse(book.sheets[0], table))
    assert table.record_type is not None
    assert table.record_type.code == "enterprise_year"
    assert [row.kind for row in rows] == ["record", "total", "note"]
    assert rows[0].values == {
        "name": "甲公司", "uscc": "91350100M000100Y43", "operating_revenue": 1_234_560_000, "rd_expense": None, "year": 2022,
    }  # fmt: skip
    assert remember(table)["columns"]["营业收入"] == "operating_revenue"
