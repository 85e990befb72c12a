"""Pace: one amount against the amount expected, in exact arithmetic.

A source does not always state one number (``>2000家``), so the actual is a pair of limits, either of which may be open. Every
judgement is made for both ends; when they disagree, the answer is that the figure leaves it open (``None``).
"""

from __future__ import annotations

from fractions import Fraction

from kechuang.monitoring.statuses import Status
from kechuang.plan.book import Direction, Thresholds
from kechuang.values import Quantity

Limits = tuple[Fraction | None, Fraction | None]


def compute_pace(actual: Fraction, expected: Fraction, thresholds: Thresholds, direction: Direction = "up") -> Status:
    """On track, at risk or off track for one exact amount.

    Upwards the actual must reach the share of the expected; downwards (a ceiling, a reduction) the roles change: the
    expected must reach the share of the actual. Below zero a share of the amount would run the wrong way, so the allowance
    is always taken off: with 95 %, a growth expected at -2 % is on track down to -2.1 %.

    >>> policy = Thresholds(on_track=Fraction(95, 100), at_risk=Fraction(80, 100))
    >>> compute_pace(Fraction(95), Fraction(100), policy), compute_pace(Fraction(9499, 100), Fraction(100), policy)
    (<Status.ON_TRACK: 'on_track'>, <Status.AT_RISK: 'at_risk'>)
    >>> compute_pace(Fraction(100), Fraction(95), policy, "down")
    <Status.ON_TRACK: 'on_track'>
    """
    reached, mark = (actual, expected) if direction == "up" else (expected, actual)
    if reached >= _allow(mark, thresholds.on_track):
        return Status.ON_TRACK
    return Status.AT_RISK if reached >= _allow(mark, thresholds.at_risk) else Status.OFF_TRACK


def _allow(mark: Fraction, share: Fraction) -> Fraction:
    return mark * share if mark >= 0 else mark * (2 - share)


def judge_limits(
    limits: Limits, expected: Fraction, thresholds: Thresholds, direction: Direction = "up"
) -> Status | None:
    """The pace of a statement that may be open at either end; ``None`` when its ends are judged differently.

    >>> policy = Thresholds(on_track=Fraction(95, 100), at_risk=Fraction(80, 100))
    >>> judge_limits((Fraction(2000), None), Fraction(2050), policy)
    <Status.ON_TRACK: 'on_track'>
    >>> judge_limits((Fraction(2000), None), Fraction(2500), policy) is None
    True
    """
    low, high = limits
    if low is not None and low == high:
        return compute_pace(low, expected, thresholds, direction)
    worst, best = (low, high) if direction == "up" else (high, low)
    lowest = Status.OFF_TRACK if worst is None else compute_pace(worst, expected, thresholds, direction)
    highest = Status.ON_TRACK if best is None else compute_pace(best, expected, thresholds, direction)
    return lowest if lowest is highest else None


def meets(actual: Quantity, target: Quantity, direction: Direction = "up") -> bool | None:
    """Whether a figure meets a target; ``None`` when the figure leaves it open.

    A target of 超过 (``gt``) or 低于 (``lt``) is not met by the mark itself.

    >>> held = Quantity.parse(">2000", "家")
    >>> meets(held, Quantity.parse("2000", "家")), meets(held, Quantity.parse("2500", "家"))
    (True, None)
    >>> meets(Quantity.parse("5", "%"), Quantity.parse("<5", "%"), "down")
    False

    Raises:
        UnitMismatchError: the two do not measure the same thing.
    """
    if actual.unit is not target.unit and actual.unit.dimension != target.unit.dimension:
        actual.at_least(target)  # refuses with the sentence that names both units
    low, high = actual.limits
    if direction == "up":
        mark, strict = target.base, target.bound == "gt"
        if low is not None and (low > mark or (low == mark and (not strict or actual.bound == "gt"))):
            return True
        if high is not None and (high < mark or (high == mark and (strict or actual.bound == "lt"))):
            return False
        return None
    mark, strict = target.high * target.unit.factor, target.bound == "lt"
    if high is not None and (high < mark or (high == mark and (not strict or actual.bound == "lt"))):
        return True
    if low is not None and (low > mark or (low == mark and (strict or actual.bound == "gt"))):
        return False
    return None
