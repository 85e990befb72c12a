"""Bound words right after a number or its unit: 以上, 左右, 以内, 余."""

from __future__ import annotations

import re

from kechuang.plan.reading.quantities.lexicon import classes
from kechuang.plan.reading.quantities.values import Bound

_AFTER = re.compile(r"(?:的)?(及以上|或以上|以上|之上|有余|以内|及以下|以下|之内|之下|左右|上下)")
_NOT_A_BOUND = frozenset("种元样次边个层方")  # 多种, 多元, 多样: the next word begins


def bound_after(text: str, i: int) -> tuple[Bound, int]:
    """The bound that stands at ``i`` and where it ends; eq and ``i`` where there is none.

    >>> bound_after("5家以上", 2), bound_after("5家余", 2), bound_after("5家多元化", 2)
    (('ge', 4), ('ge', 3), ('eq', 2))
    """
    match = _AFTER.match(text, i)
    if match:
        word = match.group(1)
        if word in classes()["least_after"]:
            return "ge", match.end()
        return ("le" if word in classes()["most_after"] else "about"), match.end()
    if text[i : i + 1] in ("余", "多") and text[i + 1 : i + 2] not in _NOT_A_BOUND:
        return "ge", i + 1
    return "eq", i
