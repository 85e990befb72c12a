"""Reading what people write for a fact: 5200万元, 31 1/24, 是, 2022-05-20; exact, or refused in one sentence."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kechuang.rules.facts import FactType, plain_name
from kechuang.tree import Value
from kechuang.values import KechuangError, ValueFormatError, unit

_MONEY = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(分|元|[百千万亿]+元?)")
_MIXED = re.compile(r"(\d+)(?:又|\s+)(\d+)/(\d+)|(\d+)/(\d+)|(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_LONGEST = 40
_MOST_DIGITS = 30
_WORDS = {
    "是": True,
    "有": True,
    "yes": True,
    "true": True,
    "否": False,
    "无": False,
    "没有": False,
    "no": False,
    "false": False,
}


class _UnreadableError(Exception):
    """What was written does not have the form; the caller says for which fact."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def read_value(fact: FactType, raw: Any) -> Value:
    """The value of a fact from JSON or YAML.

    Raises:
        KechuangError: it cannot be read, or cannot be.
    """
    try:
        return _read(fact, raw)
    except _UnreadableError as fault:
        shown = str(raw) if not isinstance(raw, dict | list) else type(raw).__name__
        shown = shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
        raise KechuangError(
            zh=f"“{fact.name.zh}”（{fact.code}）写的是“{shown}”：{fault.zh}。",
            en=f"'{fact.code}' is '{shown}': {fault.en}.",
        ) from None


def _read(fact: FactType, raw: Any) -> Value:
    match fact.kind:
        case "money":
            return _limited(fact, read_money(raw))
        case "count" | "points":
            return _count(fact, raw)
        case "flag":
            return _flag(raw)
        case "date":
            return _day(raw)
        case "choice":
            return _choice(fact, raw)


def read_money(raw: Any) -> int:
    """An amount as whole 分: a number of 元, or text with its unit.

    >>> read_money(5200), read_money("5,200万元"), read_money("3.5亿元")
    (520000, 5200000000, 35000000000)
    """
    if isinstance(raw, bool):
        raise _UnreadableError("应当是金额", "an amount is expected")
    if isinstance(raw, int | Decimal):
        amount = _exact(raw) * 100
    elif isinstance(raw, str):
        text = _plain(raw)
        found = _MONEY.fullmatch(text)
        if found is None:
            raise _UnreadableError(
                "金额要写成带单位的数，如 5200万元、3.5亿元", "write an amount with its unit, such as 5200万元"
            )
        sign, whole, rest, symbol = found.groups()
        try:
            size = unit(symbol if symbol.endswith(("元", "分")) else symbol + "元")
        except ValueFormatError:
            raise _UnreadableError("单位无法识别", "the unit is not known") from None
        if size.dimension != "money":
            raise _UnreadableError("单位无法识别", "the unit is not known")
        amount = Fraction(whole.replace(",", "") + (rest or "")) * size.factor * (-1 if sign == "-" else 1)
    else:
        raise _UnreadableError("应当是金额", "an amount is expected")
    if amount.denominator != 1:
        raise _UnreadableError("金额不能细于1分", "an amount is not finer than 0.01 yuan")
    return amount.numerator


def money_of(text: str) -> int:
    """An amount with its unit as whole 分, for content.

    Raises:
        KechuangError: it is no amount.
    """
    try:
        return read_money(text)
    except _UnreadableError as fault:
        raise KechuangError(zh=f"“{text[:_LONGEST]}”：{fault.zh}。", en=f"'{text[:_LONGEST]}': {fault.en}.") from None


def read_count(raw: Any) -> Fraction:
    """A number, exact: ``31 1/24``, ``31.5``, ``1,200``."""
    if isinstance(raw, bool):
        raise _UnreadableError("应当是数", "a number is expected")
    if isinstance(raw, int | Decimal):
        return _exact(raw)
    if not isinstance(raw, str):
        raise _UnreadableError("应当是数", "a number is expected")
    text = unicodedata.normalize("NFKC", raw).replace("⁄", "/").strip()
    negative = text.startswith("-")
    found = _MIXED.fullmatch(text.lstrip("-")) if len(text) <= _LONGEST else None
    if found is None:
        raise _UnreadableError("应当是数，如 31、31.5 或 31 1/24", "a number is expected: 31, 31.5 or 31 1/24")
    try:
        if found[2] is not None:
            value = int(found[1]) + Fraction(int(found[2]), int(found[3]))
        elif found[4] is not None:
            value = Fraction(int(found[4]), int(found[5]))
        else:
            value = Fraction(found[6].replace(",", "") + (found[7] or ""))
    except ZeroDivisionError:
        raise _UnreadableError("分母不能是零", "the denominator is zero") from None
    return -value if negative else value


def _exact(raw: int | Decimal) -> Fraction:
    if isinstance(raw, Decimal) and (not raw.is_finite() or abs(raw.adjusted()) > _MOST_DIGITS):
        raise _UnreadableError("数值过大、过小或不是数", "the number is too large, too small or no number")
    if isinstance(raw, int) and raw.bit_length() > 4 * _MOST_DIGITS:
        raise _UnreadableError("数值过大", "the number is too large")
    return Fraction(raw)


def _limited(fact: FactType, value: int) -> int:
    if value < 0 and not fact.signed:
        raise _UnreadableError("不能是负数", "it cannot be negative")
    if abs(value) > fact.most:
        raise _UnreadableError("数值过大，请核对单位", "it is too large; check the unit")
    return value


def _count(fact: FactType, raw: Any) -> int | Fraction:
    value = read_count(raw)
    if value < 0 and not fact.signed:
        raise _UnreadableError("不能是负数", "it cannot be negative")
    if fact.kind == "count" and abs(value) > fact.most:
        raise _UnreadableError("数值过大", "it is too large")
    if value.denominator == 1:
        return value.numerator
    if not fact.mean:
        raise _UnreadableError("应当是整数", "a whole number is expected")
    if value.denominator > 10**6:
        raise _UnreadableError("小数位过多", "it has too many decimals")
    return value


def _flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and _plain(raw).lower() in _WORDS:
        return _WORDS[_plain(raw).lower()]
    raise _UnreadableError("只能是 true/false 或 是/否", "it must be true or false")


def _day(raw: Any) -> int:
    if isinstance(raw, datetime):
        return raw.date().toordinal()
    if isinstance(raw, date):
        return raw.toordinal()
    found = _DAY.fullmatch(_plain(raw)) if isinstance(raw, str) else None
    if found is not None:
        try:
            return date(int(found[1]), int(found[2]), int(found[3])).toordinal()
        except ValueError:
            pass
    raise _UnreadableError("应当是存在的日期，如 2022-05-20", "a day that exists is expected, such as 2022-05-20")


def _choice(fact: FactType, raw: Any) -> str:
    if isinstance(raw, str) and plain_name(raw) in fact.choices:
        return fact.choices[plain_name(raw)]
    words = "、".join(dict.fromkeys(fact.choices.values()))
    raise _UnreadableError(f"只能是 {words} 之一或其中文名", f"it must be one of {words}")


def _plain(text: str) -> str:
    """The text with signs in one width and without blanks; a text longer than any amount reads as nothing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text[: _LONGEST + 1]))
