"""Between rows and library values: one function each way for each shared type."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from kechuang.ledger import Fact
from kechuang.plan.book import PlanBook, book_from_dict, book_to_dict, digest
from kechuang.values import Period, Quantity, Source, unit
from kechuang_web.audit.services import digest as content_digest
from kechuang_web.stores.models import LedgerFact


def fact_to_row(fact: Fact, region: str, previous: str) -> LedgerFact:
    """The row of a sealed fact; ``previous`` is the digest of the fact before it."""
    quantity = fact.quantity
    return LedgerFact(
        region=region,
        seq=fact.seq,
        fact_id=fact.id,
        subject=fact.subject,
        attribute=fact.attribute,
        definition=fact.definition,
        period=None if fact.period is None else fact.period.text,
        period_end=None if fact.period is None else fact.period.end,
        is_text=quantity is None,
        low="" if quantity is None else str(quantity.low),
        high="" if quantity is None else str(quantity.high),
        unit="" if quantity is None else quantity.unit.symbol,
        bound="" if quantity is None else quantity.bound,
        text=fact.value if isinstance(fact.value, str) else "",
        order_value=None if quantity is None else float(quantity.base),
        as_of=fact.as_of,
        published=fact.published,
        source_title=fact.source.title,
        source_publisher=fact.source.publisher,
        source_address=fact.source.address,
        source_locator=fact.source.locator,
        confidence=fact.confidence,
        supersedes=fact.supersedes,
        visibility=fact.visibility,
        synthetic=fact.synthetic,
        vintage=fact.vintage,
        keywords=list(fact.keywords),
        period_basis=fact.period_basis,
        note=fact.note,
        note_zh=fact.note_zh,
        recorded_at=fact.recorded_at,
        recorded_by=fact.recorded_by,
        previous=previous,
        digest=fact.digest,
    )


def read_value(row: LedgerFact) -> Quantity | str:
    """The value of a row."""
    if row.is_text:
        return row.text
    low = Fraction(row.low)
    return Quantity(low, low if row.high == row.low else Fraction(row.high), unit(row.unit), row.bound)  # type: ignore[arg-type]


def row_to_fact(row: LedgerFact) -> Fact:
    """The fact of a row, exactly as it was sealed."""
    return Fact(
        id=row.fact_id,
        subject=row.subject,
        attribute=row.attribute,
        definition=row.definition,
        period=None if row.period is None else Period.parse(row.period),
        value=read_value(row),
        source=Source(row.source_title, row.source_publisher, row.source_address, row.source_locator),
        confidence=row.confidence,  # type: ignore[arg-type]
        as_of=row.as_of,
        published=row.published,
        supersedes=row.supersedes,
        visibility=row.visibility,  # type: ignore[arg-type]
        synthetic=row.synthetic,
        vintage=row.vintage,  # type: ignore[arg-type]
        keywords=tuple(row.keywords),
        period_basis=row.period_basis,  # type: ignore[arg-type]
        note=row.note,
        note_zh=row.note_zh,
        seq=row.seq,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        digest=row.digest,
    )


def book_to_columns(book: PlanBook) -> dict[str, Any]:
    """The columns of a plan version that follow from its book."""
    plain = book_to_dict(book)
    return {
        "region": book.region,
        "plan_code": book.code,
        "number": book.version,
        "title": {"zh": book.title.zh, "en": book.title.en},
        "effective_from": book.effective_from,
        "ends_on": book.period.end,
        "book": plain,
        "digest": digest(book),
        "content_digest": content_digest(plain),
    }


def columns_to_book(book: dict[str, Any]) -> PlanBook:
    """The book of a version's JSON."""
    return book_from_dict(book)
