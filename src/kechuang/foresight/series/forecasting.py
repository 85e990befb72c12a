"""A forecast: the combined models out of season, put back into season, with pooled intervals around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kechuang.foresight.series.models import Values, combine, movement
from kechuang.foresight.series.pools import Pool, load_pools
from kechuang.foresight.series.reading import Series
from kechuang.foresight.series.seasons import find_seasons
from kechuang.values import KechuangError, Sentence

#: Values a forecast needs: from fewer neither a trend nor a movement can be told.
LEAST_VALUES = 3
MOST_STEPS = 600


@dataclass(frozen=True, slots=True)
class Forecast:
    """What lies ahead of one series.

    Attributes:
        series: what it continues.
        periods: as written, one a step.
        median: ``(steps,)``.
        intervals: by level (80 for 80 %), ``(steps, 2)``: low and high.
        unit: the movement that errors are measured in, at each step (a season's share of it).
        notes: what the reader must know.
    """

    series: Series
    periods: tuple[str, ...]
    median: Values
    intervals: dict[int, Values]
    unit: Values
    notes: tuple[Sentence, ...] = ()

    def to_dict(self) -> list[dict[str, Any]]:
        """As the command prints it: one entry a step."""
        return [
            {"period": period, "median": float(self.median[step])}
            | {str(level): [float(bound) for bound in both[step]] for level, both in self.intervals.items()}
            for step, period in enumerate(self.periods)
        ]


def forecast(
    series: Series, horizon: int, levels: Sequence[int] = (80, 95), *, pools: dict[int, Pool] | None = None
) -> Forecast:
    """Continue a series by ``horizon`` periods.

    Args:
        series: at least three values.
        horizon: steps ahead, 1 to 600.
        levels: of the intervals, in whole percent, 1 to 99.
        pools: by periods a year; the ones that are shipped by default.

    Raises:
        KechuangError: too few values to say anything, or a horizon or level out of range.

    >>> from kechuang.foresight.series import Series
    >>> ahead = forecast(Series("高企", 1, 2016, np.array([60.0, 75, 92, 110, 130])), 2)
    >>> ahead.periods, bool(ahead.intervals[80][1, 0] < ahead.median[1] < ahead.intervals[80][1, 1])
    (('2021', '2022'), True)
    """
    _check(series, horizon, levels)
    past = series.values
    seasons = find_seasons(past, series.per_year)
    plain = seasons.out_of(past) if seasons else past
    median, unit = combine(plain, horizon), np.full(horizon, movement(plain))
    if seasons:
        median, unit = seasons.onto(median, len(past)), seasons.onto(unit, len(past))
    pool = (pools or load_pools())[series.per_year]
    floor = 0.0 if (past >= 0).all() else -np.inf
    median = np.maximum(median, floor)
    intervals = {}
    for level in sorted(set(levels)):
        reach = pool.half_width(level / 100, len(past), horizon) * unit
        intervals[level] = np.column_stack([np.maximum(median - reach, floor), median + reach])
    first = series.start + len(past)
    periods = tuple(series.period(first + step) for step in range(horizon))
    return Forecast(series, periods, median, intervals, unit, tuple(_notes(series, seasons is not None, pool)))


def _check(series: Series, horizon: int, levels: Sequence[int]) -> None:
    if not 1 <= horizon <= MOST_STEPS:
        raise KechuangError(
            zh=f"预测期数 {horizon} 应为1至{MOST_STEPS}。",
            en=f"The horizon {horizon} must be 1 to {MOST_STEPS} periods.",
        )
    for level in levels:
        if not 1 <= level <= 99:
            raise KechuangError(
                zh=f"区间水平 {level} 应为1至99（%）；99%以上没有依据。",
                en=f"The level {level} must be 1 to 99 percent; nothing supports a claim above 99.",
            )
    if len(series.values) < LEAST_VALUES:
        raise KechuangError(
            zh=f"序列“{series.name}”只有{len(series.values)}个值，不足以预测；至少要{LEAST_VALUES}个。",
            en=f"The series '{series.name}' has {len(series.values)} values, too few to look ahead; it needs {LEAST_VALUES}.",
        )


def _notes(series: Series, seasonal: bool, pool: Pool) -> list[Sentence]:
    notes = []
    if series.bridged:
        missing = [series.period(ordinal) for ordinal in series.bridged]
        notes.append(
            Sentence(
                f"“{series.name}”缺{'、'.join(missing)}，按前后值连线补上，仅供计算。",
                f"'{series.name}' has no value for {', '.join(missing)}; the line between its neighbours was used.",
            )
        )
    if movement(series.values) == 0:
        notes.append(
            Sentence(
                f"“{series.name}”从未变动，区间没有宽度；这不等于今后不会变。",
                f"'{series.name}' has never moved, so its interval has no width; that is no promise that it will not.",
            )
        )
    if len(series.values) < pool.lengths[0]:
        notes.append(
            Sentence(
                f"“{series.name}”比用来校准的最短序列还短，区间可能偏窄。",
                f"'{series.name}' is shorter than any series the intervals were measured on; they may be too narrow.",
            )
        )
    if series.per_year > 1 and not seasonal:
        notes.append(Sentence(f"“{series.name}”未见明显季节规律。", f"'{series.name}' shows no plain season."))
    return notes
