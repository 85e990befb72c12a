"""Forecasting the 645 yearly series of the M3 competition: accuracy, coverage of the intervals, speed.

Aims of accuracy (sMAPE at most 16.4, and 17.9 from the last eight values) are those of the best published simple methods.
"""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np

from bench.frame import Result
from kechuang.foresight.series import Series, forecast

DATA = Path(__file__).parents[1] / "src/kechuang/foresight/tests/data/m3_yearly.csv"


def run() -> list[Result]:
    """Forecast every series whole and from its last eight values."""
    with DATA.open(encoding="utf-8") as stream:
        pairs = [
            (np.array(row["past"].split(), float), np.array(row["ahead"].split(), float))
            for row in csv.DictReader(stream)
        ]
    results = []
    for last, aim in ((0, 16.4), (8, 17.9)):
        scores, inside, began = [], [], time.perf_counter()
        for number, (past, ahead) in enumerate(pairs):
            found = forecast(Series(str(number), 1, 0, past[-last:] if last else past), 6, (80, 95))
            scores.append(200 * np.mean(np.abs(found.median - ahead) / (np.abs(found.median) + np.abs(ahead))))
            inside.append([((both[:, 0] <= ahead) & (ahead <= both[:, 1])).mean() for both in found.intervals.values()])
        took = time.perf_counter() - began
        covered = np.mean(inside, axis=0)
        what = f"M3 yearly, {f'last {last} values' if last else 'whole'}"
        note = f"sMAPE {np.mean(scores):.2f} (aim {aim}); 80 % covers {covered[0]:.1%}, 95 % covers {covered[1]:.1%}; {len(pairs) / took:,.0f} series a second"
        results.append(Result(what, took / len(pairs), "1 series, 6 years", None, note))
    return results
