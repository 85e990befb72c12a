"""Any single change to a ledger is found and named, whatever row and field it touches."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.content import load_region
from kechuang.ledger import Head, Ledger, append, canonical, load_ledger, row_digest, verify
from kechuang.ledger.tests.test_chain import BULLETIN, NOW, draft, ledger_of
from kechuang.values import Period, Quantity, Source

SIZE = 12
LEDGER = ledger_of(SIZE)
HEAD = LEDGER.head
LISTED = Head(HEAD.count, HEAD.digest, tuple((f.id, row_digest(f, f.recorded_at, f.recorded_by).hex()) for f in LEDGER))
ROWS = st.integers(0, SIZE - 1)
HEADS = st.sampled_from([HEAD, LISTED])
ALTERATIONS = {
    "seq": 99,
    "id": "other",
    "subject": "region/120114",
    "attribute": "hnte_count",
    "definition": "leading_count@2",
    "period": Period.parse("1999"),
    "value": Quantity.parse(">1", "家"),
    "source": replace(BULLETIN, address="https://example.org"),
    "confidence": "low",
    "as_of": date(1999, 1, 1),
    "published": date(1999, 1, 1),
    "supersedes": "f0",
    "visibility": "internal",
    "synthetic": True,
    "vintage": "flash",
    "period_basis": "inferred",
    "keywords": ("x",),
    "note": "",
    "note_zh": "",
    "recorded_at": NOW + timedelta(microseconds=1),
    "recorded_by": "somebody else",
    "digest": "0" * 64,
}


def test_every_field_of_a_fact_is_covered_by_the_alterations():
    assert set(ALTERATIONS) == {name for cls in type(LEDGER.facts[0]).__mro__[:-1] for name in cls.__slots__}


@pytest.mark.parametrize("head", [HEAD, LISTED], ids=["head", "head with rows"])
@pytest.mark.parametrize("field", sorted(ALTERATIONS))
def test_an_altered_field_is_found_in_the_row_it_stands_in(field, head):
    for row in (0, 5, SIZE - 1):
        facts = list(LEDGER)
        facts[row] = replace(facts[row], **{field: ALTERATIONS[field]})
        report = verify(facts, head)
        assert not report.ok
        if field == "id" and head is LISTED:  # one row is missing, and one is not known
            assert {problem.seq for problem in report.problems} == {row + 1}
        else:
            assert [(p.kind, p.seq) for p in report.problems] == [("altered", row + 1)]


@settings(deadline=None)
@given(ROWS, HEADS)
def test_a_dropped_row_is_named(row, head):
    facts = [fact for index, fact in enumerate(LEDGER) if index != row]
    kind = "cut_off" if row == SIZE - 1 else "dropped"
    assert [(p.kind, p.seq) for p in verify(facts, head).problems] == [(kind, row + 1)]


@settings(deadline=None)
@given(ROWS, ROWS, HEADS)
def test_a_swap_is_found_and_names_a_moved_row(first, second, head):
    facts = list(LEDGER)
    facts[first], facts[second] = facts[second], facts[first]
    report = verify(facts, head)
    assert report.ok == (first == second)
    assert {p.kind for p in report.problems} <= {"reordered"}
    assert {p.seq for p in report.problems} <= set(range(min(first, second) + 1, max(first, second) + 2))


@settings(deadline=None)
@given(st.integers(0, SIZE), HEADS)
def test_a_truncation_is_found_with_the_rows_that_are_gone(kept, head):
    report = verify(LEDGER.facts[:kept], head)
    assert [(p.kind, p.seq) for p in report.problems] == ([] if kept == SIZE else [("cut_off", kept + 1)])


@settings(deadline=None)
@given(ROWS, ROWS, HEADS)
def test_a_row_that_stands_twice_is_found(row, place, head):
    facts = list(LEDGER)
    facts.insert(place, facts[row])
    assert not verify(facts, head).ok


@settings(deadline=None)
@given(ROWS, st.integers(0, 10**6))
def test_a_rewritten_history_is_found_and_named_where_the_head_lists_its_rows(row, value):
    drafts = [draft(number) for number in range(1, SIZE + 1)]
    drafts[row] = replace(drafts[row], value=Quantity.parse(str(value), "家"))
    forged = append(Ledger(), drafts, recorded_at=NOW, recorded_by="test")
    same = value == row + 1
    assert verify(forged, HEAD).ok == same
    assert [(p.kind, p.seq) for p in verify(forged, LISTED).problems] == ([] if same else [("altered", row + 1)])


@settings(deadline=None)
@given(ROWS)
def test_a_row_left_out_of_a_rebuilt_chain_is_named_by_the_list(row):
    rebuilt = append(
        Ledger(), [draft(n) for n in range(1, SIZE + 1) if n != row + 1], recorded_at=NOW, recorded_by="test"
    )
    kind = "cut_off" if row == SIZE - 1 else "dropped"
    assert [(p.kind, p.seq) for p in verify(rebuilt, LISTED).problems] == [(kind, row + 1)]


def test_a_row_slipped_into_a_rebuilt_chain_is_named_even_where_appending_is_allowed():
    numbers = [1, 2, 99, *range(3, SIZE + 1)]
    rebuilt = append(Ledger(), [draft(n) for n in numbers], recorded_at=NOW, recorded_by="test")
    (problem,) = verify(rebuilt, LISTED, allow_appended=True).problems
    assert (problem.kind, problem.seq) == ("appended_unknown", 3)


def test_two_changes_are_both_named():
    facts = list(LEDGER)
    facts[8] = replace(facts[8], note="x")
    del facts[3]
    assert [(p.kind, p.seq) for p in verify(facts, HEAD).problems] == [("dropped", 4), ("altered", 9)]


def test_the_time_zone_of_recording_does_not_matter_to_the_digest():
    facts = [replace(fact, recorded_at=fact.recorded_at.astimezone(UTC)) for fact in LEDGER]
    assert verify(facts, HEAD).ok


def test_a_digest_that_is_no_digest_is_an_alteration_and_no_crash():
    for garbage in ("", "链", "\ud800", "g" * 64):
        facts = list(LEDGER)
        facts[4] = replace(facts[4], digest=garbage)
        assert [(p.kind, p.seq) for p in verify(facts, HEAD).problems] == [("altered", 5)]


def test_hostile_numbers_cost_no_memory():
    facts = list(LEDGER)
    facts[4] = replace(facts[4], seq=10**18)
    assert [(p.kind, p.seq) for p in verify(facts, HEAD).problems] == [("altered", 5)]


def test_texts_that_could_run_together_are_told_apart():
    first = append(Ledger(), [draft(1, note="a", note_zh="b")], recorded_at=NOW, recorded_by="t")
    second = append(Ledger(), [draft(1, note='a","b', note_zh=None)], recorded_at=NOW, recorded_by="t")
    third = append(
        Ledger(),
        [draft(1, source=Source("x", None, None, "天津市科技局"), confidence="low")],
        recorded_at=NOW,
        recorded_by="t",
    )
    fourth = append(
        Ledger(), [draft(1, source=Source("x", "天津市科技局"), confidence="low")], recorded_at=NOW, recorded_by="t"
    )
    assert len({ledger.head.digest for ledger in (first, second, third, fourth)}) == 4


def test_what_is_hashed_is_json_as_any_encoder_writes_it():
    for fact in (
        *LEDGER,
        *load_ledger(load_region("baodi")),
        draft_as_fact(note='a"b\\\n\x00\u2028链', keywords=("一", '"')),
    ):
        text = canonical(fact, fact.recorded_at, fact.recorded_by).decode()
        fields = json.loads(text)
        assert len(fields) == 21
        assert json.dumps(fields, ensure_ascii=False, separators=(",", ":")) == text


def draft_as_fact(**changes):
    return append(Ledger(), [draft(1, **changes)], recorded_at=NOW, recorded_by="test").facts[0]


def test_the_chain_is_pinned_so_that_another_program_can_check_it():
    ledger = append(Ledger(), [draft(1)], recorded_at=datetime(2026, 11, 22, 16, tzinfo=UTC), recorded_by="test")
    assert (
        ledger.head.digest
        == ledger_of(1).head.digest
        == "bdcdbe48d13657cad337283519e0c7a9e4d48de3c3aa23b6227cb1da34d45a74"
    )
