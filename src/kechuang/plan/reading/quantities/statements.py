"""The grammar: a walk over the amounts of one sentence that tells what is counted, how, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from kechuang.plan.reading.quantities.amount import Amount
from kechuang.plan.reading.quantities.amounts import find_amounts
from kechuang.plan.reading.quantities.characters import Compact
from kechuang.plan.reading.quantities.frames import Frame, Frames
from kechuang.plan.reading.quantities.measures import Carried, Measured, bound_of, is_total, measure
from kechuang.plan.reading.quantities.naming import (
    full_noun,
    indicator_name,
    is_count_noun,
    noun_after,
    object_of_works,
    split_subjects,
)
from kechuang.plan.reading.quantities.periods import TimeRef, find_times
from kechuang.plan.reading.quantities.readings import Reading, lend_units, mark_baselines
from kechuang.plan.reading.quantities.units import inferred_unit, is_unitless
from kechuang.plan.reading.quantities.values import Measure
from kechuang.plan.reading.quantities.words import TIME, Segment, take_apart

_STOPS = "，,;。！？!?:"
_NUMERAL = re.compile("[0-9零一二两三四五六七八九十百千翻倍]")
_LINKS = ("、", "和", "及", "与", "/")
_PARTS_OF_TEXT = re.compile(
    r"方面|维度|主要指标|指标|部分|篇目|章节|层面|环节|阶段|原则|要求|转变|统筹|坚持|着力|确保|必须|问题|关系|重大工程|专项行动|行动|定量"
)
_LASTING_SPAN = re.compile(r"年限|寿命|期限|天数|时限|时间|周期")
_WON = re.compile(r"(?:入选|入围|获评)[^，,。;、\d]{2,20}")
_INDUSTRIES = ("第一产业", "第二产业", "第三产业")
_LASTING = re.compile(  # true of a place, whatever the year
    r"(?<!孵化)(?<!播种)(?<!种植)(?<!载体)(?<!经营)(?<!推广)(?<!示范)(?<!造林)(?<!修复)(?<!治理)(?<!改造)(?<!疫情)面积|(?<!差)距离?|总投资|占地(?!区|方)|全长|海拔|水域|人口密度"
)
_GEOGRAPHIC = frozenset(
    [
        "市",
        "县",
        "区",
        "省",
        "镇",
        "乡",
        "国",
        "城",
        "组",
        "点",
        "道",
        "面",
        "门",
        "层",
        "段",
        "代",
        "字",
        "届",
        "轮",
        "期",
        "路",
        "对",
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of an amount begin, the sign that parts them from the amount before, whether 、 ties them to it."""

    start: int
    sign: str
    joined: bool

    @property
    def tied(self) -> bool:
        """Whether no more than a comma parts it from the amount before."""
        return self.joined or self.sign in ("，", ",")


def read_sentence(compact: Compact, frames: Frames) -> list[Reading]:
    """The readings of one sentence; ``frames`` carries the time of the sentences before and is moved on."""
    text = compact.text
    times = find_times(text)
    amounts = find_amounts(text, times) if _NUMERAL.search(text) else []
    frames.begin_sentence(text)
    walk = _Walk(text, times, amounts, frames)
    return walk.run()


