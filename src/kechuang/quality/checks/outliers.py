"""Figures that stand out from their own series, after its season, by robust statistics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kechuang.quality.findings import Finding
from kechuang.quality.index import Index
from kechuang.quality.records import Record
from kechuang.values import Sentence

#: What makes the median absolute deviation comparable with a standard deviation of normal figures.
_NORMAL = 1.4826


def deviations(values: Sequence[float], per_year: int = 1) -> NDArray[np.float64]:
    """By how many robust standard deviations each figure of a series stands out; missing (``nan``) stays missing.

    The change against the same month or quarter a year before is judged (against the period before for yearly figures), in logs
    where all figures are above zero: so a month that is high every year does not stand out, and growth is judged in percent. A figure
    counts as standing out by the smaller of the changes into it and out of it, so that the period after a jump is not blamed for it;
    the first and last figures have only one.

    >>> series = [100, 103, 99, 104, 101, 1040, 102, 98, 103, 100]
    >>> [place for place, far in enumerate(deviations(series)) if far > 6]
    [5]
    """
    figures = np.asarray(values, np.float64)
    apart = np.full(len(figures), np.nan)
    if len(figures) <= per_year + 2:
        return apart
    known = figures[~np.isnan(figures)]
    scaled = np.log(figures) if len(known) and (known > 0).all() else figures
    steps = scaled[per_year:] - scaled[:-per_year]
    usual = np.nanmedian(steps)
    spread = np.nanmedian(np.abs(steps - usual)) * _NORMAL
    if not spread > 0:
        held = steps[~np.isnan(steps)]
        spread = np.mean(np.abs(held - usual)) * 1.2533 if len(held) else np.nan
    if not spread > 0:
        return np.where(np.isnan(figures), np.nan, 0.0)
    into = np.full(len(figures), np.nan)
    into[per_year:] = np.abs(steps - usual) / spread
    out = np.full(len(figures), np.nan)
    out[:-per_year] = np.abs(-steps + usual) / spread
    both = np.fmin(into, out)
    both[np.isnan(figures)] = np.nan
    return np.asarray(both, np.float64)


def check_outliers(index: Index) -> Iterator[Finding]:
    """Yearly figures of a unit, by channel, that stand out from their own series; slips of unit are told elsewhere."""
    policy = index.policy
    for (_, attribute), years in index.figures.items():
        series: dict[str, list[tuple[int, Record, float]]] = {}
        for year in sorted(years):
            for entry in years[year]:
                if entry[0] not in index.slipped:
                    series.setdefault(entry[1].channel, []).append(entry)
        for entries in series.values():
            if len(entries) < policy.outlier_least:
                continue
            apart = deviations([amount for _, _, amount in entries])
            for (_, record, amount), far in zip(entries, apart, strict=True):
                if far > policy.outlier_deviations:
                    says = Sentence(
                        f"{amount:,.0f}，明显偏离本单位历年走势。",
                        f"{amount:,.0f} stands out from this unit's other years.",
                    )
                    yield Finding("outlier", record.unit, record.year, record.channel, attribute, record.place, says)
