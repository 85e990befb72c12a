"""The value the rooms of the lexer hand to the grammar: one amount with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kechuang.plan.reading.quantities.values import Bound, Value


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a range of numbers, with its unit.

    ``start:end`` covers number, unit and trailing bound; ``num_start:num_end`` the number alone. ``word`` is the counting
    word without multiplier; ``strength`` how surely it shows a quantity.
    """

    start: int
    end: int
    num_start: int
    num_end: int
    value: Value
    unit: str | None
    word: str
    strength: Literal["strong", "weak", "none"]
    bound: Bound
    chinese: bool = False
    multiple: bool = False  # 翻一番, 倍增
    ratio_part: bool = False  # 11.8:48.3:39.9, 1.9:1
    lent: bool = False  # the unit is that of the next number: 15、22个百分点

    @property
    def is_rate(self) -> bool:
        """Whether it is a share, a difference of shares or a multiple, not a count."""
        return self.word in ("%", "‰", "个百分点", "百分点", "个点", "倍") or self.multiple
