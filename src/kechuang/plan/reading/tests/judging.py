"""How a reading is judged against labels: the same rules as the agreed scorer, in one place for tests.

A reading meets a label where their numbers overlap; readings over a neutral span count neither way. A met label is strictly
right when value, unit, kind, year and measure all are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

STRICT = ("value", "unit", "kind", "year", "measure")
FOLD = str.maketrans("億萬個戶噸畝斤項條處級％", "亿万个户吨亩斤项条处级%")
TIMES = {"万亿": 10**12, "千亿": 10**11, "千万": 10**7, "百万": 10**6, "亿": 10**8, "万": 10**4, "千": 10**3}

Row = dict[str, Any]


@dataclass(slots=True)
class Marks:
    """Counts over documents; ``faults`` names every miss, false alarm and wrong field."""

    labels: int = 0
    given: int = 0
    found: int = 0
    strict: int = 0
    right: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def finding(self) -> float:
        """F1 of finding a statement at all."""
        return 2 * self.found / max(1, self.labels + self.given)

    @property
    def strict_f1(self) -> float:
        """F1 of reading it right."""
        return 2 * self.strict / max(1, self.labels + self.given)

    def share(self, name: str) -> float:
        """The share of found statements whose field is right."""
        return self.right[name] / max(1, self.found)


def rows(path: Path) -> list[Row]:
    """The rows of a file of labels."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def judge(folder: Path, read: Any) -> Marks:
    """Marks of ``read(path) -> rows`` over a folder of texts with labels."""
    marks = Marks()
    gold, neutral = rows(folder / "gold.jsonl"), rows(folder / "neutral.jsonl")
    for path in sorted((folder / "texts").glob("*.txt")):
        wanted = [row for row in gold if row["doc"] == path.name]
        spared = [(row["start"], row["end"]) for row in neutral if row["doc"] == path.name]
        given = [row for row in read(path) if not any(_meets(row, start, end) for start, end in spared)]
        marks.labels += len(wanted)
        marks.given += len(given)
        for fault in _judge_text(marks, wanted, given):
            marks.faults.append(f"{path.name}: {fault}")
    return marks


def _judge_text(marks: Marks, wanted: list[Row], given: list[Row]) -> Iterator[str]:
    free = list(given)
    for label in wanted:
        met = [row for row in free if _meets(row, label["num_start"], label["num_end"])]
        if not met:
            yield f"missed {label['span']}"
            continue
        best = max(met, key=lambda row: sum(verdict(row, label).values()))
        free.remove(best)
        fields = verdict(best, label)
        marks.found += 1
        marks.strict += all(fields[name] for name in STRICT)
        marks.right.update(name for name, right in fields.items() if right)
        for name in (*STRICT, "bound"):
            if not fields[name]:
                yield f"{label['span']}: {name} {best[name]!r}, label {label[name]!r}"
    for row in free:
        yield f"not labelled: {row['name']} {row['value']} {row['unit']}"


def verdict(row: Row, label: Row) -> dict[str, bool]:
    """Which fields of a reading agree with its label."""
    value, unit = _plain(row["value"], row["unit"])
    wanted, wanted_unit = _plain(label["value"], label["unit"])
    inferred = label.get("unit_inferred") or ""
    units = {wanted_unit, inferred, _plain(0, (label["unit"] or "") + inferred)[1]}
    return {
        "value": value == wanted,
        "unit": unit in units,
        "kind": row["kind"] == label["kind"],
        "year": row["year"] == label["year"],
        "measure": row["measure"] in (label["measure"], *label.get("measure_alt", ())),
        "bound": row["bound"] == label["bound"],
    }


def _meets(row: Row, start: int, end: int) -> bool:
    return bool(row["num_start"] < end and start < row["num_end"])


def _plain(value: Any, unit: str | None) -> tuple[tuple[Decimal, ...], str]:
    """Value and unit with 万 and 亿 multiplied out."""
    values = value if isinstance(value, list | tuple) else [value]
    unit = (unit or "").translate(FOLD)
    by, rest = 1, unit
    if unit == "成":
        by, rest = 10, "%"
    else:
        prefix = next((p for p in TIMES if unit.startswith(p)), "")
        by, rest = TIMES.get(prefix, 1), unit[len(prefix) :]
    return tuple(Decimal(str(v)) * by for v in values), rest
