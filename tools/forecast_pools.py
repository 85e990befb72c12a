"""Write ``kechuang/foresight/series/pools.csv`` anew: how far the combined forecast misses on public series.

``tools/forecast_pools.py FOLDER``: FOLDER holds ``m1_yearly.csv``, ``m1_quarterly.csv``, ``m1_monthly.csv`` and the same of ``m3``: columns
``series, past, ahead`` (values divided by blanks), the M1 (Makridakis et al. 1982) and M3 (Makridakis and Hibon 2000) competitions' series as
published, for instance in the R package Mcomp. Each series is cut to several lengths of past, as a district's figures are short.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

from kechuang.foresight.series.models import combine, movement
from kechuang.foresight.series.seasons import find_seasons

LEVELS = (10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99)
#: Periods a year → name of the files, lengths the past is cut to (0: not at all), steps ahead.
RHYTHMS = {
    1: ("yearly", (4, 5, 6, 8, 12, 0), 6),
    4: ("quarterly", (8, 12, 20, 0), 8),
    12: ("monthly", (12, 24, 36, 60, 0), 18),
}
OUT = Path(__file__).parents[1] / "src/kechuang/foresight/series/pools.csv"

Pairs = list[tuple[np.ndarray, np.ndarray]]


def read(path: Path) -> Pairs:
    """The series of one file: past and what came after."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [(np.array(row["past"].split(), float), np.array(row["ahead"].split(), float)) for row in rows]


def errors(pairs: Pairs, per_year: int, length: int, steps: int) -> np.ndarray:
    """Absolute errors in movements, ``(series, steps)``; series shorter than ``length`` or that never moved are left out."""
    rows = []
    for past, ahead in pairs:
        if len(past) < length or len(ahead) < steps:
            continue
        known = past[-length:] if length else past
        seasons = find_seasons(known, per_year)
        plain = seasons.out_of(known) if seasons else known
        median, unit = combine(plain, steps), np.full(steps, movement(plain))
        if seasons:
            median, unit = seasons.onto(median, len(known)), seasons.onto(unit, len(known))
        if unit[0] > 0:
            rows.append(np.abs(ahead[:steps] - median) / unit)
    return np.array(rows)


def main(folder: Path) -> None:
    """Measure and write."""
    lines = []
    for per_year, (name, lengths, steps) in RHYTHMS.items():
        pairs = [pair for file in ("m1", "m3") for pair in read(folder / f"{file}_{name}.csv")]
        for length in lengths:
            missed = errors(pairs, per_year, length, steps)
            shown = length or round(float(np.mean([len(past) for past, _ in pairs])))
            for step in range(steps):
                cells = ",".join(f"{np.quantile(missed[:, step], level / 100):.4f}" for level in LEVELS)
                lines.append(f"{per_year},{shown},{step + 1},{len(missed)},{cells}")
            print(per_year, shown, len(missed), file=sys.stderr)
    head = "# Written by tools/forecast_pools.py from the M1 and M3 competitions' series. pNN: that share of absolute errors is smaller.\n"
    columns = ",".join(["per_year", "length", "step", "series", *(f"p{level}" for level in LEVELS)])
    OUT.write_text(head + columns + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
