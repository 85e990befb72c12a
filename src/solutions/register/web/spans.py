"""A time line of things that last: one line each from its first day to its last, with the years above.

Places on the line are shares of its width, so that the drawing stretches with the page while its letters and corners stay
as they are. Whoever cannot see it reads the table that stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

#: Height of a line, and of the bar in it.
LINE, BAR = 26, 12
#: More years than this are named every second, fifth or tenth.
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Span:
    """One thing: from when, until when (``None``: no end is known), the class of its tone, and what it says."""

    start: date
    end: date | None
    tone: str
    label: str


@dataclass(frozen=True, slots=True)
class Years:
    """The years a time line shows, the first day of the first to the last day of the last."""

    first: int
    last: int

    def place(self, day: date) -> str:
        """Where a day lies, as a share of the width; days outside lie on the edge."""
        start, end = date(self.first, 1, 1).toordinal(), date(self.last + 1, 1, 1).toordinal()
        share = Fraction(min(max(day.toordinal(), start), end) - start, end - start)
        return f"{float(100 * share):.2f}%"

    @property
    def named(self) -> list[int]:
        """The years that are written above the line."""
        count = self.last - self.first + 1
        step = next((step for step in (1, 2, 5, 10) if count <= MOST_NAMED * step), 20)
        return [year for year in range(self.first, self.last + 1) if year % step == 0 or step == 1]


def years_of(spans: Iterable[Span], day: date) -> Years:
    """The years that hold every span and the day asked about.

    >>> years_of([Span(date(2019, 5, 1), date(2022, 4, 30), "achieved", "")], date(2023, 9, 1))
    Years(first=2019, last=2023)
    """
    days = [day, *(one.start for one in spans)]
    ends = [day, *(one.end for one in spans if one.end)]
    return Years(min(days).year, max(ends).year)


def draw_axis(years: Years, day: date) -> SafeString:
    """The years above the lines."""
    marks = [(years.place(date(year, 1, 1)), year) for year in years.named]
    return format_html(
        '<svg class="spans axis" width="100%" height="{}" aria-hidden="true" focusable="false">{}{}</svg>',
        LINE,
        format_html_join("", '<text x="{}" dx="3" y="18">{}</text>', marks),
        _rule(years, day),
    )


def draw_line(spans: Sequence[Span], years: Years, day: date) -> SafeString:
    """One line: a bar for each span; a bar without a known end fades out at the right edge of the years."""
    grid = format_html_join(
        "",
        '<line class="year" x1="{0}" x2="{0}" y1="0" y2="{1}"/>',
        [(years.place(date(year, 1, 1)), LINE) for year in years.named],
    )
    bars = format_html_join(
        "",
        '<rect class="{}{}" x="{}" width="{}" y="{}" height="{}" rx="2"><title>{}</title></rect>',
        [
            (
                one.tone,
                "" if one.end else " open",
                years.place(one.start),
                _width(years, one),
                (LINE - BAR) // 2,
                BAR,
                one.label,
            )
            for one in spans
        ],
    )
    return format_html(
        '<svg class="spans" width="100%" height="{}" role="img" aria-label="{}">{}{}{}</svg>',
        LINE,
        "; ".join(one.label for one in spans),
        grid,
        bars,
        _rule(years, day),
    )


def _width(years: Years, span: Span) -> str:
    start = Fraction(years.place(span.start)[:-1])
    end = Fraction(years.place(span.end)[:-1]) if span.end else Fraction(100)
    return f"{max(0.4, float(end - start)):.2f}%"


def _rule(years: Years, day: date) -> SafeString:
    return format_html('<line class="day" x1="{0}" x2="{0}" y1="0" y2="{1}"/>', years.place(day), LINE)
