"""Amounts written in Chinese numerals: which of them state a quantity (三百余家), which are idiom (百年, 四个面向)."""

from __future__ import annotations

from dataclasses import dataclass

from kechuang.plan.reading.quantities import numerals
from kechuang.plan.reading.quantities.bounds import bound_after
from kechuang.plan.reading.quantities.lexicon import classes
from kechuang.plan.reading.quantities.units import UnitHit, unit_at
from kechuang.plan.reading.quantities.values import Bound

_COUNTABLE_END = (
    "企业",
    "公司",
    "机构",
    "中心",
    "平台",
    "基地",
    "园区",
    "项目",
    "实验室",
    "孵化器",
    "空间",
    "团队",
    "高企",
    "小巨人",
    "小巨人”",
    "院",
    "站",
)
_SMALL_COUNT_UNITS = frozenset("个项处座条批次场")
_EVERYDAY = frozenset(
    [
        "人",
        "名",
        "位",
        "口",
        "本",
        "部",
        "把",
        "块",
        "天",
        "度",
        "米",
        "间",
        "方",
        "头",
        "张",
        "套",
        "件",
        "家",
        "所",
        "户",
        "里",
        "分钟",
        "分",
        "点",
    ]
)


@dataclass(frozen=True, slots=True)
class ChineseAmount:
    """What was found: value in ``unit``, the end of the numeral and of the whole with its bound."""

    value: int
    unit: str
    word: str
    bound: Bound
    num_end: int
    end: int


def chinese_amount_at(text: str, i: int) -> tuple[ChineseAmount | None, int]:
    """The amount in Chinese numerals at ``i``, or None, and where to go on.

    >>> chinese_amount_at("达到一千五百亿元", 2)[0]
    ChineseAmount(value=1500, unit='亿元', word='元', bound='eq', num_end=7, end=8)
    >>> chinese_amount_at("百年未有", 0)
    (None, 1)
    """
    run_end = numerals.chinese_run(text, i)
    run = text[i:run_end]
    unit_start = run_end
    bound: Bound = "eq"
    if text[unit_start : unit_start + 1] in ("余", "多"):
        bound, unit_start = "ge", unit_start + 1
    whole = numerals.chinese_number(run)
    unit = unit_at(text, unit_start)
    if whole is None or whole > 10**16 or unit is None or unit.strength == "never":
        return None, run_end
    if text[unit.end : unit.end + 1] == "级" or unit.is_cut_short(text):
        return None, run_end
    said, end = bound_after(text, unit.end)
    bound = said if said != "eq" else bound
    before = text[i - 1] if i else ""
    if before == "上" and run in ("十", "百", "千", "万", "百万", "千万"):
        bound = "ge"
    if not _states(text, i, run, whole, unit, bound):
        return None, max(run_end, i + 1)
    value, multiplier = _split(run, whole)
    return ChineseAmount(value, multiplier + unit.text, unit.word, bound, run_end, end), end


def _split(run: str, whole: int) -> tuple[int, str]:
    """A numeral and its multiplier kept apart as in Arabic (一千五百亿 → 1500 亿)."""
    for multiplier in ("万亿", "亿", "万"):
        head = run.removesuffix(multiplier)
        if head != run and head:
            value = numerals.chinese_number(head)
            if value is not None:
                return value, multiplier
    return whole, ""


def _states(text: str, i: int, run: str, whole: int, unit: UnitHit, bound: Bound) -> bool:
    """Whether a Chinese numeral with this unit states a quantity: the smaller and plainer, the more must speak for it."""
    before = text[i - 1] if i else ""
    verb = _verb_before(text, i)
    if run.strip("十百千万亿") == "":
        return unit.strength == "strong" and (bound != "eq" or before in ("上", "近", "超", "逾", "过", "破"))
    if unit.word == "倍":
        return verb in ("grow", "shrink") or (whole >= 2 and before in ("的", "长", "加", "高", "约", "近", "超"))
    if whole <= 1:
        return verb == "new"
    if unit.strength == "weak":
        large = whole >= 20 or (whole >= 10 and bound == "ge")
        return unit.word in _SMALL_COUNT_UNITS and (large or verb == "new")
    if unit.word in _EVERYDAY:
        return verb is not None or whole >= 20 or bound != "eq" or text[:i].endswith(_COUNTABLE_END)
    return True


def _verb_before(text: str, i: int) -> str | None:
    for name in ("new", "build", "reach", "least", "nearly", "grow", "shrink", "cumulate"):
        words = classes()[name]
        for size in range(min(6, i), 1, -1):
            if text[i - size : i] in words:
                return name
    return None
