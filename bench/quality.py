"""Faults seeded in a synthetic district's files: how many are found, and how much of what is found is a fault.

The files are read by intake as a bureau's would be, records are given to organisations by code, else by the resolver, and every
finding is held against the twin's table of faults, row by row. All data synthetic.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.frame import Result
from kechuang.content import load_region
from kechuang.intake import Recognition, Row, open_file, parse, recognise_file
from kechuang.intake import load_policy as load_intake
from kechuang.quality import Finding, Known, Place, Record, TitleSpan, assess, load_policy
from kechuang.register import load_record_types
from kechuang.resolution import Records, match
from kechuang.resolution import load_policy as load_resolution
from kechuang.twin import Order, load_calibration, make_twin
from kechuang.twin.truth import read_table

REGION, FIRMS, SEED, YEARS = "baodi", 1500, 11, (2016, 2024)
#: Folder of an office's files → the channel of its returns; the others are lists.
CHANNELS = {"tax": "tax", "statistics": "statistics", "self_report": "self_report", "parks": "park"}
#: The twin's and intake's words → ours.
KINDS = {"false_green": "watermelon", "code_fault": "code_typo"}
#: Aims for every kind.
RECALL, PRECISION = 0.9, 0.8
_NAMES = ("name", "uscc", "year", "returned_on")


@dataclass(frozen=True, slots=True)
class Score:
    """One kind of fault: seeded, found, and of the findings how many are such a fault."""

    seeded: int
    found: int
    told: int
    right: int

    @property
    def recall(self) -> float:
        """Share of the seeded faults that were found."""
        return self.found / self.seeded if self.seeded else 1.0

    @property
    def precision(self) -> float:
        """Share of the findings that are seeded faults."""
        return self.right / self.told if self.told else 1.0


def read_offices(folder: Path, region: Any) -> list[Record]:
    """The records of every office's file of a twin, not yet given to organisations."""
    types, policy = load_record_types(region), load_intake(region)
    records: list[Record] = []
    for path in sorted((folder / "offices").rglob("*.*")):
        book = open_file(path, path.name)
        for sheet, table in recognise_file(book, types, policy=policy):
            if table.record_type is not None:
                rows = (row for row in parse(sheet, table) if row.kind == "record")
                file = str(path.relative_to(folder))
                records += [_record(row, table, CHANNELS.get(path.parent.name, path.parent.name), file) for row in rows]
    return records


def _record(row: Row, table: Recognition, channel: str, file: str) -> Record:
    values = {
        field: float(value) if isinstance(value, Decimal) else value
        for field, value in row.values.items()
        if field not in _NAMES and isinstance(value, bool | int | Decimal)
    }
    noticed = tuple((KINDS.get(one.kind, one.kind), one.field, one.sentence) for one in row.problems)
    place = Place(file, "" if file.endswith(".csv") else table.sheet, row.number, row.columns)
    year = row.values.get("year") or 0
    code, name = str(row.values.get("uscc") or ""), str(row.values.get("name") or "")
    assert table.record_type is not None
    return Record(channel, table.record_type.code, int(year), None, code, name, values, place, noticed)


def resolve(records: list[Record], listed: list[dict[str, Any]], region: Any) -> list[Record]:
    """Each record with its organisation: by code where the register has it, else by name through the resolver."""
    codes = {row["uscc"] for row in listed}
    asked = sorted({(record.name, record.code) for record in records if record.code not in codes})
    left = Records.from_rows([{"id": str(number), "name": name} for number, (name, _) in enumerate(asked)])
    right = Records.from_rows([{"id": row["uscc"], "name": row["name"]} for row in listed])
    pairs = match(left, right, policy=load_resolution(region)).pairs
    best: dict[tuple[str, str], tuple[float, str]] = {}
    for pair in pairs:
        key = asked[int(pair.left)]
        best[key] = max(best.get(key, (0.0, "")), (pair.score, pair.right))
    return [
        replace(
            record, unit=record.code if record.code in codes else best.get((record.name, record.code), (0, None))[1]
        )
        for record in records
    ]


def known_of(folder: Path, region: Any) -> tuple[Known, list[dict[str, Any]]]:
    """What the register holds: names, years and lists of titles of the clean tables."""
    listed = read_table(folder, "organisations").to_pylist()
    titles = [
        TitleSpan(row["uscc"], row["title"], row["issued"], row["expires"])
        for row in read_table(folder, "titles").to_pylist()
    ]
    money = {field.code for one in load_record_types(region).values() for field in one.fields if field.type == "money"}
    present = {
        row["uscc"]: (row["registered_on"].year, row["left_on"].year - 1 if row["left_on"] else None) for row in listed
    }
    names = {row["uscc"]: frozenset({row["name"]}) for row in listed}
    return Known(names, tuple(titles), present, frozenset(money)), listed


def score(findings: tuple[Finding, ...], faults: list[dict[str, Any]]) -> dict[str, Score]:
    """By kind of fault, what was found of it; a row is found by its file, sheet and row, a return by unit, year and channel."""
    seeded: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for fault in faults:
        seeded[KINDS.get(fault["kind"], fault["kind"])].add(_where_seeded(fault))
    told: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for finding in findings:
        told[finding.kind].add(_where_told(finding))
    return {
        kind: Score(len(places), len(places & told[kind]), len(told[kind]), len(told[kind] & places))
        for kind, places in sorted(seeded.items())
    }


def _where_seeded(fault: dict[str, Any]) -> tuple[object, ...]:
    if fault["kind"] == "missing_return":
        return fault["uscc"], fault["year"], CHANNELS[Path(fault["file"]).parent.name]
    return fault["file"], fault["sheet"], fault["row"]


def _where_told(finding: Finding) -> tuple[object, ...]:
    if finding.place is None:
        return finding.unit, finding.year, finding.channel
    return finding.place.file, finding.place.sheet, finding.place.row


def judge(folder: Path) -> tuple[dict[str, Score], dict[str, float]]:
    """Scores by kind, and seconds of reading, resolving and assessing."""
    region = load_region(REGION)
    began = time.perf_counter()
    records = read_offices(folder, region)
    read = time.perf_counter()
    known, listed = known_of(folder, region)
    records = resolve(records, listed, region)
    resolved = time.perf_counter()
    assessment = assess(records, known, load_policy(region))
    done = time.perf_counter()
    faults = read_table(folder, "faults").to_pylist()
    return score(assessment.findings, faults), {
        "read": read - began, "resolve": resolved - read, "assess": done - resolved, "records": len(records)
    }  # fmt: skip


def run() -> list[Result]:
    """Make a twin, read it as a bureau's files and score every kind of fault."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "twin"
        make_twin(load_calibration(load_region(REGION)), Order(FIRMS, *YEARS, SEED, offices=True), folder)
        scores, times = judge(folder)
    results = [
        Result(f"{what} {int(times['records']):,} records of {FIRMS:,} firms", times[what], "all files")
        for what in ("read", "resolve", "assess")
    ]
    for kind, one in scores.items():
        missed = "" if one.recall >= RECALL and one.precision >= PRECISION else " (aim missed)"
        note = f"recall {one.recall:.3f} of {one.seeded}, precision {one.precision:.3f} of {one.told}{missed}"
        results.append(Result(f"found: {kind}", times["assess"], "all kinds together", None, note))
    return results
