"""Units: what a number counts, and how units of one dimension convert.

Every unit is an exact multiple of its dimension's base unit, so that 40.5亿元 and 405000万元 are one amount and a share of
2.8 % is the pair (28, 1000). The base of money is 分 (fen): money is whole 分 and never a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from kechuang.values.errors import KechuangError, ValueFormatError


class UnitMismatchError(KechuangError):
    """Two quantities of different dimensions were compared or converted."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written (``亿元``), its dimension (``money``) and its exact size in the dimension's base unit.

    Counting words (家, 个, 项, 人…) are dimensions of their own: 家 and 项 are not added up.

    >>> unit("亿元").dimension, unit("亿元").factor
    ('money', Fraction(10000000000, 1))
    >>> unit("公顷").factor / unit("亩").factor
    Fraction(15, 1)
    """

    symbol: str
    dimension: str
    factor: Fraction

    def __str__(self) -> str:
        return self.symbol


_BASES: dict[str, tuple[str, Fraction]] = {
    "分": ("money", Fraction(1)),
    "元": ("money", Fraction(100)),
    "%": ("share", Fraction(1, 100)),
    "‰": ("share", Fraction(1, 1000)),
    "百分点": ("share_change", Fraction(1, 100)),
    "个百分点": ("share_change", Fraction(1, 100)),
    "倍": ("multiple", Fraction(1)),
    "亩": ("area", Fraction(2000, 3)),  # m²; the statutory 亩 is 1/15 hectare
    "公顷": ("area", Fraction(10000)),
    "平方米": ("area", Fraction(1)),
    "平方公里": ("area", Fraction(1000000)),
    "公里": ("length", Fraction(1000)),
    "米": ("length", Fraction(1)),
    "吨": ("mass", Fraction(1000)),
    "公斤": ("mass", Fraction(1)),
    "吨标准煤": ("standard_coal", Fraction(1000)),
    "千瓦时": ("energy", Fraction(1)),
    "立方米": ("volume", Fraction(1)),
}
_MULTIPLIERS = {"百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}


@lru_cache(maxsize=1024)
def unit(symbol: str) -> Unit:
    """The unit a symbol names: a base unit, a counting word, or either with 千/万/亿 before it.

    An unknown word is taken as a counting word of its own, because plans count everything (场, 支, 座, 户…).

    Raises:
        ValueFormatError: the symbol is empty or contains digits or blanks.

    >>> unit("万户").dimension, unit("万户").factor
    ('户', Fraction(10000, 1))
    """
    text = symbol.strip().replace("％", "%")
    if not text or any(mark.isspace() or mark.isdigit() for mark in text):
        raise ValueFormatError(
            zh=f"单位“{symbol}”无法识别：单位不能为空，也不能含数字或空格。",
            en=f"Unit '{symbol}' cannot be read: a unit is not empty and holds no digits or blanks.",
        )
    if text in _BASES:
        return Unit(text, *_BASES[text])
    for prefix in sorted(_MULTIPLIERS, key=len, reverse=True):
        rest = text.removeprefix(prefix)
        if rest and rest != text:
            dimension, factor = _BASES.get(rest, (rest, Fraction(1)))
            return Unit(text, dimension, factor * _MULTIPLIERS[prefix])
    return Unit(text, text, Fraction(1))
