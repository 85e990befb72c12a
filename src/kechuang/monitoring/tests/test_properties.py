"""What holds of every target and figure, whatever the numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.monitoring import Status
from kechuang.monitoring.pace import compute_pace, judge_limits
from kechuang.monitoring.statuses import PACE
from kechuang.monitoring.tests.builders import THRESHOLDS, ask, make_fact, make_indicator, near
from kechuang.values import Quantity, unit

AMOUNTS = st.integers(0, 3000).map(lambda tenths: Fraction(tenths, 10))
UPWARD = st.sampled_from(["stock", "ratio", "cumulative", "one_off", "yearly_reassessed"])
PERIODS = st.sampled_from(
    [("2021", "2022-01-31"), ("2023", "2024-01-31"), ("2024", "2025-01-31"), ("2025", "2026-01-31")]
)


def status(shape, amount, when, symbol="亿元", target=Fraction(100), baseline="10 亿元@2020"):
    period, as_of = when
    if shape == "cumulative":
        period = "2021" if period == "2021" else f"2021-{period}"
    indicator = make_indicator(
        shape,
        f"{float(target)} {symbol}",
        "2025",
        baseline,
        path="seasonal" if shape == "yearly_reassessed" else "final" if shape == "one_off" else "linear",
    )
    fact = replace(make_fact(period, f"0 {symbol}"), value=Quantity(amount, amount, unit(symbol)))
    return ask(indicator, [fact], as_of).status


@settings(deadline=None)
@given(UPWARD, AMOUNTS, AMOUNTS, PERIODS)
def test_a_larger_actual_never_worsens_the_status(shape, first, second, when):
    low, high = sorted((first, second))
    assert PACE.index(status(shape, low, when)) <= PACE.index(status(shape, high, when))


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS, PERIODS)
def test_a_larger_actual_never_betters_a_ceiling(first, second, when):
    def judged(amount):
        indicator = make_indicator("ceiling", "100 亿元", "2025", direction="down")
        fact = replace(make_fact(when[0], "0 亿元"), value=Quantity(amount, amount, unit("亿元")))
        return PACE.index(ask(indicator, [fact], when[1]).status)

    low, high = sorted((first, second))
    assert judged(high) <= judged(low)


@settings(deadline=None)
@given(UPWARD, AMOUNTS, PERIODS)
def test_the_unit_does_not_matter(shape, amount, when):
    in_wan = status(shape, amount * 10_000, when, "万元", Fraction(1_000_000), "100000 万元@2020")
    assert in_wan == status(shape, amount, when)


@settings(deadline=None)
@given(UPWARD, AMOUNTS, PERIODS)
def test_a_fact_of_something_else_changes_nothing(shape, amount, when):
    indicator = make_indicator(shape, "100 家", "2025", "10 家@2020", related=(near("other"),))
    period = "2021" if when[0] == "2021" or shape != "cumulative" else f"2021-{when[0]}"
    fact = replace(make_fact(period, "0 家"), value=Quantity(amount, amount, unit("家")))
    alone = ask(indicator, [fact], when[1], measures={"other": "stock"})
    strangers = [
        make_fact(period, "7777 家", subject="region/900002"),
        make_fact(period, "8888 家", definition="count@2", number=2),
        make_fact(period, "9999 家", "other"),
    ]
    crowded = ask(indicator, [fact, *strangers], when[1], measures={"other": "stock"})
    assert (alone.status, alone.actual, alone.expected, alone.since, alone.confidence) == (
        crowded.status, crowded.actual, crowded.expected, crowded.since, crowded.confidence,
    )  # fmt: skip


@settings(deadline=None)
@given(UPWARD, PERIODS)
def test_what_is_missing_is_never_zero(shape, when):
    """A figure of zero is judged; no figure is not."""
    indicator = make_indicator(shape, "100 家", "2025", "10 家@2020")
    nothing = ask(indicator, [], when[1])
    assert nothing.status is Status.NOT_COLLECTED
    assert nothing.actual is None
    assert nothing.since is None
    assert status(shape, Fraction(0), when) in (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK)


@settings(deadline=None)
@given(st.sets(st.sampled_from([2021, 2022, 2023])).map(lambda years: years | {2024}), st.integers(0, 50))
def test_a_missing_year_never_lowers_a_sum(years, each):
    """The sum over some of the years is a lower bound of the sum over all of them: it settles less, never otherwise."""
    indicator = make_indicator("cumulative", "100 家", "2021-2025")
    every = [make_fact(str(year), f"{each} 家") for year in (2021, 2022, 2023, 2024)]
    some = [fact for fact in every if fact.period.start.year in years]
    whole, part = (ask(indicator, facts, "2025-01-31") for facts in (every, some))
    if len(years) == 4:
        assert part.status is whole.status
    elif part.status is not Status.UNCLEAR:
        assert part.status in (Status.ON_TRACK, Status.ACHIEVED)
        assert PACE.index(part.status) <= PACE.index(whole.status)


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from(["up", "down"]))
def test_a_range_is_settled_only_when_both_its_ends_agree(first, second, expected, direction):
    low, high = sorted((first, second))
    ends = {compute_pace(end, expected, THRESHOLDS, direction) for end in (low, high)}
    judged = judge_limits((low, high), expected, THRESHOLDS, direction)
    assert judged == (ends.pop() if len(ends) == 1 else None)


@given(st.fractions(0, 10**6), st.fractions(Fraction(1, 1000), 10**6))
def test_the_edges_are_exact(amount, expected):
    """A share of 95 % is on track and anything below is not, however little."""
    edge = expected * Fraction(95, 100)
    assert compute_pace(edge, expected, THRESHOLDS) is Status.ON_TRACK
    assert compute_pace(edge - Fraction(1, 10**12), expected, THRESHOLDS) is not Status.ON_TRACK
    below = compute_pace(min(amount, edge * Fraction(80, 95)), expected, THRESHOLDS)
    assert below in (Status.AT_RISK, Status.OFF_TRACK)
