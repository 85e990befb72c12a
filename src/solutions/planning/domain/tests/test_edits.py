"""An amendment edits one promise at a time, and is carried to a newer version without losing or overwriting anything."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kechuang.plan.book import (
    Clause,
    DocumentRef,
    Indicator,
    PlanBook,
    PlanBookError,
    Programme,
    Target,
    Task,
    Thresholds,
)
from kechuang.values import Period, Quantity, Sentence
from solutions.planning.domain.edits import (
    add_row,
    carry_over,
    edit_row,
    remove_row,
    restore_row,
    touched_rows,
)


def indicator(code: str, target: str) -> Indicator:
    promise = Target("plan", Quantity.parse(target, "家"), Period.parse("2025"))
    return Indicator(
        code, Sentence(code, code), f"{code}@1", code, "region/120115", "家", "stock", "up", None, (promise,)
    )


def task(code: str) -> Task:
    return Task(code, "p1", "四/(一)", Sentence(code, code), ("建设",), ("园区",), None)


@pytest.fixture
def book() -> PlanBook:
    return PlanBook(
        code="baodi-145", region="baodi", title=Sentence("规划", "Plan"), period=Period.parse("2021-2025"), version=1,
        effective_from=date(2021, 9, 28), document=DocumentRef("规划"), thresholds=Thresholds(Fraction(95, 100), Fraction(4, 5)),
        clauses=(Clause("c1", ("一",), "一", Sentence("目标", "targets"), 0, 10),),
        indicators=(indicator("hnte", "280"), indicator("leading", "23")),
        programmes=(Programme("p1", Sentence("工程", "programme"), "c1"),),
        tasks=(task("t1"), task("t2"), task("t3")),
    )  # fmt: skip


def raise_target(book: PlanBook, code: str, amount: str) -> PlanBook:
    return edit_row(
        book, "indicators", code, {"targets": [{"layer": "plan", "quantity": f"{amount} 家", "period": "2025"}]}
    )


def test_an_edit_changes_one_row_and_nothing_else(book):
    edited = raise_target(book, "leading", "30")
    assert edited.indicator("leading").target.quantity == Quantity.parse("30", "家")
    assert touched_rows(book, edited) == [("indicators", "leading")]
    assert book.indicator("leading").target.quantity == Quantity.parse("23", "家"), (
        "the book edited from stays as it was"
    )


def test_clearing_a_field_makes_it_unknown_not_empty(book):
    named = edit_row(book, "tasks", "t1", {"lead_unit": "sti"})
    assert named.task("t1").lead_unit == "sti"
    assert edit_row(named, "tasks", "t1", {"lead_unit": ""}).task("t1").lead_unit is None


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"targets": [{"layer": "plan", "quantity": "很多", "period": "2025"}]}, "很多"),
        ({"targets": [{"layer": "plan", "quantity": "30 家", "period": "2025年底"}]}, "2025年底"),
        ({"shape": "curve"}, "curve"),
        ({"speed": "fast"}, "speed"),
    ],
)
def test_a_value_that_is_none_is_refused_by_name(book, values, names):
    with pytest.raises(PlanBookError) as refused:
        edit_row(book, "indicators", "leading", values)
    assert names in refused.value.zh


def test_a_row_that_is_not_there_is_refused(book):
    with pytest.raises(PlanBookError, match="eaglet"):
        edit_row(book, "indicators", "eaglet", {"unit": "家"})


def test_rows_are_added_behind_a_neighbour_and_removed(book):
    values = {
        "code": "t9",
        "programme": "p1",
        "section": "四/(一)",
        "name": {"zh": "新", "en": "new"},
        "verbs": ["建"],
        "objects": ["园"],
    }
    grown = add_row(book, "tasks", values, after="t1")
    assert [one.code for one in grown.tasks] == ["t1", "t9", "t2", "t3"]
    with pytest.raises(PlanBookError, match="t9"):
        add_row(grown, "tasks", values)
    assert [one.code for one in remove_row(grown, "tasks", "t2").tasks] == ["t1", "t9", "t3"]


def test_taking_an_edit_back_restores_the_row_in_its_place(book):
    draft = remove_row(raise_target(book, "leading", "30"), "tasks", "t2")
    assert restore_row(book, draft, "tasks", "t2").tasks == book.tasks
    assert restore_row(book, draft, "indicators", "leading").indicators == book.indicators
    assert touched_rows(book, restore_row(book, restore_row(book, draft, "tasks", "t2"), "indicators", "leading")) == []


def test_edits_of_different_rows_are_both_kept_on_a_newer_version(book):
    mine = remove_row(raise_target(book, "leading", "30"), "tasks", "t3")
    latest = edit_row(raise_target(book, "hnte", "300"), "tasks", "t1", {"lead_unit": "sti"})
    merged, clashes = carry_over(book, mine, latest)
    assert clashes == []
    assert merged.indicator("leading") == mine.indicator("leading")
    assert merged.indicator("hnte") == latest.indicator("hnte")
    assert [one.code for one in merged.tasks] == ["t1", "t2"]
    assert merged.task("t1").lead_unit == "sti"


def test_edits_of_the_same_row_are_named_and_never_overwritten(book):
    mine, latest = raise_target(book, "leading", "30"), raise_target(book, "leading", "26")
    merged, clashes = carry_over(book, mine, latest)
    assert clashes == [("indicators", "leading")]
    assert merged == latest


def test_the_same_edit_made_twice_is_no_clash(book):
    both = raise_target(book, "leading", "30")
    assert carry_over(book, both, both) == (both, [])
