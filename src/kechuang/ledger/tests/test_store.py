"""A ledger in a folder: batches are there whole or not at all, whoever dies and however many write."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kechuang.ledger import FolderLedger, Ledger, append, read_facts, verify
from kechuang.ledger.tests.test_chain import NOW, draft, ledger_of
from kechuang.values import KechuangError


def stored(folder, count=3):
    store = FolderLedger(folder)
    store.append([draft(number) for number in range(1, count + 1)], recorded_at=NOW, recorded_by="test")
    return store


def test_what_is_appended_is_read_back_as_the_same_ledger(tmp_path):
    store = stored(tmp_path)
    assert Ledger(store.read().facts).head == ledger_of(3).head
    assert store.append([draft(4)], recorded_at=NOW, recorded_by="test")[0].seq == 4
    assert Ledger(store.read().facts).head == ledger_of(4).head
    assert FolderLedger(tmp_path / "none").read().facts == ()


def test_a_refused_batch_leaves_nothing(tmp_path):
    store = stored(tmp_path)
    before = store.path.read_bytes()
    with pytest.raises(KechuangError, match="is taken"):
        store.append([draft(4), draft(1)], recorded_at=NOW, recorded_by="test")
    assert store.path.read_bytes() == before


def test_whatever_byte_a_write_breaks_off_at_the_whole_batches_remain(tmp_path):
    store = stored(tmp_path / "whole")
    whole = store.path.stat().st_size
    store.append([draft(4), draft(5)], recorded_at=NOW, recorded_by="test")
    data = store.path.read_bytes()
    torn = tmp_path / "torn"
    torn.mkdir()
    ends = {cut + step for cut in (whole, len(data)) for step in range(-140, 3)}  # the last line is shorter than that
    for cut in sorted(ends | set(range(whole, len(data), 41))):
        if not whole <= cut <= len(data):
            continue
        (torn / "facts.jsonl").write_bytes(data[:cut])
        found = read_facts(torn / "facts.jsonl")
        expected = 5 if cut == len(data) else 3
        assert len(found.facts) == expected
        assert found.torn_bytes == (0 if expected == 5 else cut - whole)
        assert not found.damaged
        assert (found.warning is None) == (found.torn_bytes == 0)


def test_the_next_writer_sets_torn_bytes_aside_and_loses_none_of_them(tmp_path):
    store = stored(tmp_path)
    with store.path.open("ab") as file:
        file.write('{"seq": 4, "id": "半'.encode())
    store.append([draft(4)], recorded_at=NOW, recorded_by="test")
    assert Ledger(store.read().facts).head == ledger_of(4).head
    assert (tmp_path / "torn.jsonl").read_text("utf-8") == '{"seq": 4, "id": "半\n'


def test_concurrent_writers_take_turns(tmp_path):
    store = FolderLedger(tmp_path)
    moment = datetime(2026, 11, 23, tzinfo=UTC)

    def write(number):
        return store.append([draft(number), draft(number + 100)], recorded_at=moment, recorded_by="test")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(1, 25)))
    ledger = Ledger(store.read().facts)
    assert len(ledger) == 48
    assert verify(ledger, ledger.head).ok
    assert all(
        later.id == f"f{int(first.id[1:]) + 100}"
        for first, later in zip(ledger.facts[::2], ledger.facts[1::2], strict=True)
    )


WRITER = """
import sys
from pathlib import Path
from kechuang.ledger import FolderLedger
from kechuang.ledger.tests.test_chain import NOW, draft
store = FolderLedger(Path(sys.argv[1]))
for number in range(1, 10_000):
    store.append([draft(number), draft(number + 100_000)], recorded_at=NOW, recorded_by="test")
    print(number, flush=True)
"""


def test_a_writer_killed_at_work_loses_nothing_it_confirmed(tmp_path):
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    confirmed = 0
    for line in writer.stdout:
        confirmed = int(line)
        if confirmed == 15:
            os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    ledger = Ledger(FolderLedger(tmp_path).read().facts)
    assert len(ledger) >= 2 * confirmed
    assert len(ledger) % 2 == 0
    assert verify(ledger, ledger.head).ok


def test_a_line_made_unreadable_stops_reading_and_is_named(tmp_path):
    store = stored(tmp_path)
    head = ledger_of(3).head
    lines = store.path.read_text("utf-8").splitlines(keepends=True)
    lines[1] = lines[1].replace('"seq": 2', '"seq": "zwei"')
    store.path.write_text("".join(lines), "utf-8")
    with pytest.raises(KechuangError, match="line 2"):
        store.read()
    found = read_facts(store.path)
    assert len(found.damaged) == 1
    assert [(p.kind, p.seq) for p in verify(found.facts, head).problems] == [("dropped", 2)]


@pytest.mark.parametrize(
    "change",
    [
        {"low": "1/0"}, {"low": "viel"}, {"low": None}, {"unit": None}, {"text": "auch"}, {"bound": "most"}, {"extra": 1},
        {"keywords": "a"}, {"synthetic": "no"}, {"as_of": "2023-02-30"}, {"period": "2023-13"}, {"recorded_at": "2026-11-23"},
        {"confidence": "sure"}, {"title": ""}, {"seq": True}, {"subject": 3},
    ],
)  # fmt: skip
def test_a_hostile_record_is_refused_in_a_sentence(tmp_path, change):
    store = stored(tmp_path, 1)
    first, end = store.path.read_text("utf-8").splitlines()
    store.path.write_text(json.dumps(json.loads(first) | change) + "\n" + end + "\n", "utf-8")
    with pytest.raises(KechuangError, match="line 1"):
        store.read()


def test_a_correction_is_stored_and_shown_in_place_of_what_it_corrects(tmp_path):
    store = stored(tmp_path)
    store.append([replace(draft(20), supersedes="f2", period=draft(2).period)], recorded_at=NOW, recorded_by="test")
    view = Ledger(store.read().facts).at()
    assert [fact.id for fact in view.series("region/120115", "leading_count")] == ["f1", "f20", "f3"]


def test_evidence_that_was_corrected_is_not_shown_beside_its_correction():
    event = {"attribute": "event", "definition": "event@1", "period": None, "value": "开工"}
    ledger = append(
        Ledger(), [draft(1, **event), draft(2, **event, supersedes="f1")], recorded_at=NOW, recorded_by="test"
    )
    assert [fact.id for fact in ledger.at().events()] == ["f2"]
    assert [fact.id for fact in ledger.at(as_of=NOW.date()).events()] == ["f2"]
