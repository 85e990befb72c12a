"""Derived facts: what is computed exactly from a firm's facts before a tree sees it.

Sums over several years, and mean growth, which is a mean of quotients and so no linear test. Only the years the firm has
traded count, where its day of registration says so; a year that is missing otherwise is unknown, never zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from kechuang.rules.cases import FactSet
from kechuang.rules.facts import FactCatalogue
from kechuang.tree import UNDEFINED, Kind, Undefined, Value
from kechuang.values import Sentence

Form = Literal["sum", "mean_growth"]


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived fact.

    Attributes:
        form: ``sum`` of a yearly fact over the last ``years``; ``mean_growth``: the mean of its yearly growth rates.
        since: the fact that says when the firm began; years before it do not exist.
        zero_first: what a zero in the first of three years means: ``last_two`` years are used.
        zero_middle: what a zero in the middle year means: ``zero`` growth, or ``person``.
    """

    code: str
    name: Sentence
    form: Form
    fact: str
    years: int
    since: str | None
    zero_middle: Literal["zero", "person"] = "person"

    @property
    def sources(self) -> tuple[str, ...]:
        """The codes of the facts it is computed from."""
        return (self.fact,) if self.since is None else (self.fact, self.since)

    def kind(self, facts: FactCatalogue) -> Kind:
        """What it measures."""
        if self.form == "mean_growth":
            return "share"
        return "money" if facts.get(self.fact).kind == "money" else "count"


def derive(derived: Derived, known: FactSet, day: date) -> Value | None:
    """The value of a derived fact; ``None`` is unknown, ``UNDEFINED`` is for a person."""
    years = list(_years(derived, known, day))
    values = [value for value in years if value is not None]
    if len(values) < len(years):
        return None
    if derived.form == "sum":
        return sum(values, Fraction(0)) if any(value.denominator > 1 for value in values) else int(sum(values))
    return mean_growth(values, zero_middle=derived.zero_middle)


def _years(derived: Derived, known: FactSet, day: date) -> Iterator[Fraction | None]:
    """The value of each year the firm has existed, the earliest first."""
    start = known.value(derived.since, day) if derived.since else None
    for back in range(derived.years - 1, -1, -1):
        value = known.value(derived.fact, day, back)
        if isinstance(value, int | Fraction):
            yield Fraction(value)
        elif isinstance(start, int) and start > date(day.year - 1 - back, 12, 31).toordinal():
            continue  # the firm did not exist in that year
        else:
            yield None


def mean_growth(values: list[Fraction], *, zero_middle: Literal["zero", "person"] = "person") -> Fraction | Undefined:
    """The mean of the yearly growth rates of two or three years.

    A first year of zero leaves the last two years; a middle year of zero is nothing or a person's business; growth from a
    negative amount, or of a single year, is in no text, so a person decides.

    >>> mean_growth([Fraction(100), Fraction(110), Fraction(132)])
    Fraction(3, 20)
    >>> mean_growth([Fraction(0), Fraction(100), Fraction(135)]), mean_growth([Fraction(5), Fraction(0), Fraction(9)])
    (Fraction(7, 20), UNDEFINED)
    """
    if len(values) > 2 and values[-2] == 0 and zero_middle == "zero":
        return Fraction(0)
    while len(values) > 2 and values[0] == 0:
        values = values[1:]
    if len(values) == 2 and values[0] == 0 and zero_middle == "zero":
        return Fraction(0)
    bases = values[:-1]
    if not bases or any(base <= 0 for base in bases):
        return UNDEFINED
    rates = [after / base for base, after in zip(bases, values[1:], strict=True)]
    return sum(rates, Fraction(0)) / len(rates) - 1
