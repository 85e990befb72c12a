"""How amounts, days and shares are worded in explanations. Nothing is rounded across a threshold unsaid."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from kechuang.values import Period, Quantity, Sentence


def amount(quantity: Quantity) -> Sentence:
    """An amount in both languages; one without a short exact form is rounded to two places and says so."""
    rounded = _round(quantity)
    if rounded is None:
        return Sentence(quantity.label("zh"), _english(quantity))
    return Sentence(f"约{rounded.label('zh')}", f"about {_english(rounded)}")


def _english(quantity: Quantity) -> str:
    label = quantity.label("en")
    return label.removesuffix("s") if label.startswith("1 ") else label


def _round(quantity: Quantity) -> Quantity | None:
    if 100 % quantity.low.denominator == 0 and 100 % quantity.high.denominator == 0:
        return None
    return Quantity(round(quantity.low, 2), round(quantity.high, 2), quantity.unit, quantity.bound)


def span(low: Quantity, high: Quantity) -> Sentence:
    """An interval of counts, rounded outwards to whole units."""
    shown = Quantity(Fraction(low.low.__floor__()), Fraction(high.high.__ceil__()), low.unit, "range")
    return Sentence(shown.label("zh"), shown.label("en"))


def percent(share: Fraction) -> str:
    """A share as a percentage with one decimal, cut and not rounded: 94.96 % never reads as 95.

    >>> percent(Fraction(9496, 10000)), percent(Fraction(1, 4))
    ('94.9%', '25%')
    """
    tenths = (share * 1000).__floor__()
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"


def day(on: date) -> Sentence:
    """A day in both languages."""
    period = Period(on, on, "day")
    return Sentence(period.label("zh"), period.label("en"))


def when(period: Period | None) -> Sentence:
    """A period in both languages; what no source dates says so."""
    return Sentence("无日期", "undated") if period is None else Sentence(period.label("zh"), period.label("en"))


def year_to_date(period: Period) -> Sentence:
    """A count since January: 2022年1—5月累计."""
    month = period.end.month
    if month == 1:
        return Sentence(f"{period.end.year}年1月累计", f"January {period.end.year} to date")
    return Sentence(f"{period.end.year}年1—{month}月累计", f"January to {period.label('en')}")
