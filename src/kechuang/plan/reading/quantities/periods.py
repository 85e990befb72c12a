"""Time as plans write it: years, ranges of years, 十四五, 过去五年, 近年来, and what a document's own years are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from kechuang.plan.reading.quantities.numerals import DIGITS

TimeKind = Literal["year", "range", "period", "back", "ahead", "vague", "last_year", "this_year"]

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


_YEAR = r"(?:19[5-9]\d|20\d\d)"
_MONTH = r"(?:上半年|下半年|[一二三四]季度|(?:1[0-2]|0?[1-9])(?:[-—至](?:1[0-2]|0?[1-9]))?月(?:份)?(?:\d{1,2}日)?)?"
_END = r"(?:年?(?:底|末)|年初|年度|年)"
_TIME = re.compile(
    rf"(?P<ra>{_YEAR})年?(?:-|—{{1,2}}|~|至|到)(?P<rb>{_YEAR}|\d\d(?=年))年?(?P<rs>期间|间)?"
    rf"|(?P<y>{_YEAR})(?P<ys>{_END}){_MONTH}(?P<y2>底|末|前|以前|之前|以来|以后|起)?"
    rf"|(?P<by>{_YEAR})(?=,|，|前|以前)"
    r"|(?P<x>(?:19|20)[Xx×*]{2}|[Xx×*]{4}|(?<![A-Za-z])[Xx×*]{2})年(?:底|末)?"
    r"|(?P<cy>[一二][零九一二三四五六七八]{3})年(?P<cs>底|末)?"
    r"|第(?P<n1>十[一二三四五六七八九]?)个五年(?:规划|计划)?(?P<n1s>时期|期间|期末|末|以来)?"
    r"|[“”‘’]?(?P<n2>十[一二三四五六七八九])五[“”‘’]?(?P<n2s>(?:规划|计划)?(?:时期|期间|期末|末期|末|以来|收官|中期|初期|初|期))?"
    r"|[“”‘’](?P<n3>十)五[“”‘’](?P<n3s>时期|期间|末|以来)?"
    r"|(?P<back>(?:过去|近|最近|前|这|刚刚过去的?|过去的)(?:[二两三四五六七八九十]|\d{1,2})年(?:来|间)?|(?:[二两三四五六七八九十]|(?<!\d)\d{1,2})年来|近年来?|近几年来?|多年来|"
    r"(?:[三四五]|[345])年间)"
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
    }
    return (
        next((TimeRef(start, end, kind, None, None, match.group()) for key, kind in kinds.items() if groups[key]), None)
        if name
        else None
    )


@dataclass(frozen=True, slots=True)
class DocumentYears:
    """The years of a document: the plan period, the year it looks back from, whether that had to be assumed."""

    first: int
    last: int
    base: int  # the last year that is past for the document
    reviewed: tuple[int | None, int | None]  # the period it looks back on: first and last year
    yearly: bool = False  # a yearly report: it reviews one year and plans one year
    assumed: bool = False
    reviews: bool = False  # nothing is dated, but the text speaks of a five-year period that is over
    today: int | None = None  # the year the document was written, where known


_RANGE_IN_TITLE = re.compile(rf"\(?({_YEAR})年?(?:-|—{{1,2}}|~|至|到)({_YEAR})年?\)?")
_WORK_REPORT = re.compile(rf"({_YEAR})年?[^。;,，\d]{{0,14}}(?:政府工作报告|工作报告)")
_YEAR_REVIEW = re.compile(rf"({_YEAR})年?[^。;,，\d]{{0,12}}(?:工作回顾|工作总结|总结|统计公报)")
_YEAR_AHEAD = re.compile(
    rf"({_YEAR})年?[^。;,，\d]{{0,12}}(?:工作要点|工作安排|主要任务|工作计划|重点工作|目标任务|工作目标|预期目标|发展目标)"
)
_PLAN_WORDS = ("规划", "纲要", "建议", "计划", "方案", "意见", "行动")
_PUBLISHED = re.compile(
    rf"(?:发布时间|发布日期|发文日期|印发日期|成文日期|日期)[: ]*({_YEAR})|^ *({_YEAR})年\d{{1,2}}月\d{{1,2}}日",
    re.MULTILINE,
)


def document_years(
    folded: str, period: tuple[int, int] | None, published: int | None, in_force: tuple[int, int]
) -> DocumentYears:
    """The document's own years, from hints, else from its text, else the plan period in force (marked as assumed)."""
    if published is None:
        stamp = _PUBLISHED.search(folded[:4000])
        published = int(stamp.group(1) or stamp.group(2)) if stamp else None
    if period:
        return _plan(period, published)
    head = folded[:1500]
    report = _WORK_REPORT.search(head)
    if report:
        year = int(report.group(1))
        return DocumentYears(year, year, year - 1, (year - 1, year - 1), yearly=True, today=year)
    title_range = next(
        (
            m
            for m in _RANGE_IN_TITLE.finditer(head)
            if any(w in _line(head, m.start()) for w in _PLAN_WORDS) and 1 <= int(m.group(2)) - int(m.group(1)) <= 15
        ),
        None,
    )
    if title_range:
        return _plan((int(title_range.group(1)), int(title_range.group(2))), published)
    review = _YEAR_REVIEW.search(head)
    ahead = _YEAR_AHEAD.search(head)
    if review and not (ahead and ahead.start() < review.start()):
        year = int(review.group(1))
        return DocumentYears(year + 1, year + 1, year, (year, year), yearly=True, today=year + 1)
    if ahead:
        year = int(ahead.group(1))
        return DocumentYears(year, year, year - 1, (year - 1, year - 1), yearly=True, today=year)
    plan = _named_plan(folded)
    if plan:
        return _plan(plan, published)
    mentioned = _mentioned(folded, published)
    if mentioned:
        return mentioned
    if published:
        first = (published - 1) // 5 * 5 + 1
        return replace(
            _plan((first, first + 4), published), reviews=_speaks_of_five_years(folded) or published == first
        )
    first, last = in_force
    return DocumentYears(
        first, last, first - 1, (first - 5, first - 1), assumed=True, reviews=_speaks_of_five_years(folded), today=first
    )


