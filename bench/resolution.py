"""Resolution: 100,000 rows of invented enterprises in two files and in one, and FEBRL 3 where it was fetched.

`make bench-peers` writes the FEBRL set and Splink's figures to bench/out; without it those rows say so.
"""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

from bench.frame import Result, peak_mib
from kechuang.content import load_region
from kechuang.resolution import Matching, load_policy, match, read_records
from kechuang.resolution.tests.enterprises import make_lists

OUT = Path(__file__).parent / "out"
REGISTER, BUREAU, LINKED, SEED = 60_000, 40_000, 28_000, 20_240_601
Truth = frozenset[tuple[str, str]]


def figures(found: Matching, truth: Truth) -> str:
    """Precision, recall and F1 of all pairs shown, and the precision and share of the certain ones."""
    shown = {(pair.left, pair.right) for pair in found.pairs}
    certain = {(pair.left, pair.right) for pair in found.pairs if pair.kind == "certain"}
    true = len(shown & truth)
    return (
        f"F1 {2 * true / (len(shown) + len(truth)):.4f} (precision {true / max(len(shown), 1):.4f}, recall {true / len(truth):.4f}); "
        f"certain: precision {len(certain & truth) / max(len(certain), 1):.5f}, recall {len(certain & truth) / len(truth):.4f}; "
        f"{found.compared} pairs compared; {peak_mib():.0f} MiB at most so far"
    )


def run() -> list[Result]:
    """One pass each: linking, finding duplicates in one file, FEBRL 3."""
    policy = load_policy(load_region("china"))
    lists = make_lists(REGISTER, BUREAU, LINKED, seed=SEED)
    began = time.perf_counter()
    linked = match(lists.bureau, lists.register, policy=policy)
    seconds = time.perf_counter() - began
    results = [
        Result(
            "link 40,000 rows with a register of 60,000 (synthetic)", seconds, "run", 10, figures(linked, lists.truth)
        )
    ]
    del linked
    together = lists.together
    began = time.perf_counter()
    alone = match(together, policy=policy)
    seconds = time.perf_counter() - began
    results.append(
        Result("duplicates in one file of 100,000 rows (synthetic)", seconds, "run", 10, figures(alone, lists.truth))
    )
    path = OUT / "febrl3.csv"
    if path.is_file():
        data = path.read_bytes()
        with (OUT / "febrl3_links.csv").open(encoding="utf-8") as lines:
            truth = frozenset((min(a, b), max(a, b)) for a, b in list(csv.reader(lines))[1:])
        began = time.perf_counter()
        found = match(read_records(data, path.name), policy=policy)
        results.append(Result("FEBRL 3: 5,000 people", time.perf_counter() - began, "run", 5, figures(found, truth)))
    peer = OUT / "splink.json"
    others = json.loads(peer.read_text("utf-8")) if peer.is_file() else []
    return results + [Result(row["what"], row["seconds"], "run", None, row["note"]) for row in others]
