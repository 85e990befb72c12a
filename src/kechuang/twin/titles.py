"""Titles: how many are given in each month so that the stock follows the path, and to whom."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from kechuang.twin.calibration import MONTHS, WAN, Title
from kechuang.twin.firms import Days, Flags, Population, Real, Whole, Year
from kechuang.twin.keyed import stream


@dataclass(slots=True)
class Issues:
    """Numbers given: the firm's place, the day, the last day in force plus one, and the step (1 where the title has an upper one)."""

    rows: list[Whole] = field(default_factory=list)
    issued: list[Days] = field(default_factory=list)
    expires: list[Days] = field(default_factory=list)
    step: list[Whole] = field(default_factory=list)

    def joined(self) -> tuple[Whole, Days, Days, Whole]:
        """The four columns, in order of issue."""
        if not self.rows:
            none = np.empty(0, dtype=np.int64)
            return none, none.astype("datetime64[D]"), none.astype("datetime64[D]"), none
        return (
            np.concatenate(self.rows),
            np.concatenate(self.issued),
            np.concatenate(self.expires),
            np.concatenate(self.step),
        )


class TitleBook:
    """The numbers of one title, given month by month.

    A number of several years is given on a fixed day of the month and ends that many years later on the same day, on which it
    can be given again: so the numbers in force at T are exactly those issued in (T - life, T]. A yearly number ends with 31
    December. ``short`` is the most numbers lacking at the end of a year because no eligible firm was there to
    take them.
    """

    def __init__(self, title: Title, scale: float, count: int, day: int, first: int) -> None:
        self.title, self.scale, self.day, self.first = title, scale, day, first
        self.issues = Issues()
        self.short = 0
        self._given: dict[int, int] = {}
        #: Month (from year 0) in which each firm's last number ends; it may be given again from that month on.
        self.until: Whole = np.zeros(count, dtype=np.int64)

    def bound_in(self, year: int) -> Flags:
        """Who holds a number of several years at the start of a year, or could be given one in it: they do not leave then."""
        if self.title.life is None:
            return np.zeros(len(self.until), dtype=np.bool_)
        return self.until > year * MONTHS

    def give(self, year: int, people: Population, figures: Year, seed: int) -> None:
        """Give the numbers of a year to the best of the eligible, those first whose number ends."""
        able = eligible(self.title, people, figures)
        rows = figures.rows[able]
        revenue = figures.columns["operating_revenue"][able] / 100
        luck = stream(seed, f"title {self.title.code}", year).gumbel(size=people.count)[rows]
        score = people.quality[rows] + 0.3 * np.log(np.maximum(revenue, 1)) + 0.5 * luck
        score += 3.0 * (self.until[rows] > (year - 1) * MONTHS)
        order = np.argsort(-score, kind="stable")
        rows, revenue = rows[order], revenue[order]
        for month in range(1, MONTHS + 1):
            self._give_month(year, month, rows, revenue)

    def _give_month(self, year: int, month: int, rows: Whole, revenue: Real) -> None:
        at = year * MONTHS + month
        wanted = max(0, round(self._target(year, month) * self.scale) - self._in_force(at))
        if not wanted:
            return
        free = np.flatnonzero(self.until[rows] <= at)[:wanted]
        chosen = rows[free]
        if month == MONTHS:
            self.short = max(self.short, wanted - len(chosen))
        self._given[at] = len(chosen)
        ends = (year + 1) * MONTHS + 1 if self.title.life is None else at + self.title.life
        self.until[chosen] = ends
        issued = np.datetime64(f"{year}-{month:02}-{self.day:02}")
        last = np.datetime64(f"{year + 1}-01-01")
        if self.title.life is not None:
            last = np.datetime64(f"{year + self.title.life // MONTHS}-{month:02}-{self.day:02}")
        step = np.zeros(len(chosen), dtype=np.int64)
        if self.title.upper is not None:
            step = (revenue[free] >= self.title.upper[0]).astype(np.int64)
        self.issues.rows.append(chosen)
        self.issues.issued.append(np.full(len(chosen), issued, dtype="datetime64[D]"))
        self.issues.expires.append(np.full(len(chosen), last, dtype="datetime64[D]"))
        self.issues.step.append(step)

    def _target(self, year: int, month: int) -> float:
        """The path; in the ``first`` year all are new and come over its months, not in January, or they would always end then."""
        if year == self.first and self.title.life is not None:
            return self.title.target(year, MONTHS) * self.title.within[month - 1]
        return self.title.target(year, month)

    def _in_force(self, at: int) -> int:
        """Numbers in force at the end of a month before any is given in it."""
        if self.title.life is None:
            return sum(number for month, number in self._given.items() if (month - 1) // MONTHS == (at - 1) // MONTHS)
        return sum(number for month, number in self._given.items() if month > at - self.title.life)


def eligible(title: Title, people: Population, figures: Year) -> Flags:
    """Who may hold a title by the figures of a year. A condition that the calibration does not name does not apply."""
    column = figures.columns
    rows = figures.rows
    revenue = np.maximum(column["operating_revenue"], 1)
    age = figures.year - (people.entered[rows].astype("datetime64[Y]").astype(np.int64) + 1970)
    held = {
        "age_years": age,
        "rd_share": column["rd_expense"] / revenue,
        "science_share": column["science_staff"] / column["staff_total"],
        "ip_total": column["ip_total"],
        "hightech_share": column["hightech_revenue"] / revenue,
        "revenue_least_wan": revenue / 100 / WAN,
        "growth": revenue / 100 / people.last_revenue[rows] - 1,
    }
    most = {
        "age_years_most": age,
        "staff_most": column["staff_total"],
        "revenue_most_wan": revenue / 100 / WAN,
        "assets_most_wan": column["total_assets"] / 100 / WAN,
    }
    # Nobody takes a title in the year of registration: there is no accounting year to show.
    able = people.entry_year[rows] < figures.year
    for need, bound in title.needs.items():
        able &= held[need] >= bound if need in held else most[need] <= bound
    return np.asarray(able)
