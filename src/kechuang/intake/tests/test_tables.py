"""Several tables in one sheet, several sheets in one file: each is its own."""

from __future__ import annotations

from kechuang.intake import open_file
from kechuang.intake.tests.files import CODE, read_all, xlsx


def test_two_tables_below_each_other_are_two_with_their_own_titles() -> None:
    rows = [
        ["一、2021年营业收入情况（单位：万元）"],
        ["企业名称", "营业收入", "研发费用"],
        ["甲公司", 1, 2],
        ["合计", 1, 2],
        [],
        ["二、2022年专利授权清单"],
        ["授权号", "类型", "权利人", "授权日"],
        ["Z1", "发明专利", "乙公司", "2022-05-01"],
    ]
    found = read_all(open_file(xlsx(rows), "报表.xlsx"))
    kinds = [
        (table.record_type.code if table.record_type else None, table.period.text if table.period else None)
        for table, _ in found
    ]
    assert kinds == [("enterprise_year", "2021"), ("intellectual_property", "2022")]
    assert [[row.kind for row in rows] for _, rows in found] == [["record", "total"], ["record"]]
    assert found[1][1][0].values["number"] == "Z1"


def test_two_tables_beside_each_other_are_two() -> None:
    head = ["序号", "企业名称", "营业收入", "研发费用"]
    rows = [
        ["2022年报（万元）"],
        [*head, None, *head],
        [1, "甲公司", 1, 2, None, 3, "丙公司", 5, 6],
        [2, "乙公司", 3, 4],
    ]
    found = read_all(open_file(xlsx(rows), "报表.xlsx"))
    names = [[row.values["name"] for row in rows if row.kind == "record"] for _, rows in found]
    assert names == [["甲公司", "乙公司"], ["丙公司"]]
    assert found[1][1][0].values["operating_revenue"] == 5_000_000


def test_a_sheet_for_each_park_is_a_table_each_and_a_sheet_of_help_is_none() -> None:
    rows = [["2022年报（万元）"], ["企业名称", "统一社会信用代码", "营业收入", "研发费用"], ["甲公司", CODE, 1, 2]]
    book = open_file(
        xlsx({"东园": rows, "西园": rows, "填报说明": [["指标", "说明"], ["营业收入", "按利润表填报"]]}), "报表.xlsx"
    )
    assert [(table.sheet, table.record_type.code if table.record_type else None) for table, _ in read_all(book)] == [
        ("东园", "enterprise_year"),
        ("西园", "enterprise_year"),
    ]


def test_a_hidden_sheet_is_read_and_said() -> None:
    rows = [["2022年报（万元）"], ["企业名称", "营业收入", "研发费用"], ["甲公司", 1, 2]]
    found = read_all(open_file(xlsx({"年报": rows, "旧表": rows}, hidden_sheets=["旧表"]), "报表.xlsx"))
    assert [[problem.kind for problem in table.problems] for table, _ in found] == [[], ["sheet_hidden"]]
