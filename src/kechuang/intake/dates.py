"""Days, months and years as people write them, and the period a title names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from kechuang.intake.opening.sheet_xml import day_of_serial
from kechuang.intake.words import fold_text
from kechuang.values import Period, month_end

#: Years that figures of a register can be of.
FIRST_YEAR, LAST_YEAR = 1900, 2100
#: Serial numbers of days between 1950 and 2100: outside, a number in a column of days is no day.
_SERIALS = (18_264, 73_415)

#: The time of day behind a day, which no record keeps.
_CLOCK = re.compile(r"[\sTt]+\d{1,2}[:：]\d{2}.*$", re.DOTALL)
_DAY = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})(?:日|号)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:月(?:份)?)?")
_COMPACT_MONTH = re.compile(r"(\d{4})(0[1-9]|1[0-2])")
_YEAR = re.compile(r"(\d{4})(?:年(?:度|末|底)?)?")
_SHORT = re.compile(r"(\d{2})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?")
_AMERICAN = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"[一二][〇零○一二三四五六七八九]{3}(?=年)")


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a cell says of a time: a ``day``, or a ``period`` where it gives a month or year only; ``doubt`` why neither is sure.

    ``offers`` are the readings between which a person must choose.
    """

    day: date | None = None
    period: Period | None = None
    doubt: str | None = None
    offers: tuple[str, ...] = ()


NO_DATE = DateReading(doubt="unreadable")


def read_date(value: Any) -> DateReading:
    """A cell as a day, or as the month or year it names.

    >>> read_date("2023年5月1日").day, read_date(45047).day, read_date("20230501").day, read_date("2023/5/1 10:30").day
    (datetime.date(2023, 5, 1), datetime.date(2023, 5, 1), datetime.date(2023, 5, 1), datetime.date(2023, 5, 1))
    >>> read_date("2023.5").period.text, read_date(2023.5).period.text, read_date("2023年").period.text
    ('2023-05', '2023-05', '2023')
    >>> read_date(2023.1).offers  # a number has lost the zero of 2023.10
    ('2023-01', '2023-10')
    """
    if isinstance(value, datetime):
        return _checked(value.date())
    if isinstance(value, date):
        return _checked(value)
    if isinstance(value, bool):
        return NO_DATE
    if isinstance(value, int | float):
        return _of_number(value)
    return _of_text(fold_text(_CLOCK.sub("", str(value).strip())))


def _checked(day: date) -> DateReading:
    if FIRST_YEAR < day.year <= LAST_YEAR:
        return DateReading(day=day)
    return DateReading(doubt="out_of_range")


def _of_number(number: float) -> DateReading:
    if float(number).is_integer():
        whole = int(number)
        if FIRST_YEAR <= whole <= LAST_YEAR:
            return DateReading(period=Period.year(whole))
        if whole >= 190_001:
            return _of_text(str(whole))
    elif FIRST_YEAR <= number < LAST_YEAR + 1 and abs(number * 100 - round(number * 100)) < 1e-6:
        text = repr(round(number, 2))
        if text.endswith(".1"):
            year = text[:4]
            return DateReading(doubt="ambiguous_month", offers=(f"{year}-01", f"{year}-10"))
        return _of_text(text)
    if _SERIALS[0] <= number <= _SERIALS[1]:
        day = day_of_serial(number)
        if day is not None:
            return _checked(day.date() if isinstance(day, datetime) else day)
    return NO_DATE


