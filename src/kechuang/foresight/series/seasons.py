"""Seasons of monthly and quarterly series: how far each month or quarter stands from its year, found only where it is plain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kechuang.foresight.series.models import Values

#: Whole years that a seasonal pattern needs before it is looked for.
LEAST_YEARS = 3


@dataclass(frozen=True, slots=True)
class Seasons:
    """Factors of the positions of a year, with mean one: ``value = trend × factor``."""

    factors: Values

    def out_of(self, past: Values) -> Values:
        """The series without its seasons; its first value is at position 0."""
        return past / self.factors[np.arange(len(past)) % len(self.factors)]

    def onto(self, ahead: Values, after: int) -> Values:
        """Values ahead with their seasons; the first stands ``after`` positions from the start of the series."""
        return ahead * self.factors[(after + np.arange(ahead.shape[-1])) % len(self.factors)]


def find_seasons(past: Values, per_year: int) -> Seasons | None:
    """Multiplicative seasons by ratios to a centred moving average; ``None`` where there are none, or too little to tell.

    A season is taken to exist when the correlation at one year's distance is beyond what chance gives (90 %), the test of the
    theta method. Values at or below zero have no ratios, so no seasons are looked for.
    """
    if per_year < 2 or len(past) < LEAST_YEARS * per_year or (past <= 0).any() or not _recurs(past, per_year):
        return None
    weights = np.ones(per_year + 1) / per_year
    weights[[0, -1]] /= 2
    if per_year % 2:
        weights = np.ones(per_year) / per_year
    half = len(weights) // 2
    centred = np.convolve(past, weights, mode="valid")
    ratios = past[half : half + len(centred)] / centred
    positions = (half + np.arange(len(ratios))) % per_year
    factors = np.array([np.median(ratios[positions == position]) for position in range(per_year)])
    return Seasons(factors / factors.mean())


def _recurs(past: Values, lag: int) -> bool:
    apart = past - past.mean()
    total = float((apart**2).sum())
    if total == 0:
        return False
    r = np.array([float((apart[step:] * apart[:-step]).sum()) / total for step in range(1, lag + 1)])
    limit = 1.645 * np.sqrt((1 + 2 * float((r[:-1] ** 2).sum())) / len(past))
    return bool(abs(r[-1]) > limit)
