"""How a record of a file becomes a row of a table: one small shape per record type, naming only what is called differently.

A record says ``uscc`` and ``name`` of the organisation it is about and ``title`` of the thing's own name; a row has
``organisation`` and ``name``. What is not listed here goes to the column of the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kechuang.register import Field, RecordType
from kechuang.values import unit
from kechuang_web.register.models.fields import Code
from kechuang_web.register.tables import Table, table_of

#: Fields that say whom a record is about, wherever they occur.
WHO = ("uscc", "name")
_PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Shape:
    """How records of a type are stored.

    Attributes:
        columns: field → column where they are called differently; ``None`` is not stored (it follows from others).
        find: the columns by which rows that may be the same are looked up.
        personal: field → sealed field of a person.
    """

    columns: Mapping[str, str | None] = field(default_factory=dict)
    find: tuple[str, ...] = ("organisation",)
    personal: Mapping[str, str] = field(default_factory=dict)

    def column(self, code: str) -> str | None:
        """The column of a field."""
        if code in WHO:
            return "organisation"
        return self.columns.get(code, "name" if code == "title" else code)


SHAPES: dict[str, Shape] = {
    "agreement": Shape(find=("name",)),
    "carrier": Shape(find=("name",)),
    "designation": Shape(find=("name",)),
    "equipment": Shape(),
    "financing": Shape(),
    "funding": Shape(),
    "intellectual_property": Shape({"acquisition": "acquired_by"}, find=("number",)),
    "person": Shape(
        {"person": None, "phone": None, "email": None, "identity": None},
        personal={"person": "name", "phone": "phone", "email": "email", "identity": "identity"},
    ),
    "project": Shape(find=("name",)),
    "relation": Shape({"other_uscc": None}),
    "site": Shape({"name": "operator", "uscc": "operator"}, find=("code", "name")),
    "space": Shape({"unit": "name"}, find=("site", "name")),
    "technology_contract": Shape({"buyer_region": "buyer_place", "other_amount": None}, find=("number",)),
    "tenant": Shape({"room": "place", "floor_area": "area", "entered_on": "started_on", "left_on": "ended_on"}),
    "title": Shape({"batch": "series"}),
}


def shape_of(record_type: RecordType) -> Shape:
    """The shape of a record type; one that was added as content alone has columns of its fields' names."""
    return SHAPES.get(record_type.code, Shape())


def stored_value(column: Any, field: Field, value: Any) -> Any:
    """A parsed value as the column holds it: areas in m², shares in per cent, codes and texts cut of blanks.

    >>> stored_value(column, Field(unit="亩"), Decimal(3))                                            # doctest: +SKIP
    Decimal('2000.00')
    """
    if isinstance(value, str):
        value = value.strip()
        return value[: column.max_length] if isinstance(column, Code) or not column.max_length else value
    if field.type == "share":
        return Decimal(100 * Fraction(value).numerator) / Fraction(value).denominator
    if field.type == "number":
        number = Fraction(value)
        if field.unit and unit(field.unit).dimension == "area":
            number *= unit(field.unit).factor
        return (Decimal(number.numerator) / number.denominator).quantize(_PLACES)
    return value


def table_for(record_type: RecordType) -> Table:
    """The table that records of a type go to."""
    return table_of(record_type.table)
