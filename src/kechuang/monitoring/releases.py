"""What the release calendar says of an indicator: which figure should be out by a day, and which comes next.

The calendar itself is the dictionary's; the days in it are habits of publishers, not promises.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kechuang.dictionary import Release, ReleaseCalendar
from kechuang.values import Period


@dataclass(frozen=True, slots=True)
class Due:
    """One expected publication: the period it speaks of, and the day by which it usually is out."""

    period: Period
    day: date


def find_releases(
    calendar: ReleaseCalendar, attribute: str, definition: str | None = None, also: str | None = None
) -> tuple[Release, ...]:
    """The releases that tell of a figure: its own attribute's first, then those of ``also`` (a bulletin within the year).

    Of its own attribute the first that gives the definition asked for counts: it is the one to wait for.
    """
    version = definition.partition("@")[2] if definition else None
    own = [one for one in calendar.of(attribute) if one.definition is None or version in (None, one.definition)][:1]
    return (*own, *(calendar.of(also)[:1] if also is not None and also != attribute else ()))


@lru_cache(maxsize=4096)
def last_due(release: Release, day: date) -> Due:
    """The last publication that should be out by a day."""
    period = release.last_due(day)
    return Due(period, release.due(period))


@lru_cache(maxsize=4096)
def next_due(release: Release, day: date) -> Due:
    """The first publication that should come after a day."""
    coming = release.next_due(day)
    return Due(release.last_due(coming), coming)


def first_comparable(releases: Iterable[Release], day: date, told: date) -> Due | None:
    """The first publication after a day that speaks of a period ending after ``told``; ``None`` without a calendar."""
    found = []
    for release in releases:
        due = next_due(release, day)
        while due.period.end <= told:
            due = next_due(release, due.day)
        found.append(due)
    return min(found, key=lambda due: due.day, default=None)
