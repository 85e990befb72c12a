"""The content of Baodi, as the ledger reads it: every figure is what it is, and nothing more."""

from collections import Counter
from datetime import date

import pytest

from kechuang.content import load_region
from kechuang.dictionary import load_dictionary, load_subjects
from kechuang.ledger import load_conflicts, load_ledger, read_head, verify

BAODI = "region/120115"
CITY_PARK = "park/jingjin_zgc"


@pytest.fixture(scope="module")
def ledger():
    return load_ledger(load_region("baodi"))


@pytest.fixture(scope="module")
def figures(ledger):
    return [fact for fact in ledger if fact.attribute != "event"]


def shown(facts):
    return [(fact.period.text, fact.value.label()) for fact in facts]


def test_every_row_is_a_fact_and_the_sector_shares_are_three(ledger, figures):
    assert len(figures) == 244 + 2
    assert len(ledger) - len(figures) == 54
    assert {fact.id.partition(".")[0] for fact in figures} == {f"baodi/o{n:03}" for n in range(1, 245)}
    assert [ledger.get(f"baodi/o017.{n}").value.label() for n in (1, 2, 3)] == ["3.5%", "46.5%", "50%"]


def test_rows_without_an_address_say_that_none_was_recorded(ledger, figures):
    events = [fact for fact in ledger if fact.attribute == "event"]
    assert sum(fact.source.address is None for fact in figures) == 189
    assert sum(fact.source.address is None for fact in events) == 30
    assert ledger.get("baodi/o106").source.address_label("zh") == "未记录网址"


def test_no_figure_of_an_unknown_publisher_is_of_high_confidence(ledger):
    levels = Counter((fact.source.publisher is None, fact.confidence) for fact in ledger)
    assert levels[True, "high"] == 0
    assert levels[True, "medium"] > 100
    assert levels[True, "low"] == 2  # Binhai's GDP, and evidence that its own source marks as doubtful


def test_the_bulletin_has_a_publisher_but_no_address_and_stays_high(ledger):
    fact = ledger.get("baodi/o104")
    assert (fact.source.publisher, fact.source.address, fact.confidence) == ("天津市科技局", None, "high")
    assert fact.published == date(2023, 9, 1)


def test_dates_of_publication_are_those_the_sources_state(ledger):
    assert ledger.get("baodi/o023").published == date(2022, 6, 8)
    assert ledger.get("baodi/o045").published is None
    assert ledger.get("baodi/o003").published == date(2021, 9, 28)
    assert ledger.get("baodi/o205").published == date(2023, 8, 17)


def test_leading_firms_reach_23_when_the_bulletin_appears_and_not_a_day_before(ledger):
    assert shown(ledger.at(as_of=date(2023, 9, 1)).series(BAODI, "leading_count"))[-1] == ("2023-08", "23家")
    assert shown(ledger.at(as_of=date(2023, 8, 31)).series(BAODI, "leading_count"))[-1] == ("2023-05", "15家")


def test_a_year_to_date_count_is_another_attribute_than_the_year_end_stock(ledger):
    view = ledger.at()
    assert shown(view.series(BAODI, "tech_sme_count")) == [("2019", "179家")]
    assert shown(view.series(BAODI, "tech_sme_evaluated_ytd")) == [("2022-05", "101家")]
    dictionary = load_dictionary(load_region("baodi"))
    assert dictionary.attribute("tech_sme_count").measure == "stock"
    assert dictionary.attribute("tech_sme_evaluated_ytd").measure == "ytd"
    assert dictionary.attribute("leading_batch").measure == "flow"


def test_the_120_firms_cover_the_period_and_have_no_day_of_count(ledger):
    fact = ledger.get("baodi/o202")
    assert (fact.period.text, fact.as_of, fact.value.label()) == ("2016-2020", None, "120家")


