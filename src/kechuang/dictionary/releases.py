"""The release calendar: which source gives the figure of a period, and when it may be expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast, get_args

from kechuang.content import (
    ContentError,
    RegionFolder,
    YamlMap,
    check_keys,
    choice_of,
    list_of,
    sentence_of,
    text_of,
    whole_of,
)
from kechuang.values import CONFIDENCE_ORDER, Confidence, Period, Sentence, month_end

FILE = "release_calendar.yaml"

Grain = Literal["month", "quarter", "year"]
Basis = Literal["observed", "assumed"]
_MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Release:
    """When a source gives the figure of a period.

    Attributes:
        attribute: code of the attribute.
        definition: version of the definition, or ``None`` for any.
        source, publisher: what gives it and who publishes; the publisher is ``None`` while it is not settled.
        grain: the periods it speaks about (a year-to-date bulletin by month: ``month``).
        lag_months: the figure is due by the end of the month this many months after the period's last month.
        vintages: the rounds in which it appears, in order, where there are several.
        basis: ``observed`` when the lag is read from releases held here, ``assumed`` when it is our expectation.
        confidence: how sure the lag is.
    """

    attribute: str
    definition: str | None
    source: Sentence
    publisher: Sentence | None
    grain: Grain
    lag_months: int
    vintages: tuple[str, ...]
    basis: Basis
    confidence: Confidence
    note: Sentence | None = None

    def due(self, period: Period) -> date:
        """The day by which the figure of a period may be expected.

        >>> yearly = Release("rd_intensity", None, Sentence("年报", "yearly"), None, "year", 12, (), "assumed", "low")
        >>> yearly.due(Period.parse("2025"))
        datetime.date(2026, 12, 31)
        """
        return _months_after(period.end, self.lag_months)

    def last_due(self, as_of: date) -> Period:
        """The latest period whose figure was due by a day.

        >>> yearly = Release("rd_intensity", None, Sentence("年报", "yearly"), None, "year", 12, (), "assumed", "low")
        >>> yearly.last_due(date(2023, 9, 1)).text, yearly.next_due(date(2023, 9, 1))
        ('2021', datetime.date(2023, 12, 31))
        """
        period = _period_ending(as_of, self.grain)
        while self.due(period) > as_of:
            period = _previous(period, self.grain)
        return period

    def next_due(self, as_of: date) -> date:
        """The next day after ``as_of`` on which a figure is due."""
        period = self.last_due(as_of)
        while (day := self.due(period)) <= as_of:
            period = _next(period, self.grain)
        return day


@dataclass(frozen=True, slots=True)
class ReleaseCalendar:
    """All releases known for a region."""

    releases: tuple[Release, ...]

    def of(self, attribute: str) -> tuple[Release, ...]:
        """The releases that give an attribute, in the order declared; the first is the one to wait for."""
        return tuple(release for release in self.releases if release.attribute == attribute)


def load_release_calendar(folder: RegionFolder) -> ReleaseCalendar:
    """The releases declared for a region and above it; the district's own come first.

    Raises:
        ContentError: a declaration is wrong.
    """
    found: list[Release] = []
    for _, document in reversed(folder.yaml_all(FILE)):
        entries = list_of(document, "releases")
        for index, entry in enumerate(entries):
            if not isinstance(entry, YamlMap):
                raise ContentError(entries.at(index), zh="每一项应当是键值表。", en="each item must be a mapping.")
            found.append(_release(entry))
    return ReleaseCalendar(tuple(found))


def _release(entry: YamlMap) -> Release:
    check_keys(
        entry,
        {
            "attribute", "definition", "source", "publisher", "grain", "lag_months", "vintages", "basis", "confidence", "note",
        },
    )  # fmt: skip
    lag = whole_of(entry, "lag_months")
    if not 0 <= lag <= 60:
        raise ContentError(entry.at("lag_months"), zh="滞后月数应在0至60之间。", en="the lag must be 0 to 60 months.")
    vintages = list_of(entry, "vintages", None)
    return Release(
        attribute=text_of(entry, "attribute"),
        definition=text_of(entry, "definition", None),
        source=sentence_of(entry, "source"),
        publisher=sentence_of(entry, "publisher", None),
        grain=cast(Grain, choice_of(entry, "grain", get_args(Grain))),
        lag_months=lag,
        vintages=tuple(str(vintage) for vintage in vintages) if vintages else (),
        basis=cast(Basis, choice_of(entry, "basis", get_args(Basis))),
        confidence=cast(Confidence, choice_of(entry, "confidence", CONFIDENCE_ORDER)),
        note=sentence_of(entry, "note", None),
    )


def _months_after(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return month_end(total // 12, total % 12 + 1)


def _period_ending(day: date, grain: Grain) -> Period:
    """The period of the grain that the day falls in."""
    match grain:
        case "year":
            return Period.year(day.year)
        case "quarter":
            return Period.parse(f"{day.year}-Q{(day.month + 2) // 3}")
        case _:
            return Period.parse(f"{day:%Y-%m}")


def _previous(period: Period, grain: Grain) -> Period:
    return _period_ending(_months_after(period.end, -_MONTHS[grain]), grain)


def _next(period: Period, grain: Grain) -> Period:
    return _period_ending(_months_after(period.end, _MONTHS[grain]), grain)
