"""Figures unlike those before: one question for a column, one for a row, none where a firm simply grew."""

from __future__ import annotations

from collections.abc import Sequence

from kechuang.intake import Problem, check_history
from kechuang.intake.tests.files import POLICY, read_one, xlsx

HEAD = ["企业名称", "营业收入", "研发费用", "职工总数"]
USUAL = [(f"企业{number}", 1_000 + 10 * number, 40 + number, 20 + number) for number in range(12)]


def asked(
    rows: Sequence[Sequence[object]], unit: str = "万元", before: Sequence[Sequence[object]] = USUAL
) -> list[Problem]:
    table, records = read_one(xlsx([["2022年度报表"], [f"单位：{unit}"], HEAD, *rows]))
    previous = {
        str(name): {
            "operating_revenue": int(revenue) * 10**6,
            "rd_expense": int(research) * 10**6,
            "staff_total": int(staff),
        }  # type: ignore[call-overload]
        for name, revenue, research, staff in before
    }
    return check_history(records, previous, table, POLICY)


def scaled(rows: Sequence[Sequence[object]], factor: float, only: int | None = None) -> list[list[object]]:
    return [
        [name, revenue * factor, research * factor, staff]
        if only is None or only == place
        else [name, revenue, research, staff]  # type: ignore[operator]
        for place, (name, revenue, research, staff) in enumerate(rows)
    ]


def test_nothing_is_asked_of_figures_like_those_before() -> None:
    assert asked(scaled(USUAL, 1.2)) == []


def test_a_column_in_the_wrong_unit_is_one_question_that_names_both_units() -> None:
    found = asked(scaled(USUAL, 10))
    assert [(one.kind, one.field, one.cell, one.whole_column) for one in found] == [
        ("unit_column", "operating_revenue", "B3", True),
        ("unit_column", "rd_expense", "C3", True),
    ]
    assert "千元还是万元" in found[0].sentence.zh


def test_a_thousandfold_jump_under_thousands_asks_yuan_or_thousands() -> None:
    found = asked(scaled(USUAL, 1_000, only=3), unit="千元", before=[(n, r / 10, d / 10, s) for n, r, d, s in USUAL])
    assert {one.kind for one in found} == {"unit_slip"}
    assert [one.cell for one in found] == ["B7", "C7"]
    assert "是元还是千元" in found[0].sentence.zh


def test_a_row_in_another_unit_is_asked_about_at_each_of_its_amounts() -> None:
    found = asked(scaled(USUAL, 10_000, only=5))
    assert [(one.kind, one.cell) for one in found] == [("unit_slip", "B9"), ("unit_slip", "C9")]
    assert "元还是万元" in found[0].sentence.zh


def test_a_young_firm_that_grew_tenfold_to_the_usual_is_not_asked_about() -> None:
    before = [*USUAL[:-1], (USUAL[-1][0], 110, 5, 20)]
    assert asked(scaled(USUAL, 1), before=before) == []


def test_a_tenfold_jump_far_from_the_usual_is_asked_about() -> None:
    assert {one.kind for one in asked(scaled(USUAL, 10, only=4))} == {"unit_slip"}


def test_one_figure_alone_that_jumps_is_asked_about_by_itself() -> None:
    rows = scaled(USUAL, 1)
    rows[2][1] = 1_020_000
    assert [(one.kind, one.cell) for one in asked(rows)] == [("jump", "B6")]


def test_a_change_of_sign_is_noted() -> None:
    rows = scaled(USUAL, 1)
    rows[2][1] = -1_020
    assert [(one.kind, one.severity) for one in asked(rows)] == [("sign", "note")]


def test_without_earlier_figures_only_what_is_far_from_the_other_rows_is_asked_about() -> None:
    assert {one.kind for one in asked(scaled(USUAL, 100_000, only=1), before=[])} == {"outlier"}
    assert asked(scaled(USUAL, 3, only=1), before=[]) == []


def test_zero_and_missing_are_never_compared() -> None:
    rows = scaled(USUAL, 1)
    rows[0][1], rows[1][1] = 0, None
    assert asked(rows) == []
