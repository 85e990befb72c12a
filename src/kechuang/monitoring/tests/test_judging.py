"""Single sentences of the brief, each a test: what counts as evidence, when nothing is due, what a conflict does."""

from __future__ import annotations

import pytest

from kechuang.ledger import Conflict
from kechuang.monitoring import Reason, Status
from kechuang.monitoring.tests.builders import ask, make_fact, make_indicator, make_release, near, quantity, words
from kechuang.plan.book import Succession, Thresholds
from kechuang.values import Period


def conflict(*ids, kind="figures_disagree"):
    return Conflict("c", kind, words("冲突"), ids, words("两数不同"), words("统计局"))


def test_seven_of_thirty_five_yi_after_four_of_five_years_is_off_track():
    found = ask(make_indicator("cumulative", "35 亿元", "2021-2025"), [make_fact("2021-2024", "7 亿元")], "2025-01-31")
    assert found.status is Status.OFF_TRACK
    assert found.expected.quantity.label() == "28亿元"
    assert found.gap.label() == "-21亿元"
    assert "完成应达进度的25%" in found.explanation.zh


def test_a_one_off_still_at_zero_in_year_four_is_at_risk_and_not_deteriorated():
    indicator = make_indicator("one_off", "1 家", "2021-2025", "3 家@2019", "final")
    found = ask(indicator, [make_fact("2024", "3 家")], "2025-01-31")
    assert found.status is Status.AT_RISK
    assert found.actual.to_dict() == {
        "value": 0, "unit": "家", "period": "2024", "definition": "count@1", "measure": "increase",
    }  # fmt: skip
    assert "规划期已过80%" in found.explanation.zh
    assert "滞后" not in found.explanation.zh


def test_a_one_off_counted_as_new_ones_is_summed():
    indicator = make_indicator("one_off", "2 家", "2021-2025", path="final")
    one, two = make_fact("2022", "1 家"), make_fact("2023", "1 家")
    partly = ask(indicator, [one], "2024-01-31", measure="flow")
    assert partly.actual.to_dict()["bound"] == "ge"
    assert "2021年的数没有收录全" in partly.explanation.zh
    facts = [make_fact("2021", "0 家"), one, two]
    assert ask(indicator, facts, "2024-01-31", measure="flow").status is Status.ACHIEVED


def test_a_one_off_with_milestones_is_judged_by_them_but_never_off_track():
    points = [("2022", "1 家"), ("2024", "2 家")]
    indicator = make_indicator("one_off", "3 家", "2021-2025", "0 家@2020", "milestones", points)
    assert ask(indicator, [make_fact("2022", "1 家")], "2023-01-31").status is Status.ON_TRACK
    assert ask(indicator, [make_fact("2022", "0 家")], "2023-01-31").status is Status.AT_RISK


def test_milestones_expect_nothing_more_until_the_next_is_due():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020", "milestones", [("2023", "50 家")])
    assert ask(indicator, [make_fact("2022", "0 家")], "2023-01-31").status is Status.ON_TRACK
    assert ask(indicator, [make_fact("2024", "50 家")], "2025-01-31").status is Status.ON_TRACK
    assert ask(indicator, [make_fact("2023", "49 家")], "2024-01-31").expected.quantity.label() == "50家"


def test_a_more_than_bound_settles_its_own_number_and_not_a_larger_one():
    held = [make_fact("2025-12", ">2000 家")]
    assert ask(make_indicator("stock", "2000 家", "2025", "0 家@2020"), held, "2026-02-28").status is Status.ACHIEVED
    larger = ask(make_indicator("stock", "2500 家", "2025", "0 家@2020"), held, "2026-02-28")
    assert larger.status is Status.UNCLEAR
    assert larger.actual.to_dict()["bound"] == "gt"
    assert "来源没有给出确数" in larger.explanation.zh


