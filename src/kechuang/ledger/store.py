"""A ledger in a folder: one append-only file of JSON lines, in batches that are there whole or not at all.

``facts.jsonl`` holds one fact a line; a batch of facts ends with a line ``{"commit": count, "digest": …}`` that states the
count and digest of the whole ledger after it. What stands behind the last such line was being written when the writer died:
it is recognised, reported and not counted, and the next writer moves it to ``torn.jsonl``. Writers take turns by a lock.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kechuang.ledger.book import Ledger, seal
from kechuang.ledger.facts import Draft, Fact
from kechuang.ledger.records import fact_from_record, fact_record
from kechuang.values import KechuangError, Sentence

FACTS = "facts.jsonl"
TORN = "torn.jsonl"
LOCK = "facts.lock"


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What a file holds: the facts of whole batches, and how many bytes of an unfinished one stand behind them.

    ``damaged`` names the lines of whole batches that cannot be read as facts; their facts are missing from ``facts``.
    """

    facts: tuple[Fact, ...]
    whole_bytes: int
    torn_bytes: int
    damaged: tuple[Sentence, ...] = ()

    @property
    def warning(self) -> Sentence | None:
        """The sentence that says something was left unfinished, or ``None``."""
        if not self.torn_bytes:
            return None
        return Sentence(
            f"文件末尾有{self.torn_bytes}字节未写完的记录（写入时中断），未计入。",
            f"The file ends with {self.torn_bytes} bytes of an unfinished write, which are not counted.",
        )


class FolderLedger:
    """A folder that holds a ledger; made when the first facts are appended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def path(self) -> Path:
        """The file of facts."""
        return self.folder / FACTS

    def read(self) -> StoredFacts:
        """The facts as stored, without checking their chain (``verify`` does).

        Raises:
            KechuangError: a line before the last whole batch is no fact; names the line.
        """
        stored = read_facts(self.path)
        for sentence in stored.damaged:
            raise KechuangError(zh=f"{sentence.zh}请用备份核对。", en=f"{sentence.en} Compare it with a backup.")
        return stored

    def append(self, drafts: Iterable[Draft], *, recorded_at: datetime, recorded_by: str) -> tuple[Fact, ...]:
        """Record further facts, all or none; when this returns they are on the disk.

        Raises:
            KechuangError: the ledger cannot be read, or a draft is refused (see ``append`` of this package).
        """
        with self._locked():
            stored = self.read()
            facts = seal(Ledger(stored.facts), drafts, recorded_at=recorded_at, recorded_by=recorded_by)
            if facts:
                self._set_torn_aside(stored)
                self._write(facts)
        return facts

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _set_torn_aside(self, stored: StoredFacts) -> None:
        if not stored.torn_bytes:
            return
        with self.path.open("r+b") as file:
            file.seek(stored.whole_bytes)
            with (self.folder / TORN).open("ab") as torn:
                torn.write(file.read() + b"\n")
                _sync(torn)
            file.truncate(stored.whole_bytes)
            _sync(file)

    def _write(self, facts: tuple[Fact, ...]) -> None:
        lines = [json.dumps(fact_record(fact), ensure_ascii=False) for fact in facts]
        lines.append(json.dumps({"commit": facts[-1].seq, "digest": facts[-1].digest}))
        with self.path.open("ab") as file:
            file.write(("\n".join(lines) + "\n").encode())
            _sync(file)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_facts(path: Path) -> StoredFacts:
    """The facts of a file of JSON lines, up to the last whole batch; none when the file is absent."""
    facts: list[Fact] = []
    pending: list[Fact] = []
    damaged: list[Sentence] = []
    doubtful: list[Sentence] = []
    whole = position = 0
    if path.is_file():
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                position += len(line)
                try:
                    fact = _read_line(line)
                except KechuangError as error:
                    doubtful.append(_bad_line(path, number, error))
                    continue
                if fact is not None:
                    pending.append(fact)
                else:
                    facts += pending
                    damaged += doubtful
                    pending, doubtful, whole = [], [], position
    return StoredFacts(tuple(facts), whole, position - whole, tuple(damaged))


def _read_line(line: bytes) -> Fact | None:
    """The fact of a line; ``None`` for the line that ends a batch."""
    try:
        record: Any = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise KechuangError(zh="不是一条完整的记录。", en="It is no whole record.")
    if record.keys() == {"commit", "digest"}:
        return None
    return fact_from_record(record)


def _bad_line(path: Path, number: int, error: KechuangError) -> Sentence:
    return Sentence(
        f"{path.name} 第{number}行不能读作事实：{error.zh}",
        f"{path.name}, line {number}, cannot be read as a fact: {error.en}",
    )


def _sync(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
