"""Forecasting a short series: six simple models, their trimmed mean, and intervals measured on public series.

``read_series`` reads them, ``forecast`` looks ahead, ``chance_of_reaching`` says how likely a target is. The width of an
interval is not the textbook's formula, which on short series covers far less than it says, but how far the same forecast
missed on hundreds of public series, in units of each series' own recent movement (``load_pools``).
"""

from __future__ import annotations

from kechuang.foresight.series.chances import chance_of_reaching
from kechuang.foresight.series.forecasting import Forecast, forecast
from kechuang.foresight.series.models import MODELS, combine
from kechuang.foresight.series.pools import Pool, load_pools
from kechuang.foresight.series.reading import Series, read_series
from kechuang.foresight.series.seasons import Seasons, find_seasons

__all__ = [
    "MODELS",
    "Forecast",
    "Pool",
    "Seasons",
    "Series",
    "chance_of_reaching",
    "combine",
    "find_seasons",
    "forecast",
    "load_pools",
    "read_series",
]
