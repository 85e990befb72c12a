"""Resolution: 100,000 rows of invented enterprises in two files and in one, and FEBRL 3 where it was fetched.

`make bench-peers` writes the FEBRL set and Splink's figures to bench/out; without it those rows are absent. For Splink it
first writes the two lists, with the names taken apart (`python -m bench.resolution`).
"""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
import time
from pathlib import Path

from bench.frame import Result, peak_mib
from bench.twin_rows import describe, draw_rows
from kechuang.content import load_region
from kechuang.resolution import Matching, NameReader, Policy, fold, load_policy, match, read_records
from kechuang.resolution.tests.enterprises import make_lists
from kechuang.twin import Order, load_calibration, make_twin

OUT = Path(__file__).parent / "out"
#: Points and rules were set on the lists of other seeds.
REGISTER, BUREAU, LINKED, SEED = 60_000, 40_000, 28_000, 31_337
#: Firms, first and last year, seed of the twin; its tax returns and rights name every firm every year.
TWIN, TWIN_ROWS = (20_000, 2018, 2023, 31), 100_000
Truth = frozenset[tuple[str, str]]


def figures(found: Matching, truth: Truth, worked: float | None = None) -> str:
    """Precision, recall and F1 of all pairs shown, and the precision and share of the certain ones; seconds of processor."""
    shown = {(pair.left, pair.right) for pair in found.pairs}
    certain = {(pair.left, pair.right) for pair in found.pairs if pair.kind == "certain"}
    true = len(shown & truth)
    return (
        f"F1 {2 * true / (len(shown) + len(truth)):.4f} (precision {true / max(len(shown), 1):.4f}, recall {true / len(truth):.4f}); "
        f"certain: precision {len(certain & truth) / max(len(certain), 1):.5f}, recall {len(certain & truth) / len(truth):.4f}; "
        f"{found.compared} pairs compared; {peak_mib():.0f} MiB at most so far"
        + (f"; {worked:.1f} s of processor" if worked is not None else "")
    )


def write_lists() -> None:
    """The two lists and their true pairs as files for the peer."""
    OUT.mkdir(exist_ok=True)
    reader = NameReader(load_policy(load_region("china")).words)
    lists = make_lists(REGISTER, BUREAU, LINKED, seed=SEED)
    for file, records in (("register.csv", lists.register), ("bureau.csv", lists.bureau)):
        with (OUT / file).open("w", encoding="utf-8", newline="") as lines:
            rows = csv.writer(lines)
            rows.writerow(["id", "core", "brand", "head", "place", "code", "person", "phone", "address"])
            for place, identifier in enumerate(records.ids):
                cells = {column: values[place] for column, values in records.columns.items()}
                name, division = reader.read(cells["name"]), reader.places.split(fold(cells["address"]))
                phone = "".join(filter(str.isdigit, cells["phone"]))
                code, person = cells["code"], cells["person"]
                rows.writerow(
                    [
                        identifier,
                        name.core,
                        name.brand,
                        name.core[:2],
                        name.place or "",
                        code,
                        person,
                        phone,
                        division[1],
                    ]
                )
    with (OUT / "truth.csv").open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(sorted(lists.truth))


def run() -> list[Result]:
    """One pass each: linking, finding duplicates in one file, FEBRL 3."""
    policy = load_policy(load_region("china"))
    lists = make_lists(REGISTER, BUREAU, LINKED, seed=SEED)
    began, worked = time.perf_counter(), time.process_time()
    linked = match(lists.bureau, lists.register, policy=policy)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    results = [
        Result(
            "link 40,000 rows with a register of 60,000 (synthetic)",
            seconds,
            "run",
            10,
            figures(linked, lists.truth, worked),
        )
    ]
    del linked
    together = lists.together
    began, worked = time.perf_counter(), time.process_time()
    alone = match(together, policy=policy)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    results.append(
        Result(
            "duplicates in one file of 100,000 rows (synthetic)",
            seconds,
            "run",
            10,
            figures(alone, lists.truth, worked),
        )
    )
    results.append(_twin(policy))
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


def _twin(policy: Policy) -> Result:
    """Duplicates among rows as offices send them: most carry the code, those with a seeded fault a wrong one, none, or another name."""
    place = Path(tempfile.mkdtemp())
    try:
        make_twin(load_calibration(load_region("baodi")), Order(*TWIN, offices=True), place / "twin")
        drawn = draw_rows(place / "twin", TWIN_ROWS, SEED)
    finally:
        shutil.rmtree(place)
    began, worked = time.perf_counter(), time.process_time()
    found = match(drawn.records, policy=policy)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    note = f"{figures(found, drawn.truth, worked)}; seeded: {describe(drawn.faults)}"
    return Result(f"duplicates in {len(drawn.records):,} rows of a twin's offices", seconds, "run", 10, note)


if __name__ == "__main__":
    write_lists()
