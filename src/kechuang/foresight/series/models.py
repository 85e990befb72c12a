"""Simple models of a short series, each a few lines of numpy, and the combination of them that is used.

Every model takes the past ``(n,)``, oldest first and without gaps, and gives ``horizon`` values ahead. No model is best for short
series; the mean of several, without the highest and the lowest, is better than each of them (see docs/foresight.md).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Model = Callable[[Values, int], Values]

#: Shares of the latest error that smoothing may take over: a grid is as good as a search on so few values.
_SHARES = np.linspace(0.05, 1.0, 20)
_LEVEL, _TREND, _DAMPING = (
    grid.ravel()
    for grid in np.meshgrid([0.2, 0.4, 0.6, 0.8, 0.95], [0.05, 0.15, 0.3, 0.5, 0.8], [0.8, 0.9, 0.98], indexing="ij")
)


def last_value(past: Values, horizon: int) -> Values:
    """The last value goes on.

    >>> last_value(np.array([1.0, 3.0]), 2)
    array([3., 3.])
    """
    return np.full(horizon, past[-1])


def drift(past: Values, horizon: int) -> Values:
    """The line through the first and the last value goes on.

    >>> drift(np.array([1.0, 2.0, 3.0]), 2)
    array([4., 5.])
    """
    steps = np.arange(1, horizon + 1, dtype=np.float64)
    return np.asarray(past[-1] + (past[-1] - past[0]) / (len(past) - 1) * steps, np.float64)


def theta(past: Values, horizon: int) -> Values:
    """The mean of the straight line of best fit and of the smoothed series with twice its curvature.

    Source: Assimakopoulos and Nikolopoulos, International Journal of Forecasting 16 (2000).
    """
    times = np.arange(len(past), dtype=np.float64)
    slope, start = np.polyfit(times, past, 1)
    line = start + slope * np.arange(len(past), len(past) + horizon)
    curved = 2 * past - (start + slope * times)
    levels = np.full(len(_SHARES), curved[0])
    errors = np.zeros(len(_SHARES))
    for value in curved[1:]:
        error = value - levels
        errors += error**2
        levels = levels + _SHARES * error
    return np.asarray((levels[errors.argmin()] + line) / 2, np.float64)


def damped_trend(past: Values, horizon: int) -> Values:
    """Exponential smoothing with a trend that fades. Source: Gardner and McKenzie, Management Science 31 (1985)."""
    steps = min(len(past) - 1, 3)
    levels = np.full(len(_LEVEL), past[0])
    trends = np.full(len(_LEVEL), (past[steps] - past[0]) / steps)
    errors = np.zeros(len(_LEVEL))
    for value in past[1:]:
        expected = levels + _DAMPING * trends
        error = value - expected
        errors += error**2
        levels = expected + _LEVEL * error
        trends = _DAMPING * trends + _TREND * _LEVEL * error
    best = int(errors.argmin())
    return np.asarray(levels[best] + trends[best] * np.cumsum(_DAMPING[best] ** np.arange(1, horizon + 1)), np.float64)


def in_logs(model: Model) -> Model:
    """The model of growth rates: applied to logarithms; to the values themselves where one is not above zero."""

    def logged(past: Values, horizon: int) -> Values:
        if (past <= 0).any():
            return model(past, horizon)
        # An exponent beyond a hundred times what was ever seen is no forecast but an overflow.
        ceiling = np.log(past.max()) + np.log(100)
        return np.asarray(np.exp(np.minimum(model(np.log(past), horizon), ceiling)), np.float64)

    return logged


MODELS: dict[str, Model] = {
    "last_value": last_value,
    "drift": drift,
    "theta": theta,
    "theta_of_logs": in_logs(theta),
    "damped_trend": damped_trend,
    "damped_trend_of_logs": in_logs(damped_trend),
}


def combine(past: Values, horizon: int) -> Values:
    """The mean of the six models at each step, without the highest and the lowest.

    >>> combine(np.array([10.0, 20, 30, 40]), 2)
    array([48.7..., 58.1...])
    """
    ahead = np.sort([model(past, horizon) for model in MODELS.values()], axis=0)
    return np.asarray(ahead[1:-1].mean(axis=0), np.float64)


def movement(past: Values) -> float:
    """How much a series moves from one period to the next; the unit in which errors of forecasts are pooled.

    The mean absolute change, recent ones counting more (half-life three periods).

    >>> movement(np.array([1.0, 2, 3, 4]))
    1.0
    """
    changes = np.abs(np.diff(past))
    weights = 0.5 ** (np.arange(len(changes))[::-1] / 3)
    return float((changes * weights).sum() / weights.sum())
