"""Outliers: a column whose skewness and kurtosis are both beyond their limits is winsorised, or failing that, logged.

Skewness and kurtosis are the sample-adjusted ones (G1 and G2) that spreadsheets compute.
Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 3; limits and order as in the COINr package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from kechuang.evaluation.index.table import Values

Fallback = Literal["log", "none"]


@dataclass(frozen=True, slots=True)
class Treatment:
    """Limits of the treatment; ``None`` for ``max_winsorised`` means without limit.

    ``fallback`` is what happens to a column that winsorising did not bring within the limits: ``log`` logs it, ``none`` keeps
    the winsorised column.
    """

    skew: float = 2.0
    kurtosis: float = 3.5
    max_winsorised: int | None = 5
    fallback: Fallback = "log"


@dataclass(frozen=True, slots=True)
class Treated:
    """A column after treatment: ``how`` is ``none``, ``winsorised`` or ``log``; ``points`` were winsorised."""

    values: Values
    how: Literal["none", "winsorised", "log"]
    points: int


def skewness(column: Values) -> float:
    """Sample-adjusted skewness of the figures held; ``nan`` for fewer than three or without spread.

    >>> round(skewness(np.array([1.0, 2, 3, 4, 10])), 6)
    1.697056
    """
    held = column[~np.isnan(column)]
    n = len(held)
    if n < 3:
        return float("nan")
    apart = held - held.mean()
    squares = float((apart**2).sum())
    if squares == 0:
        return float("nan")
    plain = np.sqrt(n) * float((apart**3).sum()) / squares**1.5
    return float(plain * np.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(column: Values) -> float:
    """Sample-adjusted excess kurtosis of the figures held; ``nan`` for fewer than four or without spread.

    >>> round(kurtosis(np.array([1.0, 2, 3, 4, 10])), 6)
    3.152
    """
    held = column[~np.isnan(column)]
    n = len(held)
    if n < 4:
        return float("nan")
    apart = held - held.mean()
    squares = float((apart**2).sum())
    if squares == 0:
        return float("nan")
    plain = n * float((apart**4).sum()) / squares**2
    return float(((n + 1) * (plain - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)))


def within_limits(column: Values, limits: Treatment) -> bool:
    """Whether a column needs no treatment. One without spread, or with too few figures to tell, needs none."""
    skew, kurt = skewness(column), kurtosis(column)
    return not (abs(skew) > limits.skew and kurt > limits.kurtosis)


def treat(column: Values, limits: Treatment) -> Treated:
    """One column, treated.

    The points furthest out, on the side to which the column leans, take the next value inwards (all points tied at once),
    until the column is within the limits or ``max_winsorised`` points are changed; a column still beyond them is logged
    from its original figures: ``log(x - min + 1% of the range)``.

    >>> treat(np.array([*range(1, 11), 100.0]), Treatment()).values.max()
    np.float64(10.0)
    """
    if within_limits(column, limits):
        return Treated(column, "none", 0)
    changed, points, passing = column.copy(), 0, False
    high: np.ndarray = np.zeros(len(column), bool)
    low = high.copy()
    while not passing and (limits.max_winsorised is None or points < limits.max_winsorised):
        if skewness(changed) >= 0:
            high = changed == np.nanmax(changed)
            changed[high] = np.nanmax(changed[~high])
        else:
            low = changed == np.nanmin(changed)
            changed[low] = np.nanmin(changed[~low])
        points = int(high.sum() + low.sum())
        passing = within_limits(changed, limits)
    if passing or limits.fallback == "none":
        return Treated(changed, "winsorised", int((changed != column)[~np.isnan(column)].sum()))
    least, most = np.nanmin(column), np.nanmax(column)
    return Treated(np.log(column - least + 0.01 * (most - least)), "log", 0)
