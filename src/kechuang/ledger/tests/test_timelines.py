"""What a view shows is what its two clocks say of every single fact, in whatever order facts were recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.ledger import WITHDRAWN, Fact, Ledger
from kechuang.values import Period, Quantity, Source

CHINA = timezone(timedelta(hours=8))
DAYS = st.dates(date(2021, 1, 1), date(2023, 12, 31))


@st.composite
def ledgers(draw):
    facts = []
    for seq in range(1, draw(st.integers(0, 12)) + 1):
        period = draw(st.sampled_from(["2021", "2022-05", "2022-Q2", "2022-06-08", None]))
        recorded = draw(DAYS)
        facts.append(
            Fact(
                id=f"f{seq}",
                subject="region/1",
                attribute="count",
                definition=draw(st.sampled_from(["count@1", "count@2"])),
                period=Period.parse(period) if period else None,
                value=Quantity.of(seq, "家"),
                source=Source("公报"),
                confidence="low",
                as_of=draw(st.none() | DAYS),
                published=draw(st.none() | DAYS),
                supersedes=draw(st.sampled_from([None, *(fact.id for fact in facts)])),
                visibility=draw(st.sampled_from(["public", "internal"])),
                seq=seq,
                recorded_at=datetime(
                    recorded.year, recorded.month, recorded.day, draw(st.integers(0, 23)), tzinfo=CHINA
                ),
                recorded_by="测试",
                digest="",
            )
        )
    return Ledger(facts)


def shows(fact: Fact, as_of: date | None, known_at: date | None, public_only: bool) -> bool:
    """The two clocks as they are described, fact by fact."""
    if public_only and fact.visibility != "public":
        return False
    if known_at is not None and fact.recorded_at.astimezone(CHINA).date() > known_at:
        return False
    if as_of is None:
        return True
    happened = fact.happened_by
    return happened is not None and happened <= as_of and (fact.published is None or fact.published <= as_of)


@settings(deadline=None)
@given(ledgers(), st.none() | DAYS, st.none() | DAYS, st.booleans(), st.sampled_from([None, "count@1"]))
def test_a_series_is_what_the_clocks_say_of_every_fact(ledger, as_of, known_at, public_only, definition):
    seen = [fact for fact in ledger if shows(fact, as_of, known_at, public_only)]
    corrected = {fact.supersedes for fact in seen}
    expected = {
        fact.id for fact in seen if fact.id not in corrected and (definition is None or fact.definition == definition)
    }
    series = ledger.at(as_of=as_of, known_at=known_at, public_only=public_only).series("region/1", "count", definition)
    assert {fact.id for fact in series} == expected
    ends = [fact.period.end if fact.period else fact.happened_by or date.max for fact in series]
    assert ends == sorted(ends)


def test_a_day_of_knowledge_ends_at_midnight_in_china():
    def at(hour):
        return Fact(
            id=f"f{hour}", subject="s", attribute="a", definition="a@1", period=Period.parse("2021"),
            value=Quantity.of(1, "家"), source=Source("公报"), confidence="low", seq=hour + 1, recorded_by="测试", digest="",
            recorded_at=datetime(2022, 1, 1, 15, 59, 59, 999_999, tzinfo=UTC) + timedelta(hours=hour),
        )  # fmt: skip

    view = Ledger([at(0), at(1)]).at(as_of=date(2022, 6, 1), known_at=date(2022, 1, 1))
    assert [fact.id for fact in view.series("s", "a")] == ["f0"]


def test_a_withdrawn_figure_shows_from_the_day_of_its_withdrawal_no_more_and_neither_does_the_withdrawal():
    def fact(seq, recorded, **more):
        told = {"value": Quantity.of(seq, "家"), "supersedes": None, "keywords": ()} | more
        return Fact(
            id=f"f{seq}", subject="region/1", attribute="count", definition="count@1", period=Period.parse("2022"),
            source=Source("公报"), confidence="low", seq=seq, recorded_at=recorded, recorded_by="测试", digest="", **told,
        )  # fmt: skip

    first, second, third = (datetime(2023, month, 1, tzinfo=UTC) for month in (1, 2, 3))
    ledger = Ledger([
        fact(1, first),
        fact(2, second, value="撤回：送错了", supersedes="f1", keywords=(WITHDRAWN,)),
    ])  # fmt: skip
    assert [one.id for one in ledger.at(known_at=first).series("region/1", "count")] == ["f1"]
    assert ledger.at().series("region/1", "count") == ()
    again = Ledger([*ledger.facts, fact(3, third, supersedes="f2")])
    assert [one.id for one in again.at().series("region/1", "count")] == ["f3"]
