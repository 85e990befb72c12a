"""Duplicates: proposed, decided, merged, split, taken back; nothing moves and nothing is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kechuang.resolution import DecisionError
from kechuang.values import KechuangError
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.register.dossier import dossier
from kechuang_web.register.history import story
from kechuang_web.register.models import Organisation, ResolutionDecision, ResolutionPair, Title
from kechuang_web.register.selectors import family, organisations, search
from kechuang_web.register.services import (
    decide_pair,
    merge_organisations,
    propose_pairs,
    record_row,
    record_title,
    revert_decision,
    split_organisation,
    undo_row,
)
from kechuang_web.register.tests.conftest import REGION, ROBOT, SOURCE
from kechuang_web.stores.errors import StaleError, StateError

CODE, OTHER = "91350100M000100Y43", "91120224MA05W9R00D"


def merge(*rows, **options):
    return merge_organisations(
        actor=ROBOT, region=REGION, members=tuple(getattr(row, "pk", row) for row in rows), reason="电话核实", **options
    )


def split(*rows):
    return split_organisation(actor=ROBOT, region=REGION, members=tuple(row.pk for row in rows), reason="不是一家")


def back(decision, reason="判断有误"):
    return revert_decision(actor=ROBOT, region=REGION, pk=decision.pk, reason=reason)


def partition() -> dict[str, str]:
    rows = Organisation.objects.select_related("merged_into")
    return {row.name: (row.merged_into or row).name for row in rows}


@pytest.fixture
def three(make_firm):
    return make_firm("甲公司"), make_firm("乙公司", uscc=CODE), make_firm("丙公司")


def test_duplicates_are_proposed_once_with_reasons(make_firm, django_assert_max_num_queries):
    one = make_firm("天津市宝坻区华美精密机械有限公司", address="九园工业园9号路3号")
    two = make_firm("天津华美精密机械有限责任公司", address="九园工业园9号路3号")
    make_firm("天津旭日化工有限公司")
    renamed = make_firm("天津新名科技有限公司")
    record_row(actor=ROBOT, region=REGION, table="organisation_name", reason="x", source=SOURCE,
               values={"organisation": renamed, "name": "宝坻老名纺织厂"})  # fmt: skip
    old = make_firm("宝坻老名纺织厂")
    found = propose_pairs(actor=ROBOT, region=REGION)
    pairs = {(pair.left, pair.right): pair for pair in ResolutionPair.objects.all()}
    assert set(pairs) == {(one, two), (renamed, old)}
    assert found.new == 2
    assert pairs[one, two].reasons[0]["zh"]
    assert pairs[one, two].state == "open"
    with django_assert_max_num_queries(5):
        assert propose_pairs(actor=ROBOT, region=REGION).new == 0
    assert propose_pairs(actor=ROBOT, region="tianjin").new == 0


def test_a_pair_that_was_called_different_is_not_proposed_again(make_firm, cast):
    make_firm("天津华美精密机械有限公司")
    make_firm("天津华美精密机械有限责任公司")
    propose_pairs(actor=ROBOT, region=REGION)
    pair = ResolutionPair.objects.get()
    officer = Actor.person(cast["officer"])
    decide_pair(actor=officer, region=REGION, pk=pair.pk, answer="different", lock_version=0, note="两家工厂")
    assert propose_pairs(actor=ROBOT, region=REGION).new == 0
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by, pair.note) == ("different", cast["officer"], "两家工厂")
    with pytest.raises(StaleError, match="officer"):
        decide_pair(actor=ROBOT, region=REGION, pk=pair.pk, answer="merge", lock_version=0)
    decide_pair(actor=ROBOT, region=REGION, pk=pair.pk, answer="later", lock_version=1)
    merged = decide_pair(actor=ROBOT, region=REGION, pk=pair.pk, answer="merge", lock_version=2, keep=pair.right_id)
    assert merged.decision.entity == pair.right
    with pytest.raises(StateError, match="take the merge back"):
        decide_pair(actor=ROBOT, region=REGION, pk=pair.pk, answer="different", lock_version=3)
    back(merged.decision)
    pair.refresh_from_db()
    assert (pair.state, pair.decision) == ("open", None)
    assert organisations(REGION).count() == 2


def test_what_was_recorded_of_a_merged_row_is_found_under_the_one_that_stands_for_it(three):
    one, two, _other = three
    title = record_title(
        actor=ROBOT, region=REGION, reason="x", source=SOURCE, values={"organisation": one, "kind": "hnte"}
    )
    past = Title.history.count()
    decision = merge(one, two)
    assert decision.entity == two  # the one with a credit code stands for both
    assert partition() == {"甲公司": "乙公司", "乙公司": "乙公司", "丙公司": "丙公司"}
    assert dossier(two).titles == (title,)
    assert dossier(Organisation.objects.get(pk=one.pk)).organisation == two
    assert [row.name for row in search(organisations(REGION), "甲公司", REGION)] == ["乙公司"]
    assert Title.history.count() == past  # nothing was rewritten
    assert Title.objects.get().organisation == one
    step = story(Organisation.objects.get(pk=one.pk))[0]
    assert [(c.label, c.after) for c in step.columns] == [("已并入", "乙公司")]
    assert step.why == "电话核实"
    back(decision)
    assert dossier(two).titles == ()
    assert partition() == {"甲公司": "甲公司", "乙公司": "乙公司", "丙公司": "丙公司"}
    assert Entry.objects.filter(action__in=["resolution.merged", "resolution.reverted"]).count() == 2


def test_a_merge_that_a_later_decision_built_on_says_which_to_take_back_first(three):
    one, two, other = three
    first = merge(one, two)
    second = merge(other, two)
    with pytest.raises(StateError) as refused:
        back(first)
    assert f"第{second.pk}号决定" in refused.value.zh
    assert f"decision {second.pk}" in refused.value.en
    back(second)
    back(first)
    assert len(set(partition().values())) == 3
    with pytest.raises(StateError, match="already"):
        back(first)


def test_splitting_takes_out_the_row_with_all_that_is_its_own(three):
    one, two, other = three
    merge(one, two, other)
    assert family(two) == [two.pk, one.pk, other.pk]
    decision = split(one)
    assert partition() == {"甲公司": "甲公司", "乙公司": "乙公司", "丙公司": "乙公司"}
    back(decision)
    split(two)  # asked for the one that stands for the others: the others go, together
    assert partition() == {"甲公司": "甲公司", "乙公司": "乙公司", "丙公司": "甲公司"}
    with pytest.raises(StateError, match="nothing to split"):
        split(two)


def test_two_credit_codes_are_two_organisations(three, make_firm):
    other = make_firm("丁公司", uscc=OTHER)
    with pytest.raises(KechuangError, match="different organisations"):
        merge(three[1], other)
    assert ResolutionDecision.objects.count() == 0


def test_a_split_that_would_give_two_rows_one_code_is_refused_whole(three):
    one, two, _other = three
    merge(two, one, kept=True)
    one.refresh_from_db()
    two.refresh_from_db()
    record_row(
        actor=ROBOT,
        region=REGION,
        table="organisation",
        pk=one.pk,
        values={"uscc": CODE},
        reason="x",
        lock_version=one.lock_version,
    )
    before = partition()
    with pytest.raises(KechuangError, match=r"in the register already|已在登记簿中"), transaction.atomic():
        split(one)
    assert partition() == before


def test_a_merge_is_not_undone_as_if_it_were_a_change(three):
    merge(three[0], three[1])
    row = Organisation.objects.get(name="甲公司")
    with pytest.raises(StateError, match="among the duplicates"):
        undo_row(actor=ROBOT, region=REGION, table="organisation", pk=row.pk, lock_version=row.lock_version)


def test_what_makes_no_merge_is_refused(three, make_firm, cast):
    one, two, _other = three
    for attempt in (
        lambda: merge(one),
        lambda: merge(one, one),
        lambda: merge_organisations(actor=ROBOT, region=REGION, members=(one.pk, two.pk)),
    ):
        with pytest.raises(DecisionError):
            attempt()
    elsewhere = make_firm("外地", region="tianjin")
    with pytest.raises(KechuangError, match="not in the register of this region"):
        merge(one, elsewhere)
    for role in ("viewer", "park_operator", "enterprise", "leader"):
        with pytest.raises(PermissionDenied):
            merge_organisations(actor=Actor.person(cast[role]), region=REGION, members=(one.pk, two.pk), reason="x")


STEPS = st.lists(st.tuples(st.sampled_from(["merge", "split"]), st.integers(0, 5), st.integers(0, 5)), max_size=6)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_was_decided_taking_all_back_gives_what_there_was(make_firm, steps):
    with transaction.atomic():
        rows = [make_firm(f"公司{number}") for number in range(6)]
        start, done = partition(), []
        for action, one, two in steps:
            before = partition()
            try:
                with transaction.atomic():
                    done.append(merge(rows[one], rows[two]) if action == "merge" else split(rows[one]))
            except (StateError, DecisionError):
                assert partition() == before
                continue
            after = partition()
            # Rows that stand for others stand for themselves: the register is flat however often it was merged.
            assert {after[name] for name in after.values()} == set(after.values())
            moved = {name for name in after if after[name] != before[name]}
            assert moved
        assert organisations(REGION).count() == len(set(partition().values()))
        for decision in reversed(done):
            back(decision)
        assert partition() == start
        transaction.set_rollback(True)
