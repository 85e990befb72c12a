"""Seasonal profiles: what a year-to-date count says about the whole year, learned from whole years of peers.

Titles that are assessed anew every year arrive in batches: one city's yearly count stood at 866 in May and at 3,368 in
August. Twelve fifths of the May figure are wrong by far, so the straight line is never used. What is learned instead is
how many times the count of a month the whole year came to, in every series (a peer's year) that is held whole. The
estimate is the median multiple; its uncertainty comes from leaving out each series in turn and seeing how far the others
miss it. With fewer whole years than policy asks for there is no estimate at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median


@dataclass(frozen=True, slots=True)
class YearRun:
    """One subject's year: its year-to-date counts by month (1-12) and the count of the whole year, where held."""

    subject: str
    year: int
    by_month: Mapping[int, Fraction]
    whole: Fraction | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A year's end estimated from the count of a month: the interval, the median, and what it rests on.

    ``series`` whole years were compared; a further year like them falls between ``low`` and ``high`` with a chance of
    about (series - 1) / (series + 1).
    """

    low: Fraction
    point: Fraction
    high: Fraction
    month: int
    series: int

    @property
    def coverage(self) -> Fraction:
        """The chance that a further year of the same kind falls inside."""
        return Fraction(self.series - 1, self.series + 1)


class SeasonalProfile:
    """Multiples from a month's count to the whole year, by month. Build one with :meth:`learn`.

    >>> runs = [YearRun(peer, 2023, {5: Fraction(may)}, Fraction(whole)) for peer, may, whole in
    ...         (("a", 20, 100), ("b", 25, 120), ("c", 10, 52))]
    >>> estimate = SeasonalProfile.learn(runs, minimum=3).estimate({5: Fraction(40)})
    >>> float(estimate.low), float(estimate.point), float(estimate.high)
    (188.23..., 200.0, 212.24...)
    """

    __slots__ = ("_minimum", "_multiples")

    def __init__(self, multiples: Mapping[int, tuple[Fraction, ...]], minimum: int) -> None:
        self._multiples = dict(multiples)
        self._minimum = max(3, minimum)

    @staticmethod
    def learn(runs: Iterable[YearRun], *, minimum: int) -> SeasonalProfile:
        """A profile from the series that are held whole; those without a year's end, and counts of zero, teach nothing.

        ``minimum`` is how many whole series a month needs (policy; never fewer than three, the least from which leaving
        one out tells anything).
        """
        multiples: dict[int, list[Fraction]] = {}
        for run in runs:
            if run.whole is None:
                continue
            for month, count in run.by_month.items():
                if 0 < count <= run.whole and month < 12:
                    multiples.setdefault(month, []).append(run.whole / count)
        return SeasonalProfile({month: tuple(found) for month, found in multiples.items()}, minimum)

    def series(self, month: int) -> int:
        """How many whole series speak of a month."""
        return len(self._multiples.get(month, ()))

    def estimate(self, by_month: Mapping[int, Fraction]) -> Estimate | None:
        """The year's end from the latest month that the profile knows; ``None`` where it cannot tell.

        The result is never below the highest count already reached, because a count since January does not fall.
        """
        for month in sorted(by_month, reverse=True):
            multiples = self._multiples.get(month, ())
            if by_month[month] <= 0 or len(multiples) < self._minimum:
                continue
            centre = median(multiples)
            misses = [
                multiple / median(multiples[:index] + multiples[index + 1 :])
                for index, multiple in enumerate(multiples)
            ]
            reached = max(by_month.values())
            low, point, high = (
                max(reached, by_month[month] * centre * miss) for miss in (min(misses), Fraction(1), max(misses))
            )
            return Estimate(low, max(low, point), max(low, point, high), month, len(multiples))
        return None
