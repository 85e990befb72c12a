"""Each check on records small enough to see through, just inside and just outside its limits."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kechuang.content import load_region
from kechuang.content.errors import ContentError
from kechuang.quality import Known, Place, Record, TitleSpan, assess, deviations, follow_up, load_policy
from kechuang.values import Sentence

A, B = "91999999T0522192XH", "91999999T253308080"
WAN = 1_000_000


@pytest.fixture(scope="module")
def policy():
    return load_policy(load_region("baodi"))


def known(**more):
    names = {A: frozenset({"天津甲科技有限公司", "甲科技（曾用名）"}), B: frozenset({"天津乙装备有限公司"})}
    return Known(names, money=frozenset({"operating_revenue", "rd_expense", "tax_paid"}), **more)


def row(channel, year, unit=A, name="天津甲科技有限公司", line=5, **values):
    place = Place(f"{channel}_{year}.xlsx", "表", line, dict.fromkeys(values, 3))
    return Record(channel, "enterprise_year", year, unit, unit, name, values, place)


def kinds(records, policy, **more):
    found = assess(records, known(**more), policy).findings
    return [(finding.kind, finding.channel, finding.year, finding.attribute) for finding in found]


def test_nothing_is_said_of_what_is_in_order(policy):
    records = [row("tax", year, operating_revenue=100 * WAN + year, rd_expense=0) for year in (2021, 2022, 2023)]
    assert kinds(records, policy, present={A: (2021, None)}) == []


def test_a_former_name_is_no_variant_and_another_spelling_is(policy):
    assert kinds([row("tax", 2023, name="甲科技（曾用名）")], policy) == []
    assert kinds([row("tax", 2023, name="甲科技公司")], policy) == [("name_variant", "tax", 2023, "name")]


def test_the_valid_code_of_another_unit_is_told(policy):
    assert kinds([replace(row("tax", 2023), code=B)], policy) == [("code_typo", "tax", 2023, "uscc")]


def test_what_intake_noticed_is_taken_over_once(policy):
    noticed = (("late_return", "returned_on", Sentence("晚", "late")), ("hidden_row", None, Sentence("藏", "hidden")))
    assert kinds([replace(row("tax", 2023), noticed=noticed)], policy) == [("late_return", "tax", 2023, "returned_on")]


@pytest.mark.parametrize("power", [1, -1, 3, 4, -4])
def test_money_in_another_unit_is_told_against_another_channel_and_the_years_around(policy, power):
    records = [row("tax", year, operating_revenue=37 * WAN, rd_expense=3 * WAN) for year in (2021, 2022, 2023)]
    slipped = row("self_report", 2022, operating_revenue=int(37 * WAN * 10**power), rd_expense=int(3 * WAN * 10**power))
    found = assess([*records, slipped], known(), policy).findings
    assert {(one.kind, one.channel, one.attribute, one.proposed) for one in found if one.kind == "unit_slip"} == {
        ("unit_slip", "self_report", "operating_revenue", 37 * WAN), ("unit_slip", "self_report", "rd_expense", 3 * WAN)
    }  # fmt: skip
    assert not {one.kind for one in found} & {"watermelon", "disagreement"}


def test_growth_confirmed_by_another_channel_is_no_slip(policy):
    records = [row(channel, 2021, operating_revenue=10 * WAN) for channel in ("tax", "self_report")]
    records += [row(channel, 2022, operating_revenue=100 * WAN) for channel in ("tax", "self_report")]
    assert kinds(records, policy) == []


def test_tenfold_growth_in_one_channel_alone_is_not_called_a_slip_but_a_thousandfold_is(policy):
    grown = [row("tax", year, tax_paid=wan * WAN) for year, wan in ((2021, 10), (2022, 100), (2023, 110))]
    assert kinds(grown, policy) == []
    slipped = [row("tax", year, tax_paid=wan * WAN) for year, wan in ((2021, 10), (2022, 10_000), (2023, 11))]
    assert ("unit_slip", "tax", 2022, "tax_paid") in kinds(slipped, policy)


def test_who_owes_a_return_by_its_rule(policy):
    records = [row("tax", 2022, rd_expense=5 * WAN), row("tax", 2022, unit=B, name="天津乙装备有限公司", rd_expense=0)]
    other = row("self_report", 2022, unit=B, name="天津乙装备有限公司", rd_expense=0)
    present = {A: (2020, None), B: (2020, 2022)}
    assert ("missing_return", "self_report", 2022, None) in kinds([*records, other], policy, present=present)
    gone = kinds([records[0], row("tax", 2023, rd_expense=5 * WAN)], policy, present=present)
    assert gone == [("missing_return", "tax", 2022, None)]  # B in 2022; in 2023 it stands no more


def test_a_return_before_and_after_makes_the_one_between_owed(policy):
    years = [row("statistics", year, staff_total=10) for year in (2020, 2022)]
    witness = row("statistics", 2021, unit=B, name="天津乙装备有限公司", staff_total=3)
    assert kinds([*years, witness], policy) == [("missing_return", "statistics", 2021, None)]


@pytest.mark.parametrize(("said", "kind"), [(105, None), (106, "watermelon"), (94, "disagreement"), (95, None)])
def test_a_figure_better_than_the_evidence_is_a_watermelon_and_a_worse_one_a_disagreement(policy, said, kind):
    records = [row("tax", 2022, rd_expense=100 * WAN), row("self_report", 2022, rd_expense=said * WAN)]
    assert [one[0] for one in kinds(records, policy)] == ([kind] if kind else [])


def test_a_title_is_held_against_its_list_on_the_last_day_of_the_year(policy):
    spans = (TitleSpan(A, "hnte", date(2020, 11, 1), date(2023, 11, 1)),)
    years = [row("self_report", year, hnte_certificate_valid=True) for year in (2020, 2022, 2023)]
    assert kinds(years, policy, titles=spans) == [("title_mismatch", "self_report", 2023, "hnte_certificate_valid")]


def test_a_month_that_is_high_every_year_does_not_stand_out_and_a_jump_does():
    season = np.array([1, 1, 5, 2, 2, 8, 3, 3, 9, 4, 4, 30.0])
    rng = np.random.Generator(np.random.Philox(3))
    series = np.concatenate([season * 1.1**year for year in range(5)]) * rng.lognormal(0, 0.03, 60)
    assert not (deviations(series, 12) > 6).any()
    jumped = series.copy()
    jumped[32] *= 6
    assert list(np.flatnonzero(deviations(jumped, 12) > 6)) == [32]


def test_too_short_or_constant_series_claim_nothing():
    assert np.isnan(deviations([1, 2, 3])).all()
    assert (deviations([5, 5, 5, 5, 5, 5]) == 0).all()
    assert np.isnan(deviations([1, 2, np.nan, 3, 4, 5])[2])


def test_measures_count_a_row_once_and_know_what_was_not_checked(policy):
    records = [row("tax", 2022, rd_expense=100 * WAN), row("self_report", 2022, rd_expense=200 * WAN, name="甲公司")]
    found = assess(records, known(present={A: (2020, None), B: (2020, None)}), policy)
    consistency = found.by_channel["consistency"]
    assert (consistency["self_report"].checked, consistency["self_report"].sound) == (1, 0)
    assert float(found.by_channel["completeness"]["tax"].share) == 0.5
    assert found.by_attribute["consistency"]["rd_expense"].sound == 1
    assert [one.attribute for one in found.watermelons] == ["rd_expense"]


def test_the_list_of_whom_to_ask_begins_with_what_is_urgent(policy):
    records = [row("tax", 2022, rd_expense=100 * WAN, name="甲公司"), row("self_report", 2022, rd_expense=200 * WAN)]
    entries = follow_up(assess(records, known(present={A: (2020, None), B: (2020, None)}), policy), policy)
    assert [(entry.urgency, entry.channel, entry.unit) for entry in entries] == [
        (1, "self_report", A), (1, "tax", B), (4, "tax", A)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [("agreement: 5%", "agreement: much", "quality.yaml, line"), ("better: higher", "better: nicer", "nicer"),
     ("evidence: 3", "evidence: high", "evidence")],
)  # fmt: skip
def test_a_fault_in_the_rules_is_named_with_its_line(tmp_path, old, new, says):
    folder = load_region("china")
    text = (folder.path / "quality.yaml").read_text("utf-8").replace(old, new, 1)
    (tmp_path / "quality.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=says):
        load_policy(replace(folder, path=tmp_path))


@pytest.mark.parametrize(("revenue", "owes"), [(2000, True), (1999, False)])
def test_a_return_of_one_neighbouring_year_is_owed_while_the_unit_is_still_of_the_size(policy, revenue, owes):
    records = [
        row("statistics", 2021, staff_total=10),
        row("statistics", 2022, unit=B, name="天津乙装备有限公司", staff_total=3),
    ]
    tax = row("tax", 2022, operating_revenue=revenue * WAN)
    found = kinds([*records, tax], policy, present={A: (2020, None)})
    assert (("missing_return", "statistics", 2022, None) in found) is owes
