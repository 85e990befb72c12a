"""A document's own years: the period it plans, the years it looks back on, what had to be assumed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kechuang.plan.reading.quantities.names_of_files import years_in_name
from kechuang.plan.reading.quantities.periods import YEAR, TimeRef, find_times, is_deadline
from kechuang.plan.reading.quantities.values import Context


@dataclass(frozen=True, slots=True)
class DocumentYears:
    """The years of a document: the plan period, the year it looks back from, whether that had to be assumed."""

    first: int
    last: int
    base: int  # the last year that is past for the document
    reviewed: tuple[int | None, int | None]  # the period it looks back on: first and last year
    yearly: bool = False  # a yearly report: it reviews one year and plans one year
    assumed: bool = False
    known: bool = True  # nothing in the text or around it tells its years: they stay unknown
    reviews: bool = False  # nothing is dated, but the text speaks of a five-year period that is over
    today: int | None = None  # the year the document was written, where known

    def start_of(self, year: int | None, *, ahead: bool) -> int | None:
        """The year from which a change that comes about in ``year`` is counted, where the document's own years tell."""
        if year is None or not self.known:
            return None
        if ahead:
            return self.first - 1 if year == self.last and not self.yearly else None
        first, last = self.reviewed
        if first is not None and last == year and first < last:
            return first - 1
        return year - 1 if self.yearly and year == self.base else None


_RANGE_IN_TITLE = re.compile(rf"\(?({YEAR})年?(?:-|—{{1,2}}|~|至|到)({YEAR})年?\)?")
_WORK_REPORT = re.compile(rf"({YEAR})年?[^。;,，\d]{{0,14}}(?:政府工作报告|工作报告)")
_DELIVERED = re.compile(rf"工作报告[^。;,，\d]{{0,14}}({YEAR})年\d{{1,2}}月\d{{1,2}}日[^。;]{{0,4}}在")
_YEAR_REVIEW = re.compile(rf"({YEAR})年?[^。;,，\d]{{0,12}}(?:工作回顾|工作总结|总结|统计公报)")
_YEAR_AHEAD = re.compile(
    rf"({YEAR})年?[^。;,，\d]{{0,12}}(?:工作要点|工作安排|主要任务|工作计划|重点工作|目标任务|工作目标|预期目标|发展目标|任务分解|目标分解|指标任务|责任分解|考核指标)"
)
_REPORT_OF_YEARS = re.compile(
    r"[^。;,，\d]{0,16}(?:情况|成效|工作|自评|评估|总结)[^。;,，\d]{0,6}(?:报告|总结|汇报)|建设情况"
)
_PLAN_WORDS = ("规划", "纲要", "建议", "计划", "方案", "意见", "行动")
_PUBLISHED = re.compile(
    rf"(?:发布时间|发布日期|发文日期|印发日期|成文日期|日期)[: ]*({YEAR})|(?:^|[ :])({YEAR})[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?= |$)"
    rf"|^ *({YEAR})年\d{{1,2}}月\d{{1,2}}日",
    re.MULTILINE,
)


def document_years(folded: str, context: Context, in_force: tuple[int, int]) -> DocumentYears:
    """The document's own years, from the surest witness there is.

    What the caller knows, else what the text says, from its title down to its mentions of time, else what the file's
    name says, else the plan period in force (marked as assumed).
    """
    filed_period, filed_year = years_in_name(context.filed_as)
    published = context.published or _stamp(folded) or filed_year
    if context.period:
        return _plan(context.period, published)
    entitled = _entitled(folded, published)
    if entitled:
        return entitled
    if filed_period:
        return _plan(filed_period, published)
    mentioned = _mentioned(folded, published)
    if mentioned and (published is None or mentioned.last >= published - 1):  # older: it only compares with the past
        return mentioned
    of_five_years = _speaks_of_five_years(folded)
    of_a_plan = of_five_years or bool(re.search("规划|纲要", folded))
    told = published is not None or of_a_plan or bool(re.search("今年|去年|本年度", folded))
    if published and not of_a_plan:
        return _yearly(published, folded)
    first = (published - 1) // 5 * 5 + 1 if published else in_force[0]
    years = _plan((first, first + 4), published or first)
    reviews = of_five_years or published == first
    return replace(years, assumed=published is None, reviews=reviews, known=told)


def _stamp(folded: str) -> int | None:
    stamp = _PUBLISHED.search(folded[:4000])
    return int(stamp.group(1) or stamp.group(2) or stamp.group(3)) if stamp else None


