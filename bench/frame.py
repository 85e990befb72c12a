"""The frame of a benchmark: measure, compare with a yardstick of the same run, say whether the aim is met.

Seconds depend on the machine, so every figure is also given as a multiple of a *yardstick* timed in the same process:
SHA-256 over 16 MiB. A module under ``bench/`` offers ``run() -> list[Result]``; each
runs in a process of its own so that its peak memory is its own.
"""

from __future__ import annotations

import hashlib
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result:
    """One measured figure.

    ``seconds`` is the median; ``aim`` is the most it should be (seconds), ``per`` what one pass is ("1 page").
    """

    what: str
    seconds: float
    per: str
    aim: float | None = None
    note: str = ""


def measure(work: Callable[[], T], *, repeat: int = 5) -> tuple[float, T]:
    """Median seconds of several passes after one to warm up, and the last result."""
    outcome = work()
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        outcome = work()
        times.append(time.perf_counter() - began)
    return statistics.median(times), outcome


def yardstick() -> float:
    """Seconds this machine needs for the fixed piece of work, now."""
    block = b"\0" * (16 << 20)
    return measure(lambda: hashlib.sha256(block).digest(), repeat=5)[0]


def peak_mib() -> float:
    """The largest this process has been, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024 * 1024)


def report(results: list[Result]) -> str:
    """The results of one module as one line of JSON for the runner."""
    unit = yardstick()
    rows = [asdict(result) | {"yardsticks": result.seconds / unit} for result in results]
    return json.dumps({"yardstick": unit, "peak_mib": peak_mib(), "results": rows}, ensure_ascii=False)
