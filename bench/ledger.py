"""The ledger: a region read and verified, and the chain of a million facts verified."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from itertools import islice
from typing import TypeVar

from bench.frame import Result, measure
from kechuang.content import load_region
from kechuang.ledger import GENESIS, Draft, Fact, Head, Ledger, load_ledger, row_digest, verify
from kechuang.ledger.chain import link
from kechuang.values import Period, Quantity, Source

T = TypeVar("T")

MANY = 1_000_000
CHUNK = 20_000
SERIES = 2_000
MONTHS = 60
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = [field.name for field in fields(Draft)]


def run() -> list[Result]:
    """Load and verify Baodi; verify a long chain; read every series of a big ledger at a date."""
    loading, ledger = measure(lambda: load_ledger(load_region("baodi")), repeat=9)
    checking, _ = measure(lambda: verify(ledger, ledger.head), repeat=9)
    long, sealing = _million()
    big = Ledger(_facts(SERIES * MONTHS))
    indexing, _ = measure(lambda: Ledger(big.facts), repeat=3)
    first, _ = _once(lambda: _read(big))
    reading, _ = measure(lambda: _read(big), repeat=3)
    return [
        Result("load and verify Baodi", loading + checking, f"{len(ledger)} facts", 0.05),
        Result("load Baodi", loading, f"{len(ledger)} facts"),
        Result("verify Baodi", checking, f"{len(ledger)} facts"),
        Result("verify a chain", long, f"{MANY:,} facts", None, "streamed; making the facts is not counted"),
        Result("make and chain facts", sealing, f"{MANY:,} facts"),
        Result("index facts", indexing, f"{len(big):,} facts"),
        Result("read every series at a first date", first, f"{SERIES:,} series of {MONTHS}"),
        Result("read every series at another date", reading, f"{SERIES:,} series of {MONTHS}"),
    ]


def _million() -> tuple[float, float]:
    """Seconds to verify, and seconds to make, a million facts that are never in memory at once."""
    source = _Chunks(_facts(MANY))
    # Held against the head of an empty ledger, every link is checked and nothing need be known beforehand.
    both, report = _once(lambda: verify(source, Head(0, GENESIS), allow_appended=True))
    if not report.ok or report.count != MANY:
        raise RuntimeError("the chain that was just made does not verify")
    return both - source.seconds, source.seconds


class _Chunks:
    """Facts handed out from chunks made beforehand; ``seconds`` is the time that making them took."""

    def __init__(self, facts: Iterator[Fact]) -> None:
        self.seconds = 0.0
        self._facts = facts

    def __iter__(self) -> Iterator[Fact]:
        while True:
            spent, chunk = _once(lambda: list(islice(self._facts, CHUNK)))
            self.seconds += spent
            if not chunk:
                return
            yield from chunk


def _once(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of one pass: what takes half a minute needs no repetition."""
    began = time.perf_counter()
    outcome = work()
    return time.perf_counter() - began, outcome


def _facts(count: int) -> Iterator[Fact]:
    periods = [Period.parse(f"{2021 + month // 12}-{month % 12 + 1:02}") for month in range(MONTHS)]
    source = Source("bulletin", "publisher", None, "table 1")
    previous = GENESIS
    for seq in range(1, count + 1):
        series, month = divmod(seq - 1, MONTHS)
        draft = Draft(
            id=f"f{seq}",
            subject=f"region/{series % 100}",
            attribute=f"a{series // 100}",
            definition=f"a{series // 100}@1",
            period=periods[month],
            value=Quantity.of(seq, "家"),
            source=source,
            confidence="high",
        )
        previous = link(previous, row_digest(draft, RECORDED, "bench"))
        yield Fact(
            **{name: getattr(draft, name) for name in NAMES},
            seq=seq,
            recorded_at=RECORDED,
            recorded_by="bench",
            digest=previous,
        )


def _read(ledger: Ledger) -> int:
    view = ledger.at(as_of=date(2025, 1, 31), known_at=date(2026, 12, 31))
    return sum(
        len(view.series(subject, attribute))
        for attribute in ledger.attributes
        for subject in ledger.subjects(attribute)
    )
