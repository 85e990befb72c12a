"""Titles on a time line: when one is in force, when it lapses, and what is not known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kechuang.register.vocabulary import Kind

TitleState = Literal["not_yet", "in_force", "lapsing", "lapsed", "revoked", "unknown"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TitleSpan:
    """One title from a day to a day.

    The first day in force lies between ``begins_from`` and ``begins_by``, the first day no longer in force between
    ``ends_from`` and ``ends_by``; each pair is one day where it is known, and ``None`` is open. ``stated`` says whether the
    end was read rather than derived from the title's rules. ``ended_on`` is the day it was revoked or given up.
    """

    kind: str
    begins_from: date | None
    begins_by: date | None
    ends_from: date | None
    ends_by: date | None
    stated: bool
    number: str = ""
    ended_on: date | None = None

    @property
    def begins(self) -> date | None:
        """The first day in force, where it is known to the day."""
        return self.begins_from if self.begins_from == self.begins_by else None

    @property
    def ends(self) -> date | None:
        """The first day no longer in force, where it is known to the day; a revocation counts."""
        if self.ended_on is not None:
            return self.ended_on if self.ends_from is None else min(self.ended_on, self.ends_from)
        return self.ends_from if self.ends_from == self.ends_by else None

    def in_force(self, day: date) -> bool | None:
        """Whether it is in force on a day; ``None`` where its dates leave that open.

        >>> hnte = TitleSpan("hnte", date(2020, 12, 1), date(2020, 12, 1), date(2023, 12, 1), date(2023, 12, 1), False)
        >>> hnte.in_force(date(2023, 11, 30)), hnte.in_force(date(2023, 12, 1))
        (True, False)
        """
        if self.ended_on is not None and day >= self.ended_on:
            return False
        if (self.begins_from is not None and day < self.begins_from) or (
            self.ends_by is not None and day >= self.ends_by
        ):
            return False
        begun = self.begins_by is not None and day >= self.begins_by
        running = self.ends_from is not None and day < self.ends_from
        return True if begun and running else None

    def lapses_within(self, day: date, months: int) -> bool | None:
        """Whether it is in force on a day and will not be that many months later; ``None`` where that is open.

        >>> hnte = TitleSpan("hnte", date(2020, 12, 1), date(2020, 12, 1), date(2023, 12, 1), date(2023, 12, 1), False)
        >>> hnte.lapses_within(date(2023, 9, 1), 3), hnte.lapses_within(date(2023, 8, 30), 3)
        (True, False)
        """
        now, later = self.in_force(day), self.in_force(add_months(day, months))
        if now is None or (now and later is None):
            return None
        return bool(now) and later is False

    def state(self, day: date, *, soon: int = 12) -> TitleState:
        """Its state on a day; ``lapsing`` when it lapses within ``soon`` months."""
        if self.ended_on is not None and day >= self.ended_on:
            return "revoked"
        if self.begins_from is not None and day < self.begins_from:
            return "not_yet"
        match self.in_force(day):
            case None:
                return "unknown"
            case False:
                return "lapsed"
            case _:
                return "lapsing" if self.lapses_within(day, soon) else "in_force"


def title_span(
    kind: Kind,
    *,
    issued_on: date | None = None,
    expires_on: date | None = None,
    year: int | None = None,
    ended_on: date | None = None,
    number: str = "",
) -> TitleSpan:
    """The span of a title from what its record says and, where that is silent, from the kind's rules.

    ``expires_on`` is the first day no longer in force. With only a ``year`` the day of issue is any of that year; where the
    kind does not say how long it runs, the end stays open.

    >>> from kechuang.content import load_region
    >>> from kechuang.register import load_vocabulary
    >>> words = load_vocabulary(load_region("baodi"))
    >>> title_span(words.kind("title_kind", "hnte"), issued_on=date(2020, 12, 1)).ends
    datetime.date(2023, 12, 1)
    >>> sme = title_span(words.kind("title_kind", "tech_sme"), year=2023)
    >>> sme.ends, sme.in_force(date(2023, 5, 1)), sme.in_force(date(2023, 12, 31))
    (datetime.date(2024, 1, 1), None, True)
    """
    first, last = issued_on, issued_on
    if issued_on is None and year is not None:
        first, last = date(year, 1, 1), date(year, 12, 31)
    return TitleSpan(
        kind=kind.code,
        begins_from=first,
        begins_by=last,
        ends_from=expires_on or _end(kind, first),
        ends_by=expires_on or _end(kind, last),
        stated=expires_on is not None,
        number=number,
        ended_on=ended_on,
    )


def _end(kind: Kind, begins: date | None) -> date | None:
    lasting = kind.lasting
    if begins is None or lasting is None:
        return None
    if lasting.years is None:
        return date(begins.year + 1, 1, 1)
    return add_months(begins, 12 * lasting.years)


def join_spans(spans: Iterable[TitleSpan]) -> tuple[tuple[date, date | None], ...]:
    """The unbroken times over which a title was held, from the first day to the first day without it (``None``: open).

    Spans whose beginning is not known to the day are taken from the last day they may have begun: what is shown was held.
    A renewal on the day of expiry leaves no gap.

    >>> from datetime import date as d
    >>> first = TitleSpan("hnte", d(2017, 12, 1), d(2017, 12, 1), d(2020, 12, 1), d(2020, 12, 1), False)
    >>> again = TitleSpan("hnte", d(2020, 12, 1), d(2020, 12, 1), d(2023, 12, 1), d(2023, 12, 1), False)
    >>> join_spans([again, first])
    ((datetime.date(2017, 12, 1), datetime.date(2023, 12, 1)),)
    """
    held = sorted(
        (span.begins_by, _held_to(span) or date.max)
        for span in spans
        if span.begins_by is not None and (_held_to(span) or date.max) > span.begins_by
    )
    joined: list[tuple[date, date]] = []
    for begins, ends in held:
        if joined and begins <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(ends, joined[-1][1])
        else:
            joined.append((begins, ends))
    return tuple((begins, None if ends == date.max else ends) for begins, ends in joined)


def _held_to(span: TitleSpan) -> date | None:
    ends = [day for day in (span.ends_from, span.ended_on) if day is not None]
    return min(ends, default=None)


def add_months(day: date, months: int) -> date:
    """The same day some months later; where that month is shorter, the first of the next.

    >>> add_months(date(2020, 2, 29), 12), add_months(date(2023, 11, 30), 3)
    (datetime.date(2021, 3, 1), datetime.date(2024, 3, 1))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        following = date(year, month + 1, 28) + 4 * _ONE_DAY
        return following.replace(day=1)