def test_the_counts_of_projects_are_kept_apart(ledger):
    by_definition = Counter(fact.definition for fact in ledger.at().series(CITY_PARK, "park_project_count"))
    assert by_definition == {
        "park_project_count@physical": 2,
        "park_project_count@formal_agreements": 1,
        "park_project_count@manufacturing": 1,
        "park_project_count@investment_agreements": 1,
        "park_project_count@settled": 1,
    }


def test_bounds_are_read_as_the_sources_state_them(ledger):
    bounds = {fact.id: fact.value.bound for fact in ledger if fact.quantity and not fact.value.exact}
    assert {key.removeprefix("baodi/") for key, bound in bounds.items() if bound == "gt"} == {
        "o114",
        "o207",
        "o213",
        "o224",
        "o241",
    }
    assert {key.removeprefix("baodi/") for key, bound in bounds.items() if bound == "about"} == {
        "o002", "o215", "o216", "o238", "o239",
    }  # fmt: skip


def test_gdp_of_three_accountings_is_three_definitions(ledger):
    assert [fact.definition for fact in ledger.at().series(BAODI, "gdp")] == [
        "gdp@expected_2015",
        "gdp@before_revision_2018",
        "gdp@district_release",
    ]


def test_peers_are_the_districts_and_the_city_but_the_zones_are_not_districts(ledger):
    view = ledger.at()
    peers = view.peers("tech_sme_evaluated_ytd", period=ledger.get("baodi/o023").period)
    regions = [fact for fact in peers if fact.subject.startswith("region/")]
    assert (len(regions), len(peers)) == (17, 21)
    districts = sum(fact.value.base for fact in regions if fact.subject != "region/120000")
    assert districts == next(fact.value.base for fact in regions if fact.subject == "region/120000") == 4222
    zones = sum(fact.value.base for fact in peers if fact.subject.startswith("zone/"))
    assert zones == next(fact.value.base for fact in regions if fact.subject == "region/120116") == 1798


def test_two_pieces_of_evidence_are_undated_and_stay_visible(ledger):
    view = ledger.at(as_of=date(2023, 9, 1))
    assert [fact.id for fact in view.undated] == ["baodi/e53", "baodi/e54"]
    assert [fact.id for fact in view.events("风电叶片")] == ["baodi/e53"]
    assert all(fact.happened_by is None or fact.happened_by <= date(2023, 9, 1) for fact in view.events())


def test_inferred_years_are_marked(ledger):
    marked = {fact.id.removeprefix("baodi/") for fact in ledger if fact.period_basis == "inferred"}
    assert {"o002", "o022", "o188", "o189", "o235"} <= marked
    assert "o003" not in marked


def test_nothing_was_known_here_before_it_was_recorded(ledger):
    assert ledger.at(known_at=date(2023, 9, 1)).facts == ()
    assert len(ledger.at(known_at=date(2026, 11, 23)).facts) == 300


def test_declared_conflicts_point_to_the_figures_that_differ(ledger):
    conflicts = {conflict.code: conflict for conflict in load_conflicts(load_region("baodi"), ledger)}
    share = [ledger.get(key) for key in conflicts["emerging_share_2018_2019"].facts]
    assert shown(share) == [("2018", "54%"), ("2019", "28%")]
    assert len({fact.definition for fact in share}) == 2
    rice = [ledger.get(key) for key in conflicts["rice_area_2018"].facts]
    assert shown(rice) == [("2018-10", "37万亩"), ("2018", "42.1万亩")]
    assert all(conflict.settled_by is None for conflict in conflicts.values())


def test_every_subject_a_fact_names_is_declared(ledger):
    subjects = load_subjects(load_region("baodi"))
    assert all(fact.subject in subjects for fact in ledger)
    assert len([subject for subject in subjects if subject.kind == "town"]) == 24
    assert subjects.get("park/baodi_edz").confidence == "low"


def test_the_ledger_is_as_its_committed_head_says(ledger):
    head = read_head(load_region("baodi").path / "ledger.head.json")
    problems = verify(ledger, head).problems
    assert not problems, (
        "if the change is meant: kechuang ledger head --region baodi --out content/baodi/ledger.head.json"
    )
