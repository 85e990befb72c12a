"""Sums inside a draft: growth and its two values, shares that make a whole, a total and its parts, a part as a share of its whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from kechuang.drafts.checking.findings import Finding
from kechuang.drafts.checking.statements import Statement
from kechuang.values import Sentence

_GROWTH = re.compile(
    r"(?:增长|增加|提高|上升|增幅(?:为|达)?|增速(?:为|达)?|下降|减少|降低)了?(?:约|近)?\s*(\d+(?:\.\d+)?)\s*[%％]"
)
_FALL = re.compile(r"下降|减少|降低")
_FROM_TO = re.compile(r"由|从")
_BEFORE = re.compile(r"上年|上一年|去年|同期|前一年")
_RATIO = re.compile(r"(?<![\d.:：])(\d+(?:\.\d+)?)((?:[:：]\d+(?:\.\d+)?){1,4})(?![\d:：])")
_WHOLE = re.compile(r"占比|比重|占|构成|结构|分别|其中|[一二三]产|第[一二三]产业")
_PARTS = re.compile(r"其中|包括|分别为|分为")
_SHARE_OF = re.compile(r"占[^，。；%％\d]{0,24}?(?:的)?\s*(\d+(?:\.\d+)?)\s*[%％]")
#: Shares that come this near to a hundred are meant to make it; parts this near to a total are meant to make that.
_NEAR_WHOLE, _NEAR_TOTAL = Fraction(12), Fraction(3, 10)


def check_arithmetic(text: str, statements: Sequence[Statement]) -> Iterator[Finding]:
    """Every sum of the draft that does not come out; a sum that does is not told."""
    sentences: dict[tuple[int, int], list[Statement]] = defaultdict(list)
    for statement in statements:
        sentences[statement.sentence].append(statement)
    for (start, end), mine in sentences.items():
        yield from _growth(text, mine, start, end)
        yield from _parts(text, mine, start, end)
        yield from _shares(text, mine, start, end)
        yield from _share_of(text, mine, start, end)
    for match in _RATIO.finditer(text):
        yield from _ratio(match)


def _growth(text: str, statements: list[Statement], start: int, end: int) -> Iterator[Finding]:
    """``由A增长到B，增长g%`` and ``B，比上年A增长g%``: the growth must follow from the two values."""
    for match in _GROWTH.finditer(text, start, end):
        levels = [
            one
            for one in statements
            if one.measure in ("level", "cumulative", "increment")
            and one.amount.unit.symbol != "%"
            and one.number[1] <= match.start(1)
        ]
        pair = _pair(text, levels, start, match.start())
        if pair is None:
            continue
        before, after = pair
        if before.amount.base <= 0:
            continue
        stated = Fraction(match[1]) * (-1 if _FALL.search(match[0]) else 1)
        low, high = _growth_between(before, after)
        slack = Fraction(1, 2 * 10 ** len(match[1].partition(".")[2]))
        if not low - slack <= stated <= high + slack:
            made = (after.amount.base / before.amount.base - 1) * 100
            holds = Sentence(
                f"{text[before.start : before.end]}到{text[after.start : after.end]}，应为{float(made):+.1f}%",
                f"from {before.amount.label('en')} to {after.amount.label('en')} is {float(made):+.1f}%",
            )
            yield Finding(match.start(), match.end(), "arithmetic", match[0], holds)


def _pair(text: str, levels: list[Statement], start: int, at: int) -> tuple[Statement, Statement] | None:
    """The value before and the value after that a growth speaks of: the last two of one kind, told apart by the words."""
    same = [one for one in levels if levels and one.amount.unit.dimension == levels[-1].amount.unit.dimension]
    if len(same) < 2:
        return None
    first, second = same[-2], same[-1]
    between = text[first.number[1] : second.number[0]]
    if _FROM_TO.search(text[start : first.number[0]]) and re.search(r"到|至|为|达", between):
        return first, second
    if _BEFORE.search(between) or _BEFORE.search(text[second.number[1] : at]):
        return second, first
    if first.period and second.period and first.period != second.period and first.name == second.name:
        return (first, second) if first.period < second.period else (second, first)
    return None


def _growth_between(before: Statement, after: Statement) -> tuple[Fraction, Fraction]:
    """The least and the greatest growth that two rounded values allow, in percent."""
    here, there = _rounding(before), _rounding(after)
    low = (after.amount.base - there) / (before.amount.base + here)
    high = (after.amount.base + there) / max(before.amount.base - here, Fraction(1, 10**6))
    return (low - 1) * 100, (high - 1) * 100


def _rounding(statement: Statement) -> Fraction:
    """How far a value may have been rounded: counts are exact; whole 亿 and 万 are written for amounts known to a tenth of it."""
    unit = statement.amount.unit
    if unit.factor == 1:
        return Fraction(0)
    return statement.tolerance / 10 if statement.tolerance * 2 == unit.factor else statement.tolerance


def _parts(text: str, statements: list[Statement], start: int, end: int) -> Iterator[Finding]:
    """A total and the parts after 其中: parts that come near the total without making it."""
    word = _PARTS.search(text, start, end)
    if word is None:
        return
    before = [one for one in statements if one.number[1] <= word.start() and one.amount.unit.symbol != "%"]
    if not before:
        return
    total = before[-1]
    parts = [
        one
        for one in statements
        if one.number[0] >= word.end()
        and one.amount.unit.dimension == total.amount.unit.dimension
        and one.measure != "growth_rate"
    ]
    if len(parts) < 2 or total.amount.base <= 0:
        return
    made = sum((one.amount.base for one in parts), Fraction(0))
    slack = total.tolerance + sum((one.tolerance for one in parts), Fraction(0))
    if total.amount.unit.factor == 1 and all(one.amount.unit.factor == 1 for one in parts):
        slack = Fraction(0)  # counts are whole
    apart = abs(made - total.amount.base)
    if apart <= slack or apart > _NEAR_TOTAL * total.amount.base:
        return
    shown = made / total.amount.unit.factor
    holds = Sentence(
        f"分项之和为{float(shown):g}{total.amount.unit.symbol}",
        f"the parts make {float(shown):g} {total.amount.unit.symbol}",
    )
    yield Finding(total.start, parts[-1].end, "arithmetic", text[total.start : parts[-1].end], holds)


def _shares(text: str, statements: list[Statement], start: int, end: int) -> Iterator[Finding]:
    """Three or more shares of one whole in a sentence that come near a hundred without making it."""
    if not _WHOLE.search(text, start, end):
        return
    shares = [
        one
        for one in statements
        if one.amount.unit.symbol == "%" and one.measure == "level" and not _GROWTH.search(text[one.start : one.end])
    ]
    if len(shares) < 3:
        return
    made = sum((one.amount.value for one in shares), Fraction(0))
    slack = sum((one.tolerance * 100 for one in shares), Fraction(0))
    if abs(made - 100) > slack and abs(made - 100) <= _NEAR_WHOLE:
        holds = Sentence(f"合计为{float(made):g}%，不是100%", f"they make {float(made):g}%, not 100%")
        yield Finding(shares[0].start, shares[-1].end, "arithmetic", text[shares[0].start : shares[-1].end], holds)


def _share_of(text: str, statements: list[Statement], start: int, end: int) -> Iterator[Finding]:
    """``共1000家，其中规上280家，占30%``: the share must follow from the part and the whole."""
    for match in _SHARE_OF.finditer(text, start, end):
        counts = [
            one
            for one in statements
            if one.number[1] <= match.start() and one.amount.unit.symbol != "%" and one.measure == "level"
        ]
        same = (
            [one for one in counts if one.amount.unit.dimension == counts[-1].amount.unit.dimension] if counts else []
        )
        if len(same) < 2 or _PARTS.search(text, same[0].end, same[-1].number[0]) is None:
            continue
        whole, part = same[0], same[-1]
        if whole.amount.base <= 0 or part.amount.base > whole.amount.base:
            continue
        made = part.amount.base / whole.amount.base * 100
        slack = Fraction(1, 2 * 10 ** len(match[1].partition(".")[2])) + Fraction(1, 20)
        if abs(Fraction(match[1]) - made) > slack:
            holds = Sentence(f"应为{float(made):.1f}%", f"it is {float(made):.1f}%")
            yield Finding(match.start(), match.end(), "arithmetic", match[0], holds)


def _ratio(match: re.Match[str]) -> Iterator[Finding]:
    """``10:40:45``: three or more parts that come near a hundred without making it."""
    parts = [Fraction(part) for part in re.split(r"[:：]", match[1] + match[2])]
    digits = max(len(part.partition(".")[2]) for part in re.split(r"[:：]", match[1] + match[2]))
    made = sum(parts, Fraction(0))
    slack = Fraction(len(parts), 2 * 10**digits) if digits else Fraction(0)
    if len(parts) >= 3 and abs(made - 100) > slack and abs(made - 100) <= _NEAR_WHOLE:
        holds = Sentence(f"合计为{float(made):g}，不是100", f"they make {float(made):g}, not 100")
        yield Finding(match.start(), match.end(), "arithmetic", match[0], holds)
