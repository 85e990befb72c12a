"""Facts of one subject and attribute in order of time, with what the two clocks ask of each worked out once.

A view over a large ledger reads a few facts of very many keys; without this, every view would sort and date them anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from kechuang.ledger.facts import Fact
from kechuang.values import Quantity

#: From this day on what nothing dates would show; no view asks for it.
NEVER = date.max


class Timeline:
    """The facts of one key by period, and beside each the day from which it shows and the time it was recorded.

    Times are kept in UTC: those of one zone are compared several times faster than those of two. ``plain`` lines hold no
    correction and no vintage, so that nothing is left to resolve. In ``steady`` ones facts show in the order of their
    periods, as statistics usually do, so that what a day shows is the front of the line. ``definition`` and ``dimension`` are
    set where every fact shares them and is an amount with a period, so that nothing is left to sift.
    """

    __slots__ = ("days", "definition", "dimension", "facts", "last_recorded", "plain", "steady", "times")

    def __init__(self, facts: Iterable[Fact], corrected: Container[str]) -> None:
        keyed = sorted((in_time(fact), fact) for fact in facts)  # seq makes every key different
        self.facts = tuple(fact for _, fact in keyed)
        self.days = tuple(_shown(key[1], fact) for key, fact in keyed)
        self.times = tuple(fact.recorded_at.astimezone(UTC) for fact in self.facts)
        self.last_recorded = max(self.times, default=None)
        self.plain = not any(fact.vintage or fact.id in corrected for fact in self.facts)
        self.steady = all(before <= after for before, after in pairwise(self.days))
        self.definition = _only(fact.definition for fact in self.facts)
        self.dimension = _only(amount_dimension(fact) for fact in self.facts)

    def shown(self, as_of: date | None, until: datetime | None) -> Sequence[Fact]:
        """The facts that both clocks show, before corrections and vintages; ``None`` leaves a clock open."""
        day = None if as_of is None else min(as_of, NEVER - timedelta(days=1))
        until = until.astimezone(UTC) if until else None
        if until is None or self.last_recorded is None or self.last_recorded <= until:
            if day is None:
                return self.facts
            if self.steady:
                return self.facts[: bisect_right(self.days, day)]
            return [fact for fact, shown in zip(self.facts, self.days, strict=True) if shown <= day]
        return [
            fact
            for fact, shown, recorded in zip(self.facts, self.days, self.times, strict=True)
            if recorded <= until and (day is None or shown <= day)
        ]


def amount_dimension(fact: Fact) -> str | None:
    """The dimension of a fact that is an amount with a period, else ``None``."""
    return fact.value.unit.dimension if fact.period is not None and isinstance(fact.value, Quantity) else None


def _only(words: Iterable[str | None]) -> str | None:
    """The word that all are, if they are."""
    found = set(words)
    return found.pop() if len(found) == 1 else None


def shown_from(fact: Fact) -> date:
    """The day by which a fact had happened and, where that is known, been published; :data:`NEVER` if nothing dates it."""
    return _shown(fact.happened_by or NEVER, fact)


def _shown(happened: date, fact: Fact) -> date:
    return happened if fact.published is None or happened is NEVER else max(happened, fact.published)


def in_time(fact: Fact) -> tuple[date, date, int]:
    """The order of facts in time: by the end of the period, then by the day of count, then as recorded."""
    happened = fact.happened_by or NEVER
    return fact.period.end if fact.period else happened, happened, fact.seq
