"""The catalogues: declared once, inherited, and refused with file and line where they are wrong."""

from datetime import date

import pytest

from kechuang.content import ContentError, load_region
from kechuang.dictionary import Release, load_dictionary, load_release_calendar, load_sources, load_subjects
from kechuang.values import KechuangError, Period, Sentence

GOOD = """
attributes:
  firms:
    name: {zh: 企业数, en: firms}
    unit: 家
    measure: stock
    definitions:
      "1": {text: 期末数, successor: "2"}
      "2": {text: 期末数（新口径）}
"""


@pytest.fixture
def region(tmp_path):
    """A function that writes files of one region (and of the one above it) and loads it."""
    for code, parent in (("city", ""), ("district", "parent: city\n")):
        (tmp_path / code).mkdir()
        (tmp_path / code / "region.yaml").write_text(f"code: {code}\nname: {code}\nadcode: '1'\n{parent}", "utf-8")

    def write(**files):
        for name, text in files.items():
            code, _, stem = name.partition("_")
            (tmp_path / code / f"{stem}.yaml").write_text(text, "utf-8")
        return load_region("district", root=tmp_path)

    return write


def test_attributes_are_inherited_and_definitions_found_by_their_key(region):
    dictionary = load_dictionary(region(city_dictionary=GOOD, district_dictionary="attributes: {}\n"))
    assert [attribute.code for attribute in dictionary] == ["firms"]
    assert dictionary.attribute("firms").definition.key == "firms@2"
    assert dictionary.definition("firms@1").successor == "firms@2"
    for look in (dictionary.attribute, dictionary.definition):
        with pytest.raises(KechuangError, match="declare it"):
            look("nothing@1")


def test_an_attribute_declared_twice_names_both_places(region):
    with pytest.raises(
        ContentError, match=r"district/dictionary.yaml, line 3.*already declared in city/dictionary.yaml, line 3"
    ):
        load_dictionary(region(city_dictionary=GOOD, district_dictionary=GOOD))


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("measure: stock", "measure: level", 6, "must be one of"),
        ("unit: 家", "unti: 家", 5, "not known here"),
        ("    unit: 家\n", "", 4, "needs a unit"),
        ("measure: stock", "measure: text", 5, "needs a unit"),
        ("unit: 家", 'unit: "3 家"', 5, "cannot be read"),
        ("firms:", "Firms:", 3, "lower snake case"),
        ('successor: "2"', 'successor: "3"', 3, "not declared"),
        ('"1":', '"1 a":', 8, "lower-case letters"),
        ("text: 期末数,", "txt: 期末数,", 8, "not known here"),
        ("attributes:", "attribute:", 2, "not known here"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_line(region, old, new, line, reason):
    assert old in GOOD
    with pytest.raises(ContentError, match=reason) as refused:
        load_dictionary(region(city_dictionary=GOOD.replace(old, new)))
    assert refused.value.where.line == line


def test_the_codes_of_the_plan_are_declared_with_their_measures():
    dictionary = load_dictionary(load_region("baodi"))
    measures = {
        "rd_intensity": "ratio", "hnte_count": "stock", "tech_sme_count": "stock", "leading_count": "stock",
        "gazelle_count": "stock", "eaglet_count": "stock", "makerspace_count": "stock", "makerspace_new": "cumulative",
        "star_space_new": "cumulative", "incubator_count": "stock", "national_incubator_new": "cumulative",
        "district_agri_park_count": "stock", "tech_contract_value": "flow", "tech_sme_evaluated_ytd": "ytd", "event": "text",
    }  # fmt: skip
    assert {code: dictionary.attribute(code).measure for code in measures} == measures
    assert dictionary.attribute("rd_intensity").definition.denominator.zh == "规模以上企业销售收入"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sources:\n  a: {title: x, published: 2023-09-01}\n", "go together"),
        ("sources:\n  a: {title: x, confidence: high}\n", "without a known publisher"),
        (
            "sources:\n  a: {title: x, publisher: y, when: {source: s}}\n  b: {title: x, when: {source: s}}\n",
            "already registered",
        ),
        ("sources:\n  a: {publisher: y}\n", "'title' is missing"),
    ],
)
def test_a_source_says_what_it_must(region, text, reason):
    with pytest.raises(ContentError, match=reason):
        load_sources(region(district_sources=text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("subjects:\n  Park: {name: x, kind: park}\n", "malformed"),
        ("subjects:\n  park/a: {name: x, kind: park, within: region/9}\n", "not declared"),
        ("subjects:\n  park/a: {name: x}\n", "'kind' is missing"),
    ],
)
def test_a_subject_says_what_it_must(region, text, reason):
    with pytest.raises(ContentError, match=reason):
        load_subjects(region(district_subjects=text))


def test_the_city_has_sixteen_districts_and_every_entity_its_subject():
    region = load_region("baodi")
    subjects = load_subjects(region)
    assert len([subject for subject in subjects.within("region/120000") if subject.kind == "region"]) == 16
    rows = region.csv("entities.csv")
    assert {row["subject"] for row in rows if row["kind"] != "enterprise"} <= {subject.code for subject in subjects}
    assert len(rows) == 104


@pytest.mark.parametrize(
    ("grain", "lag", "period", "due"),
    [
        ("month", 1, "2022-05", "2022-06-30"),
        ("month", 0, "2024-02", "2024-02-29"),
        ("year", 12, "2025", "2026-12-31"),
        ("year", 3, "2019", "2020-03-31"),
        ("quarter", 1, "2025-Q4", "2026-01-31"),
    ],
)
def test_a_figure_is_due_by_the_end_of_the_month_after_its_lag(grain, lag, period, due):
    release = Release("a", None, Sentence("源", "source"), None, grain, lag, (), "assumed", "low")
    day = date.fromisoformat(due)
    assert release.due(Period.parse(period)) == day
    assert release.last_due(day).text == period
    assert release.last_due(date.fromordinal(day.toordinal() - 1)) < Period.parse(period)
    assert release.next_due(date.fromordinal(day.toordinal() - 1)) == day


def test_the_calendar_names_only_declared_attributes_and_says_what_is_assumed():
    region = load_region("baodi")
    dictionary, calendar = load_dictionary(region), load_release_calendar(region)
    assert all(release.attribute in dictionary for release in calendar.releases)
    assert {release.basis for release in calendar.of("leading_count")} == {"observed"}
    assert {release.basis for release in calendar.of("rd_intensity")} == {"assumed"}
    (yearly,) = calendar.of("rd_intensity")
    assert yearly.due(Period.parse("2025")) == date(2026, 12, 31)
    assert yearly.vintages == ("preliminary", "final")


@pytest.mark.parametrize(
    "change",
    ["lag_months: -1", "lag_months: 61", "lag_months: 1.5", "grain: week", "basis: guessed", "confidence: sure"],
)
def test_a_release_says_what_it_must(region, change):
    key = change.partition(":")[0]
    fields = ["attribute: a", "source: s", "grain: year", "lag_months: 3", "basis: assumed", "confidence: low"]
    text = "releases:\n  - {" + ", ".join(change if field.startswith(key) else field for field in fields) + "}\n"
    with pytest.raises(ContentError, match="line 2"):
        load_release_calendar(region(city_release_calendar=text))


def test_a_variant_told_apart_by_a_word_is_not_the_definition_in_force():
    assert load_dictionary(load_region("baodi")).attribute("hnte_count").definition.key == "hnte_count@1"
