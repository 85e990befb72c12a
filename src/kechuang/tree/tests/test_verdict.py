"""What a tree promises for one firm."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from kechuang.tree import (
    UNDEFINED,
    All,
    AnyOf,
    Bands,
    Flag,
    Label,
    Manual,
    Passes,
    Step,
    compare,
    explain,
    judge,
    leaves,
    questions,
    score,
    unmet,
)
from kechuang.tree.tests.trees import GIVEN, conditions, firms, points
from kechuang.values import Sentence


def label(code="x", mark="E"):
    return Label(code, Sentence(code, code), None, mark)


def share(percent, left="rd", below="sales", op=">="):
    return compare(label(), ((left, 1),), op, Fraction(percent, 100), kind="share", below=((below, 1),))


@settings(deadline=None, max_examples=150)
@given(root=conditions(), facts=firms, more=firms)
def test_adding_a_fact_never_flips_a_settled_answer(root, facts, more):
    facts.pop(GIVEN, None)  # points that contradict their band are the business of the next test
    more.pop(GIVEN, None)
    before, after = judge(root, facts).answer, judge(root, more | facts).answer
    if before in ("yes", "no"):
        assert after == before


@settings(deadline=None, max_examples=120)
@given(node=points(), facts=firms, more=firms)
def test_a_score_only_narrows(node, facts, more):
    facts.pop(GIVEN, None)
    more.pop(GIVEN, None)
    before, after = score(node, facts).interval, score(node, more | facts).interval
    assert before[0] <= after[0] <= after[1] <= before[1]


@settings(deadline=None, max_examples=120)
@given(root=conditions(), facts=firms)
def test_a_settled_answer_asks_nothing_and_an_open_one_asks_for_facts_it_reads(root, facts):
    judged = judge(root, facts)
    asked = questions(judged, facts)
    if judged.answer in ("yes", "no"):
        assert asked == ()
    if judged.answer == "unknown":
        assert [one for one in asked if not one.person]
    assert {one.key for one in asked} <= set(leaves(root)) - set(facts)


@settings(deadline=None, max_examples=80)
@given(root=conditions(), facts=firms)
def test_every_refusal_names_a_condition_and_every_explanation_starts_at_the_root(root, facts):
    judged = judge(root, facts)
    assert explain(judged, facts)[0].answer == judged.answer
    if judged.answer == "no" and not has_negation(root):
        assert unmet(judged, facts)


def has_negation(node):
    from kechuang.tree import Not, Tiers, walk

    return any(isinstance(one, Not | Tiers) for one in walk(node))


@pytest.mark.parametrize(
    ("rd", "sales", "answer"),
    [
        (4_999, 100_000, "no"),
        (5_000, 100_000, "yes"),
        (499_999_999_999, 10_000_000_000_000, "no"),
        (500_000_000_000, 10_000_000_000_000, "yes"),
        (0, 0, "no"),
        (5, 0, "no"),
        (0, None, "no"),
        (None, 0, "no"),
        (5, None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_a_share_is_multiplied_out_and_a_share_of_nothing_is_not_reached(rd, sales, answer):
    facts = {key: value for key, value in (("rd", rd), ("sales", sales)) if value is not None}
    assert judge(share(5), facts).answer == answer


def test_fractions_of_staff_are_exact():
    staff = share(10, "tech", "staff")
    assert judge(staff, {"tech": Fraction(745, 24), "staff": Fraction(7450, 24)}).answer == "yes"
    assert judge(staff, {"tech": Fraction(744, 24), "staff": Fraction(7450, 24)}).answer == "no"


@pytest.mark.parametrize(
    ("fact", "answer"),
    [(True, "yes"), (False, "needs_person"), (None, "needs_person")],
    ids=["met", "failed", "unknown"],
)
def test_an_unconfirmed_condition_helps_when_met_and_never_says_no(fact, answer):
    draft = Flag(label("barred", "P"), "barred")
    assert judge(draft, {} if fact is None else {"barred": fact}).answer == answer


def test_a_missing_fact_outweighs_a_person_because_it_may_still_settle_the_matter():
    rule = All(label(), (Manual(label()), Flag(label(), "resident")))
    assert judge(rule, {}).answer == "unknown"
    assert judge(rule, {"resident": True}).answer == "needs_person"
    assert judge(rule, {"resident": False}).answer == "no"


def expert(*, passing=70):
    bands = Bands(
        label(),
        (Step(Flag(label(), "class1"), 7, 8), Step(Flag(label(), "class2"), 3, 6)),
        (0, 0),
        given="points",
    )
    return bands, Passes(label(), bands, passing, strict=True)


@pytest.mark.parametrize(
    ("facts", "interval"),
    [
        ({}, (0, 8)),
        ({"class1": True}, (7, 8)),
        ({"class1": False, "class2": True}, (3, 6)),
        ({"class1": False, "class2": False}, (0, 0)),
        ({"class1": True, "points": 8}, (8, 8)),
        ({"points": 8}, (8, 8)),
        ({"class1": True, "points": 6}, (7, 8)),
        ({"class1": False, "points": 7}, (0, 6)),
        ({"points": 9}, (0, 8)),
    ],
)
def test_expert_points_count_inside_their_band_only(facts, interval):
    bands, _ = expert()
    assert score(bands, facts).interval == interval


@pytest.mark.parametrize(
    ("passing", "facts", "answer"),
    [
        (6, {"class1": True}, "yes"),
        (7, {"class1": True}, "needs_person"),
        (8, {"class1": True}, "no"),
        (8, {}, "no"),
        (7, {}, "unknown"),
        (3, {"class1": False}, "unknown"),
        (3, {"class1": False, "class2": True}, "needs_person"),
    ],
)
def test_a_score_needs_a_person_once_only_experts_can_change_it(passing, facts, answer):
    _, passes = expert(passing=passing)
    assert judge(passes, facts).answer == answer


def test_a_derived_fact_the_text_does_not_cover_goes_to_a_person():
    growth = compare(label(), (("growth", 1),), ">=", Fraction(0), kind="number")
    assert judge(growth, {"growth": UNDEFINED}).answer == "needs_person"
    assert judge(AnyOf(label(), (growth, Flag(label(), "award"))), {"growth": UNDEFINED, "award": True}).answer == "yes"
