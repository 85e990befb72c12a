"""A composite index of 50 units and 50 indicators in three levels, and its replications. All figures are synthetic."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from bench.frame import Result, measure
from kechuang.evaluation import build_index, read_framework, read_recipe, read_table, replicate

UNITS, INDICATORS, PILLARS = 50, 50, 8
REPLICATIONS = 1000
STEPS = """- impute: {method: median}
- treat: {skew: 2, kurtosis: 3.5, max_winsorised: 5}
- normalise: {method: minmax, to: [0, 100]}
- aggregate: {method: arithmetic}
"""


def make_files(folder: Path) -> None:
    """Skewed figures with one in twenty missing, and a framework of pillars under one index."""
    rng = np.random.Generator(np.random.Philox(7))
    values = rng.lognormal(0, 1, (UNITS, INDICATORS))
    values[rng.random(values.shape) < 0.05] = np.nan
    codes = [f"i{number}" for number in range(INDICATORS)]
    rows = [
        ",".join([f"u{place}", *("" if cell != cell else repr(float(cell)) for cell in row)])
        for place, row in enumerate(values)
    ]
    (folder / "data.csv").write_text("\n".join([",".join(["unit", *codes]), *rows]) + "\n", encoding="utf-8")
    meta = ["code,name,parent,level,weight,direction,denominator"]
    meta += [f"{code},,p{number % PILLARS},1,1,{-1 if number % 5 == 0 else 1}," for number, code in enumerate(codes)]
    meta += [f"p{number},,index,2,1,1," for number in range(PILLARS)] + ["index,,,3,1,1,"]
    (folder / "meta.csv").write_text("\n".join(meta) + "\n", encoding="utf-8")
    (folder / "steps.yaml").write_text(STEPS, encoding="utf-8")


def run() -> list[Result]:
    """Time the building and 1,000 replications with the named factors."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_files(folder)
        parts = read_table(folder / "data.csv"), read_framework(folder / "meta.csv"), read_recipe(folder / "steps.yaml")
    building, _ = measure(lambda: build_index(*parts))
    results = [Result("index of 50 × 50", building, "1 build")]
    for factors in (
        ["weights", "treat", "normalise"],
        ["weights", "impute", "treat", "normalise", "aggregate", "noise"],
    ):
        seconds, _ = measure(
            lambda vary=factors: replicate(*parts, replications=REPLICATIONS, seed=1, vary=vary), repeat=3
        )
        note = f"{REPLICATIONS / seconds:,.0f} replications a second; varied: {', '.join(factors)}"
        results.append(Result("replications of it", seconds, f"{REPLICATIONS} replications", 1.0, note))
    return results
