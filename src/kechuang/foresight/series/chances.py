"""How likely it is that a target is reached."""

from __future__ import annotations

from kechuang.foresight.series.forecasting import Forecast
from kechuang.foresight.series.pools import MOST_CERTAIN, load_pools


def chance_of_reaching(ahead: Forecast, target: float, step: int, *, at_most: bool = False) -> float:
    """The chance that the value ``step`` periods ahead is at least ``target`` (at most, for a ceiling), between 0.005 and 0.995.

    Half the errors of the pool fall on either side of the forecast, so the chance is one half and half the share of errors
    smaller than the distance to the target. Beyond what the pool supports nothing is claimed.

    >>> import numpy as np
    >>> from kechuang.foresight.series import Series, forecast
    >>> ahead = forecast(Series("高企", 1, 2016, np.array([60.0, 75, 92, 110, 130])), 2)
    >>> chance_of_reaching(ahead, float(ahead.median[1]), 2)
    0.5
    """
    place, unit = step - 1, float(ahead.unit[step - 1])
    distance = float(ahead.median[place]) - target
    if unit == 0:
        share = MOST_CERTAIN if distance else 0.0
    else:
        pool = load_pools()[ahead.series.per_year]
        share = pool.level_of(abs(distance) / unit, len(ahead.series.values), step)
    above = 0.5 + share / 2 if distance >= 0 else 0.5 - share / 2
    return 1 - above if at_most else above
