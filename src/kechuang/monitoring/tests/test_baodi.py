"""The real region: what the issue says of it, sentence by sentence."""

from __future__ import annotations

from datetime import date

import pytest

from kechuang.content import load_region
from kechuang.monitoring import ContentStore, Status, monitor_store

TARGETS = (
    "rd_intensity", "hnte_count", "tech_sme_count", "leading_count", "gazelle_count", "eaglet_count", "makerspace_new",
    "star_space_new", "national_incubator_new", "district_agri_park_count", "tech_contract_value",
)  # fmt: skip
NEVER_HELD = ("rd_intensity", "tech_contract_value", "star_space_new", "district_agri_park_count")
LAST_HELD_2019 = ("hnte_count", "gazelle_count", "eaglet_count", "makerspace_new", "national_incubator_new")


@pytest.fixture(scope="module")
def store():
    return ContentStore(load_region("baodi"))


def at(store, as_of, known_at=None):
    known = date.fromisoformat(known_at) if known_at else None
    return monitor_store(store, as_of=date.fromisoformat(as_of), known_at=known)


@pytest.fixture(scope="module")
def september(store):
    return at(store, "2023-09-01")


def rows(report, lang="zh"):
    return {row["code"]: row for row in report.to_dict(lang)["indicators"]}


def test_leading_firms_meet_their_target_early_and_open_a_study(september):
    row = rows(september)["leading_count"]
    assert row["status"] == "achieved"
    assert row["actual"] == {"value": 23, "unit": "家", "period": "2023-08", "definition": "leading_count@1"}
    assert row["target"]["value"] == 23
    assert row["since"] == "2023-08"
    assert row["next_release"] == {"period": "2023-09", "due": "2023-10-31"}  # that of August is held already
    study = next(one for one in september.proposals if one.code == "leading_count")
    assert study.kind == "study"
    assert [option.code for option in study.options] == ["raise", "floor", "note"]
    assert "提请研究" in study.sentence.zh


def test_leading_firms_were_at_risk_in_june(store):
    """15 of the 16.54 due at the end of May are 90.6 %."""
    row = rows(at(store, "2023-06-30"))["leading_count"]
    assert (row["status"], row["actual"]["value"], row["actual"]["period"]) == ("at_risk", 15, "2023-05")
    assert row["expected"]["value"] == pytest.approx(8 + 15 * 41 / 72)


def test_the_bulletin_counts_from_the_day_it_was_published(store):
    assert rows(at(store, "2023-08-31"))["leading_count"]["actual"]["value"] == 15
    assert rows(at(store, "2023-09-01"))["leading_count"]["actual"]["value"] == 23


def test_declared_conflicts_read_conflict(september):
    for code in ("strategic_emerging_share", "rice_area"):
        row = rows(september)[code]
        assert row["status"] == "conflict"
        assert row["actual"] is None
        assert row["target"] is None
        assert len(row["sources"]) == 2
        assert any(one.code == code and one.kind == "letter" for one in september.proposals)
    assert "54%" in rows(september)["strategic_emerging_share"]["explanation"]
    assert "28%" in rows(september)["strategic_emerging_share"]["explanation"]


def test_nine_of_eleven_targets_are_not_collected_and_two_are_known(september):
    found = {code: rows(september)[code]["status"] for code in TARGETS}
    assert [code for code in TARGETS if found[code] != "not_collected"] == ["tech_sme_count", "leading_count"]
    assert found["tech_sme_count"] == "unclear"


def test_since_is_the_last_figure_held_or_nothing(september):
    found = {code: rows(september)[code]["since"] for code in TARGETS}
    assert [found[code] for code in NEVER_HELD] == [None] * 4
    assert [found[code] for code in LAST_HELD_2019] == ["2019"] * 5


def test_incubators_of_all_levels_are_not_compared_with_the_national_target(september):
    row = rows(september)["national_incubator_new"]
    assert row["actual"] is None
    assert "7家" in row["explanation"]
    assert "国家级" in row["explanation"]


def test_a_january_to_may_count_never_stands_beside_the_year_end_stock(september):
    case = september.indicator("tech_sme_count")
    assert case.status is Status.UNCLEAR
    assert case.actual is None
    assert "2022年1—5月累计101家" in case.explanation.zh
    assert case.since.text == "2022-05"


