"""The ledger at a moment: two clocks, corrections resolved, figures in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from kechuang.ledger.facts import Fact
from kechuang.ledger.timelines import Timeline, amount_dimension, in_time, shown_from
from kechuang.values import Period

if TYPE_CHECKING:
    from kechuang.ledger.book import Ledger

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
EVENT = "event"

_VINTAGE_ORDER = {"flash": 0, "preliminary": 1, "final": 2, None: 3}


class LedgerView:
    """What the ledger shows at ``as_of`` and ``known_at`` (see :meth:`Ledger.at`). Made cheaply; reads on demand.

    A fact is left out when it had not happened, was not yet published (where that day is known) or not yet recorded; when
    a later fact that is itself visible corrects it; or when a later vintage of the same figure is visible. A fact that
    nothing dates (no period, no count day, no publication) is placed in no ``as_of`` view: it is in :attr:`undated`.
    """

    __slots__ = ("_ledger", "_until", "as_of", "known_at", "public_only")

    def __init__(
        self, ledger: Ledger, *, as_of: date | None, known_at: date | datetime | None, public_only: bool
    ) -> None:
        self._ledger = ledger
        self.as_of = as_of
        self.known_at = known_at
        self.public_only = public_only
        self._until = known_at if known_at is None or isinstance(known_at, datetime) else _end_of(known_at)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every visible fact in order of recording, events included."""
        return tuple(sorted(self._resolved_all(), key=lambda fact: fact.seq))

    @property
    def undated(self) -> tuple[Fact, ...]:
        """Facts recorded by ``known_at`` that nothing dates: they have happened, nobody knows when."""
        return tuple(fact for fact in self._ledger.undated if self._recorded(fact))

    def series(self, subject: str, attribute: str, definition: str | None = None) -> tuple[Fact, ...]:
        """The figures of one attribute of one subject, by period; optionally of one definition alone.

        Figures of different definitions are not one line: group by ``fact.definition`` before drawing or comparing.
        """
        return tuple(self._resolve(self._ledger.timeline(subject, attribute), definition))

    def amounts(
        self, subject: str, attribute: str, definition: str | None = None, dimension: str | None = None
    ) -> tuple[Fact, ...]:
        """The figures of :meth:`series` that are amounts with a period and, where one is given, in a dimension."""
        line = self._ledger.timeline(subject, attribute)
        found = self._resolve(line, definition)
        if line.dimension is not None and dimension in (None, line.dimension):
            return tuple(found)
        kinds = ((fact, amount_dimension(fact)) for fact in found)
        return tuple(fact for fact, kind in kinds if kind is not None and dimension in (None, kind))

    def latest(self, subject: str, attribute: str, definition: str | None = None) -> Fact | None:
        """The figure that reaches furthest in time, or ``None``."""
        series = self.series(subject, attribute, definition)
        return series[-1] if series else None

    def peers(self, attribute: str, definition: str | None = None, period: Period | None = None) -> tuple[Fact, ...]:
        """The figures of every subject for an attribute, definition and period, in order of subject."""
        found = [
            fact
            for subject in self._ledger.subjects(attribute)
            for fact in self._resolve(self._ledger.timeline(subject, attribute), definition)
            if period is None or fact.period == period
        ]
        return tuple(sorted(found, key=lambda fact: (fact.subject, *in_time(fact))))

    def events(self, keyword: str | None = None) -> tuple[Fact, ...]:
        """Pieces of evidence (attribute ``event``) in order of time, undated ones last; optionally about one keyword."""
        dated = [
            fact
            for subject in self._ledger.subjects(EVENT)
            for fact in self._resolve(self._ledger.timeline(subject, EVENT))
        ]
        late = [
            fact
            for fact in self.undated
            if fact.attribute == EVENT
            and fact not in dated
            and not any(
                self._visible(later) or (later.happened_by is None and self._recorded(later))
                for later in self._ledger.corrections(fact.id)
            )
        ]
        found = sorted(dated, key=in_time) + sorted(late, key=in_time)
        return tuple(fact for fact in found if keyword is None or keyword in fact.keywords)

    def get(self, fact_id: str) -> Fact | None:
        """A visible fact by its id."""
        fact = self._ledger.get(fact_id)
        return fact if fact is not None and self._visible(fact) else None

    def corrections(self, fact_id: str) -> tuple[Fact, ...]:
        """The visible facts that correct a fact."""
        return tuple(fact for fact in self._ledger.corrections(fact_id) if self._visible(fact))

    def _resolved_all(self) -> Iterator[Fact]:
        for attribute in self._ledger.attributes:
            for subject in self._ledger.subjects(attribute):
                yield from self._resolve(self._ledger.timeline(subject, attribute))

    def _resolve(self, line: Timeline, definition: str | None = None) -> Sequence[Fact]:
        """The figures of a line that this view shows, in order of time, corrections and vintages resolved."""
        seen = line.shown(self.as_of, self._until)
        if definition not in (None, line.definition):
            seen = [fact for fact in seen if fact.definition == definition]
        if self.public_only:
            seen = [fact for fact in seen if fact.visibility == "public"]
        if line.plain:
            return seen
        seen = [fact for fact in seen if not fact.withdraws and not self.corrections(fact.id)]
        if not any(fact.vintage for fact in seen):
            return seen
        best: dict[tuple[str, Period | None], int] = {}
        for fact in seen:
            if fact.vintage:
                key = fact.definition, fact.period
                best[key] = max(best.get(key, 0), _VINTAGE_ORDER[fact.vintage])
        return [
            fact
            for fact in seen
            if not fact.vintage or _VINTAGE_ORDER[fact.vintage] == best[fact.definition, fact.period]
        ]

    def _visible(self, fact: Fact) -> bool:
        if not self._recorded(fact):
            return False
        return self.as_of is None or (fact.happened_by is not None and shown_from(fact) <= self.as_of)

    def _recorded(self, fact: Fact) -> bool:
        if self.public_only and fact.visibility != "public":
            return False
        return self._until is None or fact.recorded_at <= self._until


def _end_of(day: date) -> datetime | None:
    """The last moment of a day, China time; the last day there is leaves the clock open."""
    return None if day == date.max else datetime.combine(day, time.max, CHINA)
