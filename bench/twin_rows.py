"""Rows as offices send them, with whom each is about: drawn from the files of a twin, with its seeded faults undone in the truth."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from kechuang.resolution import Records
from kechuang.twin import read_table

#: Offices whose files are text: tax returns name every firm every year, rights name their owners.
OFFICES = ("tax", "ip")
_CODE, _NAMES = "统一社会信用代码", ("纳税人名称", "权利人", "企业名称", "单位名称")
_OF_WHOM = ("duplicate_row", "name_variant", "code_missing", "code_typo")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rows with the columns ``name`` and ``code``, the true pairs, and how many rows carry each fault about whom they name."""

    records: Records
    truth: frozenset[tuple[str, str]]
    faults: dict[str, int]


def draw_rows(twin: Path, count: int, seed: int) -> Drawn:
    """``count`` rows of a twin's files of ``OFFICES``; all of them where there are fewer."""
    faults = {
        (fault["file"], fault["row"]): fault
        for fault in read_table(twin, "faults").to_pylist()
        if fault["kind"] in _OF_WHOM and fault["row"] is not None
    }
    rows = [
        row
        for office in OFFICES
        for path in sorted((twin / "offices" / office).glob("*.csv"))
        for row in _rows(twin, path)
    ]
    random.Random(seed).shuffle(rows)
    names: list[str] = []
    codes: list[str] = []
    owners: dict[str, list[str]] = defaultdict(list)
    seen: dict[str, int] = defaultdict(int)
    for number, (file, place, name, code) in enumerate(rows[:count]):
        fault = faults.get((file, place))
        if fault is not None:
            seen[fault["kind"]] += 1
        owners[fault["uscc"] if fault is not None else code].append(f"r{number:06d}")
        names.append(name)
        codes.append(code)
    ids = [f"r{number:06d}" for number in range(len(names))]
    truth = frozenset(pair for one in owners.values() for pair in combinations(sorted(one), 2))
    return Drawn(Records(tuple(ids), {"name": tuple(names), "code": tuple(codes)}), truth, dict(seen))


def _rows(twin: Path, path: Path) -> Iterator[tuple[str, int, str, str]]:
    encoding = "utf-8-sig" if path.read_bytes().startswith(b"\xef\xbb\xbf") else "gb18030"
    places: tuple[int, int] | None = None
    with path.open(encoding=encoding, newline="") as stream:
        for number, row in enumerate(csv.reader(stream), start=1):
            if places is None:
                if _CODE in row:
                    places = row.index(_CODE), next(row.index(name) for name in _NAMES if name in row)
            elif len(row) > max(places) and row[places[1]]:
                yield str(path.relative_to(twin)), number, row[places[1]], row[places[0]]


def describe(faults: dict[str, Any]) -> str:
    """The seeded faults in a line."""
    return ", ".join(f"{count} {kind}" for kind, count in sorted(faults.items()))
