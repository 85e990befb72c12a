"""Findings on a book, and sums of its targets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kechuang.content import load_region
from kechuang.dictionary import load_dictionary, load_release_calendar
from kechuang.plan.book import (
    Amendment,
    Baseline,
    ExpectedPath,
    Indicator,
    PathPoint,
    PlanBook,
    Programme,
    SourceSpan,
    Target,
    Thresholds,
    Watched,
    check_book,
    load_book,
    target_sums,
)
from kechuang.plan.book.targets import Layer
from kechuang.plan.book.tests.books import link, say, small_book
from kechuang.values import Period, Quantity


def hnte(book: PlanBook, **changes: Any) -> PlanBook:
    return replace(book, indicators=(replace(book.indicators[0], **changes), *book.indicators[1:]))


def first_task(book: PlanBook, **changes: Any) -> PlanBook:
    return replace(book, tasks=(replace(book.tasks[0], **changes), *book.tasks[1:]))


def test_the_small_book_has_no_finding() -> None:
    assert check_book(small_book()) == ()


def test_the_book_of_baodi_has_no_finding_against_its_dictionary() -> None:
    region = load_region("baodi")
    assert check_book(load_book(region.path / "plan"), load_dictionary(region)) == ()


def test_every_figure_of_baodi_has_a_release_to_wait_for() -> None:
    region = load_region("baodi")
    calendar = load_release_calendar(region)
    missing = [row.code for row in load_book(region.path / "plan").indicators if not calendar.of(row.releases or "")]
    assert missing == []


FAULTS = {
    "version": (small_book(version=0), "", "versions start at 1"),
    "amendment": (small_book(version=2), "", "no record of its amendment"),
    "approver": (
        small_book(version=2, amended=Amendment("因", "李", "李", date(2024, 1, 1))), "", "proposed and approved"),
    "thresholds": (small_book(thresholds=Thresholds(Fraction(1, 2), Fraction(4, 5))), "", "thresholds are wrong"),
    "twice": (replace(small_book(), tasks=small_book().tasks[:1] * 2), "tasks/4-01", "used 2 times"),
    "both": (
        small_book(watched=(Watched("hnte_count", say("高企"), "h", ("h@1",), "region/1", "家"),)),
        "watched/hnte_count", "keep one"),
    "clause": (hnte(small_book(), source=SourceSpan("9", 1, 2)), "indicators/hnte_count", "no clause “9”"),
    "span": (hnte(small_book(), source=SourceSpan("3", 1, 2)), "indicators/hnte_count", "outside clause 3 (10-60)"),
    "empty span": (hnte(small_book(), source=SourceSpan("3", 20, 20)), "indicators/hnte_count", "outside clause"),
    "unit": (hnte(small_book(), lead_unit="nobody"), "indicators/hnte_count", "“nobody” is not among"),
    "support": (first_task(small_book(), supporting_units=("x",)), "tasks/4-01", "“x” is not among"),
    "programme": (first_task(small_book(), programme="9"), "tasks/4-01", "no programme “9”"),
    "section": (replace(small_book(), programmes=(Programme("4", say("工程"), "8"),)), "programmes/4", "no clause “8”"),
    "definition": (hnte(small_book(), definition="other@1"), "indicators/hnte_count", "no definition of “hnte_count”"),
    "dimension": (
        hnte(small_book(), baseline=Baseline(Quantity.of(1, "项"), Period.year(2019))),
        "indicators/hnte_count", "does not convert"),
    "range": (
        hnte(small_book(), targets=(Target("plan", Quantity.parse("9~3", "家"), Period.year(2025)),)),
        "indicators/hnte_count", "runs downwards"),
    "period": (
        hnte(small_book(), targets=(Target("plan", Quantity.of(280, "家"), Period.year(2030)),)),
        "indicators/hnte_count", "lies outside the plan's"),
    "holder": (
        hnte(small_book(), targets=(*small_book().indicators[0].targets,
                                    Target("share", Quantity.of(1, "家"), Period.year(2022), assigned_by="区"))),
        "indicators/hnte_count", "does not say who carries it"),
    "straight": (hnte(small_book(), shape="yearly_reassessed"), "indicators/hnte_count", "never runs straight"),
    "no start": (hnte(small_book(), baseline=None), "indicators/hnte_count", "Without a baseline"),
    "milestones": (hnte(small_book(), path=ExpectedPath("milestones")), "indicators/hnte_count", "has no points"),
    "profile": (hnte(small_book(), path=ExpectedPath("seasonal")), "indicators/hnte_count", "names none"),
    "points": (
        hnte(small_book(), path=ExpectedPath("milestones", tuple(
            PathPoint(Period.year(y), Quantity.of(200, "家")) for y in (2023, 2022)))),
        "indicators/hnte_count", "in order of their periods"),
    "objects": (first_task(small_book(), status_rule="each_object", objects=()), "tasks/4-01", "lists no object"),
    "evidence": (first_task(small_book(), evidence=(link("e1", "started", "丙园"),)), "tasks/4-01", "names “丙园”"),
    "title": (
        replace(small_book(), clauses=(replace(small_book().clauses[0], path=()), small_book().clauses[1])),
        "clauses/3", "must end with the clause's own title"),
    "document": (
        replace(small_book(), clauses=(small_book().clauses[0], replace(small_book().clauses[1], end=201))),
        "clauses/4", "lie outside the document"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_an_error_that_names_its_place_and_reason(name: str) -> None:
    book, place, reason = FAULTS[name]
    errors = [finding for finding in check_book(book) if finding.level == "error"]
    assert any(finding.place == place and reason in finding.sentence.en for finding in errors), errors
    assert all(finding.sentence.zh for finding in errors)


def test_points_to_look_at_are_warnings() -> None:
    falling = hnte(small_book(), targets=(Target("plan", Quantity.of(100, "家"), Period.year(2025)),))
    (finding,) = check_book(falling)
    assert (finding.level, "runs against the direction" in finding.sentence.en) == ("warning", True)
    aimless = hnte(small_book(), targets=())
    assert [(f.level, "no target of the plan" in f.sentence.en) for f in check_book(aimless)] == [("warning", True)]


def test_definitions_and_units_are_held_against_the_dictionary() -> None:
    dictionary = load_dictionary(load_region("baodi"))
    wrong = hnte(small_book(), definition="hnte_count@9")
    told = [f.sentence.en for f in check_book(wrong, dictionary)]
    assert "The definition “hnte_count@9” is not in the dictionary." in told
    assert "The attribute “contracts” is not in the dictionary." in told
    unit = hnte(small_book(), unit="项", targets=(), baseline=None, path=ExpectedPath("final"))
    assert any("does not convert into the dictionary's “家”" in f.sentence.en for f in check_book(unit, dictionary))


def target(layer: Layer, amount: str, period: str, holder: str | None = None, **more: Any) -> Target:
    number, unit = amount.split()
    return Target(layer, Quantity.parse(number, unit), Period.parse(period), holder, **more)


def lines(shape: Any, *targets: Target) -> list[tuple[str, str, str | None]]:
    indicator: Indicator = replace(small_book().indicators[0], shape=shape, targets=targets)
    return [(s.kind, s.verdict, s.gap.label() if s.gap else None) for s in target_sums(indicator).lines]


@pytest.mark.parametrize(
    ("shape", "targets", "wanted"),
    [
        ("stock", (target("plan", "280 家", "2025"),), []),
        ("stock", (target("plan", "280 家", "2025"), target("share", "280 家", "2025", "park/a")), [("shares", "agrees", "0家")]),
        ("stock", (target("plan", "280 家", "2025"), target("share", "99 家", "2025", "park/a"),
                   target("share", "182 家", "2025", "park/b")), [("shares", "over", "1家")]),
        ("stock", (target("plan", "280 家", "2025"), target("yearly", "200 家", "2023"),
                   target("share", "150 家", "2023", "park/a")), [("shares", "short", "-50家")]),
        ("cumulative", (target("plan", "35 亿元", "2021-2025"), target("yearly", "70000 万元", "2021"),
                        target("yearly", "28 亿元", "2025")), [("years", "agrees", "0亿元")]),
        ("cumulative", (target("plan", "35 亿元", "2021-2025"), target("yearly", "7 亿元", "2021")), []),
        ("stock", (target("plan", "280 家", "2025"), target("yearly", "170 家", "2021"),
                   target("yearly", "270 家", "2025")), [("years", "short", "-10家")]),
        ("ratio", (target("plan", "2.8 %", "2025"), target("share", "3 %", "2025", "park/a")), [("shares", "not_additive", None)]),
        ("stock", (target("plan", "280 家", "2025"), target("share", "≈280 家", "2025", "park/a")), [("shares", "open", None)]),
        ("stock", (target("plan", "280 家", "2025"), target("share", "280 项", "2025", "park/a")), [("shares", "open", None)]),
        ("stock", (target("plan", "280 家", "2025"), target("assigned", "300 家", "2025")), [("assigned", "over", "20家")]),
    ],
)  # fmt: skip
def test_layers_are_summed_by_the_shape_of_the_target(
    shape: str, targets: tuple[Target, ...], wanted: list[Any]
) -> None:
    assert lines(shape, *targets) == wanted


def test_assignments_are_told_in_the_order_of_their_days_with_undated_ones_last() -> None:
    late = target("assigned", "300 家", "2025", assigned_by="市科技局", assigned_on=date(2023, 3, 1))
    early = target("yearly", "170 家", "2021", assigned_by="区政府", assigned_on=date(2021, 2, 1))
    undated = target("share", "5 家", "2021", "park/a", assigned_by="区科技局")
    indicator = replace(small_book().indicators[0], targets=(undated, late, target("plan", "280 家", "2025"), early))
    assert target_sums(indicator).assignments == (early, late, undated)
    assert not target_sums(indicator).agrees
    assert any("300" in finding.sentence.zh for finding in check_book(hnte(small_book(), targets=indicator.targets)))
