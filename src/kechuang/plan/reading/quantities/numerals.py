"""Numerals: Arabic with separators, Chinese, and mixed (3.5万亿, 1万2千, 二百六十). Exact, never a float."""

from __future__ import annotations

import re
from decimal import Decimal

from kechuang.plan.reading.quantities.values import Number

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3}
STEPS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
CHINESE_NUMERAL = "零一二三四五六七八九十百千万亿两"

_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d{1,3}(?: \d{3})+(?=[^\d ])|\d+(?:\.\d+)?")
MAX_DIGITS = 24


def arabic_at(text: str, i: int) -> tuple[Number, int] | None:
    """The Arabic number that starts at ``i``: value and end, or None. Longer than 24 digits is no quantity.

    >>> arabic_at("达到1,234.50万元", 2)
    (Decimal('1234.50'), 10)
    >>> arabic_at("1234,567", 0)
    (1234, 4)
    """
    match = _ARABIC.match(text, i)
    if match is None or match.end() - i > MAX_DIGITS:
        return None
    digits = match.group().replace(",", "").replace(" ", "")
    return (Decimal(digits) if "." in digits else int(digits)), match.end()


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral, or None where the characters are no well-formed numeral.

    >>> [chinese_number(s) for s in ("二百六十", "十二", "一千零五", "三万五千", "二零二五", "百", "万", "五四三")]
    [260, 12, 1005, 35000, 2025, 100, None, 543]
    """
    if not text or len(text) > MAX_DIGITS or text[0] in MYRIADS:
        return None
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total, section, digit = 0, 0, -1
    last_step = 10**12
    for char in text:
        if char in DIGITS:
            if digit > 0:
                return None
            digit = DIGITS[char]
        elif char in STEPS:
            step = STEPS[char]
            if step >= last_step:
                return None
            section += (digit if digit > 0 else 1) * step
            digit, last_step = -1, step
        elif char in MYRIADS:
            section += max(digit, 0)
            if section == 0 and total == 0:
                return None
            if MYRIADS[char] == 10**8:
                total = (total + section) * 10**8
            else:
                total += section * 10**4
            section, digit, last_step = 0, -1, 10**12
        else:
            return None
    return total + section + max(digit, 0)


_RUN = re.compile(f"[{CHINESE_NUMERAL}]+")


def chinese_run(text: str, i: int) -> int:
    """Where the run of Chinese numeral characters that starts at ``i`` ends."""
    match = _RUN.match(text, i)
    return match.end() if match else i
