"""One value of a field: from what a person typed or a program sent, and back to text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from kechuang.register.types import Choice, Field
from kechuang.register.vocabulary import fold
from kechuang.values import ValueFormatError, format_number, normalise_uscc, unit, uscc_fault

#: What a field holds: words, a day, a whole number, an exact number, yes or no. ``None`` is unknown.
Value = str | date | int | Decimal | Fraction | bool

#: Longer texts are no cell of a form.
MOST_TEXT = 5000
#: Days and years of the register: before the first companies and beyond any plan there are only slips.
FIRST_YEAR, LAST_YEAR = 1900, 2200
#: Digits of a number; amounts beyond these are slips, and endless ones attacks.
MOST_DIGITS = 18

_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR = re.compile(r"([0-9]{4})(?:年度?|年份)?")
_NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)(.*)", re.DOTALL)
_PHONE = re.compile(r"[0-9+()（）\-—－ /转、,，]{5,60}")
_YES = {fold(word) for word in ("是", "yes", "y", "true", "有", "√", "✓", "对")}
_NO = {fold(word) for word in ("否", "no", "n", "false", "无", "没有", "×", "不是")}


def read_value(field: Field, raw: Any) -> Value | None:
    """What a field holds, of what was typed or sent; empty is unknown (``None``).

    Texts may be full-width, carry thousands separators and their own unit; without one a number is in the field's unit.
    Whole and exact numbers of a program are taken as they are kept: 分, a ratio, the field's unit. A float is refused, as it
    has lost digits. Money becomes whole 分, a share an exact ratio.

    Raises:
        ValueFormatError: it cannot be read as the field's type; says what is expected.

    >>> from kechuang.values import Sentence
    >>> money = Field("amount", Sentence("金额", "amount"), "money", unit="万元")
    >>> read_value(money, "1,234.5"), read_value(money, "３．５亿元"), read_value(money, " ")
    (1234500000, 35000000000, None)
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    match field.type:
        case "text" | "person" | "phone":
            return _text(field, raw)
        case "uscc":
            return _uscc(field, raw)
        case "date":
            return _date(field, raw)
        case "year":
            return _year(field, raw)
        case "yes_no":
            return _yes_no(field, raw)
        case "choice":
            return _choice(field, raw)
        case _:
            return _number(field, raw)


def show_value(field: Field, value: Value | None) -> str:
    """A value as people write it: in the field's unit without the unit, a day as 2023-09-01, a choice by its Chinese name.

    ``read_value`` reads it back.

    >>> from kechuang.values import Sentence
    >>> show_value(Field("amount", Sentence("金额", "amount"), "money", unit="万元"), 1234500000)
    '1234.5'
    """
    if value is None:
        return ""
    match field.type:
        case "yes_no":
            return "是" if value else "否"
        case "choice":
            found = next((choice for choice in field.choices if choice.code == value), None)
            return choice_label(field, found) if found is not None else str(value)
        case "money" | "share" | "number" | "count" if isinstance(value, int | Decimal | Fraction):
            exact = Fraction(value)
            if field.type in ("money", "share"):
                exact /= unit(field.unit or "").factor
            return format_number(exact).replace(",", "")
        case _:
            return value.isoformat() if isinstance(value, date) else str(value)


def choice_label(field: Field, choice: Choice) -> str:
    """How a choice stands in a list: its name, after its code where the code is one that people know."""
    return f"{choice.code} {choice.name.zh}" if field.by_prefix else choice.name.zh


def _text(field: Field, raw: Any) -> str:
    text = str(raw).strip()
    if len(text) > MOST_TEXT:
        raise _wrong(field, text[:20] + "…", f"最多{MOST_TEXT}个字", f"at most {MOST_TEXT} characters are expected")
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t\r" for character in text):
        raise _wrong(field, "…", "不能含控制字符", "it must not hold control characters")
    if field.type == "phone" and not (
        _PHONE.fullmatch(unicodedata.normalize("NFKC", text)) and sum(c.isdigit() for c in text) >= 5
    ):
        raise _wrong(field, text, "应为电话号码", "a telephone number is expected")
    return text


def _uscc(field: Field, raw: Any) -> str:
    code = normalise_uscc(str(raw))
    fault = uscc_fault(code)
    if fault is not None:
        raise ValueFormatError(zh=fault.zh, en=fault.en)
    return code


def _date(field: Field, raw: Any) -> date:
    if isinstance(raw, date):
        found = date(raw.year, raw.month, raw.day)
    else:
        text = re.sub(r"[\sT]+[0-9:.+Z]*$", "", unicodedata.normalize("NFKC", str(raw)).strip()).replace(" ", "")
        parts = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
        try:
            if parts is None:
                raise ValueError
            found = date(int(parts[1]), int(parts[2]), int(parts[3]))
        except ValueError:
            raise _wrong(field, raw, "应为日期，如 2023-09-01", "a day such as 2023-09-01 is expected") from None
    _check_year(field, found.year, raw)
    return found


