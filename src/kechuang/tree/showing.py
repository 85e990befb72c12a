"""How a tree shows its numbers: 5,200万元, 25.83 %, 2022年5月20日; never so rounded that a miss looks like a hit."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from kechuang.tree.nodes import Kind, Test
from kechuang.tree.verdict import Facts, Undefined, Value
from kechuang.values import Sentence, format_number

_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}
_MOST_DIGITS = 12
_UNCOVERED = Sentence("规则未涉及的情形", "a case the text does not cover")
_UNKNOWN = Sentence("未知", "unknown")


def show_money(fen: int | Fraction) -> Sentence:
    """An amount of 分 in the unit people say it in.

    >>> show_money(5_200_0000_00).zh, show_money(3_5000_0000_00).zh, show_money(123_45).zh
    ('5,200万元', '3.5亿元', '123.45元')
    """
    amount = Fraction(fen)
    for size, zh, en in ((10**10, "亿元", " ×10⁸ yuan"), (10**6, "万元", " ×10⁴ yuan")):
        if abs(amount) >= size and (amount * 10_000 / size).denominator == 1:
            text = format_number(amount / size)
            return Sentence(text + zh, text + en)
    text = format_number(amount / 100)
    return Sentence(text + "元", text + " yuan")


def show_share(share: Fraction, beside: Fraction | None = None) -> str:
    """A share in percent with two decimals, and more where fewer would make it look like the threshold beside it.

    >>> show_share(Fraction(31, 120)), show_share(Fraction(4999999, 10**8), Fraction(5, 100))
    ('25.83%', '4.999999%')
    """
    percent = share * 100
    for digits in range(2, _MOST_DIGITS + 1):
        shown = Fraction(round(percent * 10**digits), 10**digits)
        if beside is None or share == beside or shown != beside * 100:
            break
    return f"{format_number(shown)}%"


def show_number(value: Value, kind: Kind, beside: Fraction | None = None) -> Sentence:
    """A value of a kind."""
    if isinstance(value, Undefined):
        return _UNCOVERED
    if isinstance(value, bool | str):
        return show_value(value)
    if kind == "money":
        return show_money(value)
    if kind == "share":
        text = show_share(Fraction(value), beside)
        return Sentence(text, text)
    if kind == "date":
        day = date.fromordinal(int(value))
        return Sentence(f"{day.year}年{day.month}月{day.day}日", day.isoformat())
    text = show_mixed(Fraction(value))
    return Sentence(text, text)


def show_mixed(value: Fraction) -> str:
    """A count as a whole number and a proper fraction, as yearly means are written.

    >>> show_mixed(Fraction(745, 24)), show_mixed(Fraction(63, 2)), show_mixed(Fraction(1200))
    ('31 1/24', '31.5', '1,200')
    """
    if (value * 100).denominator == 1:
        return format_number(value)
    whole, rest = divmod(value, 1)
    return f"{format_number(Fraction(whole))} {rest}" if whole else str(rest)


def show_value(value: Value | None) -> Sentence:
    """A fact that is no number."""
    if value is None:
        return _UNKNOWN
    if isinstance(value, bool):
        return Sentence("是", "yes") if value else Sentence("否", "no")
    text = str(value)
    return Sentence(text, text)


def show_need(test: Test) -> Sentence:
    """What a test asks: ≥30%."""
    sign = _SIGNS[test.op]
    if test.kind == "date":
        day = show_number(test.threshold, "date")
        word = {
            ">=": ("不早于", "not before"),
            ">": ("晚于", "after"),
            "<=": ("不晚于", "not after"),
            "<": ("早于", "before"),
        }
        return Sentence(word[test.op][0] + day.zh, f"{word[test.op][1]} {day.en}")
    shown = show_number(test.threshold, test.kind)
    return Sentence(sign + shown.zh, sign + shown.en)


def show_have(test: Test, facts: Facts) -> Sentence:
    """What the firm has on the left side of a test; what is missing where it cannot be computed."""
    left, below = _total(test.left, facts), _total(test.below, facts)
    if left is None or (test.below and below is None):
        return _UNKNOWN
    if isinstance(left, Undefined) or isinstance(below, Undefined):
        return _UNCOVERED
    if not test.below:
        return show_number(left, test.kind, test.threshold)
    if not below:
        return Sentence("分母为零，无法计算", "not defined: the denominator is zero")
    return show_number(Fraction(left) / Fraction(below), "share", test.threshold)


def _total(terms: tuple[tuple[str, int], ...], facts: Facts) -> Fraction | Undefined | None:
    total = Fraction(0)
    for key, weight in terms:
        value = facts.get(key)
        if value is None or isinstance(value, str):
            return None
        if isinstance(value, Undefined):
            return value
        total += weight * value
    return total
