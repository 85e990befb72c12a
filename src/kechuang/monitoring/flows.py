"""Adding up flows: what years, quarters and months came to since the plan began.

A year that is not held is not zero: the sum then is a lower bound (``≥``) and names the years it lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from kechuang.ledger import Fact
from kechuang.monitoring.figures import Figure
from kechuang.values import Bound, Period, Quantity, Unit


@dataclass(slots=True)
class _Year:
    """What is held of one year: an unbroken amount since its first day, up to ``until``."""

    until: date
    amount: Fraction = Fraction(0)
    exact: bool = True
    facts: list[Fact] = field(default_factory=list)


def add_up(facts: Sequence[Fact], begin: date, *, year_to_date: bool) -> tuple[Figure, ...]:
    """The sums since ``begin`` at the end of every year (or its last month held), oldest first.

    Args:
        facts: amounts of one definition with periods; those that reach back before ``begin`` are left out.
        begin: the first day that counts, a first of January.
        year_to_date: whether a month's figure counts from January instead of the month alone.
    """
    years: dict[int, _Year] = {}
    sums: dict[int, Fact] = {}
    for fact in sorted(facts, key=lambda fact: fact.period.end if fact.period else begin):
        if fact.period is None or not isinstance(fact.value, Quantity) or fact.value.limits[0] is None:
            continue
        if fact.period.start == begin and fact.period.end.year > begin.year:
            sums[fact.period.end.year] = fact  # the source has added up itself
        elif fact.period.start >= begin and fact.period.start.year == fact.period.end.year:
            _take(years, fact, fact.period, fact.value, year_to_date=year_to_date)
    return tuple(_figures(years, sums, begin))


def _figures(years: dict[int, _Year], sums: dict[int, Fact], begin: date) -> Iterator[Figure]:
    total, exact = Fraction(0), True
    used: list[Fact] = []
    gaps: list[int] = []
    for year in range(begin.year, max([*years, *sums], default=begin.year - 1) + 1):
        part, whole = years.get(year), sums.get(year)
        if whole is not None and isinstance(whole.value, Quantity):
            total, exact, used, gaps = whole.value.base, whole.value.exact, [whole], []
            part = _Year(date(year, 12, 31), facts=[whole])
        elif part is not None and part.facts:
            total, exact = total + part.amount, exact and part.exact
            used += part.facts
        else:
            gaps.append(year)
            continue
        unit = _unit(used[0])
        bound: Bound = "eq" if exact and not gaps else "ge"
        amount = Quantity(total / unit.factor, total / unit.factor, unit, bound)
        yield Figure(amount, _period_since(begin, part.until), tuple(used), "summed", tuple(gaps))
        if part.until != date(year, 12, 31):
            gaps.append(year)


def _unit(fact: Fact) -> Unit:
    if not isinstance(fact.value, Quantity):
        raise TypeError(f"fact {fact.id} is no amount")
    return fact.value.unit


def _take(years: dict[int, _Year], fact: Fact, period: Period, amount: Quantity, *, year_to_date: bool) -> None:
    """Let a figure extend its year, or replace what is held of it where it reaches at least as far from the first day."""
    first = date(period.end.year, 1, 1)
    part = years.setdefault(first.year, _Year(first - timedelta(days=1)))
    low = amount.limits[0]
    if low is None:
        return
    if (year_to_date or period.start == first) and period.end >= part.until:
        part.amount, part.facts, part.exact = low, [fact], amount.exact
        part.until = period.end
    elif not year_to_date and period.start == part.until + timedelta(days=1):
        part.amount += low
        part.facts.append(fact)
        part.exact = part.exact and amount.exact
        part.until = period.end


def _period_since(begin: date, until: date) -> Period:
    if (until.month, until.day) != (12, 31):
        return Period.parse(f"{until:%Y-%m}")
    return Period.year(until.year) if begin.year == until.year else Period.parse(f"{begin.year}-{until.year}")