def _year(field: Field, raw: Any) -> int:
    text = unicodedata.normalize("NFKC", str(raw)).strip().removesuffix(".0")
    parts = _YEAR.fullmatch(text)
    if parts is None or isinstance(raw, bool):
        raise _wrong(field, raw, "应为四位年份，如 2023", "a year such as 2023 is expected")
    _check_year(field, int(parts[1]), raw)
    return int(parts[1])


def _check_year(field: Field, year: int, raw: Any) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _wrong(
            field, raw, f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间", f"the year must lie in {FIRST_YEAR}-{LAST_YEAR}"
        )


def _yes_no(field: Field, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = fold(str(raw))
    if word not in _YES | _NO:
        raise _wrong(field, raw, "应为“是”或“否”", "yes or no is expected")
    return word in _YES


def _choice(field: Field, raw: Any) -> str:
    word = fold(str(raw))
    for spelled in ("code", "zh", "en", "alias"):
        for choice in field.choices:
            words = {"code": (choice.code,), "zh": (choice.name.zh,), "en": (choice.name.en,)}.get(
                spelled, choice.aliases
            )
            if word in map(fold, words):
                return choice.code
    if field.by_prefix:
        digits = re.match(r"[a-z]?([0-9]{2,4})(?![0-9])", word)
        if digits and any(choice.code == digits[1][:2] for choice in field.choices):
            return digits[1]
    names = [choice.name.zh for choice in field.choices]
    near = get_close_matches(str(raw).strip()[:60], names, n=1, cutoff=0.4)
    hint = f"；是否“{near[0]}”" if near else ""
    some = "、".join(names[:12]) + ("…" if len(names) > 12 else "")
    raise _wrong(field, raw, f"不在可选项里（{some}）{hint}", f"it is none of the choices ({some})")


def _number(field: Field, raw: Any) -> int | Decimal | Fraction:
    if isinstance(raw, bool | float):
        raise _wrong(field, raw, "应为整数或文字写的数字", "a whole number or a number written as text is expected")
    if isinstance(raw, int | Decimal | Fraction):
        return _whole(field, _bounded(field, Fraction(raw), raw), raw)
    text = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", str(raw)))
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"  # the accountants' way of writing a negative
    parts = _NUMBER.fullmatch(text)
    if parts is None or len(parts[1]) > MOST_DIGITS + 10:
        raise _wrong(field, raw, "应为数字", "a number is expected")
    try:
        number = Fraction(Decimal(parts[1]))
    except InvalidOperation:  # the pattern allows decimals only
        raise _wrong(field, raw, "应为数字", "a number is expected") from None
    own, written = unit(field.unit or "个"), parts[2].removesuffix("人民币")
    if written:
        given = _unit_of(written)
        if given is None or given.dimension != own.dimension:
            raise _wrong(
                field,
                raw,
                f"单位“{written}”与“{own}”不是一类",
                f"the unit '{written}' does not measure what '{own}' does",
            )
        number *= given.factor if field.type in ("money", "share") else given.factor / own.factor
    elif field.type in ("money", "share"):
        number *= own.factor
    return _whole(field, _bounded(field, number, raw), raw)


def _unit_of(symbol: str) -> Any:
    try:
        return unit(symbol)
    except ValueFormatError:
        return None


def _bounded(field: Field, number: Fraction, raw: Any) -> Fraction:
    if abs(number) >= 10**MOST_DIGITS:
        raise _wrong(field, raw, "数太大，请核对单位", "the number is too large; check its unit")
    if number < 0 and not field.signed:
        raise _wrong(field, raw, "不能为负数", "it cannot be negative")
    return number


def _whole(field: Field, number: Fraction, raw: Any) -> int | Decimal | Fraction:
    """Money and counts are whole; another number is a decimal where it has one."""
    if field.type == "money":
        # Sources give yuan with two places at most; what lies below 分 is the noise of a spreadsheet's division.
        return round(number)
    if field.type == "count":
        if number.denominator != 1:
            raise _wrong(field, raw, "应为整数", "a whole number is expected")
        return int(number)
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return Decimal(number.numerator) / Decimal(number.denominator) if rest == 1 else number


def _wrong(field: Field, raw: Any, zh: str, en: str) -> ValueFormatError:
    shown = str(raw)
    shown = shown if len(shown) <= 40 else shown[:40] + "…"
    return ValueFormatError(zh=f"“{field.name.zh}”写的是“{shown}”，{zh}。", en=f"'{field.name.en}' is “{shown}”; {en}.")
