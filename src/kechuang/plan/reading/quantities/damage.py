"""Damage of scanned and copied texts: what is repaired, what is guessed, and the sentence that says so."""

from __future__ import annotations

import re

from kechuang.plan.reading.quantities.characters import Compact
from kechuang.plan.reading.quantities.readings import Reading
from kechuang.plan.reading.quantities.values import Damage, Quantity

_RUN_TOGETHER = re.compile(
    r"(?<=[由从自])((?:19|20)\d\d)([1-9]\d{0,4})(?=[家户个项件人名所亩万亿%])([^\d。]{1,16}?(?:增|升|提高|扩大|发展)[^\d。]{0,4}[到至为])(\d+)"
)


def repair(stretch: Compact, base: int) -> tuple[Compact, list[Damage]]:
    """A stretch with a year and a value that ran together taken apart (由201558家 → 由2015年58家).

    Only where the number as printed contradicts its sentence: it is said to grow to a smaller one.
    """
    found: list[Damage] = []
    text, places = stretch.text, list(stretch.places)
    match = _RUN_TOGETHER.search(text)
    while match:
        year, value, goal = match.group(1), match.group(2), match.group(4)
        if int(year + value) <= int(goal) or int(year) > base + 10:
            match = _RUN_TOGETHER.search(text, match.end())
            continue
        start, end = stretch.places[0], 0
        start, end = places[match.start(1)], places[match.end(2) - 1] + 1
        found.append(
            Damage(
                start,
                end,
                "year_and_value_run_together",
                f"“{year}{value}”应为“{year}年{value}”：年份与数值连写，已拆开，请核对。",
                f"“{year}{value}” reads as {value} in {year}: a year and a value ran together; split, please check.",
            )
        )
        at = match.end(1)
        text = text[:at] + "年" + text[at:]
        places.insert(at, places[at - 1])
        match = _RUN_TOGETHER.search(text, at + 1)
    return Compact(text, tuple(places)), found


def of_reading(quantity: Quantity, reading: Reading) -> list[Damage]:
    """What had to be guessed for one statement."""
    found: list[Damage] = []
    if reading.dropped_unit and quantity.unit is None:
        unit = quantity.unit_inferred
        found.append(
            Damage(
                quantity.num_start,
                quantity.num_end,
                "unit_dropped",
                f"“{quantity.name}”的数值没有单位" + (f"，按“{unit}”理解，请核对。" if unit else "，请补充。"),
                f"The figure of “{quantity.name}” has no unit"
                + (f"; read as {unit}, please check." if unit else "; please add it."),
            )
        )
    if quantity.year_basis == "assumed":
        found.append(
            Damage(
                quantity.start,
                quantity.end,
                "year_assumed",
                f"全文未写年份，按现行五年规划理解为{quantity.year}年，请核对。",
                f"The text names no year; read as {quantity.year} from the five-year plan in force, please check.",
            )
        )
    return found
