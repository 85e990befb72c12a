"""The hash chain: a canonical text for every fact, its own digest, and the digest that ties it to the facts before it.

``docs/decisions/0004-ledger-storage.md`` writes the serialisation down, so that another program can check a ledger.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction

from kechuang.ledger.facts import Draft
from kechuang.ledger.sm3 import sm3
from kechuang.values import Quantity

FORMAT = "kechuang-ledger/1"
GENESIS = sm3(FORMAT.encode()).hex()

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Head:
    """What is kept outside the ledger to hold it against later: how many facts there were and the last digest.

    ``rows`` optionally lists every fact's id and own digest (see :func:`row_digest`), so that a check can also name the
    row of a ledger whose whole chain was recomputed after the change.
    """

    count: int
    digest: str
    rows: tuple[tuple[str, str], ...] = ()


def canonical(draft: Draft, recorded_at: datetime, recorded_by: str) -> bytes:
    """The bytes a fact is hashed as: a JSON array of its fields in a fixed order, UTF-8, without blanks."""
    source = draft.source
    return _encode(
        (
            FORMAT,
            draft.id,
            draft.subject,
            draft.attribute,
            draft.definition,
            None if draft.period is None else draft.period.text,
            _value(draft.value),
            _day(draft.as_of),
            _day(draft.published),
            (source.title, source.publisher, source.address, source.locator),
            draft.confidence,
            draft.supersedes,
            draft.visibility,
            draft.synthetic,
            draft.vintage,
            draft.period_basis,
            draft.keywords,
            draft.note,
            draft.note_zh,
            recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            recorded_by,
        )
    ).encode("utf-8", "surrogatepass")


def row_digest(draft: Draft, recorded_at: datetime, recorded_by: str) -> bytes:
    """The SM3 digest of one fact by itself."""
    return sm3(canonical(draft, recorded_at, recorded_by))


def link(previous: str, row: bytes) -> str:
    """The digest of a fact in the chain: SM3 of the previous digest (its hexadecimal text) and the fact's own 32 bytes."""
    return sm3(previous.encode("utf-8", "surrogatepass") + row).hex()


def _value(value: Quantity | str) -> tuple[str, ...]:
    if isinstance(value, str):
        return ("text", value)
    return ("quantity", _number(value.low), _number(value.high), value.unit.symbol, value.bound)


def _number(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