def _entitled(folded: str, published: int | None) -> DocumentYears | None:
    """Years from what the document is called: a work report, a plan with its years, a summary, a plan by its period."""
    head = folded[:1500]
    report = _WORK_REPORT.search(head) or _DELIVERED.search(head[:300])
    if report:
        return _yearly(int(report.group(1)), folded)
    for span in _RANGE_IN_TITLE.finditer(head):
        first, last = int(span.group(1)), int(span.group(2))
        if 1 <= last - first <= 15 and any(w in _line(head, span.start()) for w in _PLAN_WORDS):
            return _plan((first, last), published)
        if last - first <= 9 and _REPORT_OF_YEARS.match(head, span.end()):
            ahead_of = _plan((last // 5 * 5 + 1, last // 5 * 5 + 5), published)
            return replace(ahead_of, base=last, reviewed=(first, last), reviews=True, today=published or last + 1)
    title_plan = _named_plan(head[:200])
    review, ahead = _YEAR_REVIEW.search(head), _YEAR_AHEAD.search(head)
    if not title_plan and review and not (ahead and ahead.start() < review.start()):
        return replace(_yearly(int(review.group(1)) + 1, folded), today=int(review.group(1)) + (1 if ahead else 0))
    if not title_plan and ahead:
        return _yearly(int(ahead.group(1)), folded)
    plan = title_plan or _named_plan(folded)
    return _plan(plan, published) if plan else None


_DONE = re.compile("累计获|累计实|期间累计|已|仅|不足|只有|拥有|共有")
_AIMS = re.compile(r"将|力争|争取|确保|计划到|要(?:达|建|实现)")
_PLANS = re.compile(r"力争|争取(?=实|达|新|突)|计划(?=引|新|建|完|实|投|培)|我[市区县省州局]将|拟(?=引|新|建|投)")
_AIM_OF_YEAR = re.compile(
    r"(?:全[省市区县州国])?(?:的)?(?:经济社会发展)?(?:(?:主要|发展|预期|工作)+目标|重点(?:抓|做|工作|任务))"
)


@dataclass(slots=True)
class _Evidence:
    """What a text without a title says about its own time: periods it looks ahead to, and years that are over."""

    ahead: list[tuple[int, int]] = field(default_factory=list)
    ends: list[tuple[int, int]] = field(default_factory=list)  # “十四五”末: ahead unless something later is
    yearly: list[int] = field(default_factory=list)
    dated: bool = False  # a year is named as such, not only compared with
    behind: list[int] = field(default_factory=list)

    def add(self, text: str, ref: TimeRef) -> None:
        """Weigh one mention of time."""
        if ref.year is None:
            return
        before, after = text[max(0, ref.start - 2) : ref.start], text[ref.end : ref.end + 30]
        likened = before.endswith(("是", "为")) and re.match(r"的?[近约超]?[\d.]{1,5}倍", after)
        compared = before.endswith(("比", "较", "与")) or bool(likened)
        self.dated = self.dated or not compared
        if before.endswith(("由", "从", "自")):
            self.behind.append(ref.year)
        elif ref.kind == "period" and ref.since:
            if compared:  # what is compared with is over, and the period after it has just been reviewed
                self.behind.append(ref.year + 5)
            elif _DONE.search(after):
                self.behind.append(ref.year)
            elif _AIMS.search(after):
                self.ahead.append((ref.since, ref.year))
            elif ref.suffix.endswith("末"):
                self.ends.append((ref.since, ref.year))
            elif ref.suffix:
                self.behind.append(ref.year)
        elif ref.kind == "year" and not compared:
            if is_deadline(text, ref.start):
                self.ahead.append((ref.year - (4 if ref.year % 5 == 0 else 2), ref.year))
            elif _AIM_OF_YEAR.match(after) or _PLANS.search(after.split("。")[0]):
                self.yearly.append(ref.year)
            else:
                self.behind.append(ref.year)


def _mentioned(folded: str, published: int | None) -> DocumentYears | None:
    """Years from what a text without a title mentions: it looks ahead to what it says 到…年 of, and back on the rest."""
    text = folded[:20000]
    seen = _Evidence()
    for ref in find_times(text):
        seen.add(text, ref)
    if seen.yearly and not seen.ahead and max(seen.yearly) >= max(seen.behind, default=0):
        return _yearly(max(seen.yearly), text)
    latest = max(seen.behind, default=0)
    seen.ends = [span for span in seen.ends if span[1] > latest]
    if seen.ahead or seen.ends:
        years = _plan(min(seen.ahead or seen.ends), published)
        whole = years.last - years.first == 4 and years.last % 5 == 0
        return years if whole else replace(years, reviewed=(None, None))
    if not seen.behind:
        return None
    first = latest // 5 * 5 + 1
    back = latest - 4 if latest % 5 == 0 else first
    reviews = not seen.dated and _speaks_of_five_years(text)
    return DocumentYears(first, first + 4, latest, (back, latest), reviews=reviews, today=published or latest + 1)


def _speaks_of_five_years(folded: str) -> bool:
    return bool(re.search(r"(?:五|5)年(?!级|制)|五载|年均", folded))


def _yearly(year: int, folded: str) -> DocumentYears:
    """A report that plans ``year``; where it speaks of 五年, it looks back on the five years before."""
    back = year - 5 if re.search(r"[五5]年(?!级|制)", folded[:4000]) else year - 1
    return DocumentYears(year, year, year - 1, (back, year - 1), yearly=True, today=year)


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