def test_nothing_is_said_not_to_have_been_published(september):
    for row in september.to_dict()["indicators"]:
        if row["status"] == "not_collected":
            assert "尚未收录，不等于没有发布" in row["explanation"], row["code"]
    for row in september.to_dict("en")["indicators"]:
        if row["status"] == "not_collected":
            assert "not collected here" in row["explanation"], row["code"]


def test_before_anything_was_recorded_everything_is_not_collected(store):
    report = at(store, "2023-09-01", known_at="2023-09-01")
    assert {row["status"] for row in report.to_dict()["indicators"]} == {"not_collected"}
    assert {row["since"] for row in report.to_dict()["indicators"]} == {None}
    assert {row["status"] for row in report.to_dict()["tasks"]} == {"not_collected"}


def test_before_the_plan_was_published_there_is_no_target_to_judge(store):
    report = at(store, "2021-06-30")
    assert {case.status for case in report.indicators} == {Status.NOT_DUE}
    assert "规划自2021年9月28日起公布施行" in report.indicators[0].explanation.zh


def test_the_ratio_is_not_due_until_its_first_release(store):
    """The first ratio of the plan's years, that of 2021, is due by the end of 2022."""
    assert at(store, "2022-12-30").indicator("rd_intensity").status is Status.NOT_DUE
    assert at(store, "2022-12-31").indicator("rd_intensity").status is Status.NOT_COLLECTED


def test_after_the_plan_the_early_success_is_open_until_the_final_figure_is_held(store):
    case = at(store, "2026-11-23").indicator("leading_count")
    assert case.status is Status.UNCLEAR
    assert case.actual.period.text == "2023-08"
    assert "目标期2025年的数本系统尚未收录" in case.explanation.zh


def test_before_its_final_release_the_early_success_stands_with_less_confidence(store):
    early, late = at(store, "2023-09-01"), at(store, "2026-01-15")
    assert late.indicator("leading_count").status is Status.ACHIEVED
    assert (early.indicator("leading_count").confidence, late.indicator("leading_count").confidence) == (
        "high",
        "medium",
    )


def test_a_bound_is_shown_as_a_bound(store):
    actual = rows(at(store, "2026-11-23"))["zgc_registered_firms"]["actual"]
    assert (actual["value"], actual["bound"]) == (2000, "gt")


def test_figures_without_a_target_have_no_status(september):
    for case in september.watched:
        assert case.status in (None, Status.CONFLICT, Status.NOT_COLLECTED)
        assert case.target is None


def test_tasks_count_their_evidence_and_say_when_there_is_none(september):
    tasks = {row["code"]: row for row in september.to_dict()["tasks"]}
    assert len(tasks) == 154
    assert tasks["4.1-01"]["evidence"] == 3
    empty = [row for row in tasks.values() if row["evidence"] == 0]
    assert empty
    assert all(row["status"] == "not_collected" and "尚未收录" in row["explanation"] for row in empty)


def test_evidence_only_grows_with_time(store):
    counts = [
        sum(row["evidence"] for row in at(store, day).to_dict()["tasks"])
        for day in ("2022-01-01", "2023-09-01", "2026-11-23")
    ]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_the_radar_names_targets_without_an_owner(september):
    unowned = {item.code for item in september.radar if item.kind == "indicator" and item.lack == "owner"}
    assert unowned == {case.code for case in september.indicators if case.lead_unit is None}


def test_the_work_list_holds_every_target_that_waits_for_a_figure(september):
    assert {work.code for work in september.works} == set(TARGETS) - {"leading_count"}
    efforts = [work.effort for work in september.works]
    assert efforts == sorted(efforts)


def test_the_contract_keys_are_there(september):
    report = september.to_dict()
    assert {"as_of", "known_at", "indicators", "tasks"} <= set(report)
    for row in report["indicators"]:
        assert {
            "code", "name", "shape", "status", "actual", "expected", "baseline", "target", "since", "explanation", "sources",
        } <= set(row)  # fmt: skip
        for key in ("actual", "expected", "baseline", "target"):
            assert row[key] is None or {"value", "unit", "period", "definition"} <= set(row[key])
        for source in row["sources"]:
            assert {"title", "address", "locator"} <= set(source)
    assert [row["code"] for row in report["indicators"]][:11] == [case.code for case in september.indicators]
    assert set(TARGETS) == {case.code for case in september.indicators}


def test_what_is_not_due_says_when_the_first_comparable_figure_comes(store):
    case = at(store, "2021-10-01").indicator("rd_intensity")
    assert case.status is Status.NOT_DUE
    assert "2021年的数预计在2022年12月31日前发布" in case.explanation.zh
