"""The way of one plain workbook: opened, recognised, read."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from kechuang.content import load_region
from kechuang.intake import load_policy, open_file, parse, recognise, recognise_file, remember
from kechuang.register import load_record_types, write_template

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


@pytest.mark.parametrize("code", TYPES)
def test_a_template_of_the_register_is_known_at_once_with_all_its_columns(code: str) -> None:
    held = io.BytesIO()
    columns = write_template(TYPES[code], held)
    book = open_file(held.getvalue(), "表.xlsx")
    ((_, table),) = recognise_file(book, TYPES, policy=POLICY)
    assert table.stamped
    assert table.score == 100
    assert table.record_type is TYPES[code]
    assert [column.field for column in table.columns] == list(columns)
    assert not table.problems


def test_a_memory_is_followed_for_the_same_shape_and_says_so() -> None:
    rows = [["某区2022年度报表（万元）"], ["企业名称", "营业收入", "神秘列"], ["甲公司", 1, 5]]
    book = open_file(workbook(rows), "年报.xlsx")
    (table,) = recognise(book.sheets[0], TYPES, policy=POLICY)
    assert [column.column for column in table.questions] == [3]
    memory = remember(table.correct({3: "tax_paid"}, {3: "元"}))
    rows[0] = ["某区2023年度报表（万元）"]
    again = open_file(workbook(rows), "年报.xlsx")
    (table,) = recognise(again.sheets[0], TYPES, {memory["shape"]: memory}, policy=POLICY)
    assert table.remembered
    assert table.reasons[0].zh == "按这一报送单位上次确认的对应关系"
    (row,) = parse(again.sheets[0], table)
    assert row.values["tax_paid"] == 500
