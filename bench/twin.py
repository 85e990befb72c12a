"""The twin: a district of 5,000 with its offices' files; a million organisations only with KECHUANG_BENCH_LARGE=1."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from bench.frame import Result
from kechuang.content import load_region
from kechuang.twin import Order, check_twin, load_calibration, make_twin

LARGE = "KECHUANG_BENCH_LARGE"
FIRST, LAST, SEED = 2016, 2026, 1


def run() -> list[Result]:
    """Make a district, read its files back; on request make a million organisations."""
    known = load_calibration(load_region("baodi"))
    place = Path(tempfile.mkdtemp())
    try:
        results = [
            _make(place / "clean", 5_000, offices=False, aim=10),
            _make(place / "sent", 5_000, offices=True, aim=15),
        ]
        began = time.perf_counter()
        differences = check_twin(place / "sent", known)
        if differences:
            raise RuntimeError(f"the files differ from the truth: {differences[0]}")
        results.append(Result("read the offices' files back", time.perf_counter() - began, "5,000 organisations"))
        if os.environ.get(LARGE):
            results.append(_make(place / "large", 1_000_000, offices=False, aim=180))
        return results
    finally:
        shutil.rmtree(place)


def _make(out: Path, firms: int, *, offices: bool, aim: float) -> Result:
    known = load_calibration(load_region("baodi"))
    began = time.perf_counter()
    manifest = make_twin(known, Order(firms, FIRST, LAST, SEED, offices), out)
    seconds = time.perf_counter() - began
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
    what = "make a twin with the offices' files" if offices else "make a twin's clean tables"
    note = f"{manifest['rows']['facts']:,} firm-years, {size:,.0f} MB"
    return Result(what, seconds, f"{firms:,} organisations, {LAST - FIRST + 1} years", aim, note)
