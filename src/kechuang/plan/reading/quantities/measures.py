"""How a figure is measured: a level, an increment, a total, a rate of growth, a difference of shares, a multiple."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kechuang.plan.reading.quantities.amount import Amount
from kechuang.plan.reading.quantities.values import Bound, Measure
from kechuang.plan.reading.quantities.words import Segment, Word

GROWTH_NOUN = re.compile(
    r"(?:增速|增幅|增长率|增长速度|增长幅度|递增率|涨幅|升幅|降幅|减幅|下降率|降低率|递减率)(?:平均)?$"
)
_GROWTH_WORDS = frozenset(
    ["增速", "增幅", "增长率", "增长速度", "增长幅度", "涨幅", "降幅", "减幅", "下降率", "降低率"]
)
_FALLS = re.compile("下降|降低|回落|低于|减少|收窄|慢于|降幅|下降率|降低率|减幅")
_GAIN_NOUN = re.compile(r"(?:增量|增加额|净增额)$")
_TOTAL = re.compile(r"^总(?!投资)|(?:总数|总量|总额|总规模|总产值|保有量|拥有量|总人数|总数量|余额|存量)$")
_NEW_INSIDE = re.compile(r"新增(?!长)|净增(?!长)|新认定|新引进|新培育|新获批|新建(?!筑)")
_MONEY = frozenset(["元", "美元", "欧元", "日元", "港元", "元人民币"])


@dataclass(frozen=True, slots=True)
class Measured:
    """The measure, where a change goes, and the word that said so ('' where none did)."""

    measure: Measure
    direction: Literal["up", "down"] | None = None
    verb: str = ""
    build: bool = False  # a one-off work: an increment where it lies ahead
    countable: bool = True  # it counts works, and is no sum of money


@dataclass(slots=True)
class Carried:
    """What a clause takes over from the one before it: 新增股份制企业600家、上市企业11家."""

    verb: Word | None = None
    money: bool = False  # whether the verb stood before a sum of money
    cumulative: bool = False

    def clear(self) -> None:
        """Forget it: the clause says its own."""
        self.verb, self.cumulative = None, False


def is_total(noun: str) -> bool:
    """Whether a name says that it is a stock (上市企业总数), whatever the clause before did."""
    return bool(_TOTAL.search(noun))


def measure(amount: Amount, segment: Segment, noun: str, carried: Carried, tied: bool) -> Measured:
    """The measure of an amount; ``tied`` says that only 、, 和 or a comma parts it from the amount before."""
    if amount.multiple or amount.word == "倍":
        return Measured("multiple", "up", "倍")
    limit = limit_of(amount, segment)
    if limit is not None:
        carried.verb = None
        return Measured("level")
    verb = segment.nearest("grow", "shrink", "reach", "new", "build", "cumulate")
    change = segment.leading("less", "more")
    if verb is None and change is not None:
        verb = ("shrink" if change[0] == "less" else "grow", change[1])
    if amount.word in ("个百分点", "百分点", "个点"):
        falls = (verb is not None and verb[0] == "shrink") or bool(_FALLS.search(segment.noun))
        falls = falls or (
            verb is None and not segment.noun and carried.verb is not None and carried.verb[0] == "shrink"
        )
        carried.verb = ("shrink", "下降") if falls else ("grow", "提升")
        return Measured("change_pp", "down" if falls else "up", "下降" if falls else "提升")
    if tied and carried.verb is not None and verb is None and not segment.has("new", "build"):
        own_level = segment.has("least", "most") and (bool(segment.noun) or carried.verb[0] in ("grow", "shrink"))
        sum_of_none = amount.word in _MONEY and not carried.money  # 新签约项目56个，总投资312亿元
        works = carried.verb[0] in ("new", "build") and not (amount.is_rate or is_total(segment.noun) or sum_of_none)
        works = works and segment.leading("reach") is None
        if (works or not segment.noun) and not own_level:
            verb = carried.verb
    if amount.is_rate:
        return _rate(segment, noun, verb, carried)
    if amount.ratio_part:
        return Measured("level")
    return _count(amount, segment, noun, verb, carried)


def limit_of(amount: Amount, segment: Segment) -> Bound | None:
    """The bound that 高于 or 低于 right before a number sets (高于4%, 低于200家); 高于全国1个百分点 is a difference."""
    if not segment.tail or amount.word in ("个百分点", "百分点", "个点"):
        return None
    return {"高于": "ge", "多于": "ge", "低于": "le", "少于": "le"}.get(segment.tail[0][1])  # type: ignore[return-value]


def _rate(segment: Segment, noun: str, verb: Word | None, carried: Carried) -> Measured:
    grows = next((w for c, w in segment.tail if w in _GROWTH_WORDS), None)
    carried.verb = verb
    if verb is not None and verb[0] in ("grow", "shrink"):
        return Measured("growth_rate", "down" if verb[0] == "shrink" else "up", verb[1])
    if grows or GROWTH_NOUN.search(segment.noun) or (not segment.noun and GROWTH_NOUN.search(noun)):
        return Measured("growth_rate", "down" if _FALLS.search(grows or segment.noun or noun) else "up", "增速")
    return Measured("level")


def _count(amount: Amount, segment: Segment, noun: str, verb: Word | None, carried: Carried) -> Measured:
    cumulates = segment.has("cumulate") or "累计" in segment.noun
    reaches = verb is not None and verb[0] == "reach"
    if cumulates:
        carried.cumulative = True
    elif ((segment.has("reach") or segment.source) and segment.noun) or segment.has("past"):
        carried.cumulative = False
    if verb is not None and verb[0] in ("grow", "shrink"):
        carried.verb = verb
        return Measured("increment", "down" if verb[0] == "shrink" else "up", verb[1])
    if _GAIN_NOUN.search(noun):
        return Measured("increment", "up")
    new = verb if verb is not None and verb[0] == "new" else segment.leading("new")
    if new is None and _NEW_INSIDE.search(segment.noun):
        new = ("new", "")
    if new is not None and not (reaches and verb is not None and verb[1].endswith(("到", "至"))):
        carried.verb, carried.money = ("new", new[1] or "新增"), amount.word in _MONEY
        return Measured("cumulative", None, new[1]) if cumulates else Measured("increment", "up", new[1])
    if carried.cumulative and not (reaches and not cumulates and segment.noun):
        return Measured("cumulative")
    build = verb if verb is not None and verb[0] == "build" else segment.leading("build")
    if build is None and ("forward", "争取") in segment.head:
        build = ("build", "争取")
    if build is not None:
        carried.verb, carried.money = build, amount.word in _MONEY
        return Measured(
            "level", None, build[1], build=True, countable=amount.word not in _MONEY and not _ratio_name(segment.noun)
        )
    if reaches:
        carried.verb = None
    return Measured("level")


def _ratio_name(noun: str) -> bool:
    return noun.endswith(("率", "比重", "占比", "比例", "强度"))


_LOOSE_BOUND = re.compile(r"(约|近|接近|超|超过)为?[^，,]{0,14}$")


def bound_of(amount: Amount, segment: Segment) -> Bound:
    """The bound around a number: what follows it, else the words right before it."""
    if amount.bound != "eq":
        return amount.bound
    limit = limit_of(amount, segment)
    if limit is not None:
        return limit
    for name, word in segment.tail:
        if name in ("least", "most", "nearly"):
            return {"least": "ge", "most": "le", "nearly": "about"}[name]  # type: ignore[return-value]
        if word == "约为":
            return "about"
        if name in ("grow", "shrink", "past"):
            break
    if amount.word == "倍":
        match = _LOOSE_BOUND.search(segment.noun)
        if match:
            return "ge" if match.group(1).startswith("超") else "about"
    return "eq"
