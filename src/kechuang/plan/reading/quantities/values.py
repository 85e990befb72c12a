"""What the reader of quantified statements takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["baseline", "target", "actual"]
Measure = Literal["level", "increment", "cumulative", "growth_rate", "change_pp", "multiple"]
Bound = Literal["eq", "ge", "le", "about"]
YearBasis = Literal["stated", "carried", "section", "document", "assumed"]
Number = int | Decimal
Value = Number | tuple[Number, Number]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the document: heading and the span of its text (heading included), in characters."""

    level: int
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Context:
    """What the caller already knows about the document. Everything may be left out.

    ``period`` is the first and last year the plan covers (2021, 2025); ``published`` the year of publication.
    What is missing is inferred from the text, and from the file's name ``filed_as`` where the text is silent.
    """

    sections: tuple[Section, ...] = ()
    period: tuple[int, int] | None = None
    published: int | None = None
    filed_as: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantified statement.

    Offsets count characters of the text as given, ends exclusive; ``num_start:num_end`` lies inside ``start:end``.
    ``value`` is exact, in ``unit`` (万 and 亿 stay in the unit: 35 of 亿元); a range is a pair, low first.
    ``unit_inferred`` is what a reader would supply where the text gives none. ``year`` is the deadline or the year of
    reference, None where the text tells none; ``year_basis`` says how it was found. ``since`` is the first year of a
    period (十四五期间 → 2021), ``compared_with`` the year a growth or a difference is counted from, ``yearly`` marks
    年均/每年. ``direction`` is up or down for changes; ``obligation`` 约束性 or 预期性 where a table says so.
    """

    start: int
    end: int
    num_start: int
    num_end: int
    name: str
    value: Value
    unit: str | None
    unit_inferred: str | None
    kind: Kind
    year: int | None
    measure: Measure
    bound: Bound
    direction: Literal["up", "down"] | None = None
    since: int | None = None
    compared_with: int | None = None
    yearly: bool = False
    year_basis: YearBasis | None = None
    obligation: Literal["约束性", "预期性"] | None = None
    unit_as_written: str | None = None  # where the text writes it in traditional characters

    def to_dict(self) -> dict[str, object]:
        """The statement as the JSON of ``kechuang plan read --json``.

        A number is an int where it is whole and otherwise the shortest float that prints the same digits.
        """
        return {
            "start": self.start,
            "end": self.end,
            "num_start": self.num_start,
            "num_end": self.num_end,
            "name": self.name,
            "value": [plain(v) for v in self.value] if isinstance(self.value, tuple) else plain(self.value),
            "unit": self.unit_as_written or self.unit,
            "unit_inferred": self.unit_inferred,
            "kind": self.kind,
            "year": self.year,
            "measure": self.measure,
            "bound": self.bound,
            "direction": self.direction,
            "since": self.since,
            "compared_with": self.compared_with,
            "yearly": self.yearly,
            "year_basis": self.year_basis,
            "obligation": self.obligation,
        }


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where the text is damaged and the reader repaired or guessed; ``what`` is a stable code."""

    start: int
    end: int
    what: str
    zh: str
    en: str


def plain(number: Number) -> int | float:
    """A number as JSON prints it.

    >>> plain(Decimal("2.80")), plain(Decimal("35")), plain(7)
    (2.8, 35, 7)
    """
    whole = int(number)
    return whole if whole == number else float(number)
