"""What follows from a status: proposals, letters, the work list and the owner radar."""

from __future__ import annotations

from datetime import date

from kechuang.dictionary import Release, ReleaseCalendar
from kechuang.ledger import Conflict
from kechuang.monitoring import monitor
from kechuang.monitoring.tests.builders import (
    POLICY,
    make_book,
    make_dictionary,
    make_fact,
    make_indicator,
    make_ledger,
    words,
)
from kechuang.plan.book import ResponsibleUnit, Succession, Task
from kechuang.values import Period

UNITS = (ResponsibleUnit("kjj", words("区科技局")),)


def report(*indicators, facts=(), as_of="2024-01-31", releases=(), conflicts=(), **more):
    measures = {indicator.attribute: "stock" for indicator in indicators}
    return monitor(
        make_book(*indicators, units=UNITS, **more),
        make_ledger(facts),
        make_dictionary(**measures),
        as_of=date.fromisoformat(as_of),
        policy=POLICY,
        calendar=ReleaseCalendar(tuple(releases)),
        conflicts=conflicts,
    )


def release(code, publisher=None, basis="assumed"):
    return Release(code, None, words("年报"), words(publisher) if publisher else None, "year", 3, (), basis, "medium")


def test_early_success_proposes_a_study_to_the_lead_unit():
    met = make_indicator("stock", "100 家", "2025", "0 家@2020", lead_unit="kjj")
    (proposal,) = report(met, facts=[make_fact("2023", "120 家")]).proposals
    assert (proposal.kind, proposal.addressee.zh) == ("study", "区科技局")
    assert [option.code for option in proposal.options] == ["raise", "floor", "note"]


def test_success_at_the_end_proposes_nothing():
    met = make_indicator("stock", "100 家", "2025", "0 家@2020")
    assert report(met, facts=[make_fact("2025", "120 家")], as_of="2026-02-01").proposals == ()


def test_a_conflict_becomes_a_letter_with_both_figures_to_the_owner_of_the_statistic():
    one = make_indicator("stock", "100 家", "2025", "0 家@2020", lead_unit="kjj")
    facts = [make_fact("2022", "40 家", id="a"), make_fact("2023", "20 家", id="b")]
    conflict = Conflict("c", "figures_disagree", words("冲突"), ("a", "b"), words("不同"), words("统计局"))
    (letter,) = report(one, facts=facts, conflicts=(conflict,)).proposals
    assert (letter.kind, letter.addressee.zh) == ("letter", "统计局")
    assert [option.code for option in letter.options] == ["a", "b", "both"]
    assert "40家" in letter.sentence.zh
    assert "20家" in letter.sentence.zh


def test_a_missing_date_is_asked_for():
    one = make_indicator("stock", "100 家", "2025", "0 家@2020")
    facts = [make_fact("2022", "40 家", id="a"), make_fact("2023", "60 家", id="b")]
    conflict = Conflict("c", "undated", words("时点"), ("a", "b"), words("时点不明"), None)
    (letter,) = report(one, facts=facts, conflicts=(conflict,)).proposals
    assert "统计时点" in letter.sentence.zh
    assert letter.options == ()


def test_the_work_list_takes_the_cheapest_way_and_puts_it_first():
    indicators = [make_indicator(code=code, lead_unit=unit) for code, unit in
                  (("hard", None), ("asked", "kjj"), ("printed", None), ("requested", None))]  # fmt: skip
    works = report(
        *indicators, releases=[release("printed", "市局", "observed"), release("requested", "市局"), release("hard")]
    ).works
    assert [(work.code, work.effort) for work in works] == [("printed", 1), ("asked", 2), ("requested", 2), ("hard", 3)]
    assert "取得市局" in works[0].how.zh
    assert "请区科技局提供" in works[1].how.zh
    assert "先明确由哪个单位提供" in works[3].how.zh or "先明确责任单位" in works[3].how.zh


def test_a_target_that_is_judged_needs_no_work():
    one = make_indicator("stock", "100 家", "2025", "0 家@2020")
    assert report(one, facts=[make_fact("2023", "60 家")]).works == ()


def test_the_radar_finds_promises_without_owner_or_source():
    alone = make_indicator(code="alone")
    ended = make_indicator(
        code="ended",
        lead_unit="kjj",
        succession=(Succession("ended", "unit", Period.parse("2023"), "区科委", None),),
    )
    task = Task("t1", "p1", "一", words("任务"), (), (), None)
    found = report(alone, ended, tasks=(task,)).radar
    assert [(item.code, item.lack) for item in found] == [
        ("alone", "owner"), ("alone", "source"), ("ended", "owner_ended"), ("ended", "source"), ("t1", "owner"), ("t1", "source"),
    ]  # fmt: skip
    assert "区科委" in found[2].sentence.zh


def test_the_headline_counts_every_target_once():
    indicators = [make_indicator(code="a"), make_indicator("stock", "100 家", "2025", "0 家@2020", code="b")]
    found = report(*indicators, facts=[make_fact("2023", "60 家", "b")])
    assert found.headline.zh == "截至2024年1月31日，2项规划目标中：1项进展正常，1项待收录。"
    assert found.headline.en == "As of 31 January 2024, of 2 targets: 1 on track, 1 not collected."
    assert report().headline.zh == "截至2024年1月31日，规划没有可监测的目标。"


def test_internal_indicators_and_facts_stay_inside_when_only_the_public_asks():
    inside = make_indicator("stock", "100 家", "2025", "0 家@2020", code="inside", visibility="internal")
    outside = make_indicator("stock", "100 家", "2025", "0 家@2020", code="outside")
    found = monitor(
        make_book(inside, outside),
        make_ledger([make_fact("2023", "60 家", "outside", visibility="internal")]),
        make_dictionary(inside="stock", outside="stock"),
        as_of=date(2024, 1, 31),
        policy=POLICY,
        public_only=True,
    )
    assert [(case.code, case.status) for case in found.indicators] == [("outside", "not_collected")]
