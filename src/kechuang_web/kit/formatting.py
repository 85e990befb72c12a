"""Figures, days and periods as readers write them. Missing is a dash with a reason, never a zero."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kechuang.values import Period, Quantity, format_number, unit
from kechuang.values.quantities import english_unit
from kechuang_web.kit.language import current_language

_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def show_missing(reason: str = "") -> SafeString:
    """A dash that says what it stands for, also to a screen reader."""
    return format_html(
        '<span class="missing" title="{0}"><span aria-hidden="true">—</span><span class="hidden">{0}</span></span>',
        reason or _("未收录"),
    )


def show_quantity(value: Any) -> SafeString:
    """``23<small>家</small>``; ``None`` is a dash."""
    if value is None or value == "":
        return show_missing()
    if isinstance(value, Quantity):
        label = value.label(current_language())
        number = label.rstrip()
        # The number is what stands before the unit; a unit holds no digits.
        cut = max(index for index, mark in enumerate(number) if mark.isdigit()) + 1
        if value.unit.symbol[:1].isdigit() or "×10" in number:
            cut = number.find(" ") if " " in number else cut
        return format_html('<span class="q">{}<small>{}</small></span>', number[:cut], number[cut:].strip())
    return format_html('<span class="q">{}</span>', value)


def show_money(fen: int | None) -> SafeString:
    """Whole 分 as 元, 万元 or 亿元, exact: the largest unit that needs at most two decimals."""
    if fen is None:
        return show_missing()
    if not isinstance(fen, int):
        raise TypeError("money is whole 分: give an int")
    for symbol, size in (("亿元", 10**10), ("万元", 10**6), ("元", 100)):
        number = Fraction(fen, size)
        if abs(number) >= 1 and (number * 100).denominator == 1:
            return show_quantity(Quantity.of(number, symbol))
    return show_quantity(Quantity.of(Fraction(fen, 100), "元"))


def show_day(value: Any) -> str:
    """2023年8月9日 or 9 Aug 2023; a moment is shown on the installation's clock."""
    if value in (None, ""):
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if current_language() == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_EN_MONTHS[value.month - 1]} {value.year}"


def show_month(value: date | None) -> str:
    """2023年8月 or Aug 2023."""
    if value is None:
        return "—"
    return (
        f"{value.year}年{value.month}月"
        if current_language() == "zh"
        else f"{_EN_MONTHS[value.month - 1]} {value.year}"
    )


def show_moment(value: datetime | None) -> str:
    """Day, hour and minute on the installation's clock."""
    if value is None:
        return "—"
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{show_day(local)} {local:%H:%M}"


def show_period(value: Any) -> str:
    """A period, or its text, as a reader writes it; none recorded is said."""
    if value in (None, ""):
        return _("未注明时点")
    period = value if isinstance(value, Period) else Period.parse(str(value))
    return period.label(current_language())


def show_unit(symbol: str | None) -> SafeString | str:
    """A unit in the language of the page; a word without a translation stays as it is written."""
    if not symbol:
        return show_missing()
    return english_unit(unit(symbol)) if current_language() == "en" else symbol


def show_number(value: Any) -> SafeString | str:
    """A plain number with thousands grouped."""
    if value is None or value == "":
        return show_missing()
    return format_number(Fraction(str(value)) if not isinstance(value, Fraction) else value)