_DONE = re.compile("累计获|累计实|期间累计|已|仅|不足|只有|拥有|共有")
_AIMS = re.compile(r"[将]|力争|争取|确保|计划到|要(?:达|建|实现)")


def _mentioned(folded: str, published: int | None) -> DocumentYears | None:
    """Years from what a text without a title mentions: it looks ahead to what it says 到…年 of, and back on the rest.

    A period that is only compared with (较“十三五”增长) is over, and the one after it has just been reviewed.
    """
    text = folded[:20000]
    ahead: list[tuple[int, int]] = []
    behind: list[int] = []
    for ref in find_times(text):
        if ref.year is None:
            continue
        before, after = text[max(0, ref.start - 2) : ref.start], text[ref.end : ref.end + 30]
        compared = before.endswith(("比", "较", "与"))
        if before.endswith(("由", "从", "自")):
            behind.append(ref.year)
            continue
        if ref.kind == "period" and ref.since:
            if compared:
                behind.append(ref.year + 5)
            elif (_AIMS.search(after) or ref.suffix.endswith("末")) and not _DONE.search(after):
                ahead.append((ref.since, ref.year))
            else:
                behind.append(ref.year)
        elif ref.kind == "year" and not compared:
            if is_deadline(text, ref.start):
                ahead.append((ref.year - (4 if ref.year % 5 == 0 else 2), ref.year))
            else:
                behind.append(ref.year)
    if ahead:
        return _plan(min(ahead), published)
    if not behind:
        return None
    latest = max(behind)
    first = latest // 5 * 5 + 1
    return DocumentYears(
        first, first + 4, latest, (latest // 5 * 5 - 4 if latest % 5 == 0 else first, latest), today=published
    )


def _speaks_of_five_years(folded: str) -> bool:
    return bool(re.search(r"(?:五|5)年(?!级|制)|五载|年均", folded))


def _plan(period: tuple[int, int], published: int | None) -> DocumentYears:
    first, last = period
    base = first - 1
    return DocumentYears(first, last, base, (base - 4, base), today=published)


def _line(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 : (text.find("\n", at) + 1 or len(text) + 1) - 1]


def _named_plan(folded: str) -> tuple[int, int] | None:
    """The five-year period that the document names as a plan (“十四五”规划), the most named one, the later of two."""
    counts: dict[tuple[int, int], int] = {}
    for ref in find_times(folded[:20000]):
        if (
            ref.kind == "period"
            and ref.since
            and ref.year
            and any(w in folded[ref.end : ref.end + 14] for w in ("规划", "纲要", "计划", "建议", "指标"))
        ):
            counts[ref.since, ref.year] = counts.get((ref.since, ref.year), 0) + 1
    return max(counts, key=lambda k: (counts[k], k[0])) if counts else None
