"""Facts as flat records: what a line of JSON, a row of Parquet and a row of a database table hold. Lossless both ways."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, cast, get_args

from kechuang.ledger.facts import Draft, Fact, PeriodBasis, Vintage, Visibility
from kechuang.values import CONFIDENCE_ORDER, Bound, Confidence, KechuangError, Period, Quantity, Source, unit

#: The columns of a draft, in order. All are texts, but for ``synthetic`` (a truth value) and ``keywords`` (texts).
DRAFT_COLUMNS = (
    "id", "subject", "attribute", "definition", "period", "period_basis", "text", "low", "high", "unit", "bound", "as_of",
    "published", "title", "publisher", "address", "locator", "confidence", "supersedes", "visibility", "synthetic", "vintage",
    "keywords", "note", "note_zh",
)  # fmt: skip
#: The columns of a fact: those of its draft, its number and digest, and when and by whom it was recorded.
FACT_COLUMNS = ("seq", *DRAFT_COLUMNS, "recorded_at", "recorded_by", "digest")

_REQUIRED = {"id", "subject", "attribute", "definition", "title", "confidence"}
_CHOICES: dict[str, tuple[str, ...]] = {
    "confidence": CONFIDENCE_ORDER,
    "visibility": get_args(Visibility),
    "vintage": get_args(Vintage),
    "period_basis": get_args(PeriodBasis),
    "bound": get_args(Bound),
}


def draft_record(draft: Draft) -> dict[str, Any]:
    """A draft as a record; numbers are exact fractions written as texts (``"81/2"``)."""
    value = draft.value
    quantity = value if isinstance(value, Quantity) else None
    return {
        "id": draft.id,
        "subject": draft.subject,
        "attribute": draft.attribute,
        "definition": draft.definition,
        "period": None if draft.period is None else draft.period.text,
        "period_basis": draft.period_basis,
        "text": value if isinstance(value, str) else None,
        "low": str(quantity.low) if quantity else None,
        "high": str(quantity.high) if quantity else None,
        "unit": quantity.unit.symbol if quantity else None,
        "bound": quantity.bound if quantity else None,
        "as_of": draft.as_of.isoformat() if draft.as_of else None,
        "published": draft.published.isoformat() if draft.published else None,
        "title": draft.source.title,
        "publisher": draft.source.publisher,
        "address": draft.source.address,
        "locator": draft.source.locator,
        "confidence": draft.confidence,
        "supersedes": draft.supersedes,
        "visibility": draft.visibility,
        "synthetic": draft.synthetic,
        "vintage": draft.vintage,
        "keywords": list(draft.keywords),
        "note": draft.note,
        "note_zh": draft.note_zh,
    }


def fact_record(fact: Fact) -> dict[str, Any]:
    """A fact as a record, its columns in the order of ``FACT_COLUMNS``."""
    return {
        "seq": fact.seq,
        **draft_record(fact),
        "recorded_at": fact.recorded_at.isoformat(timespec="microseconds"),
        "recorded_by": fact.recorded_by,
        "digest": fact.digest,
    }


def draft_from_record(record: Mapping[str, Any]) -> Draft:
    """The draft a record holds; columns that are absent take their default.

    Raises:
        KechuangError: a column is unknown, missing, or holds what it cannot.
    """
    draft = Draft(**_draft_values(record, DRAFT_COLUMNS))
    # A stored fact is read as it is, so that a check can name what was done to it; what is new must make sense.
    quantity = draft.quantity
    if quantity and (quantity.low > quantity.high or (quantity.bound != "range" and quantity.low != quantity.high)):
        raise _wrong("low", f"{quantity.low}…{quantity.high}")
    return draft


def fact_from_record(record: Mapping[str, Any]) -> Fact:
    """The fact a record holds.

    Raises:
        KechuangError: a column is unknown, missing, or holds what it cannot.
    """
    values = _draft_values(record, FACT_COLUMNS)
    seq, recorded_at = record.get("seq"), _moment(record.get("recorded_at"))
    if not isinstance(seq, int) or isinstance(seq, bool):
        raise _wrong("seq", seq)
    return Fact(
        **values,
        seq=seq,
        recorded_at=recorded_at,
        recorded_by=_text(record, "recorded_by") or "",
        digest=_text(record, "digest") or "",
    )


def _draft_values(record: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    for key in record:
        if key not in columns:
            raise KechuangError(zh=f"记录里不认识“{key}”一栏。", en=f"The record has an unknown column '{key}'.")
    for key in _REQUIRED:
        if not record.get(key):
            raise KechuangError(zh=f"记录缺少“{key}”。", en=f"The record lacks '{key}'.")
    for key, choices in _CHOICES.items():
        if record.get(key) is not None and record[key] not in choices:
            raise _wrong(key, record[key])
    period, synthetic, keywords = _text(record, "period"), record.get("synthetic", False), record.get("keywords") or ()
    if not isinstance(synthetic, bool):
        raise _wrong("synthetic", synthetic)
    if isinstance(keywords, str) or not all(isinstance(word, str) for word in keywords):
        raise _wrong("keywords", keywords)
    return {
        "id": _text(record, "id"),
        "subject": _text(record, "subject"),
        "attribute": _text(record, "attribute"),
        "definition": _text(record, "definition"),
        "period": None if period is None else Period.parse(period),
        "period_basis": cast(PeriodBasis, record.get("period_basis") or "stated"),
        "value": _value(record),
        "as_of": _day(record, "as_of"),
        "published": _day(record, "published"),
        "source": Source(
            _text(record, "title") or "", _text(record, "publisher"), _text(record, "address"), _text(record, "locator")
        ),
        "confidence": cast(Confidence, record["confidence"]),
        "supersedes": _text(record, "supersedes"),
        "visibility": cast(Visibility, record.get("visibility") or "public"),
        "synthetic": synthetic,
        "vintage": cast("Vintage | None", record.get("vintage")),
        "keywords": tuple(keywords),
        "note": _text(record, "note"),
        "note_zh": _text(record, "note_zh"),
    }


def _value(record: Mapping[str, Any]) -> Quantity | str:
    text, low, symbol = _text(record, "text"), _text(record, "low"), _text(record, "unit")
    if (text is None) == (low is None):
        raise KechuangError(
            zh="记录应有数值（low）或文字（text），且只有其一。",
            en="The record needs a number (low) or a text, and only one.",
        )
    if text is not None:
        return text
    if symbol is None:
        raise KechuangError(zh="数值缺少单位。", en="The number has no unit.")
    high = _text(record, "high") or low
    bound = cast(Bound, record.get("bound") or "eq")
    try:
        ends = Fraction(cast(str, low)), Fraction(cast(str, high))
    except (ValueError, ZeroDivisionError) as error:
        raise _wrong("low", f"{low}…{high}") from error
    return Quantity(*ends, unit(symbol), bound)


def _text(record: Mapping[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise _wrong(key, value)
    return value


def _day(record: Mapping[str, Any], key: str) -> date | None:
    text = _text(record, key)
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise _wrong(key, text) from error


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _wrong("recorded_at", value) from error
    if moment.tzinfo is None:
        raise _wrong("recorded_at", value)
    return moment


def _wrong(key: str, value: object) -> KechuangError:
    return KechuangError(
        zh=f"记录的“{key}”写的是“{value}”，不能这样写。", en=f"The record's '{key}' is “{value}”, which it cannot be."
    )
