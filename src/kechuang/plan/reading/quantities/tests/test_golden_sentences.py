"""Sentences in the manner of plans of many regions, and what must be read in each."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from kechuang.plan.reading import read_plan
from kechuang.plan.reading.quantities import Context, Quantity, read_quantities

GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS = ("documents_plans", "documents_reports", "documents_news", "documents_tables")
FIELDS = ("value", "unit", "kind", "year", "measure", "bound")


def load(*names: str) -> list:
    return [case for name in names for case in yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))]


def exact(value: object) -> object:
    if isinstance(value, list):
        return tuple(exact(v) for v in value)
    return Decimal(str(value)) if isinstance(value, float) else value


def read(case: dict) -> tuple[Quantity, ...]:
    title = case.get("title")
    text = f"{title}\n{case['text']}\n" if title else case["text"]
    period = case.get("period")
    return read_quantities(
        text, context=Context(period=tuple(period) if period else None, filed_as=case.get("filed_as"))
    )[0]


@pytest.mark.parametrize(
    "case",
    load("targets", "facts", "more", "damage"),
    ids=lambda c: c["text"][:24],
)
def test_the_sentence_reads_as_a_planner_reads_it(case):
    maybe = [exact(v) for v in case.get("maybe", [])]
    loose = case.get("loose", [])
    kept = [f for f in FIELDS if f not in loose]
    got = [tuple(getattr(q, f) for f in kept) for q in read(case) if q.value not in maybe]
    wanted = [
        tuple(v for f, v in zip(FIELDS, (exact(v) for v in row), strict=True) if f in kept) for row in case["reads"]
    ]
    assert got == wanted


@pytest.mark.parametrize("text", load("nothing"), ids=lambda t: t[:24])
def test_numerals_that_state_no_quantity_are_passed_over(text):
    assert [(q.value, q.unit, q.name) for q in read_quantities(text)[0]] == []


@pytest.mark.parametrize("case", load(*DOCUMENTS), ids=lambda c: c["name"])
def test_the_document_reads_as_a_planner_reads_it(case):
    maybe = [exact(v) for v in case.get("maybe", [])]
    got = [tuple(getattr(q, f) for f in FIELDS) for q in read(case) if q.value not in maybe]
    assert got == [tuple(exact(v) for v in row) for row in case["reads"]]


@pytest.mark.parametrize("case", load(*DOCUMENTS), ids=lambda c: c["name"])
def test_the_document_reads_the_same_through_the_whole_reader_of_plans(case):
    period = case.get("period")
    filed_as = case.get("filed_as") or (f"{period[0]}-{period[1]}.txt" if period else None)
    maybe = [exact(v) for v in case.get("maybe", [])]
    quantities = read_plan(case["text"], filed_as=filed_as).quantities
    got = [tuple(getattr(q, f) for f in FIELDS) for q in quantities if q.value not in maybe]
    assert got == [tuple(exact(v) for v in row) for row in case["reads"]]
