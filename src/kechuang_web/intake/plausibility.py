"""Figures held against those of the year before, from the organisations' ledger: a thousandfold jump is a question of units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kechuang.intake import Problem, Recognition, Row, check_history
from kechuang.register import Field, RecordType
from kechuang.values import normalise_uscc, unit
from kechuang_web.intake.reading import intake_policy
from kechuang_web.register.figures import figure_column
from kechuang_web.register.models import Organisation

#: Rows held at once to be compared among each other; of a longer table the first ones are, which tell of its units just as well.
MOST_COMPARED = 50_000
_MEASURED = frozenset({"money", "count", "number"})


def hold_against_before(rows: Iterable[Row], found: Recognition, region: str) -> list[Problem]:
    """What figures that are unlike those before make doubtful: whole columns, rows, single cells."""
    held = list(rows)
    if found.record_type is None or not held:
        return []
    year = _year(held)
    previous = _figures(found.record_type, found, year - 1, region) if year is not None else {}
    return check_history(held, previous, found, intake_policy(region))


def _year(rows: list[Row]) -> int | None:
    counted = Counter(row.values["year"] for row in rows if isinstance(row.values.get("year"), int))
    return counted.most_common(1)[0][0] if counted else None  # type: ignore[return-value]


def _figures(
    record_type: RecordType, found: Recognition, year: int, region: str
) -> dict[str, dict[str, int | Decimal]]:
    """The figures of a year by organisation, under its code and under its name; money in whole 分."""
    fields = {one.field: record_type.field(str(one.field)) for one in found.fields}
    wanted = [field for field in fields.values() if field.attribute and field.type in _MEASURED]
    columns = [(field, figure_column(str(field.attribute), year, region=region)) for field in wanted]
    names = _names({pk for _field, column in columns for pk in column.organisation}, region)
    previous: dict[str, dict[str, int | Decimal]] = {}
    for field, column in columns:
        for pk, value, symbol in zip(column.organisation, column.value, column.unit, strict=True):
            figure = _in_own_unit(field, value, symbol)
            if figure is not None:
                for key in names.get(pk, ()):
                    previous.setdefault(key, {}).setdefault(field.code, figure)
    return previous


def _names(organisations: set[int], region: str) -> dict[int, tuple[str, ...]]:
    if not organisations:
        return {}
    rows = Organisation.objects.in_region(region).values_list("pk", "uscc", "name")
    return {
        pk: tuple(filter(None, (normalise_uscc(uscc) if uscc else "", name)))
        for pk, uscc, name in rows.iterator(5000)
        if pk in organisations
    }


def _in_own_unit(field: Field, value: Any, symbol: str) -> int | Decimal | None:
    """A figure of the ledger as the record holds it: money in whole 分, other things in the field's unit."""
    if not isinstance(value, Fraction | int):
        return None
    base = Fraction(value) * unit(symbol).factor if symbol else Fraction(value)
    if field.type == "money":
        return int(base)  # the base unit of money is 分
    own = unit(field.unit).factor if field.unit else Fraction(1)
    number = base / own
    return int(number) if number.denominator == 1 else Decimal(number.numerator) / Decimal(number.denominator)
