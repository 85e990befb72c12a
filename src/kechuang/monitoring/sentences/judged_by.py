"""Statuses by comparison: what was held against the target or its path, and how they stand to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kechuang.monitoring.sentences.parts import (
    Parts,
    capital,
    is_cap,
    judgement_of,
    say_age,
    say_expected,
    say_figure,
    say_gaps,
    say_next,
    say_running,
    say_share,
    say_target,
    say_then,
)
from kechuang.monitoring.wording import amount, percent, span, when
from kechuang.values import Quantity, Sentence

if TYPE_CHECKING:
    from kechuang.monitoring.case import IndicatorStatus


def estimated(case: IndicatorStatus) -> Parts:
    """A year's end estimated from a count since January, or bounded by it."""
    estimate, run = judgement_of(case).estimate, case.evidence.running
    if run is None or case.promise is None:
        return (say_running(case),)
    expected = say_expected(case)
    due = Sentence(f"当年年末{expected.zh}。", f"{capital(expected.en)} at that year's end.") if expected else None
    if estimate is None:
        least = amount(run.quantity)
        return (
            say_running(case),
            Sentence(
                f"累计数只增不减，年末不会少于{least.zh}。",
                f"Such a count does not fall, so the year's end is at least {least.en}.",
            ),
            due,
        )
    unit = case.promise.target.unit
    low, point, high = (
        Quantity(end / unit.factor, end / unit.factor, unit) for end in (estimate.low, estimate.point, estimate.high)
    )
    shown, between, share = amount(point), span(low, high), percent(estimate.coverage)
    return (
        say_running(case),
        Sentence(
            f"按{estimate.series}个完整年度的季节规律推算，年末约{shown.zh.removeprefix('约')}，在{between.zh}之间（把握约{share}）。",
            f"By the seasonal profile of {estimate.series} whole years the year's end comes to about "
            f"{shown.en.removeprefix('about ')}, between {between.en} (with a chance of about {share}).",
        ),
        due,
        Sentence("这是推算，不是统计数。", "This is an estimate, not a statistic."),
    )


def too_wide(case: IndicatorStatus) -> Parts:
    """An estimate whose interval crosses a threshold."""
    return (
        *estimated(case),
        Sentence("推算的区间跨过判断界线，不能定论。", "The interval crosses a threshold, so it settles nothing."),
    )


def met(case: IndicatorStatus) -> Parts:
    """The figure of the target period meets the target."""
    text, target = say_figure(judgement_of(case).actual), say_target(case)
    return (
        Sentence(f"{text.zh}，达到{target.zh}。", f"{capital(text.en)}: {target.en} is met."),
        say_gaps(judgement_of(case).actual),
    )


def met_early(case: IndicatorStatus) -> Parts:
    """The target is met before its period has ended."""
    judged = judgement_of(case)
    text, target, first = say_figure(judged.actual), say_target(case), judged.met_by
    since = when(first.period) if first else None
    again = first is not None and judged.actual is not None and first.period != judged.actual.period
    return (
        Sentence(f"{text.zh}，已达到{target.zh}，提前达标。", f"{capital(text.en)}: {target.en} is met early."),
        Sentence(f"首次达到是在{since.zh}。", f"It was first met in {since.en}.") if again and since else None,
        say_then(say_expected(case)),
        say_gaps(judged.actual),
        say_age(case),
        say_next(case) if case.early else None,
    )


def missed(case: IndicatorStatus) -> Parts:
    """The figure of the target period misses the target."""
    text, target = say_figure(judgement_of(case).actual), say_target(case)
    gap = case.gap
    short = amount(Quantity(abs(gap.low), abs(gap.high), gap.unit)) if gap else None
    cap = is_cap(case)
    return (
        Sentence(f"{text.zh}，没有达到{target.zh}。", f"{capital(text.en)}: {target.en} is missed."),
        Sentence(f"{'超出' if cap else '差'}{short.zh}。", f"It is {short.en} {'over' if cap else 'short'}.")
        if short
        else None,
    )


def pace(case: IndicatorStatus) -> Parts:
    """A figure against its path."""
    judged = judgement_of(case)
    text, expected, share = say_figure(judged.actual), say_expected(case), say_share(case)
    zh = "，".join(part.zh for part in (text, expected, share) if part)
    en = "; ".join(part.en for part in (text, expected, share) if part)
    target = say_target(case)
    status = judged.status.names
    reached = case.at_target_level
    return (
        Sentence(f"{zh}（{target.zh}）：{status.zh}。", f"{capital(en)} ({target.en}): {status.en}."),
        Sentence(
            "已在目标水平，以目标期的数为准。", "It stands at the target's level; the target's own period decides."
        )
        if reached
        else None,
        say_gaps(judged.actual),
        say_age(case),
    )


def nothing_due(case: IndicatorStatus) -> Parts:
    """Below the target while nothing is due before the end."""
    text, target = say_figure(judgement_of(case).actual), say_target(case)
    return (
        Sentence(
            f"{text.zh}；{target.zh}到期末完成即可，目前还不到应完成的时候。",
            f"{capital(text.en)}; {target.en} is due only at the end, so nothing is late yet.",
        ),
        say_gaps(judgement_of(case).actual),
        say_age(case),
    )


def late_one_off(case: IndicatorStatus) -> Parts:
    """Still open when most of the period has passed."""
    judged = judgement_of(case)
    text, target = say_figure(judged.actual), say_target(case)
    end = judged.actual.period.end if judged.actual else case.as_of
    passed = percent(case.promise.elapsed(end)) if case.promise else ""
    return (
        Sentence(
            f"{text.zh}，规划期已过{passed}，{target.zh}还没有完成，存在风险。",
            f"{capital(text.en)}; {passed} of the planning period has passed and {target.en} is still open: at risk.",
        ),
        say_gaps(judged.actual),
        say_age(case),
    )


def bound(case: IndicatorStatus) -> Parts:
    """A bound or range whose ends are judged differently."""
    judged = judgement_of(case)
    text, expected, target = say_figure(judged.actual), say_expected(case), say_target(case)
    against = expected or target
    return (
        Sentence(
            f"{text.zh}，来源没有给出确数；{against.zh}（{target.zh}），据此不能定论。",
            f"{capital(text.en)}: the source gives no exact number; {against.en} ({target.en}), so it settles nothing.",
        ),
        say_gaps(judged.actual),
    )


def no_path(case: IndicatorStatus) -> Parts:
    """Below the target without a baseline to draw a path from."""
    text, target = say_figure(judgement_of(case).actual), say_target(case)
    return (
        Sentence(
            f"{text.zh}，低于{target.zh}；规划没有基期值，画不出序时进度，快慢不能判断。",
            f"{capital(text.en)}, below {target.en}; without a baseline there is no path, so its pace cannot be judged.",
        ),
        say_age(case),
    )
