"""Records of a year: their figures become facts of the organisations' book, what is no figure stays in the yearly row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kechuang.dictionary import Attribute, Definition
from kechuang.ledger import Draft
from kechuang.register import Field
from kechuang.values import Period, Quantity, Source
from kechuang_web.register.bulk.organisations import OrganisationWriter
from kechuang_web.register.bulk.upserting import Item, TableWriter
from kechuang_web.register.models import OrganisationYear
from kechuang_web.stores.selectors import dictionary

if TYPE_CHECKING:
    from kechuang_web.register.bulk.committing import Work
    from kechuang_web.stores.ledger_bulk import Appending

#: Columns of the yearly row, which lists and counts are filtered by.
_IN_THE_ROW = ("above_designated_size", "size_class")


class YearlyWriter:
    """Writes records of one organisation and year each."""

    def __init__(self, work: Work, book: Appending) -> None:
        self.work, self.book = work, book
        self._organisations = OrganisationWriter(work)
        self._rows = TableWriter(work, OrganisationYear, ("organisation_id", "year"), "organisation_id")
        held = dictionary(work.region)
        self._attributes: list[tuple[Field, Attribute]] = [
            (declared, held.attribute(declared.attribute)) for declared in work.type if declared.attribute
        ]
        self._first, self._number = book.head.count, 0

    def write(self, records: list[Mapping[str, Any]]) -> None:
        """Store a chunk and count what became of it."""
        owners = self._organisations.ensure(records)
        states: list[set[str]] = [set() for _record in records]
        drafts: list[Draft] = []
        places: list[int] = []
        rows: list[Item] = []
        of_row: list[int] = []
        for place, (record, owner) in enumerate(zip(records, owners, strict=True)):
            self._number += 1
            if owner is None or not record.get("year"):
                continue
            for draft in self._drafts(record, owner):
                drafts.append(draft)
                places.append(place)
            kept = {name: record[name] for name in _IN_THE_ROW if record.get(name) is not None}
            if kept:
                values = {"organisation_id": owner, "year": int(record["year"]), **kept}
                rows.append(Item(values, str(record.get("locator") or ""), bool(record.get("synthetic"))))
                of_row.append(place)
        for place, state in zip(places, self.book.add(drafts), strict=True):
            states[place].add("changed" if state == "corrected" else state)
        for place, (state, _row) in zip(of_row, self._rows.write(rows), strict=True):
            states[place].add(state)
        self._count(states, owners)

    def _count(self, states: list[set[str]], owners: list[int | None]) -> None:
        done = self.work.done
        for found, owner in zip(states, owners, strict=True):
            state = next((name for name in ("changed", "new") if name in found), "unchanged")
            setattr(done, state, getattr(done, state) + 1)
            if owner is not None and state != "unchanged":
                done.touched.add(owner)

    def _drafts(self, record: Mapping[str, Any], owner: int) -> Iterator[Draft]:
        source, locator = self.work.source, str(record.get("locator") or "")
        period = Period.parse(str(int(record["year"])))
        told = Source(
            source.title, source.publisher or None, None, " ".join(filter(None, (source.file, locator))) or None
        )
        returned = record.get("returned_on")
        for declared, attribute in self._attributes:
            value = record.get(declared.code)
            if value is None or value == "":
                continue
            yield Draft(
                id=f"{self.work.batch}/{self._first}.{self._number}.{attribute.code}"[:120],
                subject=f"organisation/{owner}",
                attribute=attribute.code,
                definition=_definition(attribute, period).key,
                period=period,
                value=figure(declared, attribute, value),
                source=told,
                confidence="medium" if source.publisher else "low",
                published=returned if isinstance(returned, date) else None,
                visibility="public" if attribute.sensitivity == "public" else "internal",
                synthetic=self.work.synthetic or bool(record.get("synthetic")),
            )


def figure(declared: Field, attribute: Attribute, value: Any) -> Quantity | str:
    """A parsed value as the ledger holds it: an exact quantity in the attribute's unit, or a text (``yes``, a code, a day)."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if declared.type == "money":
        return _in_unit(Quantity.of(value, "分"), attribute.unit or "元")
    if declared.type == "share":
        return Quantity.of(100 * Fraction(value), "%")
    if declared.type in ("count", "number"):
        return Quantity.of(Fraction(value), declared.unit or attribute.unit or "个")
    return str(value).strip()


def _in_unit(quantity: Quantity, symbol: str) -> Quantity:
    factor = Quantity.of(1, symbol).base
    return Quantity.of(quantity.base / factor, symbol)


def _definition(attribute: Attribute, period: Period) -> Definition:
    """The definition that the year falls under; the first where none says."""
    for found in attribute.definitions:
        if (found.valid_from is None or found.valid_from <= period.start) and (
            found.valid_to is None or found.valid_to >= period.end
        ):
            return found
    return attribute.definitions[0]