def test_a_target_of_more_than_five_is_not_met_by_five():
    indicator = make_indicator("stock", ">5 家", "2025", "0 家@2020")
    assert ask(indicator, [make_fact("2025", "5 家")], "2026-02-28").status is Status.OFF_TRACK
    assert ask(indicator, [make_fact("2025", "5.001 家")], "2026-02-28").status is Status.ACHIEVED


def test_4_999_is_not_5():
    indicator = make_indicator("stock", "5 家", "2025", "0 家@2020")
    assert ask(indicator, [make_fact("2025", "4.999 家")], "2026-02-28").status is Status.OFF_TRACK


def test_thresholds_are_content():
    from fractions import Fraction

    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    half = Thresholds(on_track=Fraction(1, 2), at_risk=Fraction(1, 4))
    fact = make_fact("2023", "30 家")
    assert ask(indicator, [fact], "2024-01-31").status is Status.OFF_TRACK
    assert ask(indicator, [fact], "2024-01-31", thresholds=half).status is Status.ON_TRACK


def test_nothing_after_the_baseline_is_not_due_while_the_first_release_lies_ahead():
    indicator = make_indicator("stock", "100 家", "2025", "10 家@2020")
    release = make_release(lag=15)  # the figure of 2021 is due by the end of March 2023; that of 2020 is the baseline
    facts = [make_fact("2020", "10 家")]
    assert ask(indicator, facts, "2023-03-30", releases=[release]).status is Status.NOT_DUE
    assert ask(indicator, facts, "2023-03-31", releases=[release]).status is Status.NOT_COLLECTED
    assert ask(indicator, facts, "2021-02-01").status is Status.NOT_COLLECTED  # nobody knows when it is due


def test_the_sooner_of_two_releases_counts():
    indicator = make_indicator(
        "yearly_reassessed", "100 家", "2025", "10 家@2020", "seasonal", related=(near("running"),), releases="running"
    )
    releases = [make_release(lag=15), make_release("running", "month", 1)]
    found = ask(indicator, [], "2021-06-30", releases=releases, measures={"running": "ytd"})
    assert found.status is Status.NOT_COLLECTED
    assert found.next_release.day.isoformat() == "2021-07-31"


def test_the_final_figure_is_waited_for_until_its_release_is_due():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    facts = [make_fact("2024", "79 家")]
    assert ask(indicator, facts, "2026-03-31", releases=[make_release()]).status is Status.ON_TRACK
    overdue = ask(indicator, facts, "2026-04-01", releases=[make_release()])
    assert (overdue.status, overdue.reason) == (Status.UNCLEAR, Reason.FINAL_FIGURE_MISSING)


def test_a_figure_published_after_the_day_is_not_seen():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    from datetime import date

    facts = [make_fact("2023", "60 家", published=date(2024, 3, 15))]
    assert ask(indicator, facts, "2024-03-14").status is Status.NOT_COLLECTED
    assert ask(indicator, facts, "2024-03-15").status is Status.ON_TRACK


def test_a_figure_recorded_later_is_not_known():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    facts = [make_fact("2023", "60 家")]
    assert ask(indicator, facts, "2024-03-14", known_at="2019-12-31").status is Status.NOT_COLLECTED
    assert ask(indicator, facts, "2024-03-14", known_at="2020-01-01").status is Status.ON_TRACK


def test_an_undated_figure_is_placed_nowhere():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    assert ask(indicator, [make_fact(None, "100 家")], "2024-03-14").status is Status.NOT_COLLECTED


def test_a_correction_is_used_and_the_corrected_figure_is_not():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    facts = [make_fact("2023", "10 家", id="wrong"), make_fact("2023", "60 家", id="right", supersedes="wrong")]
    found = ask(indicator, facts, "2024-01-31")
    assert found.status is Status.ON_TRACK
    assert [fact.id for fact in found.facts] == ["right"]


def test_a_figure_in_another_dimension_is_not_compared():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    assert ask(indicator, [make_fact("2023", "60 %")], "2024-01-31").status is Status.NOT_COLLECTED


