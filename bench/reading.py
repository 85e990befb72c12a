"""Reading a plan: a text of 30 KB after start-up, the parts of the work, and the command as a whole.

The text is the sample plan that stands in every clone, repeated under new headings up to the size. Splitting the same text
into words (rjieba) is timed beside it: a reading costs so many segmentations.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import rjieba

from bench.frame import Result, measure
from kechuang.plan.reading import read_plan
from kechuang.plan.reading.quantities import read_quantities

SAMPLE = Path(__file__).resolve().parents[1] / "content" / "sample" / "plan_sample.txt"
SIZE = 30_000  # bytes of UTF-8


def make_text() -> str:
    """The sample, repeated until it is 30 KB long."""
    sample = SAMPLE.read_text("utf-8")
    text = sample
    while len(text.encode()) < SIZE:
        text += "\n\n" + sample
    return text.encode()[:SIZE].decode(errors="ignore")


def run() -> list[Result]:
    """The whole reading, its quantities alone, and the command with its start-up."""
    text = make_text()
    words, _ = measure(lambda: rjieba.cut(text), repeat=5)
    whole, reading = measure(lambda: read_plan(text), repeat=5)
    quantities, found = measure(lambda: read_quantities(text), repeat=5)
    command, _ = measure(
        lambda: subprocess.run(
            [sys.executable, "-m", "kechuang.cli", "plan", "read", str(SAMPLE), "--json"],
            check=True,
            capture_output=True,
        ),
        repeat=3,
    )
    size = len(text.encode()) / 1000
    return [
        Result(
            "read a whole plan", whole, f"{size:.0f} KB", 1.0,
            f"{len(reading.quantities)} quantities, {len(reading.tasks)} tasks; {whole / words:.0f} × splitting into words; "
            f"{size / whole:.0f} KB/s",
        ),
        Result("its quantities alone", quantities, f"{size:.0f} KB", None, f"{len(found[0])} quantities"),
        Result("the same text split into words", words, f"{size:.0f} KB"),
        Result("the command with its start-up", command, "sample of two pages"),
    ]  # fmt: skip
