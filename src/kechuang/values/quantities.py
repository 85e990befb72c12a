"""Quantities: exact numbers with a unit and, where the source says so, a bound or a range.

``>2000家`` is not 2000家: a source that says "more than" settles some questions and leaves others open. A quantity
therefore keeps its *bound*, and comparisons answer yes, no or unknown (``None``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from kechuang.values.errors import Language, ValueFormatError
from kechuang.values.units import Unit, UnitMismatchError, unit

Bound = Literal["eq", "ge", "gt", "le", "lt", "about", "range"]

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SIGNS: tuple[tuple[str, Bound], ...] = (
    ("≥", "ge"), (">=", "ge"), ("≤", "le"), ("<=", "le"), (">", "gt"), ("<", "lt"), ("≈", "about"), ("~", "about"),
)  # fmt: skip
_SHOWN: dict[Bound, str] = {"eq": "", "range": "", "ge": "≥", "gt": ">", "le": "≤", "lt": "<", "about": "≈"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a unit, as its source states it.

    ``low`` and ``high`` are exact numbers *in the unit as written* (40.5 for 40.5亿元); they are equal unless the bound is
    ``range``. Build one with :meth:`parse` or :meth:`of`.

    >>> Quantity.parse(">2000", "家").at_least(Quantity.parse("1500", "家"))
    True
    >>> Quantity.parse(">2000", "家").at_least(Quantity.parse("2500", "家")) is None  # the source leaves it open
    True
    >>> Quantity.parse("40.5", "亿元").base == Quantity.parse("405000", "万元").base
    True
    >>> Quantity.parse("12384", "万元").label()
    '12,384万元'
    """

    low: Fraction
    high: Fraction
    unit: Unit
    bound: Bound = "eq"

    @staticmethod
    def of(value: int | str | Decimal | Fraction, symbol: str, bound: Bound = "eq") -> Quantity:
        """A single exact value; a float is refused because it has already lost digits.

        Raises:
            TypeError: the value is a float.
        """
        if isinstance(value, float):
            raise TypeError("a quantity is exact: give an int, a Decimal, a Fraction or a text, not a float")
        number = Fraction(value)
        return Quantity(number, number, unit(symbol), bound)

    @staticmethod
    def parse(text: str, symbol: str) -> Quantity:
        """Read ``23``, ``>2000``, ``≥5``, ``≈170`` or ``3~5`` (a range) with its unit.

        Raises:
            ValueFormatError: the text is not a number in one of these forms.
        """
        stripped = text.strip().replace(",", "").replace("，", "")
        bound: Bound = "eq"
        for sign, meaning in _SIGNS:
            if stripped.startswith(sign):
                bound, stripped = meaning, stripped.removeprefix(sign).strip()
                break
        low, mark, high = stripped.partition("~")
        if not _NUMBER.fullmatch(low) or (mark and not _NUMBER.fullmatch(high)):
            raise ValueFormatError(
                zh=f"数值“{text}”无法识别，请写成 23、>2000、≥5、≈170 或 3~5。",
                en=f"Value '{text}' cannot be read; write 23, >2000, ≥5, ≈170 or 3~5.",
            )
        if mark:
            return Quantity(Fraction(low), Fraction(high), unit(symbol), "range")
        return Quantity.of(low, symbol, bound)

    @property
    def value(self) -> Fraction:
        """The stated number in the unit as written; the lower end of a range."""
        return self.low

    @property
    def base(self) -> Fraction:
        """The stated number in the dimension's base unit (分 for money, 1 for counts)."""
        factor = self.unit.factor
        return self.low if factor == 1 else self.low * factor

    @property
    def exact(self) -> bool:
        """Whether the source states one definite number."""
        return self.bound == "eq"

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        """The lowest and highest base value the statement allows; ``None`` is open. 约 allows nothing definite."""
        factor = self.unit.factor
        # Most units are counting words of factor 1, and products of fractions are what a long run spends its time on.
        low, high = (self.low, self.high) if factor == 1 else (self.low * factor, self.high * factor)
        match self.bound:
            case "ge" | "gt":
                return low, None
            case "le" | "lt":
                return None, high
            case "about":
                return None, None
            case _:
                return low, high

    def at_least(self, other: Quantity) -> bool | None:
        """Whether this amount reaches the other; ``None`` where the statement leaves it open.

        Raises:
            UnitMismatchError: the two do not measure the same thing.
        """
        self._check(other)
        low, high = self.limits
        if low is not None and low >= other.base:
            return True
        if high is not None and (high < other.base or (self.bound == "lt" and high <= other.base)):
            return False
        return None

    def to(self, symbol: str) -> Quantity:
        """The same amount in another unit of the dimension, exact.

        >>> Quantity.parse("40.5", "亿元").to("万元").label()
        '405,000万元'
        """
        target = unit(symbol)
        self._check(Quantity(Fraction(0), Fraction(0), target))
        ratio = self.unit.factor / target.factor
        return Quantity(self.low * ratio, self.high * ratio, target, self.bound)

    def label(self, lang: Language = "zh") -> str:
        """The amount as a reader writes it: 2.8%, 1,201家, >2,000家, 40.5亿元."""
        symbol = self.unit.symbol if lang == "zh" else english_unit(self.unit)
        space = "" if lang == "zh" or symbol == "%" else " "
        number = format_number(self.low)
        if self.bound == "range":
            number = f"{number}—{format_number(self.high)}"
        return f"{_SHOWN[self.bound]}{number}{space}{symbol}"

    def to_text(self) -> str:
        """The number part in the form :meth:`parse` reads back."""
        if self.bound == "range":
            return f"{plain_number(self.low)}~{plain_number(self.high)}"
        return f"{_SHOWN[self.bound]}{plain_number(self.low)}"

    def _check(self, other: Quantity) -> None:
        if self.unit.dimension != other.unit.dimension:
            raise UnitMismatchError(
                zh=f"单位不同，不能比较：{self.unit.symbol}与{other.unit.symbol}。",
                en=f"Units differ and cannot be compared: {self.unit.symbol} and {other.unit.symbol}.",
            )


_ENGLISH = {
    "家": "firms", "个": "items", "项": "projects", "人": "people", "户": "households", "元": "yuan", "万元": "×10⁴ yuan",
    "亿元": "×10⁸ yuan", "万亩": "×10⁴ mu", "亩": "mu", "万人": "×10⁴ people", "万吨": "×10⁴ t", "吨": "t", "%": "%",
    "百分点": "pp", "个百分点": "pp", "平方公里": "km²", "公里": "km", "位": "rank", "倍": "times", "件": "items",
}  # fmt: skip


def english_unit(measure: Unit) -> str:
    """The unit for an English page; a word without a translation stays as the source writes it."""
    return _ENGLISH.get(measure.symbol, measure.symbol)


def plain_number(number: Fraction) -> str:
    """The shortest exact decimal; a fraction without one is shown to six places.

    >>> plain_number(Fraction(28, 10)), plain_number(Fraction(280))
    ('2.8', '280')
    """
    if number.denominator == 1:
        return str(number.numerator)
    decimal = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(decimal) != number:
        decimal = round(decimal, 6)
    return format(decimal.normalize(), "f")


def format_number(number: Fraction) -> str:
    """The number with thousands grouped: 1,201 and 40.5."""
    text = plain_number(number)
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if not whole.startswith("-") else f"-{format_number(-number)}"


def json_number(number: Fraction) -> int | float:
    """The number for JSON, where there is nothing more exact: an int when whole, else the nearest double."""
    return number.numerator if number.denominator == 1 else float(number)
