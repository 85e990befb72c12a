"""Looking ahead: forecasts of short series with intervals that keep their promise.

The door of the room; how a forecast is made stands in ``kechuang.foresight.series``.
"""

from __future__ import annotations

from kechuang.foresight.series import (
    Forecast,
    Pool,
    Series,
    chance_of_reaching,
    forecast,
    load_pools,
    read_series,
)

__all__ = ["Forecast", "Pool", "Series", "chance_of_reaching", "forecast", "load_pools", "read_series"]
