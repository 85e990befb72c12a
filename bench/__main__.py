"""Run the benchmarks: ``python -m bench [NAME …]``. Writes bench/out/report.md and report.json."""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FRAME = {"__init__", "__main__", "frame", "served"}


def modules() -> list[str]:
    """Every benchmark there is, by file name."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in FRAME)


def run_one(name: str) -> dict[str, object]:
    """Run one benchmark in a process of its own; a failure is reported, not hidden."""
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--inside", name], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1:] or ["no message"]}
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def table(reports: dict[str, dict]) -> str:
    """The report as Markdown."""
    lines = [
        f"# Benchmark report\n\n{platform.python_version()}, {os.cpu_count()} cores. One yardstick is SHA-256 over 16 MiB, timed in "
        "the same process; compare yardsticks between machines, not seconds.\n",
        "| part | what | per | seconds | yardsticks | aim (s) | met | note |",
        "| --- | --- | --- | ---: | ---: | ---: | --- | --- |",
    ]
    for name, report in reports.items():
        if "failed" in report:
            lines.append(f"| {name} | did not run | | | | | no | {' '.join(report['failed'])} |")
            continue
        for row in report["results"]:
            aim = row["aim"]
            met = "" if aim is None else ("yes" if row["seconds"] <= aim else "**no**")
            lines.append(
                f"| {name} | {row['what']} | {row['per']} | {row['seconds']:.4f} | {row['yardsticks']:.2f} | "
                f"{'' if aim is None else aim} | {met} | {row['note']} |"
            )
        lines.append(f"| {name} | peak memory of the run | | | | | | {report['peak_mib']:.0f} MiB |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Run the benchmarks named, or all of them."""
    if arguments[:1] == ["--inside"]:
        from bench.frame import report

        print(report(importlib.import_module(f"bench.{arguments[1]}").run()))
        return 0
    reports = {}
    for name in arguments or modules():
        print(f"… {name}", file=sys.stderr)
        reports[name] = run_one(name)
    out = HERE / "out"
    out.mkdir(exist_ok=True)
    text = table(reports)
    (out / "report.md").write_text(text, encoding="utf-8")
    (out / "report.json").write_text(json.dumps(reports, ensure_ascii=False, indent=1), encoding="utf-8")
    print(text)
    return int(any("failed" in report for report in reports.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
