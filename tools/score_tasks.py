"""Score the reading of a plan's tasks against labelled ones.

The rule: a label and a reading match when they share a verb and their spans overlap by at least half of the label's
length. Matching is one to one: each label takes, in order of overlap, a reading that no other label has taken. Recall is
the share of labels matched, precision the share of readings matched.

Usage:
    score_tasks.py --labels tasks.jsonl --texts DIR [--show]

The readings are those of ``kechuang plan read FILE --json`` in this environment; only documents that have labels are read.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Score:
    """How many tasks are labelled, read and matched, and which were not."""

    labels: int
    readings: int
    matched: int
    missed: tuple[dict[str, Any], ...]
    extra: tuple[dict[str, Any], ...]

    @property
    def recall(self) -> float:
        """Share of labels matched."""
        return self.matched / max(1, self.labels)

    @property
    def precision(self) -> float:
        """Share of readings matched."""
        return self.matched / max(1, self.readings)


def overlap(label: dict[str, Any], reading: dict[str, Any]) -> float:
    """The share of the label's span that the reading covers; 0 when they share no verb.

    >>> overlap({"start": 0, "end": 10, "verbs": ["建设"]}, {"start": 5, "end": 20, "verbs": ["支持", "建设"]})
    0.5
    """
    if not set(label["verbs"]) & set(reading["verbs"]):
        return 0.0
    common = min(label["end"], reading["end"]) - max(label["start"], reading["start"])
    return max(0, common) / max(1, label["end"] - label["start"])


def score(labels: Sequence[dict[str, Any]], readings: Sequence[dict[str, Any]]) -> Score:
    """Match labels and readings of one document one to one, best overlaps first."""
    pairs = sorted(
        (
            (share, -index, -number)
            for index, label in enumerate(labels)
            for number, reading in enumerate(readings)
            if (share := overlap(label, reading)) >= 0.5
        ),
        reverse=True,
    )
    met: set[int] = set()
    used: set[int] = set()
    for _, index, number in pairs:
        if -index not in met and -number not in used:
            met.add(-index)
            used.add(-number)
    return Score(
        labels=len(labels),
        readings=len(readings),
        matched=len(met),
        missed=tuple(label for index, label in enumerate(labels) if index not in met),
        extra=tuple(reading for number, reading in enumerate(readings) if number not in used),
    )


def load_labels(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The labelled tasks by document."""
    by_document: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            by_document[row["doc"]].append(row)
    return by_document


def main() -> int:
    """Print the score of every labelled document."""
    from kechuang.plan.reading import read_document, read_plan

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print every missed and every extra task")
    options = parser.parse_args()
    for document, labels in sorted(load_labels(options.labels).items()):
        reading = read_plan(read_document(options.texts / document))
        result = score(labels, [task.to_dict() for task in reading.tasks])
        print(
            f"{document}: labels {result.labels}, read {result.readings}, matched {result.matched}, "
            f"recall {result.recall:.3f}, precision {result.precision:.3f}"
        )
        if options.show:
            for label in result.missed:
                print(f"  MISSED {label['start']} {label['verbs']} {label['span']}")
            for task in result.extra:
                print(f"  EXTRA  {task['start']} {task['verbs']} {task['task']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
