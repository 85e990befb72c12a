"""``make test``: every part in turn, what could not run by name, and the counts at the end.

A part that needs a system package (Chromium and Chinese fonts, a PostgreSQL server) installs it where it may, as root on
Debian; otherwise it is listed as NOT RUN. With ``--strict``, as CI calls it, a part that did not run is a failure.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLOSING_LINE = re.compile(r"^=* ?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s.*$")


def has_chromium() -> bool:
    """Whether a system Chromium or Chrome can be started."""
    return bool(os.environ.get("KECHUANG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser"))


def has_browser_driver() -> bool:
    """Whether the browser driver of the test environment starts; it links a library that a bare Debian lacks."""
    driver = next((ROOT / ".venv").glob("lib/python*/site-packages/playwright/driver/node"), None)
    return (
        driver is not None and subprocess.run([driver, "--version"], capture_output=True, check=False).returncode == 0
    )


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese characters; without one, screenshots show boxes."""
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def has_postgres() -> bool:
    """Whether a PostgreSQL server (not only its client) is installed."""
    return bool(shutil.which("initdb")) or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@dataclass(frozen=True, slots=True)
class Need:
    """A system package a part cannot do without."""

    name: str
    packages: tuple[str, ...]
    present: Callable[[], bool]


CHROMIUM = Need("Chromium", ("chromium",), has_chromium)
DRIVER = Need("the browser driver's library libatomic", ("libatomic1",), has_browser_driver)
FONTS = Need("a Chinese font", ("fontconfig", "fonts-noto-cjk"), has_chinese_font)
POSTGRES = Need("a PostgreSQL server", ("postgresql",), has_postgres)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the whole: a make target and what it needs."""

    target: str
    needs: tuple[Need, ...] = ()


PARTS = (
    Part("check"),
    Part("test-core"),
    Part("test-unit"),
    Part("test-postgres", (POSTGRES,)),
    Part("e2e", (CHROMIUM, DRIVER, FONTS)),
)


@dataclass(slots=True)
class Outcome:
    """How a part ended; ``closing`` is pytest's own last line."""

    part: Part
    seconds: float = 0.0
    failed: bool = False
    not_run: str = ""
    closing: str = ""
    counts: dict[str, int] = field(default_factory=dict)


def missing_needs(part: Part) -> str:
    """Install what is missing where we may; name what is still missing."""
    still: list[str] = []
    for need in part.needs:
        if need.present():
            continue
        print(f"{part.target}: installing {need.name} ({' '.join(need.packages)})", flush=True)
        subprocess.run([ROOT / "tools" / "apt_install", *need.packages], check=False)
        if not need.present():
            still.append(f"{need.name} (Debian: apt-get install {' '.join(need.packages)})")
    return " and ".join(still)


def read_counts(closing: str) -> dict[str, int]:
    """The counts of pytest's closing line.

    >>> read_counts("12 passed, 1 skipped")
    {'passed': 12, 'skipped': 1}
    """
    return {word: int(number) for number, word in re.findall(r"(\d+) ([a-z]+)", closing)}


def run_part(part: Part) -> Outcome:
    """Run one make target, passing its output through and remembering pytest's closing line."""
    outcome = Outcome(part)
    outcome.not_run = missing_needs(part)
    if outcome.not_run:
        return outcome
    print(f"\n── make {part.target}", flush=True)
    started = time.monotonic()
    command = ["make", "--no-print-directory", part.target]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if found := CLOSING_LINE.match(line.strip()):
                outcome.closing = line.strip()
                outcome.counts = read_counts(found[1])
    outcome.seconds = time.monotonic() - started
    outcome.failed = process.returncode != 0
    return outcome


def report(outcomes: list[Outcome], *, strict: bool) -> int:
    """Print the summary; 0 only when nothing failed and, if strict, nothing was left out."""
    print("\n── summary")
    for one in outcomes:
        state = "NOT RUN" if one.not_run else "FAILED" if one.failed else "ok"
        print(f"  {state:<8} {one.part.target:<14} {one.seconds:6.1f} s  {one.closing}")
    left_out = [one for one in outcomes if one.not_run]
    if left_out:
        print("\nNOT RUN, because a system package is absent and could not be installed here:")
        for one in left_out:
            print(f"  {one.part.target}: needs {one.not_run}")
        if strict:
            print("Nothing may be left out of this run, so it fails.")
    total = {
        word: sum(one.counts.get(word, 0) for one in outcomes) for word in ("passed", "failed", "errors", "skipped")
    }
    broken = [one.part.target for one in outcomes if one.failed]
    if broken:
        print(f"\nFailed: {', '.join(broken)}")
    # A part that fails without a failed test (lint, a collection error) still counts as one.
    failed = sum(
        max(one.counts.get("failed", 0) + one.counts.get("error", 0) + one.counts.get("errors", 0), one.failed)
        for one in outcomes
    )
    print(f"\n{total['passed']} passed, {failed} failed, {total['skipped']} skipped")
    return 1 if broken or (strict and left_out) else 0


def main() -> int:
    """Run every part, even after a failure, so that one run tells everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strict", action="store_true", help="a part that could not run is a failure")
    arguments = parser.parse_args()
    return report([run_part(part) for part in PARTS], strict=arguments.strict)


if __name__ == "__main__":
    sys.exit(main())
