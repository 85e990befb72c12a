"""Amounts that are no digit-then-unit: 翻一番, 三成, 百分之五, 11.8:48.3:39.9, 1.9:1."""

from __future__ import annotations

import re
from decimal import Decimal

from kechuang.plan.reading.quantities import numerals
from kechuang.plan.reading.quantities.amount import Amount
from kechuang.plan.reading.quantities.bounds import bound_after
from kechuang.plan.reading.quantities.units import unit_at
from kechuang.plan.reading.quantities.values import Number

_DOUBLING = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}
_MULTIPLY = re.compile(
    r"(?<!个)翻了?(?:(?:近|约|超过?)?([一两二三四])番(半)?|番|倍)|成倍增长"
    r"|(?:实现|成|双)?[“”‘’]?双?(倍增)(?=[“”‘’,，。;、)]|目标|以上|$|达|左右)(?![“”‘’]?(?:行动|计划|工程|方案|攻坚|提质|培育|战略))"
)
_PERCENT_WORDS = re.compile(r"(百分|千分)之([零一二三四五六七八九十百点两]{1,8})")
_DECIMAL_WORDS = re.compile(r"[零一二三四五六七八九十百]{1,5}点[零一二三四五六七八九]{1,3}")
_TENTHS = re.compile(r"([一二两三四五六七八九]|(?<![\d.])[1-9])成(?![效果立为长本都员功交品型熟份分就语])(半)?")
_TO_ONE = re.compile(r"(?<![\d:.])(\d{1,4}(?:\.\d+)?):1(?![\d:.])")
_RATIO = re.compile(r"(?<![\d:.])(\d{1,3}(?:\.\d+)?):(\d{1,3}(?:\.\d+)?)(?::(\d{1,3}(?:\.\d+)?))?(?![\d:])")


def special_amounts(text: str) -> dict[int, list[Amount]]:
    """The special amounts of a compact text by where they start; the parts of a ratio come together."""
    found: dict[int, list[Amount]] = {}
    for part in (_multiples(text), _percents(text), _decimals(text), _tenths(text), _ratios(text), _to_one(text)):
        for amounts in part:
            found[amounts[0].start] = amounts
    return found


def _multiples(text: str) -> list[list[Amount]]:
    found: list[list[Amount]] = []
    for match in _MULTIPLY.finditer(text):
        start = match.start(3) if match.group(3) else match.start()
        bound, end = bound_after(text, match.end())
        said = re.search("近|约|超", match.group())
        bound = ("ge" if said.group() == "超" else "about") if said else bound
        value = 2 ** _DOUBLING.get(match.group(1) or "一", 1)
        found.append([Amount(start, end, start, match.end(), value, "倍", "倍", "strong", bound, multiple=True)])
    return found


def _percents(text: str) -> list[list[Amount]]:
    found: list[list[Amount]] = []
    for match in _PERCENT_WORDS.finditer(text):
        number = _chinese_decimal(match.group(2))
        if number is not None:
            bound, end = bound_after(text, match.end())
            unit = "%" if match.group(1) == "百分" else "‰"
            span = match.span()
            found.append([Amount(span[0], end, *span, number, unit, unit, "strong", bound, chinese=True)])
    return found


def _decimals(text: str) -> list[list[Amount]]:
    found: list[list[Amount]] = []
    for match in _DECIMAL_WORDS.finditer(text):
        number, unit = _chinese_decimal(match.group()), unit_at(text, match.end())
        if number is not None and unit is not None and unit.strength == "strong":
            bound, end = bound_after(text, unit.end)
            span = match.span()
            found.append([Amount(span[0], end, *span, number, unit.text, unit.word, "strong", bound, chinese=True)])
    return found


def _tenths(text: str) -> list[list[Amount]]:
    found: list[list[Amount]] = []
    for match in _TENTHS.finditer(text):
        if match.start() and text[match.start() - 1] in numerals.CHINESE_NUMERAL + "构组建生完":
            continue
        digit = match.group(1)
        tenths = int(digit) if digit.isdigit() else numerals.DIGITS[digit]
        bound, end = bound_after(text, match.end())
        value = tenths * 10 + (5 if match.group(2) else 0)
        at = match.start()
        found.append([Amount(at, end, at, at + 1, value, "%", "%", "strong", bound, chinese=True)])
    return found


def _ratios(text: str) -> list[list[Amount]]:
    found: list[list[Amount]] = []
    for match in _RATIO.finditer(text):
        named = "结构" in text[: match.start()] or "比" in text[max(0, match.start() - 16) : match.start()]
        named = named or bool(found)
        if not named or (match.group(2) == "1" and not match.group(3)):
            continue
        parts = []
        for group in (1, 2, 3):
            hit = numerals.arabic_at(match.group(group) or "", 0)
            if hit:
                span = match.span(group)
                parts.append(Amount(*span, *span, hit[0], None, "", "none", "eq", ratio_part=True))
        found.append(parts)
    return found


def _to_one(text: str) -> list[list[Amount]]:
    found: list[list[Amount]] = []
    for match in _TO_ONE.finditer(text):
        hit = numerals.arabic_at(match.group(1), 0)
        if hit:
            bound, end = bound_after(text, match.end())
            span = match.span()
            found.append([Amount(span[0], end, *span, hit[0], None, "", "none", bound, ratio_part=True)])
    return found


def _chinese_decimal(text: str) -> Number | None:
    whole, _, part = text.partition("点")
    head = numerals.chinese_number(whole)
    if head is None or not part:
        return head if not part else None
    if any(c not in numerals.DIGITS for c in part):
        return None
    return Decimal(f"{head}.{''.join(str(numerals.DIGITS[c]) for c in part)}")
