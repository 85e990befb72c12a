"""Expected paths (序时): how much of a target is due by a day.

A path is a list of points and a rule for the days between them:

=============  =========================================================================================
``linear``     straight from the baseline to the target (and through any milestones given)
``milestones`` what was due so far: the value of the last milestone passed, the baseline before the first
``seasonal``   a yearly figure: the whole of a year is measured against what is due at that year's end
``constant``   the target itself on every day (a cap, a yearly rate)
=============  =========================================================================================

Time is counted in calendar months, as officials count it: the end of 2024 is exactly four of the five years 2021-2025,
leap days or not.
"""

from __future__ import annotations

import calendar
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Literal

PathKind = Literal["linear", "milestones", "seasonal", "constant"]


@lru_cache(maxsize=8192)
def calendar_position(day: date) -> Fraction:
    """The end of a day in calendar years: every month is a twelfth, a day its share of the month.

    >>> calendar_position(date(2024, 12, 31)), calendar_position(date(2023, 6, 30))
    (Fraction(2025, 1), Fraction(4047, 2))
    """
    share = Fraction(day.day, calendar.monthrange(day.year, day.month)[1])
    return day.year + (day.month - 1 + share) / 12


@lru_cache(maxsize=8192)
def passed(start: date, end: date, day: date) -> Fraction:
    """The share of the time between two days that has passed by the end of a third.

    >>> passed(date(2020, 12, 31), date(2025, 12, 31), date(2024, 12, 31))
    Fraction(4, 5)
    """
    begin = calendar_position(start)
    return (calendar_position(day) - begin) / (calendar_position(end) - begin)


@lru_cache(maxsize=8192)
def months_between(start: date, end: date) -> Fraction:
    """Calendar months from the end of one day to the end of another.

    >>> months_between(date(2023, 8, 31), date(2025, 12, 31))
    Fraction(28, 1)
    """
    return (calendar_position(end) - calendar_position(start)) * 12


@dataclass(frozen=True, slots=True)
class Path:
    """Expected amounts in base units at days in order; see the module for what holds in between.

    >>> four_of_five = Path("linear", ((date(2020, 12, 31), Fraction(0)), (date(2025, 12, 31), Fraction(35))))
    >>> four_of_five.at(date(2024, 12, 31))
    Fraction(28, 1)
    """

    kind: PathKind
    points: tuple[tuple[date, Fraction], ...]

    def __post_init__(self) -> None:
        days = [day for day, _ in self.points]
        if not days or days != sorted(set(days)):
            raise ValueError("a path needs points on different days, in order")

    @property
    def start(self) -> date:
        """The day of the first point."""
        return self.points[0][0]

    @property
    def end(self) -> date:
        """The day of the last point, when the target is due."""
        return self.points[-1][0]

    def at(self, day: date) -> Fraction:
        """The amount due by the end of a day; before the first point the first, after the last the last."""
        if self.kind == "seasonal":
            day = date(day.year, 12, 31)
        if self.kind == "constant" or day >= self.end:
            return self.points[-1][1]
        index = bisect_right(self.points, day, key=lambda point: point[0])
        if index == 0:
            return self.points[0][1]
        (before, low), (after, high) = self.points[index - 1], self.points[index]
        if self.kind == "milestones" or low == high:
            return low
        return low + (high - low) * passed(before, after, day)

    def elapsed(self, day: date) -> Fraction:
        """The share of the time from the first to the last point that has passed, between 0 and 1."""
        if day <= self.start or day >= self.end:
            return Fraction(1 if day >= self.end else 0)
        return passed(self.start, self.end, day)
