"""The lexer of amounts: Arabic numbers and ranges with units and bounds, and the order of all amounts of a stretch."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from kechuang.plan.reading.quantities import numerals
from kechuang.plan.reading.quantities.amount import Amount
from kechuang.plan.reading.quantities.bounds import bound_after
from kechuang.plan.reading.quantities.chinese_amounts import chinese_amount_at
from kechuang.plan.reading.quantities.exclusions import excluded
from kechuang.plan.reading.quantities.periods import TimeRef
from kechuang.plan.reading.quantities.special_amounts import special_amounts
from kechuang.plan.reading.quantities.units import UnitHit, multiplier_at, unit_at
from kechuang.plan.reading.quantities.values import Bound, Value

_LINK = re.compile(
    r"(%|‰|个百分点|万亿元|亿元|万元|万|亿|家|个|项|倍|人|名|亩|吨|元|件|公里)?(?:-|—{1,2}|~|至|到(?!20\d\d))(?=\d)"
)
_PER_MANY = re.compile(r"/(?:100|10|1)?[百千万](?:人口|人)?")
_ADMINISTRATIVE = frozenset("市县区省国村镇乡")
_THRESHOLD_OF = re.compile(
    r"(?:的|级)?(?:企业|项目|园区|产业|集群|单位|大户|重大|重点|工业|民营|龙头|骨干|高新|农业|服务业|平台|街区|镇|村|乡镇|县)"
)


def find_amounts(text: str, times: tuple[TimeRef, ...]) -> list[Amount]:
    """Every amount of a compact stretch of text, in order and without overlap."""
    mask = excluded(text)
    for time in times:
        mask[time.start : time.end] = b"\x01" * (time.end - time.start)
    specials = special_amounts(text)
    found: list[Amount] = []
    i, size = 0, len(text)
    while i < size:
        if i in specials and not mask[i]:
            found.extend(specials[i])
            i = specials[i][-1].end
            continue
        char = text[i]
        if mask[i]:
            i += 1
        elif "0" <= char <= "9":
            amount, end = _arabic(text, i, mask)
            if amount:
                found.append(amount)
            i = max(end, i + 1)
        elif char in numerals.CHINESE_NUMERAL:
            hit, end = chinese_amount_at(text, i)
            if hit:
                found.append(
                    Amount(i, hit.end, i, hit.num_end, hit.value, hit.unit, hit.word, "strong", hit.bound, chinese=True)
                )
            i = max(end, i + 1)
        else:
            i += 1
    return _without_thresholds(text, _lend_units(text, found))


def _arabic(text: str, i: int, mask: bytearray) -> tuple[Amount | None, int]:
    first = numerals.arabic_at(text, i)
    if first is None:
        return None, _end_of_digits(text, i)
    value: Value = first[0]
    end = first[1]
    link = _LINK.match(text, end)
    unit: UnitHit | None = None
    if link and not mask[end]:
        second = numerals.arabic_at(text, link.end())
        if second and second[0] > first[0] and _same_unit(text, link.group(1), second[1]):
            value, end = (first[0], second[0]), second[1]
    num_end = end
    bound: Bound = "eq"
    if text[end : end + 1] in ("余", "多", "+"):
        bound, end = "ge", end + 1
    unit = unit_at(text, end)
    if unit and text[unit.end : unit.end + 1] == "级" and unit.word in _ADMINISTRATIVE:
        unit = None  # 瞪羚企业16市级科技领军企业8家: the next name begins, the unit was dropped
    if _is_name(text, i, end, unit):
        return None, num_end
    if unit is None or unit.is_cut_short(text):
        return _bare(text, i, num_end, end, value, bound, unit)
    if unit.strength == "never" or text[unit.end : unit.end + 1] == "级" or (unit.word == "年" and _calendar(value)):
        return None, unit.end
    if unit.multiplier and text[end + len(unit.multiplier) :][:1] in ("余", "多"):
        bound = "ge"
    said, tail = bound_after(text, unit.end)
    strength: Literal["weak", "strong"] = "weak" if unit.strength == "weak" else "strong"
    return (
        Amount(i, tail, i, num_end, value, unit.text, unit.word, strength, said if said != "eq" else bound),
        tail,
    )


def _bare(
    text: str, i: int, num_end: int, end: int, value: Value, bound: Bound, unit: UnitHit | None
) -> tuple[Amount | None, int]:
    """A number with a multiplier only (168万从业者), or with nothing (雏鹰企业40)."""
    multiplier = unit.multiplier if unit else multiplier_at(text, end)
    tail = end + len(multiplier)
    if multiplier and text[tail : tail + 1] in ("余", "多"):
        bound, tail = "ge", tail + 1
    following = text[tail : tail + 1]
    per = _PER_MANY.match(text, tail)
    if per and not multiplier:  # 12.6/10万
        said, tail = bound_after(text, per.end())
        strong = Amount(i, tail, i, num_end, value, per.group(), per.group(), "strong", said if said != "eq" else bound)
        return strong, tail
    if following == "级" or (following != "" and following.isascii() and (following.isalpha() or following in "_/-:")):
        return None, tail
    said, tail = bound_after(text, tail)
    return (
        Amount(i, tail, i, num_end, value, multiplier or None, "", "none", said if said != "eq" else bound),
        tail,
    )


def _same_unit(text: str, low_unit: str | None, end: int) -> bool:
    """Whether the two ends of a range count the same (3%-5%, 5至8家), so that it is a range and not a from-to."""
    if low_unit is None:
        return True
    high = unit_at(text, end)
    return high is not None and high.text.startswith(low_unit)


def _is_name(text: str, i: int, end: int, unit: UnitHit | None) -> bool:
    """Whether the digits belong to a name in Latin letters (G20, 5G, GBase8t)."""
    before = text[i - 1] if i else ""
    letter_before = before != "" and before.isascii() and (before.isalpha() or before in "-_./")
    if not letter_before:
        return False
    return unit is None or unit.strength != "strong" or (unit.word.isascii() and unit.word != "%" and before.isalpha())


def _end_of_digits(text: str, i: int) -> int:
    while i < len(text) and text[i] in "0123456789,.":
        i += 1
    return i


def _calendar(value: Value) -> bool:
    return not isinstance(value, tuple) and 1900 <= value <= 2100


def _lend_units(text: str, found: list[Amount]) -> list[Amount]:
    """In 提高15、22个百分点 the first number takes the unit of the second."""
    for k in range(len(found) - 2, -1, -1):
        first, second = found[k], found[k + 1]
        linked = text[first.end : second.start] in ("、", "和", "与", "及")
        if first.unit is None and second.unit and not first.ratio_part and linked:
            found[k] = replace(first, unit=second.unit, word=second.word, strength=second.strength, lent=True)
    return found


def _without_thresholds(text: str, found: list[Amount]) -> list[Amount]:
    """An amount that only bounds what is counted (营收超10亿元企业20家, 投资亿元以上项目50个) is part of its name."""
    kept: list[Amount] = []
    for k, amount in enumerate(found):
        following = found[k + 1] if k + 1 < len(found) else None
        if (
            following is not None
            and amount.word in ("元", "美元", "人", "%", "亩", "平方米")
            and following.word not in ("元", "%")
        ):
            between = text[amount.end : following.start]
            bounded = amount.bound == "ge" or re.search(r"超过?$|突破$|不低于$", text[: amount.start])
            if bounded and _THRESHOLD_OF.match(between) and not re.search(r"[,，;。、]", between):
                continue
        kept.append(amount)
    return kept
