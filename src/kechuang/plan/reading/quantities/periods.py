"""Time as plans write it: years, ranges of years, 十四五, 过去五年, 近年来, and what a document's own years are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kechuang.plan.reading.quantities.numerals import DIGITS

TimeKind = Literal["year", "range", "period", "back", "ahead", "vague", "last_year", "this_year", "span"]

FIRST_PERIOD_YEAR = 1951  # 一五 began in 1953 by decree; from 五五 on, the n-th period starts in 1951 + 5n
_ORDINALS = {c: i for i, c in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class TimeRef:
    """A mention of time: ``start:end`` in the compact text, first and last year (None where it names none)."""

    start: int
    end: int
    kind: TimeKind
    since: int | None
    year: int | None
    suffix: str = ""
    masked: bool = False  # the year is deliberately hidden: 20XX年


def period_years(ordinal: str) -> tuple[int, int] | None:
    """First and last year of a five-year plan from its ordinal in Chinese.

    >>> period_years("十四"), period_years("十")
    ((2021, 2025), (2001, 2005))
    """
    if not ordinal.startswith("十") or len(ordinal) > 2:
        return None
    number = 10 + (_ORDINALS.get(ordinal[1], 0) if len(ordinal) == 2 else 0)
    start = FIRST_PERIOD_YEAR + 5 * number
    return start, start + 4


YEAR = r"(?:19[5-9]\d|20\d\d)"
_MONTH = r"(?:上半年|下半年|[一二三四]季度|(?:1[0-2]|0?[1-9])(?:[-—至](?:1[0-2]|0?[1-9]))?月(?:份)?(?:\d{1,2}日)?)?"
_END = r"(?:年?(?:底|末)|年初|年度|年)"
_TIME = re.compile(
    rf"(?P<ra>{YEAR})年?(?:-|—{{1,2}}|~|至|到)(?P<rb>{YEAR}|\d\d(?=年))年?(?P<rs>期间|间)?"
    rf"|(?P<y>{YEAR})(?P<ys>{_END}){_MONTH}(?P<y2>底|末|前|以前|之前|以来|以后|起)?"
    rf"|(?P<by>{YEAR})(?=,|，|前|以前)"
    r"|(?P<x>(?:19|20)[Xx×*]{2}|[Xx×*]{4}|(?<![A-Za-z])[Xx×*]{2})年(?:底|末)?"
    r"|(?P<cy>[一二][零九一二三四五六七八]{3})年(?P<cs>底|末)?"
    r"|第(?P<n1>十[一二三四五六七八九]?)个五年(?:规划|计划)?(?P<n1s>时期|期间|期末|末|以来)?"
    r"|[“”‘’]?(?P<n2>十[一二三四五六七八九])五[“”‘’]?(?P<n2s>(?:规划|计划)?(?:时期|期间|期末|末期|末|以来|收官|中期|初期|初|期))?"
    r"|[“”‘’](?P<n3>十)五[“”‘’](?P<n3s>时期|期间|末|以来)?"
    r"|(?P<back>(?:过去|近|最近|前|这|刚刚过去的?|过去的)(?:[二两三四五六七八九十]|\d{1,2})年(?:来|间)?|(?:[二两三四五六七八九十]|(?<!\d)\d{1,2})年来|近年来?|近几年来?|多年来|"
    r"(?:[三四五]|[345])年间|(?:五|(?<![\d.])5)年(?=共|累计|新建|建成|培育|引进|组织|实施|完成|增加|增长|提高|新增|翻|下降|降低))"
    r"|(?P<span>(?:[二两三四六七八九十]|(?<![\d.])[1-9]|(?<![\d.])1\d)年(?=累计|增加|增长|提高|新增|翻|下降|降低|共))"
    r"|(?P<ahead>(?:未来|今后|接下来|之后|再用|用)(?:的)?(?:[一二两三四五六七八九十]|\d{1,2})(?:[-至到—](?:[一二两三四五六七八九十]|\d{1,2}))?年(?:内|左右|的?时间|间)*|(?<![\d.])(?:[二三四五六七八九十两]|\d)年(?:内|(?:左右)?的?时间)|今后一个时期|下一步|接下来|下一阶段|规划期末|规划期内|规划期)"
    r"|(?P<vague>截至目前|目前|当前|迄今|现阶段|近日|日前|昨日|今日|昨天|近期|如今)"
    r"|(?P<last>去年同期|上年同期|去年底|去年末|去年|上年度|上年末|上年底|上年|上一年)"
    r"|(?P<this>今年以来|今年上半年|今年|本年度|全年|当年|一年来|这一年|年内)"
    r"|(?P<mid>本世纪中叶|新中国成立一百年|建国百年)"
)


_DEADLINE = re.compile(
    r"(?:^|[^一-鿿]|力争|争取|计划|确保|规划|目标|预计|将|使|[市区县省国园城镇乡村州域群业])(?:到|至|力争)$"
)


def is_deadline(text: str, at: int) -> bool:
    """Whether a year at ``at`` is what something is to be done by (到2025年), not the end of a change (增至2025年的).

    >>> [is_deadline(t, t.index("2")) for t in ("力争到2025年", "提高到2025年的", "截至2025年")]
    [True, False, False]
    """
    return bool(_DEADLINE.search(text[max(0, at - 4) : at]))


def find_times(text: str) -> tuple[TimeRef, ...]:
    """Every mention of time in a compact text, in order.

    >>> [(t.kind, t.since, t.year) for t in find_times("“十三五”期间，由2015年的5家增至2020年末的9家")]
    [('period', 2016, 2020), ('year', None, 2015), ('year', None, 2020)]
    """
    found: list[TimeRef] = []
    for match in _TIME.finditer(text):
        ref = _ref(match, text)
        if ref is not None:
            found.append(ref)
    return tuple(found)


def _ref(match: re.Match[str], text: str) -> TimeRef | None:
    start, end = match.span()
    name = match.lastgroup or ""
    groups = match.groupdict()
    if start and text[start - 1].isdigit() and (groups["ra"] or groups["y"] or groups["by"]):
        return None
    if groups["ra"]:
        first, last = int(groups["ra"]), groups["rb"]
        final = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        if final <= first:
            return None
        return TimeRef(start, end, "range", first, final, groups["rs"] or "")
    if groups["y"] or groups["by"]:
        year = int(groups["y"] or groups["by"])
        return TimeRef(start, end, "year", None, year, (groups["ys"] or "") + (groups["y2"] or ""))
    if groups["x"]:
        return TimeRef(start, end, "year", None, None, "", masked=True)
    if groups["cy"]:
        year = int("".join(str(DIGITS[c]) for c in groups["cy"]))
        return TimeRef(start, end, "year", None, year, groups["cs"] or "") if 1949 <= year <= 2099 else None
    for key in ("n1", "n2", "n3"):
        if groups[key]:
            years = period_years(groups[key])
            return TimeRef(start, end, "period", years[0], years[1], groups[key + "s"] or "") if years else None
    if groups["mid"]:
        return TimeRef(start, end, "year", None, 2050)
    kinds: dict[str, TimeKind] = {
        "back": "back",
        "ahead": "ahead",
        "vague": "vague",
        "last": "last_year",
        "this": "this_year",
        "span": "span",
    }
    return (
        next((TimeRef(start, end, kind, None, None, match.group()) for key, kind in kinds.items() if groups[key]), None)
        if name
        else None
    )
