"""Amounts: a number, or a range of numbers, with its unit and the bound words written around the number itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kechuang.plan.reading.quantities import numerals
from kechuang.plan.reading.quantities.exclusions import excluded
from kechuang.plan.reading.quantities.lexicon import classes
from kechuang.plan.reading.quantities.periods import TimeRef
from kechuang.plan.reading.quantities.units import multiplier_at, unit_at, unit_table
from kechuang.plan.reading.quantities.values import Bound, Number, Value


@dataclass(frozen=True, slots=True)
class Amount:
    """``start:end`` covers number, unit and trailing bound; ``num_start:num_end`` the number alone."""

    start: int
    end: int
    num_start: int
    num_end: int
    value: Value
    unit: str | None
    word: str  # the counting word without multiplier
    strength: str  # strong | weak | none
    bound: Bound
    chinese: bool = False
    multiple: bool = False  # 翻一番, 倍增
    ratio_part: bool = False  # 11.8:48.3:39.9


_RANGE = re.compile(
    r"(%|‰|个百分点|亿元|万元|万|亿|家|个|项|倍|人|名|亩|吨|元|件|公里)?(?:-|—{1,2}|~|至|到(?!20\d\d))(?=\d)"
)
_TO_ONE = re.compile(r"(?<![\d:.])(\d{1,4}(?:\.\d+)?):1(?![\d:.])")
_RATIO = re.compile(r"(?<![\d:.])(\d{1,3}(?:\.\d+)?)(?::(\d{1,3}(?:\.\d+)?))(?::(\d{1,3}(?:\.\d+)?))?(?![\d:])")
_MULTIPLY = re.compile(
    r"翻(?:了)?(?:([一两二三四])番(半)?|番|倍)|(?:实现|成|双)?[“”‘’]?双?(倍增)(?=[“”‘’,，。;、)]|目标|以上|$|达|左右)(?![“”‘’]?(?:行动|计划|工程|方案|攻坚|提质|培育|战略))|成倍增长"
)
_PERCENT_WORDS = re.compile(r"百分之([零一二三四五六七八九十百点两]{1,8})|千分之([零一二三四五六七八九十点]{1,6})")
_TENTHS = re.compile(r"([一二两三四五六七八九])成(?![效果立为长本都员功交品型熟份分就语])(半)?")
_ROUND = re.compile(r"(?P<pre>[上近超逾过])?(?P<n>[十百千])(?P<post>[余多])?(?=[家亩户名人件万亿])")
_ADMINISTRATIVE = frozenset("市县区省国村镇乡")
_NOT_A_UNIT_TAIL = {
    "人": "均才口工大民文次生形机",
    "家": "庭具电居乡园长政",
    "口": "岸腔",
    "元": "素器件旦首",
    "部": "门分署委",
    "米": "粉饭",
    "所": "有属在得",
    "度": "假",
    "斤": "计",
    "天": "然气津",
    "头": "部",
    "名": "称优牌单义录誉",
    "位": "于居列",
    "方": "面案向式法",
    "站": "位",
    "件": "套",
    "里": "程",
    "分": "别布类钟",
    "个": "性体人",
    "项": "目链",
    "批": "复准",
    "条": "件例款",
    "台": "阶",
    "支": "持撑付",
    "点": "击",
    "张": "力",
    "张口": "",
    "本": "地市区土级科届年",
    "户": "籍",
    "座": "谈",
    "间": "隔",
    "枚": "",
    "例": "如",
    "尾": "水",
    "期": "间末",
    "级": "",
    "升": "级",
    "口袋": "",
}


def find_amounts(text: str, times: tuple[TimeRef, ...]) -> list[Amount]:
    """Every amount of a compact stretch of text, in order and without overlap."""
    mask = excluded(text)
    for time in times:
        mask[time.start : time.end] = b"\x01" * (time.end - time.start)
    found: list[Amount] = []
    i, size = 0, len(text)
    specials = _specials(text)
    while i < size:
        if i in specials:
            amount_list = specials[i]
            found.extend(amount_list)
            i = amount_list[-1].end
            continue
        char = text[i]
        if mask[i] or not ((char.isdigit() and char.isascii()) or char in numerals.CHINESE_NUMERAL):
            i += 1
            continue
        amount, end = _arabic(text, i, mask) if char.isdigit() else _chinese(text, i)
        if amount:
            found.append(amount)
        i = max(end, i + 1)
    return _lend_units(text, found)


def _lend_units(text: str, found: list[Amount]) -> list[Amount]:
    """In 提高15、22个百分点 the first number takes the unit of the second."""
    for k in range(len(found) - 2, -1, -1):
        first, second = found[k], found[k + 1]
        if (
            first.unit is None
            and second.unit
            and not first.ratio_part
            and text[first.end : second.start] in ("、", "和", "与", "及")
        ):
            found[k] = replace(first, unit=second.unit, word=second.word, strength=second.strength)
    return found


def _specials(text: str) -> dict[int, list[Amount]]:  # noqa: C901
    """Amounts that are no digit-then-unit: 翻一番, 三成, 百分之五, 11.8:48.3:39.9."""
    found: dict[int, list[Amount]] = {}
    for match in _MULTIPLY.finditer(text):
        times_two = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}.get(match.group(1) or "一", 1)
        start = match.start(3) if match.group(3) else match.start()
        bound, end = _after_bound(text, match.end())
        value = 2**times_two
        found[start] = [Amount(start, end, start, match.end(), value, "倍", "倍", "strong", bound, multiple=True)]
    for match in _PERCENT_WORDS.finditer(text):
        digits = match.group(1) or match.group(2)
        number = _chinese_decimal(digits)
        if number is not None:
            bound, end = _after_bound(text, match.end())
            unit = "%" if match.group(1) else "‰"
            found[match.start()] = [
                Amount(match.start(), end, match.start(), match.end(), number, unit, unit, "strong", bound, True)
            ]
    for match in _TENTHS.finditer(text):
        if match.start() and text[match.start() - 1] in numerals.CHINESE_NUMERAL:
            continue
        number = numerals.DIGITS[match.group(1)] * 10 + (5 if match.group(2) else 0)
        bound, end = _after_bound(text, match.end())
        found[match.start()] = [
            Amount(match.start(), end, match.start(), match.start() + 1, number, "%", "%", "strong", bound, True)
        ]
    for match in _RATIO.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if "比" not in before and "结构" not in before:
            continue
        parts = []
        for group in (1, 2, 3):
            if match.group(group):
                hit = numerals.arabic_at(match.group(group), 0)
                if hit:
                    parts.append(
                        Amount(
                            match.start(group),
                            match.end(group),
                            match.start(group),
                            match.end(group),
                            hit[0],
                            None,
                            "",
                            "none",
                            "eq",
                            ratio_part=True,
                        )
                    )
        if len(parts) >= 2:
            found[match.start()] = parts
    for match in _TO_ONE.finditer(text):
        hit = numerals.arabic_at(match.group(1), 0)
        if hit:
            bound, end = _after_bound(text, match.end())
            found[match.start()] = [
                Amount(match.start(), end, match.start(), match.end(), hit[0], None, "", "none", bound, ratio_part=True)
            ]
    return found


def _chinese_decimal(text: str) -> Number | None:
    from decimal import Decimal

    if "点" not in text:
        return numerals.chinese_number(text)
    whole, _, part = text.partition("点")
    head = numerals.chinese_number(whole)
    if head is None or not part or any(c not in numerals.DIGITS for c in part):
        return None
    return Decimal(f"{head}.{''.join(str(numerals.DIGITS[c]) for c in part)}")


def _arabic(  # noqa: C901
    text: str, i: int, mask: bytearray
) -> tuple[Amount | None, int]:
    hit = numerals.arabic_at(text, i)
    if hit is None:
        j = i
        while j < len(text) and text[j].isdigit():
            j += 1
        return None, j
    value: Value = hit[0]
    end = hit[1]
    first_end = end
    low_unit = ""
    link = _RANGE.match(text, end)
    if link and not mask[end]:
        second = numerals.arabic_at(text, link.end())
        if second and second[0] > hit[0]:
            value, end, low_unit = (hit[0], second[0]), second[1], link.group(1) or ""
    num_end = end
    bound: Bound = "eq"
    if text[end : end + 1] in ("余", "多", "+"):
        bound, end = "ge", end + 1
    unit = unit_at(text, end)
    if (
        unit is not None
        and unit.strength != "strong"
        and isinstance(value, tuple)
        and low_unit
        and not unit.word.startswith(low_unit[-1])
    ):
        value, num_end, end = hit[0], first_end, first_end
        unit = unit_at(text, end)
    if unit is not None and text[unit.end : unit.end + 1] == "级" and unit.word in _ADMINISTRATIVE:
        unit = None  # 瞪羚企业16市级科技领军企业8家: the next name begins, the unit was dropped
    before = text[i - 1] if i else ""
    if unit is not None and unit.word.isascii() and unit.word != "%" and before.isascii() and before.isalpha():
        return None, num_end
    if before.isascii() and (before.isalpha() or before in "-_./") and (unit is None or unit.strength != "strong"):
        return None, num_end
    if unit is None or _fake_unit(text, unit.word, unit.end, unit.strength):
        if unit is not None and unit.multiplier:
            # 168万从业者: a multiplier and no counting word
            tail = end + len(unit.multiplier)
            return Amount(i, tail, i, num_end, value, unit.multiplier, "", "none", bound), tail
        bare = multiplier_at(text, end)
        if bare:
            tail = end + len(bare)
            if text[tail : tail + 1] in ("余", "多"):
                bound, tail = "ge", tail + 1
            if text[tail : tail + 1] == "级":
                return None, tail
            after, tail = _after_bound(text, tail)
            return Amount(i, tail, i, num_end, value, bare, "", "none", after if after != "eq" else bound), tail
        nxt = text[end : end + 1]
        if nxt.isascii() and (nxt.isalpha() or nxt in "_/-:"):
            return None, num_end
        after, tail = _after_bound(text, end)
        return Amount(i, tail, i, num_end, value, None, "", "none", after if after != "eq" else bound), tail
    if unit.strength == "never" or text[unit.end : unit.end + 1] == "级" or (unit.word == "年" and _calendar(value)):
        return None, unit.end
    if unit.multiplier and text[end + len(unit.multiplier) : end + len(unit.multiplier) + 1] in ("余", "多"):
        bound = "ge"
    after, tail = _after_bound(text, unit.end)
    return Amount(
        i, tail, i, num_end, value, unit.text, unit.word, unit.strength, after if after != "eq" else bound
    ), tail


def _calendar(value: Value) -> bool:
    return not isinstance(value, tuple) and 1900 <= value <= 2100


def _fake_unit(text: str, word: str, end: int, strength: str) -> bool:
    """Whether the counting word is only the beginning of another word: 3人均, 5个性."""
    tail = text[end : end + 1]
    return bool(tail) and tail in _NOT_A_UNIT_TAIL.get(word, "")


def _chinese(text: str, i: int) -> tuple[Amount | None, int]:
    end = numerals.chinese_run(text, i)
    run = text[i:end]
    digits = run
    multiplier = ""
    for mult in ("万亿", "千亿", "百亿", "千万", "百万", "亿", "万"):
        if run.endswith(mult) and len(run) > len(mult):
            digits, multiplier = run[: -len(mult)], mult
            break
    round_number = _ROUND.match(text, i)
    before = text[i - 1] if i else ""
    bound: Bound = "eq"
    if text[end : end + 1] in ("余", "多"):
        bound, end = "ge", end + 1
    value = numerals.chinese_number(run)
    unit = unit_at(text, end)
    if (
        value is None
        or unit is None
        or unit.strength == "never"
        or _fake_unit(text, unit.word, unit.end, unit.strength)
    ):
        return None, end
    if text[unit.end : unit.end + 1] == "级" or value > 10**16:
        return None, unit.end
    after, tail = _after_bound(text, unit.end)
    if after != "eq":
        bound = after
    tail_class = _verb_before(text, i)
    if run in ("十", "百", "千", "百万", "千万", "百亿", "千亿", "万亿") or (
        round_number and digits in ("十", "百", "千")
    ):
        if bound == "eq" and before not in "上近超逾过破":
            return None, tail
        if before == "上":
            bound = "ge"
    elif (
        (value <= 1 and tail_class != "new")
        or (unit.strength == "weak" and not (tail_class == "new" and unit.word in "个项处座条批次场" and value <= 20))
        or (
            unit.strength == "strong"
            and unit.word
            in (
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
            )
            and not (tail_class or value >= 20 or bound != "eq")
        )
    ):
        return None, tail
    del multiplier
    return Amount(i, tail, i, i + len(run), value, unit.text, unit.word, "strong", bound, chinese=True), tail


def _verb_before(text: str, i: int) -> str | None:
    for name in ("new", "build", "reach", "least", "nearly", "grow", "shrink", "cumulate"):
        words = classes()[name]
        for size in range(min(6, i), 1, -1):
            if text[i - size : i] in words:
                return name
    return None


_AFTER = re.compile(r"(?:的)?(及以上|或以上|以上|之上|有余|以内|及以下|以下|之内|之下|左右|上下)")


def _after_bound(text: str, i: int) -> tuple[Bound, int]:
    """The bound word right after a unit and where it ends: 以上, 左右, 以内, 余."""
    match = _AFTER.match(text, i)
    if match:
        word = match.group(1)
        if word in classes()["least_after"]:
            return "ge", match.end()
        return ("le" if word in classes()["most_after"] else "about"), match.end()
    if text[i : i + 1] in ("余", "多") and text[i + 1 : i + 2] not in ("种", "元", "样", "次", "边", "个", "层", "方"):
        return "ge", i + 1
    return "eq", i


def is_unitless(name: str) -> bool:
    """Whether what is counted carries no unit (an index, a score)."""
    return any(word in name for word in unit_table().unitless)
