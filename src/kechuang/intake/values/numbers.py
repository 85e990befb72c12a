"""Numbers as people write them, exactly: thousands grouped, full width, in brackets when negative, with a unit behind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kechuang.intake.cells import Percent
from kechuang.intake.units import read_unit
from kechuang.intake.words import fold_text
from kechuang.values import Unit

_PLAIN = re.compile(r"[+-]?\d{1,30}(?:\.\d{0,30})?|[+-]?\.\d{1,30}")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d{1,4}(?:,\d{4})+(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?e[+-]?\d{1,3}")
_RANGE = re.compile(r"[+-]?[\d.,]+(?:[-~至到—–]|\.\.)[\d.,]+.*")
_ABOUT = re.compile(r"^(?:约|大约|近|超过?|不足|不到|大于|小于|多于|少于|>=?|<=?|≥|≤|≈|~)|(?:左右|以上|以下|余|多|\+)$")
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "，": ",", "。": ".", "．": "."})
_CURRENCY = re.compile(r"^(?:人民币|rmb|cny|¥|￥|\$)")
_SPLIT = re.compile(r"([+-]?[\d.,]*\d[\d.,]*(?:e[+-]?\d+)?)(\D*)")
#: Beyond this a figure is a code that lost its letters, not an amount.
LARGEST = Decimal(10) ** 20


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number as it stands, with the unit behind it; ``doubt`` why there is none, or why it needs a look."""

    number: Decimal | None = None
    unit: Unit | None = None
    percent: bool = False
    doubt: str | None = None


def read_number(value: Any) -> NumberReading:
    """A cell as an exact number.

    >>> [str(read_number(one).number) for one in (12.5, "１，２００．５０", "(1,234)", "￥3.5 ", "1.2E+05", Percent(0.031))]
    ['12.5', '1200.50', '-1234', '3.5', '1.2E+5', '0.031']
    >>> read_number("128万元").unit.symbol, read_number("3.1%").percent, read_number("约300").doubt, read_number("3-5").doubt
    ('万元', True, 'about', 'range')
    """
    if isinstance(value, bool):
        return NumberReading(doubt="unreadable")
    if isinstance(value, int):
        return NumberReading(Decimal(value))
    if isinstance(value, float):
        return NumberReading(Decimal(repr(float(value))), percent=isinstance(value, Percent))
    return _of_text(str(value))


@lru_cache(maxsize=65_536)
def _of_text(text: str) -> NumberReading:
    if _PLAIN.fullmatch(text):
        return NumberReading(Decimal(text))
    folded = _CURRENCY.sub("", fold_text(text).translate(_SIGNS).strip("'\"*·"))
    if folded.startswith("(") and folded.endswith(")") and _is_number(folded[1:-1]):
        inner = _of_text(folded[1:-1])
        return NumberReading(
            -inner.number if inner.number is not None else None, inner.unit, inner.percent, inner.doubt
        )
    if _is_number(folded):
        return NumberReading(Decimal(folded.replace(",", "")))
    if _RANGE.fullmatch(folded):
        return NumberReading(doubt="range")
    bare = _ABOUT.sub("", folded)
    found = _SPLIT.fullmatch(_ABOUT.sub("", bare))
    if found is None or not _is_number(found[1]):
        return NumberReading(doubt="unreadable")
    doubt = "about" if bare != folded or _ABOUT.search(bare) else None
    number, tail = Decimal(found[1].replace(",", "")), found[2].strip("()")
    if not tail:
        return NumberReading(number, doubt=doubt)
    if tail == "%":
        return NumberReading(number / 100, percent=True, doubt=doubt)
    unit = read_unit(tail)
    return NumberReading(number, unit, doubt=doubt) if unit is not None else NumberReading(doubt="unreadable")


def _is_number(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text) or _SCIENTIFIC.fullmatch(text))
