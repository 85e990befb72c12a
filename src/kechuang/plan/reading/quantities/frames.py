"""The time a statement is about: moved on by the years a text names, reset by its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kechuang.plan.reading.quantities.blocks import Block, Mood, mood_of
from kechuang.plan.reading.quantities.document_years import DocumentYears
from kechuang.plan.reading.quantities.periods import TimeRef, find_times, is_deadline
from kechuang.plan.reading.quantities.values import YearBasis


@dataclass(frozen=True, slots=True)
class Frame:
    """Year, first year of a period, and whether it lies ahead of the document (None: not told)."""

    year: int | None = None
    since: int | None = None
    kind: Literal["target", "actual"] | None = None
    basis: YearBasis | None = None


_FORWARD = re.compile(
    r"力争|争取(?!.{0,8}(?:资金|项目|支持|补助|经费))|确保|目标(?:是|为|:|，|,)|上述目标|(?:发展|预期|总体|主要|具体)目标|计划(?=到|在|用|新|建|实|完|引|培|投)|(?<!即)将(?!军|来)|"
    r"(?<![主需重首纲必])要(?![素件闻求点])|预期|努力|拟(?!合)|力求|有望|规划(?:建设|到)|届时|必须"
)
_AIM_OF_YEAR = re.compile(r"度?的?(?:主要|发展|预期|工作|考核|全年|阶段性?)*(?:目标|指标|任务)")
_STRIVE = re.compile(r"力争|争取(?!.{0,8}(?:资金|项目|支持|补助|经费))|确保(?!了)|我们将|下一步")
_PROJECT = re.compile(
    r"(?:建成|投产|达产|竣工|投用|投运|建成投产|全部建成|项目实施)后|总投资|计划投资|项目.{0,12}(?:占地|投资额)"
)
_AT_HAND = re.compile(r"现有(?!基础|条件|资源)")
_AIM_ANYWHERE = re.compile(r"上述目标|主要指标|约束性|预期性|控制在[^,，。]{1,20}(?:以内|以下|之内)")
_IMPERATIVE = re.compile(
    r"[ “”—\-(（）)一二三四五六七八九十\d.、]*(?:加快|推动|推进|加强|支持|鼓励|培育|打造|引进|引入|实施|强化|"
    r"深化|优化|完善|健全|建立|建设|组织|开展|争创|筹建|新建|聚焦|围绕|发挥|大力|着力|积极|持续|全力|扎实|深入)"
)
_PLACE = re.compile(r"(?:科技城|产业园|开发区|高新区|园区|新城|新区|集团|公司)[^,，]{0,12}[,，]累计")
_PAST = re.compile(
    r"已(?!知)|同比|比上年|较上年|比去年|较去年|据统计|先后|成功|目前|现有|圆满|荣获|(?:增长|提高|下降|增加|完成|实现|取得|达到|突破|新增)了|首次|居全|位居|高于全|连续"
)
_SOURCE_BEFORE = re.compile(r"(?:由|从|自)$")


def _speaks_of_tasks(folded: str) -> bool:
    """Whether a text without any date sets tasks: two clauses or more begin with what is to be done, none looks back."""
    clauses = re.split(r"[,，。;\n]", folded[:20000])
    return sum(1 for c in clauses if _IMPERATIVE.match(c)) >= 2 and not _PAST.search(folded[:20000])


class Frames:
    """The current time of the text, sentence by sentence."""

    def __init__(self, years: DocumentYears, folded: str = "") -> None:
        self.years = years
        self.inherited = Frame()
        self.tone: Literal["target", "actual"] = "target" if _speaks_of_tasks(folded) else "actual"
        self.frame = Frame()
        self.source: int | None = None
        self.set_here = False  # whether this sentence names its own time
        self.mood: Mood | None = None

    # -- sections ----------------------------------------------------------------------------------------------------
    def enter(self, block: Block) -> Mood | None:
        """Take what the headings above a paragraph say; a new section forgets the time of the one before."""
        mood = next((m for m in (mood_of(t) for t in reversed(block.titles)) if m), None)
        self.mood = mood
        if block.new_section:
            if self.frame.since and self.frame.kind == "actual":
                self.inherited = self.frame
            elif mood != "past":
                self.inherited = Frame()
            self.frame = self._of_titles(block.titles, mood)
        return mood

    def _of_titles(self, titles: tuple[str, ...], mood: Mood | None) -> Frame:
        for depth, title in enumerate(reversed(titles)):
            refs = [t for t in find_times(title) if t.year or t.masked]
            if refs:
                ref = refs[-1]
                kind = self._kind_of_year(ref.year)
                if mood == "past":
                    kind = "actual"
                if depth and kind == "actual":
                    break
                return Frame(ref.year, ref.since, kind, "section")
        if mood == "ahead":
            return Frame(None, None, "target", "section")
        if mood in ("past", "static"):
            return Frame(None, None, "actual", "section")
        return Frame()

    def _kind_of_year(self, year: int | None) -> Literal["target", "actual"] | None:
        if year is None:
            return None
        return "actual" if year <= self.years.base else "target"

    # -- sentences ---------------------------------------------------------------------------------------------------
    def begin_sentence(self) -> None:
        """Forget what only the last sentence said."""
        self.source = None
        self.set_here = False

    def announce(self) -> None:
        """A paragraph that ends with 主要目标是： speaks for the list after it."""
        if self.frame.kind != "target":
            self.frame = Frame(None, None, "target", "section")

    def headline(self) -> None:
        """A line that heads the next paragraph does not belong to the time of the last one."""
        if self.frame.kind == "target":
            self.frame = Frame(None, None, "target", "section")

    def meet(self, text: str, time: TimeRef) -> None:
        """A mention of time: it moves the frame unless it is only compared with, or where a change starts from."""
        before = text[max(0, time.start - 6) : time.start]
        after = text[time.end : time.end + 14]
        if _SOURCE_BEFORE.search(before) and not time.suffix.endswith(("以来", "起")):
            self.source = time.year
            return
        if self._compared(before, after, time) or (before.endswith("于") and "月" in text[time.start : time.end]):
            return
        if re.match(r"[”]?(?:规划|纲要|行动计划|计划|方案|建议)", after) or (
            re.match(r"[”》]", after) and "《" in text[: time.start]
        ):
            return
        if text.rfind("《", 0, time.start) > text.rfind("》", 0, time.start):
            return
        frame = self._frame_of(text, time, before)
        self.set_here = self.set_here or frame != self.frame
        self.frame = frame

    def frame_at(self, text: str, time: TimeRef) -> Frame:
        """The frame that one mention of time sets by itself."""
        return self._frame_of(text, time, text[max(0, time.start - 6) : time.start])

    def _compared(self, before: str, after: str, time: TimeRef) -> bool:
        if re.match(r"[^，,。]{0,4}(?:的)?基础上", after) or re.match(r"(?:的)?水平", after):
            return True
        if re.search(r"(?:比|较|与|同|相当于|高于|低于|超过|距|距离|对照)$", before):
            return True
        likened = re.search(r"(?:是|为|达到|恢复到|恢复至|约为)$", before)
        return bool(likened) and bool(
            re.match(r"(?:同期|水平)?的?(?:近|约|超过?)?[\d.零一二两三四五六七八九十点]{1,6}[多余]?(?:倍|%)", after)
        )

    def _frame_of(self, text: str, time: TimeRef, before: str) -> Frame:
        if time.kind == "this_year":
            return self._this_year(text, time)
        if time.kind in ("vague", "last_year", "back", "ahead"):
            return self._relative(time)
        if time.masked:
            return Frame(None, None, "target" if self.frame.kind == "target" else "actual", "stated")
        if time.suffix.endswith(("以来", "起")):
            return Frame(None, time.since or time.year, "actual", "stated")
        return Frame(time.year, time.since, self._kind(text, time, before), "stated")

    def _relative(self, time: TimeRef) -> Frame:
        """目前, 去年, 过去五年, 今后五年: counted from the document's own years."""
        years = self.years
        basis: YearBasis = "assumed" if years.assumed else "document"
        if time.kind == "ahead":
            if years.yearly and time.suffix.startswith(("今后", "未来")):
                return Frame(years.first + 4, years.first, "target", basis)
            return Frame(years.last, years.first, "target", basis)
        if time.kind == "last_year":
            return Frame(years.today - 1 if years.today and not years.assumed else None, None, "actual", "stated")
        if time.kind == "vague" or time.suffix.startswith(("近年", "近几", "多年")):
            return Frame(None, None, "actual", "stated")
        if time.suffix in ("五年", "5年") and (self.frame.kind == "target" or self.mood == "ahead"):
            return self.frame  # 五年累计降低: the five years of the aim
        return Frame(years.reviewed[1], years.reviewed[0], "actual", basis)

    def _this_year(self, text: str, time: TimeRef) -> Frame:
        """今年 and 全年: the year a report plans where it plans, else the year it looks back on."""
        years = self.years
        if time.suffix in ("一年来", "这一年"):
            return Frame(years.reviewed[1], None, "actual", "stated") if years.yearly else self.frame
        this = time.suffix.startswith(("今年", "本年"))
        aims = bool(_FORWARD.search(text) or _AIM_ANYWHERE.search(text))
        if self.frame.kind and (not this or self.frame.kind == "target" or not aims):
            if self.frame.year or not years.yearly:
                return self.frame
        if time.suffix == "当年" or not (years.yearly or (this and years.today)):
            return self.frame
        ahead = aims or self.frame.kind == "target"
        if years.yearly:
            return Frame(years.first if ahead else years.base, None, "target" if ahead else "actual", "stated")
        return Frame(years.today, None, "target" if ahead else "actual", "assumed" if years.assumed else "document")

    def _kind(self, text: str, time: TimeRef, before: str) -> Literal["target", "actual"]:
        year = time.year
        if year is None or year <= self.years.base:
            return "actual"
        if is_deadline(text, time.start):
            return "target"
        if before.endswith(("截至", "截止")):
            return "actual"
        clause = text[time.end : time.end + 60]
        if _AIM_OF_YEAR.match(clause):
            return "target"
        if year >= self.years.last or self.years.yearly or self.mood == "ahead":
            return "target"
        return "target" if _FORWARD.search(clause) or _FORWARD.search(before) else "actual"

    def compared_in(self, text: str, times: tuple[TimeRef, ...], start: int, stop: int) -> int | None:
        """The year a figure is compared with, named between ``start`` and ``stop``."""
        for time in times:
            if start <= time.start < stop and time.year:
                before, after = text[max(0, time.start - 6) : time.start], text[time.end : time.end + 8]
                if self._compared(before, after, time):
                    return time.year
        return None

    def current(self, said: str, clause: str, sentence: str, lasting: bool, mood: Mood | None) -> Frame:
        """The frame of a statement, from the words before it in its sentence and in its clause.

        ``lasting`` says that it is true of a place whatever the year (its area). What the text leaves open is
        filled from the document's own years, and for a fact only where the sentence
        speaks of a whole period.
        """
        if self.frame.kind == "target" and _AT_HAND.search(clause):
            self.frame = Frame(None, None, "actual", "stated")
        frame, years = self.frame, self.years
        kind = self._kind_now(said, clause, sentence, mood)
        year, since, basis = frame.year, frame.since, frame.basis
        filled: YearBasis = "assumed" if years.assumed else "document"
        if kind == "target":
            if frame.kind == "actual" and year and re.search("年底|年内|全年", said):
                return Frame(year, None, "target", "carried")
            if (year is None and basis != "stated") or (year is not None and year <= years.base):
                year, since, basis = years.last, years.first, filled
        elif frame.kind == "target" or (lasting and not self.stated_in(clause)):
            year, since, basis = None, None, None
        elif (
            year is None
            and basis in (None, "section")
            and mood == "past"
            and self.inherited.year
            and not _PLACE.search(sentence)
        ):
            year, since, basis = self.inherited.year, self.inherited.since, "section"
        elif year is None and basis is None and (years.yearly or years.reviews):
            year, since, basis = years.reviewed[1], years.reviewed[0], filled
        return Frame(year, since, kind, basis)

    def _kind_now(self, said: str, clause: str, sentence: str, mood: Mood | None) -> Literal["target", "actual"]:
        kind = self.frame.kind
        if kind == "target" and re.search(
            r"已经?(?!知)|出台了|印发了|(?:建成|形成|取得|实现|完成|获得|拥有)了", clause
        ):
            return "actual"
        if _PROJECT.search(clause):
            return "actual"
        if kind == "actual" and not self.set_here and _STRIVE.search(said) and not _PAST.search(said):
            return "target"
        if self.frame.basis == "stated" and kind:
            return kind
        if (_FORWARD.search(said) or _AIM_ANYWHERE.search(sentence)) and not _PAST.search(said):
            return "target"
        if _PAST.search(said) and mood != "ahead":
            return "actual"
        if kind:
            return kind
        if mood == "ahead":
            return "target"
        if _IMPERATIVE.match(sentence) and not _PAST.search(sentence):
            return "target"
        return self.tone

    @staticmethod
    def stated_in(clause: str) -> bool:
        """Whether a clause names its own year."""
        return any(t.year or t.masked for t in find_times(clause))
