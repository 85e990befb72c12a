"""The gap: what it proposes passes, and brute force finds nothing cheaper."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.tree import Flag, Label, Lever, Plan, TooWideError, applied, cheapest, compare, judge
from kechuang.tree.tests.trees import GIVEN, conditions, firms, known_firms
from kechuang.values import Sentence


def lever(code, changes=(), sets=(), cost=1, most=3):
    return Lever(code, Sentence(code, code), tuple(changes), tuple(sets), cost, most)


@st.composite
def some_levers(draw):
    hire = lever("hire", (("tech", 1), ("staff", 1)), cost=draw(st.integers(1, 9)), most=draw(st.integers(0, 5)))
    sell = lever("sell", (("sales", draw(st.sampled_from((1, 2)))),), cost=draw(st.integers(1, 9)), most=4)
    shrink = lever("shrink", (("staff", -1),), cost=draw(st.integers(1, 9)), most=2)
    win = lever("win", (), (("award", True),), cost=draw(st.integers(1, 9)), most=1)
    settle = lever("settle", (), (("resident", False),), cost=draw(st.integers(1, 9)), most=1)
    return tuple(
        draw(st.lists(st.sampled_from((hire, sell, shrink, win, settle)), min_size=1, max_size=3, unique=True))
    )


def brute(root, facts, levers):
    """Every combination of units; the cheapest that passes."""
    costs = [
        sum(one.cost * count for one, count in zip(levers, counts, strict=True))
        for counts in product(*(range(one.most + 1) for one in levers))
        if judge(
            root, applied(facts, levers, {one.code: count for one, count in zip(levers, counts, strict=True)})
        ).answer
        == "yes"
    ]
    return min(costs, default=None)


@settings(deadline=None, max_examples=250)
@given(root=conditions(), facts=known_firms | firms, levers=some_levers())
def test_a_plan_passes_and_where_facts_are_whole_nothing_is_cheaper(root, facts, levers):
    facts.pop(GIVEN, None)
    plan = cheapest(root, facts, levers)
    least = brute(root, facts, levers)
    if plan is None:
        assert least is None or not plain(root, facts)
    else:
        assert judge(root, applied(facts, levers, plan.units)).answer == "yes"
        assert plan.cost == sum(one.cost * plan.units.get(one.code, 0) for one in levers)
        assert least is not None
        assert plan.cost >= least
        if plain(root, facts):
            assert plan.cost == least


def plain(root, facts):
    """Whether exactness is promised: the facts of the tree known, and no score that a change could lower."""
    from kechuang.tree import Not, Passes, Tiers, leaves, walk

    negated = any(
        isinstance(one, Not | Tiers) and any(isinstance(two, Passes) for two in walk(one)) for one in walk(root)
    )
    return set(leaves(root)) - {GIVEN, "judged"} <= set(facts) and not negated


def share(percent=10):
    label = Label("s", Sentence("占比", "share"))
    return compare(label, (("tech", 1),), ">=", Fraction(percent, 100), kind="share", below=(("staff", 1),))


def test_a_hire_raises_both_sides_of_a_share():
    hire = lever("hire", (("tech", 1), ("staff", 1)), cost=100, most=50)
    assert cheapest(share(), {"tech": 3, "staff": 100}, (hire,)) == Plan({"hire": 8}, 800)
    assert cheapest(share(), {"tech": Fraction(745, 24), "staff": 320}, (hire,)) == Plan({"hire": 2}, 200)
    assert cheapest(share(), {"tech": 10, "staff": 100}, (hire,)) == Plan({}, 0)
    assert cheapest(share(), {"tech": 3, "staff": 1000}, (hire,)) is None
    assert cheapest(share(), {"staff": 100}, (hire,)) is None


def test_a_plan_that_would_break_another_condition_is_no_plan():
    from kechuang.tree import All

    cap = compare(Label("c", Sentence("人数", "staff")), (("staff", 1),), "<=", 500, kind="count")
    rule = All(Label("r", Sentence("规则", "rule")), (share(), cap))
    hire = lever("hire", (("tech", 1), ("staff", 1)), cost=100, most=50)
    train = lever("train", (("tech", 1),), cost=300, most=50)
    assert cheapest(rule, {"tech": 48, "staff": 499}, (hire,)) is None
    assert cheapest(rule, {"tech": 48, "staff": 499}, (hire, train)) == Plan({"hire": 1, "train": 1}, 400)


def test_a_flag_is_set_once():
    flag = Flag(Label("f", Sentence("账目", "accounts")), "sound")
    book = lever("book", (), (("sound", True),), cost=7, most=1)
    assert cheapest(flag, {"sound": False}, (book,)) == Plan({"book": 1}, 7)
    assert cheapest(flag, {}, (book,)) is None


def test_too_many_combinations_are_refused_and_not_guessed():
    three = tuple(lever(code, (("tech", 1), ("staff", 1)), most=10**6) for code in "abc")
    with pytest.raises(TooWideError):
        cheapest(share(), {"tech": 0, "staff": 100}, three)
