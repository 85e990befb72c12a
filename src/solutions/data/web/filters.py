"""What the ledger browser is asked for: read from the address, bounded, and said back to the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest

from kechuang_web.stores.models import LedgerFact

SORTS = {
    "seq": ["seq"],
    "subject": ["subject", "attribute", "period_end", "seq"],
    "attribute": ["attribute", "definition", "subject", "period_end", "seq"],
    "period": ["period_end", "seq"],
    "value": ["order_value", "seq"],
    "published": ["published", "seq"],
    "confidence": ["confidence", "seq"],
}
NO_PERIOD = "none"


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """The filters of the ledger browser, each empty when not set."""

    text: str = ""
    subject: str = ""
    attribute: str = ""
    definition: str = ""
    year: str = ""
    publisher: str = ""
    confidence: str = ""
    address: str = ""
    all_rows: bool = False
    sort: str = "-seq"

    @staticmethod
    def of(request: HttpRequest) -> LedgerQuery:
        """Read from ``request.GET``; a value that means nothing is dropped."""

        def given(name: str, longest: int = 120) -> str:
            # A null character cannot be searched for in PostgreSQL.
            return request.GET.get(name, "").replace("\x00", "").strip()[:longest]

        year = given("year", 4)
        sort = given("sort", 20)
        return LedgerQuery(
            text=given("q"),
            subject=given("subject"),
            attribute=given("attribute"),
            definition=given("definition"),
            year=year if year == NO_PERIOD or (year.isascii() and year.isdigit()) else "",
            publisher=given("publisher", 300),
            confidence=given("confidence", 8),
            address=given("address", 4),
            all_rows=given("all", 1) == "1",
            sort=sort if sort.removeprefix("-") in SORTS else "-seq",
        )

    @property
    def active(self) -> bool:
        """Whether anything is filtered."""
        return any(
            (
                self.text,
                self.subject,
                self.attribute,
                self.definition,
                self.year,
                self.publisher,
                self.confidence,
                self.address,
            )
        )

    def apply(self, rows: QuerySet[LedgerFact], as_of: date | None) -> QuerySet[LedgerFact]:
        """The rows asked for, in order. ``as_of`` leaves out what had not happened or was not published by that day."""
        exact = {"subject": self.subject, "attribute": self.attribute, "definition": self.definition,
                 "source_publisher": self.publisher, "confidence": self.confidence}  # fmt: skip
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        if self.text:
            rows = rows.filter(_contains(self.text))
        if self.year == NO_PERIOD:
            rows = rows.filter(period__isnull=True)
        elif self.year:
            rows = rows.filter(period_end__year=int(self.year) if 1 <= int(self.year) <= 9999 else 1)
        if self.address == "no":
            rows = rows.filter(source_address__isnull=True)
        elif self.address == "yes":
            rows = rows.filter(source_address__isnull=False)
        if as_of is not None:
            rows = rows.filter(_happened(as_of))
        if not self.all_rows:
            later = LedgerFact.objects.filter(region=OuterRef("region"), supersedes=OuterRef("fact_id"))
            rows = rows.filter(~Exists(later if as_of is None else later.filter(_happened(as_of))))
        return rows.order_by(*self._order())

    def _order(self) -> list[Any]:
        columns = SORTS[self.sort.removeprefix("-")]
        if self.sort.startswith("-"):
            return [F(column).desc(nulls_last=True) for column in columns]
        return [F(column).asc(nulls_last=True) for column in columns]


def _contains(text: str) -> Q:
    found = Q()
    for column in ("fact_id", "subject", "attribute", "source_title", "source_publisher", "text", "note", "note_zh"):
        found |= Q(**{f"{column}__icontains": text})
    return found


def _happened(day: date) -> Q:
    """The rule of ``Draft.happened_by`` and of publication, as the database reads it."""
    dated = Q(as_of__lte=day) | Q(as_of__isnull=True) & (Q(period_end__lte=day) | Q(published__lte=day))
    return dated & (Q(published__isnull=True) | Q(published__lte=day))
