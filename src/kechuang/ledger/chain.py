"""The hash chain: a canonical text for every fact, its own digest, and the digest that ties it to the facts before it.

``docs/decisions/0004-ledger-storage.md`` writes the serialisation down, so that another program can check a ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from json.encoder import encode_basestring as _quote

from kechuang.ledger.facts import Draft
from kechuang.values import Quantity, sm3

FORMAT = "kechuang-ledger/1"
GENESIS = sm3(FORMAT.encode()).hex()


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
    source, period, value = draft.source, draft.period, draft.value
    # Written out rather than handed to an encoder: this runs for every fact of every check, and is twice as fast.
    return (
        f'["{FORMAT}",{_text(draft.id)},{_text(draft.subject)},{_text(draft.attribute)},{_text(draft.definition)},'
        f"{_text(None if period is None else period.text)},"
        f"{_quantity(value) if isinstance(value, Quantity) else _array(('text', value))},"
        f"{_day(draft.as_of)},{_day(draft.published)},"
        f"[{_text(source.title)},{_text(source.publisher)},{_text(source.address)},{_text(source.locator)}],"
        f"{_text(draft.confidence)},{_text(draft.supersedes)},{_text(draft.visibility)},"
        f"{'true' if draft.synthetic else 'false'},{_text(draft.vintage)},{_text(draft.period_basis)},"
        f"{_array(draft.keywords)},{_text(draft.note)},{_text(draft.note_zh)},"
        f'"{_instant(recorded_at)}",{_text(recorded_by)}]'
    ).encode("utf-8", "surrogatepass")


def row_digest(draft: Draft, recorded_at: datetime, recorded_by: str) -> bytes:
    """The SM3 digest of one fact by itself."""
    return sm3(canonical(draft, recorded_at, recorded_by))


def link(previous: str, row: bytes) -> str:
    """The digest of a fact in the chain: SM3 of the previous digest (its hexadecimal text) and the fact's own 32 bytes."""
    return sm3(previous.encode("utf-8", "surrogatepass") + row).hex()


def _text(text: str | None) -> str:
    return "null" if text is None else _quote(text)


def _array(texts: tuple[str, ...]) -> str:
    return f"[{','.join(map(_quote, texts))}]"


def _quantity(value: Quantity) -> str:
    low, high = value.low, value.high
    return (
        f'["quantity","{low.numerator}/{low.denominator}","{high.numerator}/{high.denominator}",'
        f'{_quote(value.unit.symbol)},"{value.bound}"]'
    )


def _day(day: date | None) -> str:
    return "null" if day is None else f'"{day.isoformat()}"'


@lru_cache(maxsize=64)
def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