@lru_cache(maxsize=65_536)
def _of_text(text: str) -> DateReading:
    text = _CHINESE_YEAR.sub(lambda found: found[0].translate(_DIGITS), text).strip("'\"“”。")
    for pattern in (_DAY, _COMPACT):
        if found := pattern.fullmatch(text):
            return _day(int(found[1]), int(found[2]), int(found[3]))
    for pattern in (_COMPACT_MONTH, _MONTH):
        if found := pattern.fullmatch(text):
            year, month = int(found[1]), int(found[2])
            if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
                return DateReading(period=Period(date(year, month, 1), month_end(year, month), "month"))
            return NO_DATE
    if (found := _YEAR.fullmatch(text)) and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return DateReading(period=Period.year(int(found[1])))
    if found := _SHORT.fullmatch(text):
        offer = _day(2000 + int(found[1]), int(found[2]), int(found[3])).day
        return DateReading(doubt="short_year", offers=(offer.isoformat(),) if offer else ())
    if found := _AMERICAN.fullmatch(text):
        days = (
            _day(int(found[3]), int(found[1]), int(found[2])).day,
            _day(int(found[3]), int(found[2]), int(found[1])).day,
        )
        return DateReading(
            doubt="day_or_month_first", offers=tuple(dict.fromkeys(day.isoformat() for day in days if day))
        )
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _of_number(float(text))
    return NO_DATE


def _day(year: int, month: int, day: int) -> DateReading:
    try:
        return _checked(date(year, month, day))
    except ValueError:
        return DateReading(doubt="no_such_day")


_SPAN = r"((?:19|20)\d{2})\s*年?\s*"
_MONTHS = re.compile(_SPAN + r"(?:1|一)\s*[-—–~至到]+\s*(1[0-2]|[1-9])\s*月")
_QUARTER = re.compile(_SPAN + r"(?:第)?([一二三四1-4])季度")
_HALF = re.compile(_SPAN + r"(上|下)半年")
_ONE_MONTH = re.compile(r"((?:19|20)\d{2})\s*(?:年|\.|-|/)\s*(1[0-2]|0?[1-9])\s*月?(?!\d|\s*[-—–~至到]\s*\d)")
_YEARS = re.compile(r"((?:19|20)\d{2})\s*年?\s*[-—–~至到]+\s*((?:19|20)\d{2})\s*年")
_ONE_YEAR = re.compile(r"((?:19|20)\d{2})\s*(?:年|财年|会计年)")
_BARE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


def period_of_text(text: str, *, bare: bool = False) -> Period | None:
    """The period a title, a sheet's or a file's name speaks of; with ``bare`` four digits alone are a year.

    >>> period_of_text("某区2023年1-5月技术合同").text, period_of_text("2020年度汇总（2021年3月报）").text, period_of_text("二〇二二年名单").text
    ('2023-05', '2020', '2022')
    >>> period_of_text("企业自报_2020", bare=True).text, period_of_text("编号2020")
    ('2020', None)
    """
    text = _CHINESE_YEAR.sub(
        lambda found: found[0].translate(_DIGITS), text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    )
    found: list[tuple[int, int, Period]] = []
    for rank, (pattern, make) in enumerate(_FORMS):
        found += [(match.start(), rank, make(match)) for match in pattern.finditer(text)]
    if not found and bare:
        found = [(match.start(), 0, Period.year(int(match[1]))) for match in _BARE_YEAR.finditer(text)]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _month_period(found: re.Match[str]) -> Period:
    year, month = int(found[1]), int(found[2])
    return Period(date(year, month, 1), month_end(year, month), "month")


def _quarter(found: re.Match[str]) -> Period:
    number = "一二三四".find(found[2]) + 1 or int(found[2])
    return Period.parse(f"{found[1]}-Q{number}")


def _half(found: re.Match[str]) -> Period:
    year = int(found[1])
    month = 6 if found[2] == "上" else 12
    return Period(date(year, month, 1), month_end(year, month), "month")


def _years(found: re.Match[str]) -> Period:
    first, last = int(found[1]), int(found[2])
    return Period(date(first, 1, 1), date(last, 12, 31), "years") if last > first else Period.year(first)


_FORMS = (
    (_YEARS, _years),
    (_MONTHS, _month_period),
    (_QUARTER, _quarter),
    (_HALF, _half),
    (_ONE_MONTH, _month_period),
    (_ONE_YEAR, lambda found: Period.year(int(found[1]))),
)
