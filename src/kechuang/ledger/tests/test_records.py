"""A fact written as a record comes back as the same fact, whatever it holds."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.ledger import (
    Draft,
    Ledger,
    append,
    draft_from_record,
    draft_record,
    fact_from_record,
    fact_record,
    verify,
)
from kechuang.ledger.exchange import read_parquet, write_parquet
from kechuang.values import KechuangError, Period, Quantity, Source, unit

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
SOME = TEXTS.filter(bool)
NUMBERS = st.fractions(max_denominator=10**6)
DAYS = st.none() | st.dates(date(1949, 10, 1), date(2100, 1, 1))
QUANTITIES = st.builds(
    lambda low, width, symbol, bound: Quantity(low, low + width if bound == "range" else low, unit(symbol), bound),
    NUMBERS,
    st.fractions(0, 10**6),
    st.sampled_from(["家", "亿元", "%", "百分点", "万亩", "万吨标准煤"]),
    st.sampled_from(["eq", "ge", "gt", "le", "lt", "about", "range"]),
)
DRAFTS = st.builds(
    Draft,
    id=SOME,
    subject=SOME,
    attribute=SOME,
    definition=SOME,
    period=st.none() | st.sampled_from(["2019", "2022-05", "2025-Q2", "2020-11-01", "2016-2020"]).map(Period.parse),
    value=QUANTITIES | TEXTS,
    source=st.builds(Source, SOME, st.none() | SOME, st.none() | TEXTS, st.none() | TEXTS),
    confidence=st.sampled_from(["low", "medium"]),
    as_of=DAYS,
    published=DAYS,
    visibility=st.sampled_from(["public", "internal"]),
    synthetic=st.booleans(),
    vintage=st.sampled_from([None, "flash", "preliminary", "final"]),
    keywords=st.lists(TEXTS, max_size=3).map(tuple),
    period_basis=st.sampled_from(["stated", "inferred"]),
    note=st.none() | TEXTS,
    note_zh=st.none() | TEXTS,
)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis adds the zone


@settings(deadline=None)
@given(DRAFTS, MOMENTS, SOME.filter(str.strip))
def test_a_fact_survives_json(draft, recorded_at, recorded_by):
    assert draft_from_record(json.loads(json.dumps(draft_record(draft)))) == draft
    ledger = append(Ledger(), [draft], recorded_at=recorded_at, recorded_by=recorded_by)
    again = [fact_from_record(json.loads(json.dumps(fact_record(fact)))) for fact in ledger]
    assert again == list(ledger)
    assert verify(again, ledger.head).ok


@settings(deadline=None, max_examples=15)
@given(drafts=st.lists(DRAFTS, max_size=6, unique_by=lambda draft: draft.id))
def test_facts_survive_parquet(tmp_path_factory, drafts):
    ledger = append(Ledger(), drafts, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), recorded_by="测试")
    path = tmp_path_factory.mktemp("parquet") / "facts.parquet"
    write_parquet(ledger, path)
    assert read_parquet(path) == ledger.facts


@pytest.mark.parametrize("number", [Fraction(1, 3), Fraction(10**30 + 1, 7), Fraction(-5, 2)])
def test_numbers_that_no_float_holds_stay_exact(number):
    draft = Draft(
        id="a", subject="b", attribute="c", definition="c@1", period=None, value=Quantity.of(number, "%"),
        source=Source("d"), confidence="low",
    )  # fmt: skip
    assert draft_from_record(draft_record(draft)).value.value == number


def test_a_range_that_runs_backwards_is_refused():
    draft = Draft(
        id="a", subject="b", attribute="c", definition="c@1", period=None, value=Quantity.parse("3~5", "家"),
        source=Source("d"), confidence="low",
    )  # fmt: skip
    record = draft_record(draft) | {"low": "5", "high": "3"}
    with pytest.raises(KechuangError, match="low"):
        draft_from_record(record)
    assert draft_from_record(draft_record(replace(draft, note="x"))).note == "x"
