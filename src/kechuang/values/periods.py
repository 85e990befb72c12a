"""Periods: the stretch of calendar a figure speaks about.

A period is written as people write it in the content files, and always spans whole days:

=================  =============================  ==============================
text               meaning                        shown in Chinese
=================  =============================  ==============================
``2019``           the year 2019                  2019年
``2022-05``        May 2022                       2022年5月
``2025-Q2``        the second quarter of 2025     2025年第二季度
``2020-11-01``     one day                        2020年11月1日
``2016-2020``      the years 2016 to 2020         2016—2020年
=================  =============================  ==============================

Whether ``2022-05`` counts the month alone or January to May is not the period's business but the attribute's *measure*
(a year-to-date flow ends in its period and begins in January).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, total_ordering
from typing import Literal

from kechuang.values.errors import Language, ValueFormatError

Grain = Literal["day", "month", "quarter", "year", "years"]

_PATTERNS: tuple[tuple[Grain, re.Pattern[str]], ...] = (
    ("day", re.compile(r"(\d{4})-(\d{2})-(\d{2})")),
    ("years", re.compile(r"(\d{4})-(\d{4})")),
    ("quarter", re.compile(r"(\d{4})-Q([1-4])")),
    ("month", re.compile(r"(\d{4})-(\d{2})")),
    ("year", re.compile(r"(\d{4})")),
)


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole days with the grain it was stated in.

    Periods sort by their last day, then by their first: what ended earlier comes earlier.

    >>> Period.parse("2022-05").end
    datetime.date(2022, 5, 31)
    >>> Period.parse("2016-2020").label("zh")
    '2016—2020年'
    >>> Period.parse("2019") < Period.parse("2022-05")
    True
    """

    start: date
    end: date
    grain: Grain

    @staticmethod
    def parse(text: str) -> Period:
        """Read a period as content files write it.

        Raises:
            ValueFormatError: the text is none of the five forms, or names a day or month that does not exist.
        """
        return _parse(text)

    @staticmethod
    def year(year: int) -> Period:
        """The calendar year."""
        return Period(date(year, 1, 1), date(year, 12, 31), "year")

    @property
    def text(self) -> str:
        """The form :meth:`parse` reads back."""
        match self.grain:
            case "day":
                return self.end.isoformat()
            case "month":
                return f"{self.end.year:04}-{self.end.month:02}"
            case "quarter":
                return f"{self.end.year}-Q{self.end.month // 3}"
            case "year":
                return f"{self.end.year}"
            case _:
                return f"{self.start.year}-{self.end.year}"

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.start) < (other.end, other.start)

    def contains(self, day: date) -> bool:
        """Whether the day falls inside."""
        return self.start <= day <= self.end

    def label(self, lang: Language = "zh") -> str:
        """The period as a reader writes it: 2023年8月, 2016—2020年, August 2023."""
        end = self.end
        if lang == "zh":
            match self.grain:
                case "day":
                    return f"{end.year}年{end.month}月{end.day}日"
                case "month":
                    return f"{end.year}年{end.month}月"
                case "quarter":
                    return f"{end.year}年第{'一二三四'[end.month // 3 - 1]}季度"
                case "year":
                    return f"{end.year}年"
                case _:
                    return f"{self.start.year}—{end.year}年"
        match self.grain:
            case "day":
                return f"{end.day} {calendar.month_name[end.month]} {end.year}"
            case "month":
                return f"{calendar.month_name[end.month]} {end.year}"
            case "quarter":
                return f"Q{end.month // 3} {end.year}"
            case "year":
                return f"{end.year}"
            case _:
                return f"{self.start.year}–{end.year}"


@lru_cache(maxsize=4096)
def _parse(text: str) -> Period:
    for grain, pattern in _PATTERNS:
        found = pattern.fullmatch(text.strip())
        if found is None:
            continue
        try:
            return _build(grain, [int(part) for part in found.groups()])
        except ValueError:
            break
    raise ValueFormatError(
        zh=f"期间“{text}”无法识别，请写成 2019、2022-05、2025-Q2、2020-11-01 或 2016-2020。",
        en=f"Period '{text}' cannot be read; write 2019, 2022-05, 2025-Q2, 2020-11-01 or 2016-2020.",
    )


def _build(grain: Grain, parts: list[int]) -> Period:
    year = parts[0]
    match grain:
        case "day":
            day = date(year, parts[1], parts[2])
            return Period(day, day, grain)
        case "month":
            return Period(date(year, parts[1], 1), month_end(year, parts[1]), grain)
        case "quarter":
            return Period(date(year, 3 * parts[1] - 2, 1), month_end(year, 3 * parts[1]), grain)
        case "year":
            return Period.year(year)
        case _:
            if parts[1] <= year:
                raise ValueError("the years run backwards")
            return Period(date(year, 1, 1), date(parts[1], 12, 31), grain)


def month_end(year: int, month: int) -> date:
    """The last day of a month.

    >>> month_end(2024, 2)
    datetime.date(2024, 2, 29)
    """
    if not 1 <= month <= 12:
        raise ValueError(f"month {month} does not exist")
    return date(year, month, calendar.monthrange(year, month)[1])
