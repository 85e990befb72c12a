"""One statement held against what is held about it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from kechuang.drafts.checking.findings import Finding
from kechuang.drafts.checking.holding import SURE, Held, Holdings, same_period
from kechuang.drafts.checking.statements import Statement
from kechuang.values import Period, Quantity, Sentence

#: Powers of ten by which a figure in the wrong unit is off: 万 for 亿, 千 for 万, percent for a fraction.
_SLIPS = (1, 2, 3, 4, 8)
_GROWTH = frozenset({"growth_rate", "change_pp", "multiple"})


def compare(statement: Statement, holdings: Holdings, text: str) -> Finding:
    """What is to be said of one statement.

    It agrees when a figure of its period is the same within the digits written. A figure of its period that differs by a power of ten is
    a slip of unit; a figure of another period that is the same is a slip of period; other differences are told as such, where the
    words are close enough to be sure what is counted.
    """
    says = text[statement.start : statement.end]
    held = [one for one in holdings.about(statement) if _comparable(statement, one)]
    computed = _computed_growth(statement, holdings) if statement.measure == "growth_rate" and not held else None
    if computed is not None:
        held = [computed]
    if not held:
        return Finding(statement.start, statement.end, "no_source", says)
    of_period = same_period(held, statement.period) if statement.period else held
    agreeing = next((one for one in of_period if _agrees(statement, one)), None)
    if agreeing is not None:
        return _finding(statement, "agrees", says, agreeing)
    slipped = next((one for one in of_period if _slipped(statement, one)), None)
    if slipped is not None:
        return _finding(statement, "unit_slip", says, slipped)
    sure = [one for one in held if one.score >= SURE]
    elsewhen = next((one for one in sure if one not in of_period and _agrees(statement, one)), None)
    if elsewhen is not None and statement.period is not None and not statement.aim:
        return _finding(statement, "period_slip", says, elsewhen)
    against = next((one for one in of_period if one.score >= SURE), None)
    if against is not None and statement.period is not None:
        return _finding(statement, "disagrees", says, against)
    near = next((one for one in sure if _slipped(statement, one) and _big_slip(statement, one)), None)
    if near is not None:
        return _finding(statement, "unit_slip", says, near)
    nearest = _nearest(sure, statement.period)
    return Finding(statement.start, statement.end, "no_source", says, nearest.label if nearest else None)


def _comparable(statement: Statement, held: Held) -> bool:
    """Growth is held against growth, levels against levels."""
    growing = held.attribute.endswith(("_growth", "_change")) or held.amount.unit.dimension == "share_change"
    return (statement.measure in _GROWTH) == growing or statement.measure not in ("level", "growth_rate")


def _agrees(statement: Statement, held: Held) -> bool:
    """Whether a held figure says the same within the digits that the draft, or the source, writes."""
    amount, other = statement.amount, held.amount
    slack = max(statement.tolerance, _own_tolerance(held))
    if other.bound in ("ge", "gt"):
        return amount.base >= other.base - slack
    if other.bound in ("le", "lt"):
        return amount.base <= other.base + slack
    if amount.bound in ("ge", "gt"):
        # 超过 is said of a round number just below the figure
        return amount.base <= other.base + slack and other.base <= amount.base * Fraction(6, 5)
    if amount.bound in ("le", "lt"):
        return amount.base >= other.base - slack and other.base >= amount.base * Fraction(5, 6)
    low, high = other.low * other.unit.factor, other.high * other.unit.factor
    return low - slack <= amount.base <= high + slack


def _own_tolerance(held: Held) -> Fraction:
    """Half of the last digit a source wrote; a source that says 约 allows a twentieth."""
    number = held.amount.low
    digits = 0
    while digits < 6 and (number * 10**digits).denominator != 1:
        digits += 1
    half = Fraction(1, 2 * 10**digits) * held.amount.unit.factor if digits else Fraction(0)
    return max(half, abs(held.amount.base) / 20) if held.amount.bound == "about" else half


def _slipped(statement: Statement, held: Held) -> bool:
    amount, other = statement.amount.base, held.amount.base
    if amount <= 0 or other <= 0 or not held.amount.exact:
        return False
    power = round(math.log10(float(amount / other)))
    if abs(power) not in _SLIPS:
        return False
    meant = amount / Fraction(10) ** power
    return abs(meant - other) <= max(statement.tolerance / Fraction(10) ** power, _own_tolerance(held))


def _big_slip(statement: Statement, held: Held) -> bool:
    """Without its period a figure is called a slip only where no growth explains it."""
    ratio = float(statement.amount.base / held.amount.base)
    return abs(math.log10(ratio)) >= 2.5


def _computed_growth(statement: Statement, holdings: Holdings) -> Held | None:
    """The growth that the figures held for a year and the one before make."""
    if statement.period is None or statement.period.grain != "year" or statement.amount.unit.symbol != "%":
        return None
    year = statement.period.start.year
    name = statement.name.removesuffix("增速").removesuffix("增长率")
    for attribute in holdings.dictionary:
        if attribute.name.zh != name and attribute.name.zh.removesuffix("数") != name.removesuffix("数"):
            continue
        for definition in attribute.definitions:
            by_year = {
                fact.period: fact
                for fact in holdings.view.series(statement.subject, attribute.code, definition.key)
                if fact.quantity is not None and fact.quantity.exact
            }
            now, before = by_year.get(Period.year(year)), by_year.get(Period.year(year - 1))
            if now and before and now.quantity and before.quantity and before.quantity.base:
                growth = (now.quantity.base / before.quantity.base - 1) * 100
                shown = round(growth, 2)
                label = Sentence(
                    f"{year - 1}年{before.quantity.label('zh')}、{year}年{now.quantity.label('zh')}，增长{float(shown):g}%",
                    f"{before.quantity.label('en')} in {year - 1}, {now.quantity.label('en')} in {year}: growth {float(shown):g}%",
                )
                amount = Quantity.of(growth, "%")
                return Held(
                    attribute.code + "_growth", definition.key, 1.0, amount, statement.period, label, now.source
                )
    return None


def _nearest(held: Iterable[Held], period: Period | None) -> Held | None:
    dated = [one for one in held if one.period is not None]
    if not dated:
        return None
    if period is None:
        return max(dated, key=lambda one: one.period.end)  # type: ignore[union-attr]
    return min(dated, key=lambda one: abs((one.period.end - period.end).days))  # type: ignore[union-attr]


def _finding(statement: Statement, kind: str, says: str, held: Held) -> Finding:
    return Finding(statement.start, statement.end, kind, says, held.label, held.source)  # type: ignore[arg-type]
