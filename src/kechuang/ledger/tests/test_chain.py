from datetime import date, datetime, timedelta, timezone

import pytest

from kechuang.ledger import Draft, Head, Ledger, append, verify
from kechuang.values import KechuangError, Period, Quantity, Source

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, tzinfo=CHINA)
BULLETIN = Source("2023年1-8月份科技型企业评价情况通报", publisher="天津市科技局")


def draft(number: int, **changes) -> Draft:
    values = {
        "id": f"f{number}",
        "subject": "region/120115",
        "attribute": "leading_count",
        "definition": "leading_count@1",
        "period": Period.parse(f"{2000 + number}"),
        "value": Quantity.parse(str(number), "家"),
        "source": BULLETIN,
        "confidence": "high",
    }
    return Draft(**{**values, **changes})


def ledger_of(count: int) -> Ledger:
    return append(Ledger(), [draft(number) for number in range(1, count + 1)], recorded_at=NOW, recorded_by="test")


def test_appending_in_two_goes_gives_the_chain_of_one():
    once = ledger_of(5)
    twice = append(ledger_of(2), [draft(n) for n in (3, 4, 5)], recorded_at=NOW, recorded_by="test")
    assert once.head == twice.head
    assert verify(once, once.head).ok


def test_empty_ledger_verifies_against_its_own_head_and_nothing_else():
    assert verify(Ledger(), Ledger().head).ok
    assert [p.kind for p in verify(Ledger(), ledger_of(2).head).problems] == ["cut_off"]


def test_facts_after_the_head_are_named_unless_allowed():
    head = ledger_of(3).head
    report = verify(ledger_of(5), head)
    assert [(p.kind, p.seq) for p in report.problems] == [("appended_unknown", 4)]
    assert verify(ledger_of(5), head, allow_appended=True).ok


def test_a_recomputed_chain_is_found_by_the_head():
    forged = append(
        Ledger(), [draft(1), draft(2, value=Quantity.parse("99", "家")), draft(3)], recorded_at=NOW, recorded_by="test"
    )
    (problem,) = verify(forged, ledger_of(3).head).problems
    assert (problem.kind, problem.seq) == ("altered", None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": ""}, "has no id"),
        ({"supersedes": "f9"}, "does not hold"),
        ({"source": Source("转载")}, "cannot be high"),
        ({"id": "f1"}, "is taken"),
    ],
)
def test_refused_drafts_say_why(changes, message):
    with pytest.raises(KechuangError, match=message):
        append(ledger_of(1), [draft(2, **changes)], recorded_at=NOW, recorded_by="test")


def test_recording_needs_a_time_zone_and_does_not_run_backwards():
    with pytest.raises(KechuangError, match="time zone"):
        append(Ledger(), [draft(1)], recorded_at=NOW.replace(tzinfo=None), recorded_by="test")
    with pytest.raises(KechuangError, match="check the clock"):
        append(ledger_of(1), [draft(2)], recorded_at=NOW - timedelta(seconds=1), recorded_by="test")


def test_nothing_is_known_before_it_was_recorded():
    ledger = ledger_of(3)
    assert ledger.at(known_at=date(2026, 11, 22)).facts == ()
    assert len(ledger.at(known_at=date(2026, 11, 23)).facts) == 3
    assert len(ledger.at(as_of=date(2002, 12, 31)).facts) == 2
    assert Head(3, ledger.head.digest) == ledger.head