class _Walk:
    """One pass over the amounts of a sentence, with what a later clause takes over from an earlier one."""

    def __init__(self, text: str, times: tuple[TimeRef, ...], amounts: list[Amount], frames: Frames) -> None:
        self.text = text
        self.times = times
        self.amounts = amounts
        self.frames = frames
        self.subject = ""
        self.shared: list[str] = []  # subjects of a 分别 list still to come
        self.listed_years: list[TimeRef] = []
        self.carried = Carried()
        self.yearly = False
        self.readings: list[Reading] = []
        self.next_time = 0
        self.part = 0  # which part of a ratio comes next
        self.listed = 1  # how many figures stand in a row: 90家、80家和70家
        self.consumed = 0  # where a name that stands after its number ends

    def run(self) -> list[Reading]:
        """Read every amount in turn."""
        after = 0
        rows = self._rows()
        for k, amount in enumerate(self.amounts):
            self._advance(amount.start)
            stop = self.amounts[k + 1].start if k + 1 < len(self.amounts) else len(self.text)
            self.listed = rows[k]
            reading = self._read(amount, after, stop)
            if reading is not None:
                self.readings.append(reading)
            after = amount.end
        self._advance(len(self.text))
        mark_baselines(self.readings, self._blanked(0, len(self.text)), self.frames.years)
        lend_units(self.readings, self.text)
        return self.readings

    def _rows(self) -> list[int]:
        """For each amount, how many stand in a row from it on: 90家、80家和70家."""
        rows = [1] * len(self.amounts)
        for k in range(len(self.amounts) - 2, -1, -1):
            if self.text[self.amounts[k].end : self.amounts[k + 1].start] in _LINKS:
                rows[k] = rows[k + 1] + 1
        return rows

    def _advance(self, stop: int) -> None:
        while self.next_time < len(self.times) and self.times[self.next_time].start < stop:
            self.frames.meet(self.text, self.times[self.next_time], after_figure=bool(self.readings))
            self.next_time += 1

    def _read(self, amount: Amount, after: int, stop: int) -> Reading | None:
        place = self._place(after, amount.start)
        raw = self._blanked(place.start, amount.start)
        segment = take_apart(raw)
        right = noun_after(self.text, amount.end, stop, self.times)
        dropped = amount.unit is None and not amount.ratio_part
        if not self._is_quantity(amount, segment, right):
            return None
        if place.sign == ";" or (
            segment.noun and not place.joined and (segment.has("reach") or is_total(segment.noun))
        ):
            self.carried.clear()
            self.yearly = False
        noun, from_right = self._noun(segment, right, amount, stop)
        noun = full_noun(noun, self.subject, segment, amount)
        if not noun and not amount.multiple and amount.strength != "strong":
            return None  # a number of nothing
        run_on = not place.sign and bool(self.readings) and self.readings[-1].dropped_unit  # 研究中心2重点实验室5家
        measured = measure(amount, segment, noun, self.carried, place.tied or run_on)
        if from_right:
            at = self.text.find(noun, amount.end, stop)
            self.consumed = at + len(noun) if at >= 0 else 0
        self.yearly = (
            segment.has("average") or "年均" in segment.noun or (place.joined and not segment.noun and self.yearly)
        )
        self._remember(segment, noun, from_right, measured.measure)
        bound = bound_of(amount, segment)
        if place.joined and not segment.noun and not segment.tail and bound == "eq" and self.readings:
            bound = self.readings[-1].bound
        clause = self._clause(place.start, amount.start)
        of_a_place = bool(_LASTING.search(noun)) or amount.word in ("平方公里", "平方千米")
        lasting = of_a_place and not segment.has("reach", "least", "grow", "new", "build")
        frame = self.frames.current(amount.end, clause, lasting=lasting)
        compared = self.frames.compared_in(self.text, self.times, place.start, amount.start)
        if compared and self.text.startswith("的目标", amount.end):  # 距2025年3%的目标
            frame = Frame(compared, None, "target", "stated")
        frame = self._year_of_its_own(segment, place, amount, frame)
        over_time = self._over_time(measured, segment, frame, amount)
        return Reading(
            amount,
            min(place.start + len(raw) - len(raw.lstrip(TIME + "到至截、和及与，, ")), amount.start),
            self._ratio_name(noun, amount)
            or indicator_name(noun, measured, self.yearly, amount, ahead=frame.kind == "target"),
            over_time,
            bound,
            frame,
            baseline=segment.source,
            direction=measured.direction,
            yearly=self.yearly,
            compared_with=compared,
            dropped_unit=dropped and not is_unitless(noun),
            source_year=self._start_year() if segment.source else None,
        )

    def _start_year(self) -> int | None:
        """The year that 由 or 从 names, else the one the sentence compares with (是2015年的2.1倍，占比从1.9%提高到2.8%)."""
        if self.frames.source is not None:
            return self.frames.source
        return next((r.compared_with for r in reversed(self.readings) if r.compared_with), None)

    def _over_time(self, measured: Measured, segment: Segment, frame: Frame, amount: Amount) -> Measure:
        """What time adds to the measure: works that lie ahead are increments, those of a whole period a total."""
        if measured.measure != "level":
            return measured.measure
        if measured.build and measured.countable and frame.kind == "target":
            return "increment"
        whole_period = frame.since is not None and any(t.since or t.kind == "back" for t in self.times)
        before = self.readings[-1].measure if self.readings else None
        goes_on = before == "cumulative" and not segment.source and not segment.has("reach", "least")
        completes = any(word == "完成" for _, word in segment.head)
        if whole_period and (
            segment.has("sum") or (frame.kind == "actual" and (measured.build or goes_on or completes))
        ):
            return "cumulative" if not amount.is_rate and not amount.ratio_part else "level"
        return "level"

    def _year_of_its_own(self, segment: Segment, place: Place, amount: Amount, frame: Frame) -> Frame:
        """The year of an amount in 2021年、2022年分别新增58家、73家."""
        if self._respectively(segment):
            listed = [
                t for t in self.times if t.kind == "year" and t.start >= place.start - 24 and t.end <= amount.start
            ]
            linked = [a for a, b in pairwise(listed) if self.text[a.end : b.start] in _LINKS]
            self.listed_years = [*linked, listed[-1]] if linked else []
        elif not (place.joined and not segment.noun):
            self.listed_years = []
        return self.frames.frame_at(self.text, self.listed_years.pop(0)) if self.listed_years else frame

    # -- words -------------------------------------------------------------------------------------------------------
    def _place(self, after: int, stop: int) -> Place:
        cut = max(self.text.rfind(c, after, stop) for c in _STOPS)
        start = max(cut + 1, after, self.consumed)
        link_at = max(self.consumed, after)
        joined = bool(self.readings) and cut < after and self.text[link_at : link_at + 1] in (*_LINKS, "(")
        while start < stop and self.text[start] in "、和及与/) ”":
            start += 1
        return Place(min(start, stop), self.text[cut] if cut >= after else "", joined)

    def _clause(self, start: int, stop: int) -> str:
        """The text of the clause up to the amount, from the last comma before its words."""
        cut = max(self.text.rfind(c, 0, start) for c in "，,;。")
        return self.text[cut + 1 : stop]

    def _blanked(self, start: int, stop: int) -> str:
        chars = list(self.text[start:stop])
        for time in self.times:
            if time.start < stop and time.end > start:
                for i in range(max(time.start, start), min(time.end, stop)):
                    chars[i - start] = TIME
        return "".join(chars)

    # -- what is counted ---------------------------------------------------------------------------------------------
    def _is_quantity(self, amount: Amount, segment: Segment, right: str) -> bool:
        if amount.unit is None and not amount.ratio_part:
            return self._bare_number_counts(amount, segment)
        if not amount.word and not amount.ratio_part:  # 5万亿, 168万从业者
            return bool(right or segment.noun or segment.tail or self.subject)
        return amount.strength != "weak" or self._weak_unit_counts(amount, segment, right)

    def _bare_number_counts(self, amount: Amount, segment: Segment) -> bool:
        """A number without a unit is a count whose unit was dropped, an index, or nothing at all."""
        if isinstance(amount.value, tuple) or amount.chinese:
            return False
        if is_unitless(segment.noun or self.subject) and segment.source:
            return True
        if is_unitless(segment.noun or self.subject) and segment.has(
            "reach", "least", "most", "nearly", "grow", "shrink"
        ):
            return True
        if amount.value == 0 and segment.has("reach") and self.readings:
            return True  # 由9.6%降至0
        if is_unitless(segment.noun) and segment.noun.endswith(("指数", "系数", "得分")):
            return True
        if amount.value != int(amount.value) or 1900 <= amount.value <= 2100:
            return False
        if segment.noun and inferred_unit(segment.noun):
            return True
        in_list = bool(self.readings) and self.text[amount.start - 1 : amount.start] in ("，", ",", "、")
        return in_list and bool(re.match(r"入选|入围|获评|获得|被评", self.text[amount.end : amount.end + 2]))

    def _weak_unit_counts(self, amount: Amount, segment: Segment, right: str) -> bool:
        """Whether a counting word such as 个 or 项 counts something here, not the parts of a slogan or a text."""
        word = amount.word
        if word in ("年", "日"):
            return bool(_LASTING_SPAN.search(segment.noun or self.subject)) or segment.has("shrink")
        if word == "分":
            return segment.has("reach", "least", "grow") or "分" in segment.noun
        if _PARTS_OF_TEXT.match(right):
            return False
        if word in _GEOGRAPHIC and not isinstance(amount.value, tuple):
            return segment.has("reach", "new", "least", "nearly") or bool(segment.noun)
        return True

    def _noun(self, segment: Segment, right: str, amount: Amount, stop: int) -> tuple[str, bool]:
        """The name of what is counted, and whether it stands after the number."""
        noun = segment.noun
        works = segment.has("build", "new")
        of_works = works and amount.strength != "none" and not amount.is_rate
        at_number = of_works and bool(segment.tail) and segment.tail[0][0] in ("build", "new")
        if of_works and not right and (at_number or not noun):
            right = object_of_works(self.text, amount.end, stop)
        if right and (at_number or (of_works and noun and not segment.tail and not is_count_noun(noun))):
            return right, True
        if noun:
            return self._paired(segment, noun), False
        share_of = (
            amount.word == "%" and not segment.has("grow", "shrink") and self.text[amount.end : amount.end + 1] == "的"
        )
        if right and (not amount.is_rate or share_of):
            return right, True
        won = _WON.match(self.text, amount.end)
        if won and not amount.is_rate:
            return won.group() + "人", False
        if not self.shared and self.listed > 1 and self._respectively(segment):
            return self._paired(segment, self.subject), False
        return (self.shared.pop(0) if self.shared else self.subject), False

    @staticmethod
    def _respectively(segment: Segment) -> bool:
        return "分别" in segment.noun or any(word.startswith("分别") for _, word in segment.tail + segment.head)

    def _paired(self, segment: Segment, noun: str) -> str:
        self.shared = []
        if self._respectively(segment):
            noun = noun.replace("分别", "")
            subjects = split_subjects(noun, self.listed)
            if len(subjects) > 1:
                self.shared = subjects[1:]
                return subjects[0]
        return noun

    def _ratio_name(self, noun: str, amount: Amount) -> str | None:
        """The name of a part of 三次产业结构, which comes in the order of the industries."""
        if not amount.ratio_part or "产业" not in noun or self.text[amount.end : amount.end + 2] == ":1":
            return None
        before = self.readings[-1].amount if self.readings else None
        follows = before is not None and before.ratio_part and amount.start - before.end == 1
        self.part = self.part + 1 if follows else 0
        return f"{_INDUSTRIES[self.part]}比重" if self.part < len(_INDUSTRIES) else None

    def _remember(self, segment: Segment, noun: str, from_right: bool, kind: Measure) -> None:
        if segment.noun and not from_right and kind not in ("growth_rate", "multiple", "change_pp"):
            self.subject = segment.noun
        elif noun and (from_right or not self.subject or segment.noun):
            self.subject = noun