def test_a_declared_conflict_wins_over_any_pace():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    facts = [make_fact("2022", "40 家", id="a"), make_fact("2023", "20 家", id="b")]
    found = ask(indicator, facts, "2024-01-31", conflicts=(conflict("a", "b"),))
    assert found.status is Status.CONFLICT
    assert found.actual is None
    assert found.confidence == "low"
    assert "40家" in found.explanation.zh
    assert "20家" in found.explanation.zh
    assert ask(indicator, facts, "2023-06-30", conflicts=(conflict("a", "b"),)).status is Status.ON_TRACK


def test_a_corrected_figure_is_in_conflict_no_more():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    facts = [
        make_fact("2022", "90 家", id="a"),
        make_fact("2023", "60 家", id="b"),
        make_fact("2022", "40 家", id="c", supersedes="a"),
    ]
    assert ask(indicator, facts, "2024-01-31", conflicts=(conflict("a", "b"),)).status is Status.ON_TRACK


def test_a_missing_date_alone_is_no_conflict_but_is_said():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    facts = [make_fact("2022", "40 家", id="a"), make_fact("2023", "60 家", id="b")]
    found = ask(indicator, facts, "2024-01-31", conflicts=(conflict("a", "b", kind="undated"),))
    assert found.status is Status.ON_TRACK
    assert "另有时点不明的数" in found.explanation.zh


def test_two_figures_of_one_definition_and_period_contradict_each_other():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    facts = [make_fact("2023", "60 家", id="a"), make_fact("2023", "61 家", id="b")]
    assert ask(indicator, facts, "2024-01-31").status is Status.CONFLICT
    agreeing = [make_fact("2023", "60 家", id="a"), make_fact("2023", ">59 家", id="b")]
    assert ask(indicator, agreeing, "2024-01-31").status is not Status.CONFLICT


@pytest.mark.parametrize(("what", "kind", "expected"), [
    ("statistic", "ended", Status.DISCONTINUED),
    ("title", "ended", Status.DISCONTINUED),
    ("unit", "ended", Status.ON_TRACK),
    ("title", "renamed", Status.ON_TRACK),
])  # fmt: skip
def test_what_has_ended_is_discontinued_and_what_was_renamed_goes_on(what, kind, expected):
    change = Succession(kind, what, Period.parse("2023-06"), "旧名", None if kind == "ended" else "新名")
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020", succession=(change,))
    facts = [make_fact("2022", "40 家")]
    assert ask(indicator, facts, "2023-09-01").status is expected
    assert ask(indicator, facts, "2023-05-31").status is Status.ON_TRACK


def test_a_stock_that_met_its_target_and_fell_is_not_achieved():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    facts = [make_fact("2022", "100 家"), make_fact("2023", "40 家")]
    assert ask(indicator, facts, "2024-01-31").status is Status.OFF_TRACK


def test_since_is_the_first_of_the_unbroken_run_that_meets_the_target():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    facts = [make_fact(year, amount) for year, amount in
             (("2021", "100 家"), ("2022", "90 家"), ("2023", "101 家"), ("2024", "102 家"))]  # fmt: skip
    assert ask(indicator, facts, "2025-01-31").since.text == "2023"


def test_confidence_is_that_of_the_weakest_figure_and_falls_with_age():
    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    medium = [make_fact("2022", "40 家", confidence="medium")]
    assert ask(indicator, medium, "2023-03-30", releases=[make_release()]).confidence == "medium"
    assert ask(indicator, medium, "2024-03-31", releases=[make_release()]).confidence == "low"
    assert ask(indicator, [make_fact("2022", "40 家")], "2023-12-31").confidence == "high"
    assert ask(indicator, [make_fact("2022", "40 家")], "2024-01-31").confidence == "medium"


