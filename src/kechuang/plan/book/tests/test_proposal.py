"""From a reviewed reading to a draft: what is taken up, what is asked, and that nothing is invented."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.content import find_content_root, load_region
from kechuang.dictionary import Dictionary, load_dictionary
from kechuang.plan.book import (
    DocumentRef,
    Heading,
    PlanBook,
    PlanBookError,
    Proposal,
    Thresholds,
    check_book,
    diff_books,
    find_candidates,
    load_book,
    propose_book,
)
from kechuang.plan.book.proposing.figures import read_quantity
from kechuang.plan.book.tests.books import link, say
from kechuang.plan.reading import read_plan
from kechuang.values import Period, sm3

LABELLED = (
    next(p for p in Path(__file__).resolve().parents if (p / "pyproject.toml").exists()).parent / "shared/plan_reading"
)
needs_labels = pytest.mark.skipif(
    not LABELLED.exists(), reason="the labelled texts (../shared/plan_reading) are not here"
)

TEXT = (
    "一、回顾2019年高新技术企业151家二、目标2025年高新技术企业达到280家，技术合同累计35亿元三、任务建设甲园。支持乙园"
)
HEADING = Heading(
    "toy-145", "baodi", "region/120115", say("规划"), Period.parse("2021-2025"), date(2021, 9, 28),
    DocumentRef("规划", length=len(TEXT), sm3=sm3(TEXT.encode()).hex()), Thresholds(Fraction(95, 100), Fraction(80, 100)),
)  # fmt: skip


def at(words: str) -> dict[str, int]:
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}


def quantity(words: str, name: str, value: Any, unit: str | None, **more: Any) -> dict[str, Any]:
    row = {
        "name": name,
        "value": value,
        "unit": unit,
        "kind": "target",
        "year": 2025,
        "measure": "level",
        "bound": "eq",
    }
    return {**at(words), **row, **more}


def section(number: int, words: str, role: str, until: str | None = None) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"id": str(number), "title": words[2:4], "path": [words[:4]], "role": role, "start": start,
            "end": TEXT.index(until) if until else len(TEXT)}  # fmt: skip


READING: dict[str, Any] = {
    "text": TEXT,
    "sections": [
        section(1, "一、回顾", "review", "二、"),
        section(2, "二、目标", "targets", "三、"),
        section(3, "三、任务", "tasks"),
    ],
    "quantities": [
        quantity("2019年高新技术企业151家", "国家高企数", 151, None, unit_inferred="家", kind="actual", year=2019),
        quantity("高新技术企业达到280家", "国家级高新技术企业数", 280, "家"),
        quantity(
            "技术合同累计35亿元", "技术合同成交额", 35.0, "亿元", measure="cumulative", since=2021, obligation="约束性"
        ),
    ],
    "tasks": [
        {**at("建设甲园"), "task": "建设甲园", "verbs": ["建设"], "objects": ["甲园"]},
        {**at("支持乙园"), "task": "支持乙园", "verbs": ["支持"], "objects": ["乙园"]},
    ],
}


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return load_dictionary(load_region("baodi"))


def with_quantity(row: dict[str, Any]) -> dict[str, Any]:
    return {**copy.deepcopy(READING), "quantities": [row]}


def test_accepted_statements_become_indicators_with_exact_figures_and_sources(dictionary: Dictionary) -> None:
    proposal = propose_book(READING, HEADING, dictionary=dictionary)
    hnte, contracts = proposal.book.indicators
    assert (hnte.code, hnte.definition, hnte.shape, hnte.path.kind) == ("hnte_count", "hnte_count@1", "stock", "linear")
    assert hnte.target is not None
    assert (hnte.target.quantity.label(), hnte.target.period.text) == ("280家", "2025")
    assert hnte.baseline is not None
    assert (hnte.baseline.quantity.label(), hnte.baseline.period.text) == ("151家", "2019")
    assert hnte.baseline.note is not None  # the unit was missing in the text, and that is said
    assert (contracts.code, contracts.shape, contracts.kind) == ("tech_contract_value", "cumulative", "binding")
    assert contracts.target is not None
    assert (contracts.target.quantity.value, contracts.target.period.text) == (35, "2021-2025")
    assert all(row.source and row.source.clause == "2" for row in proposal.book.indicators)
    assert proposal.questions == ()
    assert check_book(proposal.book, dictionary) == ()


def test_accepted_tasks_stand_under_their_programme_without_a_guessed_owner(dictionary: Dictionary) -> None:
    book = propose_book(READING, HEADING, dictionary=dictionary).book
    assert [(t.code, t.programme, t.section, t.verbs, t.lead_unit) for t in book.tasks] == [
        ("3-01", "3", "3", ("建设",), None), ("3-02", "3", "3", ("支持",), None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "question"),
    [
        ({"unit": None}, "It has no unit"),
        ({"value": None}, "cannot be read"),
        ({"value": "很多"}, "cannot be read"),
        ({"year": None}, "state the year"),
        ({"year": 2035}, "lies outside the plan"),
    ],
)
def test_what_is_missing_is_asked_and_makes_no_indicator(
    dictionary: Dictionary, changes: dict[str, Any], question: str
) -> None:
    row = {**READING["quantities"][1], **changes}
    proposal = propose_book(with_quantity(row), HEADING, dictionary=dictionary)
    assert proposal.book.indicators == ()
    assert [question in one.sentence.en for one in proposal.questions] == [True]
    assert TEXT[proposal.questions[0].start : proposal.questions[0].end] == "高新技术企业达到280家"


def test_a_name_that_fits_no_attribute_is_left_for_a_person_and_cannot_be_published(dictionary: Dictionary) -> None:
    row = {**READING["quantities"][1], "name": "会展场次", "unit": "场"}
    proposal = propose_book(with_quantity(row), HEADING, dictionary=dictionary)
    (indicator,) = proposal.book.indicators
    assert (indicator.code, indicator.attribute, indicator.definition) == ("target_01", "", "")
    assert any(f.level == "error" for f in check_book(proposal.book, dictionary))
    assert "No attribute is close to “会展场次”" in proposal.questions[0].sentence.en


def test_the_attribute_that_a_person_chose_goes_before_the_words(dictionary: Dictionary) -> None:
    row = {**READING["quantities"][1], "name": "会展场次", "attribute": "gazelle_count"}
    proposal = propose_book(with_quantity(row), HEADING, dictionary=dictionary)
    (indicator,) = proposal.book.indicators
    assert (indicator.code, indicator.definition) == (
        "gazelle_count",
        dictionary.attribute("gazelle_count").definition.key,
    )
    assert proposal.questions == ()
    unknown = propose_book(with_quantity({**row, "attribute": "no_such"}), HEADING, dictionary=dictionary)
    assert unknown.book.indicators[0].attribute == ""


def test_one_attribute_is_taken_once(dictionary: Dictionary) -> None:
    row = READING["quantities"][1]
    proposal = propose_book({**READING, "quantities": [row, {**row, "value": 300}]}, HEADING, dictionary=dictionary)
    assert [indicator.code for indicator in proposal.book.indicators] == ["hnte_count", "target_02"]
    assert len(proposal.questions) == 1


@pytest.mark.parametrize(
    ("changes", "shape", "label"),
    [
        ({"unit": "%", "value": 2.8, "name": "研发投入强度"}, "ratio", "2.8%"),
        ({"measure": "increment", "name": "新增众创空间数", "value": 1}, "one_off", "1家"),
        ({"measure": "growth_rate", "unit": "%", "value": 7, "name": "地区生产总值增速"}, "growth", "7%"),
        ({"bound": "le", "value": [3, 3]}, "stock", "3—3家"),
        ({"bound": "le"}, "ceiling", "≤280家"),
        ({"bound": "ge", "value": "0.1"}, "stock", "≥0.1家"),
        ({"value": [3, 5]}, "stock", "3—5家"),
    ],
)
def test_the_shape_follows_the_statement(dictionary: Dictionary, changes: Any, shape: str, label: str) -> None:
    row = {**READING["quantities"][1], **changes}
    (indicator,) = propose_book(with_quantity(row), HEADING, dictionary=dictionary).book.indicators
    assert indicator.target is not None
    assert (indicator.shape, indicator.target.quantity.label()) == (shape, label)


def test_a_book_of_the_same_document_lends_its_wording_and_keeps_its_codes(dictionary: Dictionary) -> None:
    first = propose_book(READING, HEADING, dictionary=dictionary).book
    worded = replace(
        first,
        tasks=(
            replace(first.tasks[0], code="3-09", name=say("甲园"), evidence=(link("e1", "started"),)),
            first.tasks[1],
        ),
        indicators=(replace(first.indicators[0], name=say("高企"), shape="yearly_reassessed"), first.indicators[1]),
    )
    again = propose_book(READING, dictionary=dictionary, base=worded).book
    assert diff_books(worded, again) == ()


def test_what_a_person_corrected_prevails_over_the_book_of_the_same_document(dictionary: Dictionary) -> None:
    first = propose_book(READING, HEADING, dictionary=dictionary).book
    corrected = copy.deepcopy(READING)
    corrected["quantities"][0]["value"], corrected["quantities"][1]["value"] = 150, 290
    changes = diff_books(first, propose_book(corrected, dictionary=dictionary, base=first).book)
    assert [change.sentence.zh for change in changes] == [
        "指标“国家级高新技术企业数”的目标1的数值由280家改为290家。",
        "指标“国家级高新技术企业数”的基期的数值由151家改为150家。",
    ]


def test_a_book_of_the_plan_before_lends_definitions_and_no_promise(dictionary: Dictionary) -> None:
    before = propose_book(READING, HEADING, dictionary=dictionary).book
    text = TEXT.replace("280", "500").replace("2025", "2030")
    later = replace(
        HEADING, code="toy-155", period=Period.parse("2026-2030"), document=DocumentRef("下期", length=len(text))
    )
    reading = copy.deepcopy(READING)
    reading["text"] = text
    for row in reading["quantities"]:
        row["year"] += 5
        row["since"] = 2026
    reading["quantities"][1]["value"] = 500
    hnte = propose_book(reading, later, dictionary=dictionary, base=before).book.indicators[0]
    assert hnte.target is not None
    assert (hnte.code, hnte.target.quantity.label(), hnte.carried_from) == ("hnte_count", "500家", "toy-145/hnte_count")
    assert hnte.baseline is not None
    assert hnte.baseline.period.text == "2024"


@settings(deadline=None)
@given(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.lists(st.floats(), max_size=3)
    ),
    st.one_of(st.none(), st.text(max_size=4), st.sampled_from(["家", "%", "亿元"])),
    st.sampled_from(["eq", "ge", "le", "about", "range", "x", None]),
)
def test_any_value_is_read_exactly_or_not_at_all(value: Any, unit: Any, bound: Any) -> None:
    found = read_quantity({"value": value, "unit": unit, "bound": bound})
    assert unit or found is None
    if found is not None and not isinstance(value, list | bool):
        assert found.low == Fraction(str(value))


@pytest.mark.parametrize("value", ["1e999999999", "9" * 10_000, float("inf"), float("nan"), True, [], [[1]], {}])
def test_a_value_of_hostile_form_or_size_is_no_number(value: Any) -> None:
    assert read_quantity({"value": value, "unit": "家"}) is None


@pytest.mark.parametrize("data", [{}, {"text": "", "sections": [], "quantities": [], "tasks": []}])
def test_an_empty_reading_gives_an_empty_draft(dictionary: Dictionary, data: dict[str, Any]) -> None:
    book = propose_book(data, HEADING, dictionary=dictionary).book
    assert (book.indicators, book.tasks) == ((), ())


def test_a_task_outside_every_programme_is_asked_about(dictionary: Dictionary) -> None:
    stray = {**at("高新技术企业达到"), "task": "x", "verbs": [], "objects": []}
    proposal = propose_book({**READING, "tasks": [stray]}, HEADING, dictionary=dictionary)
    assert proposal.book.tasks == ()
    assert "under no programme" in proposal.questions[0].sentence.en


def test_without_heading_and_base_nothing_is_proposed(dictionary: Dictionary) -> None:
    with pytest.raises(PlanBookError, match="State the plan's title"):
        propose_book(READING, dictionary=dictionary)


def test_a_count_of_firms_is_never_matched_to_an_amount_of_money_or_a_count_within_the_year(
    dictionary: Dictionary,
) -> None:
    found = find_candidates(dictionary, "技术合同成交额", "level", "家")
    assert not any(one.attribute == "tech_contract_value" for one in found)
    assert not any(
        one.attribute.endswith("_ytd") for one in find_candidates(dictionary, "雏鹰企业当年评价入库数", "level", "家")
    )


@pytest.fixture(scope="module")
def labelled() -> dict[str, Any]:
    def rows(name: str) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in (LABELLED / name).read_text("utf-8").splitlines() if line.strip()]
        return [row for row in found if row["doc"] == "baodi_plan.txt"]

    book = load_book(load_region("baodi").path / "plan")
    roles = {"3.3": "targets", "4": "tasks"} | {f"4.{n}": "programme" for n in range(1, 6)}
    sections = [
        {"id": c.id, "title": c.title, "path": list(c.path), "start": c.start, "end": c.end, "role": roles.get(c.id)}
        for c in book.clauses[1:]
    ]
    text = (LABELLED / "texts" / "baodi_plan.txt").read_text("utf-8")
    return {"text": text, "sections": sections, "quantities": rows("gold.jsonl"), "tasks": rows("tasks.jsonl")}


def propose_baodi(labelled: dict[str, Any], dictionary: Dictionary, *, base: bool) -> tuple[PlanBook, Proposal]:
    book = load_book(load_region("baodi").path / "plan")
    heading = replace(HEADING, code=book.code, title=book.title, document=book.document)
    if base:
        return book, propose_book(labelled, dictionary=dictionary, base=book)
    return book, propose_book(labelled, heading, dictionary=dictionary)


@needs_labels
def test_the_plan_of_baodi_finds_its_eleven_attributes_by_their_names_alone(
    labelled: Any, dictionary: Dictionary
) -> None:
    book, proposal = propose_baodi(labelled, dictionary, base=False)
    assert [row.code for row in proposal.book.indicators] == [row.code for row in book.indicators]
    assert [row.targets[0].quantity for row in proposal.book.indicators] == [
        row.targets[0].quantity for row in book.indicators
    ]
    assert proposal.questions == ()
    assert [f for f in check_book(proposal.book, dictionary) if f.level == "error"] == []
    assert [task.code for task in proposal.book.tasks] == [task.code for task in book.tasks]


@needs_labels
def test_the_plan_of_baodi_read_again_over_its_book_changes_only_two_spans(
    labelled: Any, dictionary: Dictionary
) -> None:
    book, proposal = propose_baodi(labelled, dictionary, base=True)
    assert {(c.table, c.path[0]) for c in diff_books(book, proposal.book) if c.table in ("indicators", "tasks")} <= {
        ("indicators", "source")
    }


@needs_labels
def test_the_reader_and_the_proposal_together_find_every_target_and_stated_baseline(
    labelled: Any, dictionary: Dictionary
) -> None:
    book = load_book(load_region("baodi").path / "plan")
    heading = replace(HEADING, code=book.code, title=book.title, document=book.document)
    draft = propose_book(read_plan(labelled["text"]), heading, dictionary=dictionary).book
    assert [row.code for row in draft.indicators] == [row.code for row in book.indicators]
    for found, wanted in zip(draft.indicators, book.indicators, strict=True):
        assert found.target is not None
        assert wanted.target is not None
        assert (found.target.quantity, found.target.period) == (wanted.target.quantity, wanted.target.period)
        if wanted.baseline is not None and wanted.shape != "one_off":
            assert found.baseline is not None
            assert (found.baseline.quantity, found.baseline.period) == (
                wanted.baseline.quantity,
                wanted.baseline.period,
            )
    assert [finding for finding in check_book(draft, dictionary) if finding.level == "error"] == []


def test_the_sample_plan_becomes_a_book_without_a_question_or_a_fault(dictionary: Dictionary) -> None:
    """The sample of our own stands in every clone, so this holds where the labelled texts are absent."""
    text = (find_content_root() / "sample" / "plan_sample.txt").read_text("utf-8")
    heading = replace(HEADING, document=DocumentRef("样例", length=len(text)))
    proposal = propose_book(read_plan(text), heading, dictionary=dictionary)
    known = {row.code: row for row in load_book(load_region("baodi").path / "plan").indicators}
    assert {row.code for row in proposal.book.indicators} == known.keys()
    for row in proposal.book.indicators:
        assert row.target is not None
        assert row.target.quantity == known[row.code].targets[0].quantity
    assert sum(row.baseline is not None for row in proposal.book.indicators) == 5
    assert len(proposal.book.programmes) == 5
    assert proposal.questions == ()
    assert check_book(proposal.book, dictionary) == ()


@pytest.mark.parametrize(("written", "plain"), [("億元", "亿元"), ("萬戶", "万户"), ("個百分點", "个百分点")])
def test_a_unit_in_traditional_characters_is_the_unit_of_the_dictionary(written: str, plain: str) -> None:
    held = read_quantity({"value": 1.5, "unit": written, "bound": "eq"})
    assert held is not None
    assert held.unit.symbol == plain
