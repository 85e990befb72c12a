"""Facts of one subject and attribute in order of time, with what the two clocks ask of each worked out once.

A view over a large ledger reads a few facts of very many keys; without this, every view would sort and date them anew.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from kechuang.ledger.facts import Fact

#: From this day on what nothing dates would show; no view asks for it.
NEVER = date.max


class Entry(NamedTuple):
    """A fact, the day from which it shows on the clock of ``as_of``, and the time it was recorded.

    The time is in UTC throughout: times of one zone are compared several times faster than those of two.
    """

    shown_from: date
    recorded_at: datetime
    fact: Fact


class Timeline:
    """The facts of one key by period. ``plain`` ones hold no correction and no vintage, so that nothing is left to resolve."""

    __slots__ = ("entries", "plain")

    def __init__(self, facts: Iterable[Fact], corrected: Container[str]) -> None:
        keyed = sorted((in_time(fact), fact) for fact in facts)  # seq makes every key different
        self.entries = tuple(Entry(_shown(key[1], fact), fact.recorded_at.astimezone(UTC), fact) for key, fact in keyed)
        self.plain = not any(fact.vintage or fact.id in corrected for _, fact in keyed)

    def shown(self, as_of: date | None, until: datetime | None) -> list[Fact]:
        """The facts that both clocks show, before corrections and vintages; ``None`` leaves a clock open."""
        until = until.astimezone(UTC) if until else None
        if as_of is None:
            return [fact for _, at, fact in self.entries if until is None or at <= until]
        day = min(as_of, NEVER - timedelta(days=1))
        if until is None:
            return [fact for shown, _, fact in self.entries if shown <= day]
        return [fact for shown, at, fact in self.entries if shown <= day and at <= until]


def shown_from(fact: Fact) -> date:
    """The day by which a fact had happened and, where that is known, been published; :data:`NEVER` if nothing dates it."""
    return _shown(fact.happened_by or NEVER, fact)


def _shown(happened: date, fact: Fact) -> date:
    return happened if fact.published is None or happened is NEVER else max(happened, fact.published)


def in_time(fact: Fact) -> tuple[date, date, int]:
    """The order of facts in time: by the end of the period, then by the day of count, then as recorded."""
    happened = fact.happened_by or NEVER
    return fact.period.end if fact.period else happened, happened, fact.seq
