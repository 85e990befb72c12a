"""What must hold for every table, whatever is in it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.content import load_region
from kechuang.resolution import Records, load_policy, match
from kechuang.resolution.fields import COLUMNS
from kechuang.resolution.tests.enterprises import make_lists

POLICY = load_policy(load_region("china"))
LISTS = make_lists(300, 200, 140, seed=11)


def as_rows(records):
    return [
        {"id": identifier, **{column: values[place] for column, values in records.columns.items()}}
        for place, identifier in enumerate(records.ids)
    ]


def told(found):
    return {(pair.left, pair.right): (pair.kind, pair.score, pair.reasons) for pair in found.pairs}


def swapped(pairs):
    return {(right, left): rest for (left, right), rest in pairs.items()}


WORDS = st.sampled_from(
    [
        "天津市",
        "宝坻区",
        "华美",
        "恒",
        "科技",
        "机械",
        "有限公司",
        "（",
        "）",
        "原",
        "第二",
        "厂",
        "分公司",
        " ",
        "Ａ",
        "1",
        "\0",
        "𠀀",
    ]
)
TEXTS = st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=8).map("".join))
TABLES = st.sets(st.sampled_from(COLUMNS), min_size=1, max_size=6).flatmap(
    lambda columns: st.lists(st.fixed_dictionaries(dict.fromkeys(sorted(columns), TEXTS)), min_size=1, max_size=8)
)


def numbered(rows):
    return Records.from_rows([{"id": f"x{number}", **row} for number, row in enumerate(rows)])


@settings(deadline=None, max_examples=120)
@given(TABLES)
def test_any_text_is_matched_without_a_fault_and_never_with_itself(rows):
    found = match(numbered(rows), policy=POLICY)
    assert all(pair.left < pair.right for pair in found.pairs)
    assert len(told(found)) == len(found.pairs)
    assert all(0 <= pair.score <= 1 and pair.reasons for pair in found.pairs)


@settings(deadline=None, max_examples=60)
@given(TABLES)
def test_identical_rows_are_always_certain(rows):
    twice = numbered([*rows, *rows])
    pairs = told(match(twice, policy=POLICY))
    for number, row in enumerate(rows):
        if any(row.values()):
            one, two = sorted((f"x{number}", f"x{number + len(rows)}"))
            assert pairs[one, two][0] == "certain"


@settings(deadline=None, max_examples=60)
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, order):
    table = [{"id": f"x{number}", **row} for number, row in enumerate(rows)]
    mixed = list(table)
    order.shuffle(mixed)
    assert told(match(Records.from_rows(table), policy=POLICY)) == told(match(Records.from_rows(mixed), policy=POLICY))


def test_shuffling_real_looking_lists_changes_nothing():
    straight = told(match(LISTS.bureau, LISTS.register, policy=POLICY))
    draw = random.Random(3)
    left, right = as_rows(LISTS.bureau), as_rows(LISTS.register)
    draw.shuffle(left)
    draw.shuffle(right)
    assert told(match(Records.from_rows(left), Records.from_rows(right), policy=POLICY)) == straight


def test_swapping_the_files_swaps_the_pairs():
    straight = told(match(LISTS.bureau, LISTS.register, policy=POLICY))
    assert swapped(told(match(LISTS.register, LISTS.bureau, policy=POLICY))) == straight


@pytest.mark.parametrize("within", [True, False])
def test_unrelated_rows_never_flip_a_certain_pair(within):
    extra = [
        {"id": f"z{number}", "name": f"{chr(0x5800 + number)}{chr(0x6600 + number)}{chr(0x7100 + number)}堂", "code": "", "address": "",
         "person": "", "phone": "", "former_names": ""}
        for number in range(200)
    ]  # fmt: skip
    if within:
        before = told(match(LISTS.together, policy=POLICY))
        after = told(match(Records.from_rows([*as_rows(LISTS.together), *extra]), policy=POLICY))
    else:
        before = told(match(LISTS.bureau, LISTS.register, policy=POLICY))
        more = Records.from_rows([*as_rows(LISTS.register), *extra])
        after = told(match(LISTS.bureau, more, policy=POLICY))
    certain = {key for key, value in before.items() if value[0] == "certain"}
    assert len(certain) > 100
    assert {key for key in certain if after.get(key, ("gone",))[0] != "certain"} == set()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_invented_lists_are_linked_as_well_as_the_platform_promises(seed):
    lists = make_lists(3000, 2000, 1400, seed=seed)
    found = match(lists.bureau, lists.register, policy=POLICY)
    shown = {(pair.left, pair.right) for pair in found.pairs}
    certain = {(pair.left, pair.right) for pair in found.pairs if pair.kind == "certain"}
    assert 2 * len(shown & lists.truth) / (len(shown) + len(lists.truth)) >= 0.985
    assert len(certain & lists.truth) / len(certain) >= 0.998
