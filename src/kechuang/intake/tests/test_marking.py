"""The sender's workbook comes back as it was, but for the cells that are wrong."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from kechuang.intake import Problem, Sheets, mark_up, open_file, open_text
from kechuang.intake.tests.files import CODE, all_problems, part_of, read_all, replace_part, word, xls, xlsx
from kechuang.values import Sentence

HEAD = ["企业名称", "统一社会信用代码", "营业收入（万元）"]
ROWS = [
    ["2022年度报表"],
    HEAD,
    ["甲公司", CODE, 12.5],
    ["乙公司", "91350100M000100Y44", "约30"],
    ["丙公司", None, "很多"],
]


def marked(book: Sheets, problems: list[Problem] | None = None) -> bytes:
    out = io.BytesIO()
    mark_up(book, all_problems(read_all(book)) if problems is None else problems, out)
    return out.getvalue()


def problem(row: int, column: int, sheet: str = "Sheet1", severity: str = "error") -> Problem:
    return Problem(severity, "test", Sentence("有误", "wrong"), sheet, row, column)  # type: ignore[arg-type]


def first_sheet(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def test_cells_are_coloured_by_the_worst_problem_and_commented_with_all() -> None:
    page = first_sheet(marked(open_file(xlsx(ROWS), "报表.xlsx")))
    assert page["B4"].fill.fgColor.rgb == "FFFFC7CE"
    assert "校验码" in page["B4"].comment.text
    assert page["C4"].fill.fgColor.rgb == "FFFFEB9C"
    assert page["C5"].comment.text.startswith("【错误】")
    assert page["B5"].comment.text.startswith("【请核对】")
    assert page["C3"].fill.fgColor.rgb == "00000000"
    assert page["C3"].comment is None


def test_every_other_part_is_the_senders_byte_for_byte() -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in ROWS:
        page.append(row)
    page["E3"] = "=C3*2"
    page.freeze_panes = "A3"
    book.create_sheet("说明").append(["填报说明", "不要改动"])
    held = io.BytesIO()
    book.save(held)
    data = held.getvalue()
    done = marked(open_file(data, "报表.xlsx"))
    touched = {"[Content_Types].xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"}
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(done)) as after:
        assert {name for name in before.namelist() if before.read(name) != after.read(name)} == touched
    page = first_sheet(done)
    assert page["E3"].value == "=C3*2"
    assert page.freeze_panes == "A3"


def test_marks_fall_on_empty_cells_empty_rows_and_rows_that_are_not_there() -> None:
    data = xlsx([["a", None, "c"], [], ["x"]])
    text = part_of(data, "xl/worksheets/sheet1.xml").replace(b'<row r="3"', b'<row r="2" ht="30"/><row r="3"')
    book = open_file(replace_part(data, "xl/worksheets/sheet1.xml", text), "b.xlsx")
    places = [(1, 2), (2, 1), (2, 4), (3, 5), (7, 3)]
    page = first_sheet(marked(book, [problem(*place) for place in places]))
    assert [page.cell(*place).fill.fgColor.rgb for place in places] == ["FFFFC7CE"] * 5
    assert [page.cell(*place).comment is not None for place in places] == [True] * 5
    assert (page["A1"].value, page["C1"].value, page["A3"].value) == ("a", "c", "x")


def test_a_cell_keeps_its_own_format_and_the_comment_it_had() -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = 0.031
    page["A1"].number_format = "0.0%"
    page["A1"].comment = Comment("报送人的批注", "张三")
    page["B9"].comment = Comment("另一条", "张三")
    held = io.BytesIO()
    book.save(held)
    done = marked(open_file(held.getvalue(), "b.xlsx"), [problem(1, 1, "Sheet"), problem(2, 2, "Sheet", "note")])
    page = first_sheet(done)
    assert page["A1"].number_format == "0.0%"
    assert page["A1"].comment.text == "报送人的批注\n【错误】有误"
    assert page["B9"].comment.text == "另一条"
    assert page["B2"].fill.fgColor.rgb == "FFDDEBF7"


def test_prefixed_names_and_single_quotes_are_written_as_the_sender_wrote_them() -> None:
    data = xlsx([["a", 1], ["b", 2]])
    part = "xl/worksheets/sheet1.xml"
    text = part_of(data, part).decode()
    for tag in (
        "worksheet",
        "sheetData",
        "row",
        "c",
        "v",
        "dimension",
        "sheetViews",
        "sheetView",
        "sheetFormatPr",
        "pageMargins",
    ):
        text = (
            text.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>").replace(f"</{tag}>", f"</x:{tag}>")
        )
    text = text.replace('xmlns="', 'xmlns:x="').replace('<x:c r="B2">', "<x:c r='B2' s='0'>")
    book = open_file(replace_part(data, part, text.encode()), "b.xlsx")
    assert [row.cells for row in book.sheets[0].rows()] == [["a", 1], ["b", 2]]
    page = first_sheet(marked(book, [problem(2, 2), problem(3, 1)]))
    assert page["B2"].fill.fgColor.rgb == "FFFFC7CE"
    assert page["B2"].value == 2
    assert page["A3"].comment is not None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "名称,金额\n=1+1,@SUM(A1)\n".encode("gb18030")),
        ("a.xls", xls({"表": [["名称", "金额"], ["=1+1", "@SUM(A1)"]]})),
        ("a.docx", word([[["名称", "金额"], ["=1+1", "@SUM(A1)"]]])),
    ],
)
def test_what_is_no_xlsx_comes_back_as_a_workbook_in_which_nothing_can_run(name: str, data: bytes) -> None:
    book = open_file(data, name)
    page = first_sheet(marked(book, [problem(2, 2, book.sheets[0].name)]))
    assert [cell.value for cell in page[2]] == ["=1+1", "@SUM(A1)"]
    assert all(cell.data_type == "s" for cell in page[2])
    assert page["B2"].fill.fgColor.rgb == "FFFFC7CE"
    assert page["B2"].comment.text == "【错误】有误"


def test_pasted_cells_come_back_as_a_workbook_too() -> None:
    book = open_text("名称\t收入\n甲\t=cmd|'/c calc'!A1\n")
    page = first_sheet(marked(book, [problem(2, 2, book.sheets[0].name), problem(9, 1, book.sheets[0].name)]))
    assert page["B2"].data_type == "s"


def test_what_was_marked_is_read_again_as_the_same_figures() -> None:
    book = open_file(xlsx(ROWS), "报表.xlsx")
    again = open_file(marked(book), "报表.xlsx")
    assert [row.cells for row in again.sheets[0].rows()] == [row.cells for row in book.sheets[0].rows()]
