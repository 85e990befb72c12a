"""Shapes shared by the operations: sentences, errors, facts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

#: A day that a report or a filter can speak of.
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 12, 31))]
Code = Annotated[str, StringConstraints(min_length=1, max_length=120)]
#: A whole number, a decimal or a fraction, written out; no exponents, which could name a number too large to hold.
Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,20}|/[0-9]{1,30})?$")]
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Strict(Schema):
    """What is sent in: a name that is not known is a mistake, not to be passed over."""

    model_config = ConfigDict(extra="forbid")


class Sentence(Schema):
    """A text in Chinese and English."""

    zh: str
    en: str


class Detail(Schema):
    """Where a request does not fit."""

    where: str
    zh: str
    en: str


class Error(Schema):
    """Every refusal."""

    code: str
    zh: str
    en: str
    details: list[Detail]


class FactIn(Strict):
    """A fact to append. A number is `low` (and `high`, `bound` where it is a range), or a `text`; one of the two."""

    id: Code
    subject: Code
    attribute: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    definition: Code
    period: Annotated[str, StringConstraints(max_length=20)] | None = None
    period_basis: Literal["stated", "inferred"] = "stated"
    text: Annotated[str, StringConstraints(min_length=1, max_length=4000)] | None = None
    low: Number | None = None
    high: Number | None = None
    unit: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    bound: Literal["eq", "ge", "gt", "le", "lt", "about", "range"] | None = None
    as_of: Day | None = None
    published: Day | None = None
    title: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    publisher: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = None
    address: Annotated[str, StringConstraints(max_length=1000, pattern=r"^https?://")] | None = None
    locator: Annotated[str, StringConstraints(max_length=1000)] | None = None
    confidence: Literal["high", "medium", "low"]
    supersedes: Code | None = None
    visibility: Literal["public", "internal"] = "internal"
    vintage: Literal["flash", "preliminary", "final"] | None = None
    keywords: list[Annotated[str, StringConstraints(min_length=1, max_length=80)]] = Field(
        default_factory=list, max_length=20
    )
    note: Annotated[str, StringConstraints(max_length=2000)] | None = None
    note_zh: Annotated[str, StringConstraints(max_length=2000)] | None = None


class Fact(Schema):
    """A fact of the ledger: exact numbers as texts (`"81/2"`), its source, and its place in the chain."""

    seq: int
    id: str
    subject: str
    attribute: str
    definition: str
    period: str | None
    period_basis: str
    text: str | None
    low: str | None
    high: str | None
    unit: str | None
    bound: str | None
    as_of: str | None
    published: str | None
    title: str
    publisher: str | None
    address: str | None
    locator: str | None
    confidence: str
    supersedes: str | None
    visibility: str
    synthetic: bool
    vintage: str | None
    keywords: list[str]
    note: str | None
    note_zh: str | None
    recorded_at: str
    recorded_by: str
    digest: str


class Facts(Schema):
    """A page of facts."""

    items: list[Fact]
    next: str | None
    count: int | None


class Rows(Schema):
    """A page of rows whose columns the description of the operation names."""

    items: list[dict[str, Any]]
    next: str | None
    count: int | None


def both(sentence: Any) -> dict[str, str] | None:
    """A bilingual sentence as plain values."""
    return None if sentence is None else {"zh": sentence.zh, "en": sentence.en}
