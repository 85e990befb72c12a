"""How far forecasts miss: quantiles of the error of the combined forecast on public series, in units of each series' own movement.

``pools.csv`` holds them by how many periods a year has, how long the past is and how far ahead one looks. They come from the yearly,
quarterly and monthly series of the M1 and M3 competitions by ``tools/forecast_pools.py``, which says which and how many.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from kechuang.foresight.series.models import Values

#: Chance no forecast here may claim to exceed: beyond it the pool has too few series to tell.
MOST_CERTAIN = 0.99


@dataclass(frozen=True, slots=True)
class Pool:
    """Quantiles of absolute errors for one rhythm of series.

    Attributes:
        per_year: 1, 4 or 12.
        lengths: of the past, ascending.
        levels: shares of the errors, ascending, between 0 and 1.
        widths: ``(lengths, horizons, levels)``: how many movements wide half the interval is.
        series: how many series stand behind it.
    """

    per_year: int
    lengths: Values
    levels: Values
    widths: Values
    series: int

    def half_width(self, level: float, length: int, horizon: int) -> Values:
        """Half the width of the interval of ``level`` at each step ahead, ``(horizon,)``, in movements.

        Between the lengths held it is interpolated; beyond the farthest step held the widths go on growing as they did over the
        last half of the steps.

        >>> pool = Pool(1, np.array([5.0, 10.0]), np.array([0.5, 0.8]), np.array([[[1.0, 2.0]], [[3.0, 4.0]]]), 2)
        >>> pool.half_width(0.8, 10, 1), pool.half_width(0.65, 5, 1)
        (array([4.]), array([1.5]))
        """
        at = [np.array([np.interp(length, self.lengths, self.widths[:, step, place]) for place in range(len(self.levels))])
              for step in range(self.widths.shape[1])]  # fmt: skip
        known = np.maximum.accumulate(np.array([np.interp(level, self.levels, row, left=0.0) for row in at]))
        if horizon <= len(known):
            return known[:horizon]
        half = max(1, len(known) // 2)
        growth = (known[-1] - known[-1 - half]) / half if len(known) > half else known[-1]
        return np.concatenate([known, known[-1] + growth * np.arange(1, horizon - len(known) + 1)])

    def level_of(self, width: float, length: int, step: int) -> float:
        """The share of errors smaller than ``width`` movements at a step ahead (from 1); never above ``MOST_CERTAIN``."""
        widths = np.array([self.half_width(float(level), length, step)[step - 1] for level in self.levels])
        return float(
            min(np.interp(width, np.concatenate([[0.0], widths]), np.concatenate([[0.0], self.levels])), MOST_CERTAIN)
        )


@cache
def load_pools() -> dict[int, Pool]:
    """The pools by periods a year."""
    held: dict[int, list[dict[str, str]]] = {}
    text = files("kechuang.foresight.series").joinpath("pools.csv").read_text("utf-8")
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        held.setdefault(int(row["per_year"]), []).append(row)
    return {per_year: _pool(per_year, rows) for per_year, rows in held.items()}


def _pool(per_year: int, rows: list[dict[str, str]]) -> Pool:
    named = [column for column in rows[0] if column.startswith("p") and column[1:].isdigit()]
    lengths = sorted({int(row["length"]) for row in rows})
    steps = max(int(row["step"]) for row in rows)
    widths = np.full((len(lengths), steps, len(named)), np.nan)
    for row in rows:
        widths[lengths.index(int(row["length"])), int(row["step"]) - 1] = [float(row[name]) for name in named]
    levels = np.array([int(name[1:]) / 100 for name in named])
    return Pool(per_year, np.array(lengths, np.float64), levels, widths, max(int(row["series"]) for row in rows))