def test_without_a_baseline_no_pace_is_invented():
    found = ask(make_indicator("ratio", "2.8 %", "2025"), [make_fact("2023", "2.0 %")], "2024-10-31")
    assert (found.status, found.reason) == (Status.UNCLEAR, Reason.NO_PATH)
    final = ask(make_indicator("ratio", "2.8 %", "2025", path="final"), [make_fact("2023", "2.0 %")], "2024-01-31")
    assert (final.status, final.reason) == (Status.ON_TRACK, Reason.NOTHING_DUE_YET)


def test_a_reduction_runs_downwards():
    indicator = make_indicator("stock", "50 吨", "2025", "100 吨@2020", direction="down")
    facts = [make_fact("2023", "70 吨")]  # 70 is exactly due
    assert ask(indicator, facts, "2024-01-31").status is Status.ON_TRACK
    assert ask(indicator, [make_fact("2023", "90 吨")], "2024-01-31").status is Status.OFF_TRACK
    assert ask(indicator, [make_fact("2023", "50 吨")], "2024-01-31").status is Status.ACHIEVED


def test_a_running_count_is_never_the_successor_of_a_year_end():
    indicator = make_indicator(
        "yearly_reassessed", "200 家", "2025", "179 家@2019", "seasonal", related=(near("running"),)
    )
    found = ask(indicator, [make_fact("2022-05", "101 家", "running")], "2022-12-31", measures={"running": "ytd"})
    assert found.status is Status.UNCLEAR
    assert found.actual is None
    assert found.gap is None
    assert "101家" in found.explanation.zh
    assert "不能与基期2019年179家或2025年目标200家相比" in found.explanation.zh


def test_every_layer_of_targets_is_judged_on_its_own():
    """A yearly target from above is missed while the plan's own path is kept; a park's share is about the park."""
    from dataclasses import replace
    from datetime import date

    from kechuang.plan.book import Target

    indicator = make_indicator("stock", "100 家", "2025", "0 家@2020")
    more = (
        Target("yearly", quantity("70 家"), Period.parse("2023"), assigned_by="市科技局"),
        Target(
            "assigned", quantity("120 家"), Period.parse("2025"), assigned_by="市科技局", assigned_on=date(2024, 6, 1)
        ),
        Target("share", quantity("10 家"), Period.parse("2025"), holder="park/one"),
    )
    layered = replace(indicator, targets=(*indicator.targets, *more))
    facts = [make_fact("2023", "60 家"), make_fact("2023", "10 家", subject="park/one")]
    found = ask(layered, facts, "2024-01-31")
    assert (found.status, found.target.quantity.label()) == (Status.ON_TRACK, "100家")
    assert [(case.promised.layer, case.status) for case in found.layers] == [
        ("yearly", Status.OFF_TRACK), ("share", Status.ACHIEVED),
    ]  # fmt: skip
    assert len(ask(layered, facts, "2024-06-01").layers) == 3
    assert ask(layered, facts, "2024-06-01").layers[1].status is Status.AT_RISK  # 60 of the 72 due by the end of 2023


def test_the_target_of_one_year_adds_up_that_year_alone():
    from dataclasses import replace

    from kechuang.plan.book import Target

    indicator = make_indicator("cumulative", "35 亿元", "2021-2025")
    year = Target("yearly", quantity("7 亿元"), Period.parse("2023"))
    facts = [make_fact("2021", "7 亿元"), make_fact("2022", "7 亿元"), make_fact("2023", "6 亿元")]
    found = ask(replace(indicator, targets=(*indicator.targets, year)), facts, "2024-01-31")
    assert (found.status, found.actual.quantity.label()) == (Status.ON_TRACK, "20亿元")
    assert (found.layers[0].status, found.layers[0].actual.quantity.label()) == (Status.OFF_TRACK, "6亿元")


def test_a_baseline_in_another_unit_is_refused_by_name():
    from kechuang.values import UnitMismatchError

    with pytest.raises(UnitMismatchError, match="'count'"):
        ask(make_indicator("stock", "100 家", "2025", "3 %@2020"))
