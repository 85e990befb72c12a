"""Merges and splits can be taken back, and refuse to be applied where they no longer fit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.resolution import DecisionError, apply, decide_merge, decide_split, revert
from kechuang.values import Sentence

WHY = (Sentence("名称相同", "the names are the same"),)
IDS = st.sampled_from("abcdef")


def merged(assignment, *members):
    return decide_merge(assignment, members, evidence=WHY, decided_by="张华", score=0.9)


@settings(deadline=None)
@given(st.lists(st.tuples(IDS, IDS).filter(lambda pair: pair[0] != pair[1]), max_size=6))
def test_any_row_of_merges_is_taken_back_step_by_step(pairs):
    state, steps = {name: name for name in "abcdef"}, []
    for pair in pairs:
        decision = merged(state, *pair)
        steps.append((state, decision))
        state = apply(state, decision)
        assert state[pair[0]] == state[pair[1]]
    for before, decision in reversed(steps):
        state = revert(state, decision)
        assert state == before


def test_a_merge_takes_along_what_was_merged_before():
    state = apply({}, merged({}, "a", "b"))
    state = apply(state, merged(state, "c", "b"))
    assert state == {"a": "c", "b": "c", "c": "c"}


def test_a_split_gives_a_new_entity_and_goes_back():
    state = apply({}, merged({}, "a", "b"))
    split = decide_split(state, ("b",), entity="b2", evidence=WHY, decided_by="张华")
    assert apply(state, split) == {"a": "a", "b": "b2"}
    assert revert(apply(state, split), split) == state


def test_a_decision_overtaken_by_another_is_refused():
    first = merged({}, "a", "b")
    state = apply({}, first)
    later = apply(state, merged(state, "c", "a"))
    with pytest.raises(DecisionError) as refusal:
        revert(later, first)
    assert "记录“a”现属主体“c”" in refusal.value.zh
    with pytest.raises(DecisionError):
        apply(later, first)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: decide_merge({}, ("a", "a"), evidence=WHY, decided_by="x"),
        lambda: decide_merge({}, ("a", "b"), evidence=(), decided_by="x"),
        lambda: decide_split({}, ("a", "b"), entity="n", evidence=WHY, decided_by="x"),
        lambda: decide_split({"b": "e"}, ("a",), entity="e", evidence=WHY, decided_by="x"),
    ],
)
def test_a_decision_without_ground_is_refused(wrong):
    with pytest.raises(DecisionError):
        wrong()
