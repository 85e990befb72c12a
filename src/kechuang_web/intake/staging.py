"""Staged rows: written in chunks as they are parsed, read back by place. Memory holds one chunk at a time.

A chunk is JSON, compressed. Exact numbers and days are written so that they come back as they were; nothing becomes a float.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from kechuang.values import Period
from kechuang_web.intake.models import IntakeChunk, IntakePart

#: Rows in a chunk: about a megabyte of text before compression.
CHUNK_ROWS = 2_000
_LEVEL = 3


@dataclass(slots=True)
class StagedRow:
    """One row before it is confirmed.

    Attributes:
        row: its number in the sheet, from 1.
        who: number of the name it is about (:class:`IntakeName`), ``None`` where the record names no organisation.
        wrong: whether an error keeps it out.
        cells: the texts as the sender wrote them, one for each column of the part.
        values: what was understood, by field.
    """

    row: int
    who: int | None = None
    wrong: bool = False
    cells: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def encode(value: Any) -> Any:
    """A value as JSON holds it.

    >>> encode(Fraction(31, 1000)), encode(date(2023, 5, 1)), encode(Period.parse("2023-05")), encode(12)
    ({'q': '31/1000'}, {'d': '2023-05-01'}, {'p': '2023-05'}, 12)
    """
    if isinstance(value, date):
        return {"d": value.isoformat()[:10]}
    if isinstance(value, Fraction):
        return {"q": str(value)}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, Period):
        return {"p": value.text}
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"a staged value cannot be {type(value).__name__}")


def decode(value: Any) -> Any:
    """The way back of :func:`encode`.

    >>> decode({"q": "31/1000"}), decode({"d": "2023-05-01"})
    (Fraction(31, 1000), datetime.date(2023, 5, 1))
    """
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _READERS[kind](text)
    return value


_READERS: dict[str, Callable[[str], Any]] = {"q": Fraction, "n": Decimal, "p": Period.parse, "d": date.fromisoformat}


def _pack(rows: Iterable[StagedRow]) -> bytes:
    plain = [
        [row.row, row.who, int(row.wrong), row.cells, {key: encode(value) for key, value in row.values.items()}]
        for row in rows
    ]
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL)


def _unpack(data: bytes) -> list[StagedRow]:
    return [
        StagedRow(row, who, bool(wrong), cells, {key: decode(value) for key, value in values.items()})
        for row, who, wrong, cells, values in json.loads(zlib.decompress(bytes(data)))
    ]


class Stage:
    """Writes the rows of a part. What was staged before is replaced; each chunk is a short transaction of its own."""

    def __init__(self, part: IntakePart) -> None:
        self.part, self.count = part, 0
        self._waiting: list[StagedRow] = []
        part.chunks.all().delete()

    def add(self, row: StagedRow) -> int:
        """Stage a row; its place, from 0."""
        self._waiting.append(row)
        self.count += 1
        if len(self._waiting) >= CHUNK_ROWS:
            self.flush()
        return self.count - 1

    def flush(self) -> None:
        """Write what waits; call it at the end."""
        if not self._waiting:
            return
        with transaction.atomic():
            IntakeChunk.objects.create(
                part=self.part,
                first=self.count - len(self._waiting),
                count=len(self._waiting),
                data=_pack(self._waiting),
            )
        self._waiting = []


def staged_rows(part: IntakePart) -> Iterator[tuple[int, StagedRow]]:
    """Place and row of all staged rows, in order, a chunk in memory at a time."""
    firsts = list(part.chunks.values_list("pk", "first").order_by("first"))
    for pk, first in firsts:
        rows = _unpack(IntakeChunk.objects.values_list("data", flat=True).get(pk=pk))
        yield from enumerate(rows, first)


def rows_at(part: IntakePart, places: Iterable[int]) -> dict[int, StagedRow]:
    """The rows at some places; only the chunks that hold them are opened."""
    wanted = sorted(set(places))
    found: dict[int, StagedRow] = {}
    if not wanted:
        return found
    spans = list(part.chunks.filter(first__lte=wanted[-1]).values_list("pk", "first", "count").order_by("first"))
    for pk, first, count in spans:
        here = [place for place in wanted if first <= place < first + count]
        if here:
            rows = _unpack(IntakeChunk.objects.values_list("data", flat=True).get(pk=pk))
            found.update({place: rows[place - first] for place in here})
    return found


def count_staged(part: IntakePart) -> int:
    """How many rows a part has."""
    return sum(part.chunks.values_list("count", flat=True))


def canonical(values: Mapping[str, Any]) -> bytes:
    """A record's values as bytes that do not depend on the order of columns or on empty ones; for digests of content."""
    kept = {key: encode(value) for key, value in values.items() if value is not None and value != ""}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
