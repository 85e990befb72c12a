"""The time a statement is about: moved on by the years a text names, reset by its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from kechuang.plan.reading.quantities.blocks import Block, Mood, mood_under
from kechuang.plan.reading.quantities.cues import (
    ACHIEVED,
    AIM_OF_YEAR,
    AIMS_FOLLOW,
    AT_HAND,
    FORWARD,
    PAST,
    PLACE_TOTAL,
    PROJECT,
    STRIVE,
    THIS_YEAR,
    Cues,
    tone_of,
)
from kechuang.plan.reading.quantities.document_years import DocumentYears
from kechuang.plan.reading.quantities.numerals import DIGITS
from kechuang.plan.reading.quantities.periods import TimeRef, find_times, is_deadline
from kechuang.plan.reading.quantities.values import YearBasis


@dataclass(frozen=True, slots=True)
class Frame:
    """Year, first year of a period, and whether it lies ahead of the document (None: not told)."""

    year: int | None = None
    since: int | None = None
    kind: Literal["target", "actual"] | None = None
    basis: YearBasis | None = None


_FOUNDED = re.compile("(?:建|立|始|办|生)于$")
_YEARS_BACK = re.compile("([二两三四六七八九])年")
_EVENT = re.compile(  # 2013年升级为国家级开发区: when it came to be, not when the figures after it hold
    r"[^，,。;\d]{0,20}(?:成立|获批|获国务院批准|批准设立|批准为|升级为|升格为|晋升为|更名|揭牌|始建|建于|组建|挂牌)[^，,。;\d]{0,20}[，,。;]"
)
_SOURCE_BEFORE = re.compile(r"(?:由|从|自)$")


class Frames:
    """The current time of the text, sentence by sentence."""

    def __init__(self, years: DocumentYears, folded: str = "") -> None:
        self.years = years
        self.inherited = Frame()
        self.tone: Literal["target", "actual"] = tone_of(folded)
        self.frame = Frame()
        self.source: int | None = None
        self.restore: Frame | None = None  # the frame that an aside interrupted
        self.masked = False  # the text hides its years (20XX年)
        self.cues = Cues("")
        self.set_here = False  # whether this sentence names its own time
        self.mood: Mood | None = None

    # -- sections ----------------------------------------------------------------------------------------------------
    def enter(self, block: Block) -> None:
        """Take what the headings above a paragraph say; a new section forgets the time of the one before."""
        mood = mood_under(block.titles)
        self.mood = mood
        if block.new_section:
            if self.frame.year and self.frame.kind == "actual":
                self.inherited = self.frame
            elif mood != "past":
                self.inherited = Frame()
            self.frame = self._of_titles(block.titles, mood)

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
    def begin_sentence(self, text: str) -> None:
        """Forget what only the last sentence said."""
        self.cues = Cues(text)
        if self.restore is not None:
            self.frame, self.restore = self.restore, None
        self.source = None
        self.set_here = False
        this_year = self.frame.year is not None and self.frame.year > self.years.base
        if self.frame.kind == "actual" and this_year and AIMS_FOLLOW.search(text):
            self.frame = replace(self.frame, kind="target")

    def announce(self) -> None:
        """A paragraph that ends with 主要目标是： speaks for the list after it."""
        if self.frame.kind != "target":
            self.frame = Frame(None, None, "target", "section")

    def headline(self) -> None:
        """A line that heads the next paragraph does not belong to the time of the last one."""
        if self.frame.kind == "target":
            self.frame = Frame(None, None, "target", "section")

    def meet(self, text: str, time: TimeRef, *, after_figure: bool = False) -> None:
        """A mention of time: it moves the frame unless it is only compared with, or where a change starts from.

        After a figure of the same sentence, a step back in time is an aside (2025年达到…，去年为…) and ends with it.
        """
        before = text[max(0, time.start - 6) : time.start]
        after = text[time.end : time.end + 14]
        if time.kind == "span":  # 3年翻一番: how long it takes, not when
            return
        if _SOURCE_BEFORE.search(before) and not time.suffix.endswith(("以来", "起")):
            self.source = self._last_year() if time.kind == "last_year" else time.year
            return
        if (
            _FOUNDED.search(before)
            or self._compared(before, after, time)
            or (before.endswith("于") and "月" in text[time.start : time.end])
        ):
            return
        if re.match(
            r"[”]?(?:规划|纲要|行动计划|计划|方案|建议|的?(?:开局|收官|起步|第[一二三四五]年|关键))", after
        ) or (re.match(r"[”》]", after) and "《" in text[: time.start]):
            return
        if text.rfind("《", 0, time.start) > text.rfind("》", 0, time.start):
            return
        if time.kind == "year" and _EVENT.match(text, time.end):
            return
        frame = self._frame_of(text, time, before)
        self.set_here = self.set_here or frame != self.frame
        back = frame.year is not None and self.frame.year is not None and frame.year < self.frame.year
        if (after_figure or time.suffix == "去年") and back and frame.kind == self.frame.kind:
            self.restore = self.restore or self.frame
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
            self.masked = True
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
            return Frame(self._last_year(), None, "actual", "stated")
        if time.kind == "vague" or time.suffix.startswith(("近年", "近几", "多年")):
            return Frame(None, None, "actual", "stated")
        years_back = _YEARS_BACK.search(time.suffix)
        if years_back and years.today and not years.yearly and years_back.group(1) not in "五5":
            return Frame(years.today, years.today - DIGITS.get(years_back.group(1), 3), "actual", basis)
        if time.suffix in ("五年", "5年") and (self.frame.kind == "target" or self.mood == "ahead"):
            last = years.first + 4 if years.yearly else years.last
            return Frame(last, years.first, "target", basis)  # 五年累计降低: the five years of the aim
        return Frame(years.reviewed[1], years.reviewed[0], "actual", basis)

    def _last_year(self) -> int | None:
        """The year before the one the text is about, else before the one it was written in."""
        if self.frame.year and self.frame.kind == "actual":
            return self.frame.year - 1
        return self.years.today - 1 if self.years.today and not self.years.assumed else None

    def _this_year(self, text: str, time: TimeRef) -> Frame:
        """今年 and 全年: the year a report plans where it plans, else the year it looks back on."""
        years = self.years
        if time.suffix in ("一年来", "这一年"):
            return Frame(years.reviewed[1], None, "actual", "stated") if years.yearly else self.frame
        this = time.suffix.startswith(("今年", "本年"))
        aims = self.cues.aims_anywhere or self.cues.before(FORWARD, len(text))
        if this and not years.yearly and not years.today and not self.masked:
            return Frame(None, None, "target" if aims else "actual", "stated")
        if this and years.today and not years.yearly and not self.masked:
            return Frame(years.today, None, "target" if aims else "actual", "assumed" if years.assumed else "stated")
        if years.yearly and this and years.today == years.base:
            return Frame(years.base, None, "actual", "stated")
        if self.frame.kind and (not this or self.frame.kind == "target" or not aims):
            if self.frame.year or not years.yearly:
                return self.frame
        if time.suffix == "当年" or not years.known or not (years.yearly or (this and years.today)):
            return self.frame
        ahead = aims or self.frame.kind == "target"
        if years.yearly:
            return Frame(years.first if ahead else years.base, None, "target" if ahead else "actual", "stated")
        return Frame(years.today, None, "target" if ahead else "actual", "assumed" if years.assumed else "document")

    def _kind(self, text: str, time: TimeRef, before: str) -> Literal["target", "actual"]:
        year = time.year
        if year is None:
            return "actual"
        if AIM_OF_YEAR.match(text, time.end):
            return "target"
        if year <= self.years.base:
            return "actual"
        if is_deadline(text, time.start):
            return "target"
        if before.endswith(("截至", "截止")):
            return "actual"
        clause = text[time.end : time.end + 60]
        if year >= self.years.last or self.years.yearly or self.mood == "ahead":
            return "target"
        return "target" if FORWARD.search(clause) or FORWARD.search(before) else "actual"

    def compared_in(self, text: str, times: tuple[TimeRef, ...], start: int, stop: int) -> int | None:
        """The year a figure is compared with, named between ``start`` and ``stop``."""
        for time in times:
            if start <= time.start < stop and time.year:
                before, after = text[max(0, time.start - 6) : time.start], text[time.end : time.end + 8]
                if self._compared(before, after, time):
                    return time.year
        return None

    def current(self, end: int, clause: str, *, lasting: bool) -> Frame:
        """The frame of a statement that ends at ``end`` of its sentence; ``clause`` is its clause up to its number.

        ``lasting`` says that it is true of a place whatever the year (its area). What the text leaves open is filled
        from the document's own years, and for a fact only where the sentence speaks of a whole period.
        """
        if self.frame.kind == "target" and AT_HAND.search(clause):
            self.frame = Frame(None, None, "actual", "stated")
        frame, years = self.frame, self.years
        kind = self._kind_now(end, clause, lasting=lasting)
        filled: YearBasis = "assumed" if years.assumed else "document"
        if kind == "target":
            if frame.kind == "actual" and frame.year and self.cues.before(THIS_YEAR, end):
                return Frame(frame.year, None, "target", "carried")
            unsaid = frame.year is None and frame.basis != "stated"
            if unsaid or (frame.kind != "target" and frame.year is not None and frame.year <= years.base):
                return Frame(years.last, years.first, "target", filled) if years.known else Frame(None, None, "target")
        elif frame.kind == "target" or ((lasting or PROJECT.search(clause)) and not self.stated_in(clause)):
            return Frame(None, None, "actual", None)
        elif frame.year is None:
            if frame.basis in (None, "section") and self._inherits():
                return Frame(self.inherited.year, self.inherited.since, "actual", "section")
            silent = frame.basis is None or (frame.basis == "section" and (years.yearly or self.mood != "ahead"))
            if silent and (years.yearly or years.reviews):
                return Frame(years.reviewed[1], years.reviewed[0], "actual", filled)
        return Frame(frame.year, frame.since, kind, frame.basis)

    def _inherits(self) -> bool:
        """Whether a section that looks back takes over the period of the paragraph that opens it; a park's total does not."""
        return self.mood == "past" and bool(self.inherited.year) and not PLACE_TOTAL.search(self.cues.text)

    def _kind_now(self, end: int, clause: str, *, lasting: bool) -> Literal["target", "actual"]:
        kind, cues = self.frame.kind, self.cues
        if lasting and not self.stated_in(clause):
            return "actual"
        past = cues.before(PAST, end)
        if PROJECT.search(clause) or (kind == "target" and ACHIEVED.search(clause)):
            return "actual"
        if kind == "actual" and not self.set_here and not past and cues.before(STRIVE, end):
            return "target"
        if self.frame.basis == "stated" and kind:
            return kind
        limits = cues.aims_anywhere and self.mood != "past"  # what was held within a limit is no aim of a review
        if not past and (limits or cues.before(FORWARD, end)):
            return "target"
        if past and self.mood != "ahead":
            return "actual"
        return kind or ("target" if self.mood == "ahead" else cues.tone or self.tone)

    @staticmethod
    def stated_in(clause: str) -> bool:
        """Whether a clause names its own year."""
        return any(t.year or t.masked for t in find_times(clause))
