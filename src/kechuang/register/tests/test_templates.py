"""Templates open, say what they are, and hold what was written into them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from kechuang.content import load_region
from kechuang.register import (
    TemplateMark,
    load_record_types,
    read_template_mark,
    template_heading,
    write_template,
)
from kechuang.values import KechuangError

TYPES = load_record_types(load_region("baodi"))


def opened(record_type, **options):
    file = BytesIO()
    columns = write_template(TYPES[record_type], file, **options)
    file.seek(0)
    return columns, openpyxl.load_workbook(file)


@pytest.mark.parametrize("code", sorted(TYPES))
def test_a_template_is_known_by_its_mark_and_has_a_column_for_each_field(code):
    columns, book = opened(code)
    sheet = book[TYPES[code].name.zh]
    assert read_template_mark(sheet["A2"].value) == TemplateMark(code, TYPES[code].stamp)
    assert [cell.value for cell in sheet[4]] == [template_heading(field) for field in TYPES[code].fields]
    assert columns == tuple(field.code for field in TYPES[code].fields)
    assert sheet.freeze_panes == "C5"
    told = [[cell.value for cell in row] for row in book["填报说明"].iter_rows(min_row=4)]
    assert [row[-1] for row in told] == list(columns)
    assert book["选项"].sheet_state == "hidden"


def test_headings_of_a_group_are_merged_over_its_columns():
    _, book = opened("technology_contract")
    sheet = book["技术合同"]
    merged = {str(one): sheet.cell(one.min_row, one.min_col).value for one in sheet.merged_cells.ranges}
    assert "金额" in merged.values()
    assert all(one.endswith("3") for one in merged)


def test_numbers_days_codes_and_choices_are_validated_while_typing():
    columns, book = opened("title")
    rules = {str(one.sqref).split(":")[0]: one for one in book["称号"].data_validations.dataValidation}
    place = {code: openpyxl.utils.get_column_letter(at) + "5" for at, code in enumerate(columns, 1)}
    assert rules[place["uscc"]].type == "custom"
    assert rules[place["issued_on"]].type == "date"
    assert rules[place["year"]].type == "whole"
    choices = rules[place["kind"]]
    assert choices.type == "list"
    assert "高新技术企业" in choices.formula1
    assert place["number"] not in rules


def test_a_long_list_of_choices_stands_on_its_sheet_and_another_code_is_only_asked_about():
    columns, book = opened("organisation")
    at = openpyxl.utils.get_column_letter(columns.index("industry") + 1)
    rule = next(one for one in book["主体"].data_validations.dataValidation if str(one.sqref).startswith(at + "5"))
    assert rule.formula1.startswith("选项!$")
    assert rule.errorStyle == "warning"
    values = [cell.value for column in book["选项"].columns for cell in column]
    assert "36 汽车制造业" in values


def test_fields_may_be_chosen_and_what_a_row_needs_stays():
    columns, _ = opened("enterprise_year", only=["rd_expense", "staff_total"])
    assert columns == ("uscc", "name", "year", "rd_expense", "staff_total")
    with pytest.raises(KechuangError, match="no field 'colour'"):
        opened("enterprise_year", only=["colour"])


def test_rows_given_stand_in_their_units_and_no_text_runs_as_a_formula():
    row = {"name": "=HYPERLINK(0)", "year": 2023, "operating_revenue": 1_234_500_000, "returned_on": date(2024, 4, 30),
           "above_designated_size": True}  # fmt: skip
    columns, book = opened("enterprise_year", rows=[row])
    cells = {code: cell for code, cell in zip(columns, book["企业年报"][5], strict=True) if cell.value is not None}
    assert {code: cell.data_type for code, cell in cells.items()}["name"] == "s"
    assert cells["operating_revenue"].value == 1234.5
    assert cells["above_designated_size"].value == "是"
    assert cells["returned_on"].value.date() == date(2024, 4, 30)


def test_the_stamp_changes_with_a_field_and_not_with_its_words():
    from dataclasses import replace

    title = TYPES["title"]
    first = title.fields[0]
    assert replace(title, fields=(replace(first, help=title.name), *title.fields[1:])).stamp == title.stamp
    assert replace(title, fields=(replace(first, type="text"), *title.fields[1:])).stamp != title.stamp


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path):
    with pytest.raises(KechuangError, match="cannot be written"):
        write_template(TYPES["title"], tmp_path / "no" / "such" / "t.xlsx")
