"""The grammar: how the words around an amount tell what is counted, how it is measured, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from kechuang.plan.reading.quantities.amounts import Amount, find_amounts, is_unitless
from kechuang.plan.reading.quantities.blocks import Mood
from kechuang.plan.reading.quantities.characters import Compact
from kechuang.plan.reading.quantities.frames import Frame, Frames
from kechuang.plan.reading.quantities.lexicon import classes, index
from kechuang.plan.reading.quantities.periods import TimeRef, find_times
from kechuang.plan.reading.quantities.units import inferred_unit
from kechuang.plan.reading.quantities.values import Bound, Measure

_TAIL = (
    "least",
    "most",
    "nearly",
    "grow",
    "shrink",
    "new",
    "build",
    "cumulate",
    "average",
    "each",
    "reach",
    "forward",
    "past",
)
_HEAD = ("new", "forward", "past", "build", "cumulate", "average", "each", "least", "lead", "home", "reach", "nearly")
_STOPS = "，,;。！？!?:"
TIME = "\x01"


@dataclass(slots=True)
class Reading:
    """What the grammar made of one amount, in offsets of the compact text; ``statement`` starts its span."""

    amount: Amount
    statement: int
    name: str
    measure: Measure
    bound: Bound
    frame: Frame
    baseline: bool = False
    direction: Literal["up", "down"] | None = None
    yearly: bool = False
    compared_with: int | None = None
    unit_inferred: str | None = None
    dropped_unit: bool = False
    source_year: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """The words before an amount, taken apart: verbs at its end and its beginning, and the name that is left."""

    noun: str
    tail: tuple[tuple[str, str], ...]  # (class, word), nearest to the number first
    head: tuple[tuple[str, str], ...]
    source: bool  # 由 or 从 stands before the number

    def has(self, *names: str) -> bool:
        """Whether a word of one of these classes stands at the end or the beginning."""
        return any(c in names for c, _ in self.tail) or any(c in names for c, _ in self.head)


def read_sentence(compact: Compact, frames: Frames, mood: Mood | None) -> list[Reading]:
    """The readings of one sentence; ``frames`` carries the time of the sentences before and is moved on."""
    text = compact.text
    times = find_times(text)
    amounts = find_amounts(text, times)
    frames.begin_sentence(text, mood)
    if not amounts:
        frames.pass_over(text, times)
        return []
    return _Walk(text, times, amounts, frames, mood).run()


class _Walk:
    """One pass over the amounts of a sentence, with what a later clause takes over from an earlier one."""

    def __init__(
        self, text: str, times: tuple[TimeRef, ...], amounts: list[Amount], frames: Frames, mood: Mood | None
    ) -> None:
        self.text = text
        self.times = times
        self.amounts = amounts
        self.frames = frames
        self.mood = mood
        self.subject = ""
        self.subjects: list[str] = []
        self.verb: tuple[str, str] | None = None
        self.cumulative = False
        self.yearly = False
        self.readings: list[Reading] = []
        self.next_time = 0
        self.consumed = 0  # where a name that stands after its number ends

    def run(self) -> list[Reading]:
        """Read every amount in turn."""
        for k, amount in enumerate(self.amounts):
            after = self.amounts[k - 1].end if k else 0
            self._advance(after, amount.start)
            reading = self._read(k, amount, after)
            if reading is not None:
                self.readings.append(reading)
        self._advance(self.amounts[-1].end, len(self.text))
        self._mark_baselines()
        _lend_units(self.readings, self.text)
        return self.readings

    # -- time --------------------------------------------------------------------------------------------------------
    def _advance(self, start: int, stop: int) -> None:
        while self.next_time < len(self.times) and self.times[self.next_time].start < stop:
            self.frames.meet(self.text, self.times[self.next_time])
            self.next_time += 1

    # -- one amount --------------------------------------------------------------------------------------------------
    def _read(self, k: int, amount: Amount, after: int) -> Reading | None:
        start, joined, link = self._segment_start(after, amount.start)
        raw = self._blanked(start, amount.start)
        segment = take_apart(raw)
        stop = self.amounts[k + 1].start if k + 1 < len(self.amounts) else len(self.text)
        right = _noun_after(self.text, amount.end, stop, self.times)
        dropped = amount.unit is None and not amount.ratio_part
        if dropped and not self._bare_number_ok(amount, segment, right, k):
            return None
        if amount.strength == "weak" and not self._counts(amount, segment, right):
            return None
        if (
            amount.unit in ("万", "亿", "百万", "千万")
            and not right
            and not segment.noun
            and not segment.tail
            and not self.subject
        ):
            return None
        if (link in ("", "，", ",") and segment.noun) or link == ";":
            if segment.has("reach") or link == ";" or _total(segment.noun):
                self.verb, self.cumulative, self.yearly = None, False, False
        name_noun, from_right = self._name_noun(segment, right, amount)
        compared = self.frames.compared_in(self.text, self.times, start, amount.start)
        measure, direction, verb = self._measure(
            amount, segment, name_noun, joined or link in ("，", ","), compared is not None
        )
        if from_right:
            at = self.text.find(name_noun, amount.end, stop)
            self.consumed = at + len(name_noun) if at >= 0 else 0
        yearly = segment.has("average") or "年均" in segment.noun or (joined and not segment.noun and self.yearly)
        self.yearly = yearly
        name = _name(name_noun, measure, direction, yearly, amount, verb, from_right)
        if segment.noun and not from_right and measure not in ("growth_rate", "multiple", "change_pp"):
            self.subject = segment.noun
        elif name_noun and (from_right or not self.subject or segment.noun):
            self.subject = name_noun
        bound = _bound(amount, segment)
        if joined and not segment.noun and not segment.tail and bound == "eq":
            bound = self.readings[-1].bound
        frame = self.frames.current(
            self.text[: amount.end], self._clause(start, amount.start), self.text, name_noun, self.mood
        )
        statement = start + len(raw) - len(raw.lstrip(TIME + "到至截、和及与，, "))
        reading = Reading(
            amount,
            min(statement, amount.start),
            name,
            measure,
            bound,
            frame,
            direction=direction,
            yearly=yearly,
            compared_with=compared,
            dropped_unit=dropped and not is_unitless(name_noun),
        )
        if verb in classes()["build"] and measure == "level" and frame.kind == "target" and not is_rate(amount):
            reading.measure = "increment"
        reading.baseline = segment.source
        if segment.source:
            reading.source_year = self.frames.source
        return reading

    def _segment_start(self, after: int, stop: int) -> tuple[int, bool, str]:
        """Where the words of this amount begin, whether 、 or 和 ties it to the last amount, and the sign between."""
        cut = max((self.text.rfind(c, after, stop) for c in _STOPS), default=-1)
        start = max(cut + 1, after, self.consumed)
        link = self.text[cut] if cut >= after else ""
        link_at = max(self.consumed, after)
        joined = (
            bool(self.readings) and cut < after and self.text[link_at : link_at + 1] in ("、", "和", "及", "与", "/")
        )
        while start < stop and self.text[start] in "、和及与/) ”":
            start += 1
        return start, joined, link

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

    def _bare_number_ok(self, amount: Amount, segment: Segment, right: str, k: int) -> bool:
        """A number without a unit is a count whose unit was dropped, an index, or nothing at all."""
        if isinstance(amount.value, tuple) or amount.chinese:
            return False
        noun = segment.noun
        if is_unitless(noun) and segment.has("reach", "least", "most", "nearly", "grow", "shrink"):
            return True
        if amount.value != int(amount.value) or 1900 <= amount.value <= 2100:
            return False
        if noun and inferred_unit(noun):
            return True
        before = self.text[: amount.start][-1:]
        neighbour = bool(self.readings) and (before in "，,、" or not before)
        return neighbour and bool(re.match(r"入选|入围|获评|获得|被评", self.text[amount.end : amount.end + 2]))

    def _counts(self, amount: Amount, segment: Segment, right: str) -> bool:
        """Whether a counting word such as 个 or 项 counts something here, not the parts of a slogan or a text."""
        word = amount.word
        if word in ("年", "日"):
            return bool(re.search(r"年限|寿命|期限|天数|时限|时间|周期", segment.noun)) or segment.has("shrink")
        if word == "分":
            return segment.has("reach", "least", "grow") or "分" in segment.noun
        if re.match(
            r"(?:方面|维度|主要指标|指标|部分|篇目|章节|层面|环节|阶段|原则|要求|转变|统筹|坚持|着力|确保|必须|问题|关系|重大工程|专项行动|行动|定量)",
            right,
        ):
            return False
        if isinstance(amount.value, tuple):
            return True
        if word in (
            "市",
            "县",
            "区",
            "省",
            "镇",
            "乡",
            "村",
            "国",
            "城",
            "组",
            "点",
            "道",
            "面",
            "门",
            "层",
            "段",
            "分",
            "代",
            "字",
            "届",
            "轮",
            "期",
            "路",
            "对",
        ):
            return segment.has("reach", "new", "least", "nearly") or bool(segment.noun) or word == "村"
        return True

    def _name_noun(self, segment: Segment, right: str, amount: Amount) -> tuple[str, bool]:
        noun = segment.noun
        verbs_before = segment.tail or segment.head
        if noun and not (right and not segment.tail and amount.strength != "none" and self._of_right(segment, right)):
            pairs = self._paired(segment, noun)
            return pairs, False
        if right and not is_rate(amount):
            return right, True
        if (
            right
            and amount.word == "%"
            and not segment.has("grow", "shrink")
            and self.text[amount.end : amount.end + 1] == "的"
        ):
            return right, True
        del verbs_before
        return self._shared(), False

    def _of_right(self, segment: Segment, right: str) -> bool:
        return segment.has("build", "new") and not is_count_noun(segment.noun)

    def _paired(self, segment: Segment, noun: str) -> str:
        if any(w.startswith("分别") for c, w in segment.tail + segment.head if c == "each") or "分别" in noun:
            noun = noun.replace("分别", "")
            self.subjects = split_subjects(noun)
            if len(self.subjects) > 1:
                first = self.subjects.pop(0)
                return first
        else:
            self.subjects = []
        return noun

    def _shared(self) -> str:
        if self.subjects:
            return self.subjects.pop(0)
        return self.subject

    # -- measure -----------------------------------------------------------------------------------------------------
    def _measure(  # noqa: C901 (one case a line of the grammar)
        self, amount: Amount, segment: Segment, noun: str, tied: bool, compared: bool
    ) -> tuple[Measure, Literal["up", "down"] | None, str]:
        nearest = next(
            ((c, w) for c, w in segment.tail if c in ("grow", "shrink", "reach", "new", "build", "cumulate")), None
        )
        cumulates = segment.has("cumulate") or "累计" in segment.noun
        direction: Literal["up", "down"] | None = None
        if amount.multiple or amount.word == "倍":
            return "multiple", "up", "倍"
        if amount.word in ("个百分点", "百分点", "个点"):
            shrinks = (nearest is not None and nearest[0] == "shrink") or bool(
                re.search("下降|降低|回落|低于", segment.noun)
            )
            return "change_pp", "down" if shrinks else "up", "下降" if shrinks else "提升"
        own = nearest is not None or segment.has("new", "build")
        if (not own and not segment.noun and tied and self.verb is not None) or (
            not own
            and tied
            and self.verb is not None
            and self.verb[0] in ("new", "build")
            and not is_rate(amount)
            and not _total(segment.noun)
        ):
            nearest = self.verb
        head_new = next(((c, w) for c, w in segment.head if c in ("new", "build")), None)
        if is_rate(amount):
            if nearest is not None and nearest[0] in ("grow", "shrink"):
                self.verb = nearest
                direction = "down" if nearest[0] == "shrink" else "up"
                return "growth_rate", direction, nearest[1]
            if re.search(r"(?:增速|增幅|增长率|增长速度|递增率|降幅|下降率|降低率)$", noun) or re.search(
                r"(?:增速|增幅|增长率|降幅)$", segment.noun
            ):
                return "growth_rate", "down" if "降" in noun else "up", "增速"
            self.verb = nearest
            return "level", None, ""
        if amount.ratio_part:
            return "level", None, ""
        if cumulates:
            self.cumulative = True
        elif segment.has("reach") and segment.noun:
            self.cumulative = False
        if nearest is not None and nearest[0] in ("grow", "shrink"):
            self.verb = nearest
            return "increment", "down" if nearest[0] == "shrink" else "up", nearest[1]
        if re.search(r"(?:增量|增加额|增加值增量)$", noun):
            return "increment", "up", ""
        new = (
            nearest
            if nearest is not None and nearest[0] == "new"
            else head_new
            if head_new and head_new[0] == "new"
            else None
        )
        if new is None and segment.noun and _new_inside(segment.noun):
            new = ("new", "新增")
        if new is not None and not (
            nearest is not None and nearest[0] == "reach" and nearest[1].endswith(("到", "至"))
        ):
            self.verb = new
            if self.cumulative and cumulates:
                return "cumulative", None, new[1]
            return "increment", "up", new[1]
        if self.cumulative and not (nearest is not None and nearest[0] == "reach" and not cumulates and segment.noun):
            return "cumulative", None, ""
        build = nearest if nearest is not None and nearest[0] == "build" else head_new
        if build is not None:
            self.verb = build
            return "level", None, build[1]
        if nearest is not None and nearest[0] == "reach":
            self.verb = None
        return "level", None, ""

    # -- afterwards --------------------------------------------------------------------------------------------------
    def _mark_baselines(self) -> None:
        for first, second in zip(self.readings, self.readings[1:], strict=False):
            between = self.text[first.amount.end : second.amount.start]
            bare = take_apart(self._blanked(first.amount.end, second.amount.start))
            rises = any(c == "reach" and w.endswith(("到", "至", "为")) and len(w) > 1 for c, w in bare.tail)
            same = first.amount.word == second.amount.word or first.amount.unit is None
            if rises and same and not bare.noun and not any(c in between for c in "。;"):
                if first.baseline or between[:1] not in ("，", ","):
                    first.baseline = True
                    first.frame = _start_frame(first, second)
                    continue
            first.baseline = False
        if self.readings:
            self.readings[-1].baseline = False


def _start_frame(first: Reading, second: Reading) -> Frame:
    """When a change started: the year named, else the year before the period in which it came about."""
    if first.source_year:
        return Frame(first.source_year, None, "actual", "stated")
    if second.frame.since:
        return Frame(second.frame.since - 1, None, "actual", second.frame.basis)
    return Frame(None, None, "actual", None)


# -- words ---------------------------------------------------------------------------------------------------------------
def take_apart(raw: str) -> Segment:  # noqa: C901
    """Verbs at the end and at the beginning of the words before a number, and the name between them.

    >>> take_apart("力争高新技术企业突破")
    Segment(noun='高新技术企业', tail=(('least', '突破'),), head=(('forward', '力争'),), source=False)
    """
    text = raw
    tail: list[tuple[str, str]] = []
    source = False
    table, longest = index(*_TAIL)
    while text:
        last = text[-1]
        if last in TIME + " :(-—“”‘’、的了共在":
            text = text[:-1]
            continue
        if last in "由从自" and (not text[:-1] or text[-2:] not in ("理由", "自由", "服从", "各自")):
            source, text = True, text[:-1]
            continue
        if last in "比较" and raw[len(text) :].startswith(TIME):
            text = text[:-1]
            continue
        word = _ending(text, table, longest)
        if word is None:
            break
        tail.append((table[word], word))
        text = text[: len(text) - len(word)]
    head: list[tuple[str, str]] = []
    table, longest = index(*_HEAD)
    while text:
        if text[0] in TIME + " )“”‘’、·—-的":
            if text[0] == "“" and "”" in text[1:]:
                break
            text = text[1:]
            continue
        word = _beginning(text, table, longest)
        if word is None:
            break
        head.append((table[word], word))
        text = text[len(word) :]
    inner = list(_INNER_VERB.finditer(text))
    if inner and inner[-1].end() < len(text):
        head.extend(("cumulate" if m.group() == "累计" else "reach", m.group()) for m in inner)
        text = text[inner[-1].end() :]
    cut = text.rfind(TIME)
    if cut >= 0:
        text = text[cut + 1 :].lstrip("的") or text[:cut].rstrip("由从比较到至在" + TIME)
        text = text.replace(TIME, "")
    if not text and head and head[-1][0] == "build" and not tail:
        text = ""
    return Segment(_balanced(text), tuple(tail), tuple(head), source)


_INNER_VERB = re.compile("拥有(?!量)|共有|累计")
_RISKY_HEAD = {
    "有": "",
    "建": "设筑材制成档账议",
    "为": "",
    "是": "",
    "从": "业",
    "自": "主然治贸",
    "在": "校册职建岗编线",
    "以": "",
    "比": "重例亚",
    "将": "",
    "要": "素",
    "再": "生制就",
    "应": "用急",
    "获": "",
    "占": "地",
    "对": "外口接",
    "让": "",
    "使": "用",
    "到": "位",
    "共": "享同建性产青",
    "与": "会",
    "和": "谐平",
    "就": "业",
    "如": "",
    "现": "代场有金",
    "各": "类级项种",
    "均": "衡",
    "都": "市",
    "了": "",
    "也": "",
    "还": "",
    "只": "",
    "同时": "",
    "主要": "农",
    "基本": "养医农公",
    "发展": "改",
    "服务": "业贸外",
    "创新": "平载型驱能创主中产发联要券基团人",
    "规划": "建",
    "目标": "",
    "计划": "生",
    "交易": "",
    "支持": "",
    "建设": "用",
    "转移": "支",
    "技术": "",
    "开发": "区园",
    "投放": "",
    "生产": "",
    "保护": "区",
    "组织": "",
    "更新": "",
    "流转": "",
    "选派": "",
    "教育": "",
    "研发": "经投机平人强支费中",
    "覆盖": "率面",
    "引导": "基",
    "服": "",
    "年度": "",
    "带动": "",
    "推广": "",
    "培训": "机",
    "登记": "",
    "突破": "性型",
    "改造": "",
    "孵化": "器载面基平链企",
    "授权": "",
    "保持": "",
    "新建": "",
    "通过": "",
    "对接": "",
    "安置": "房",
    "提供": "",
    "总计": "",
    "发行": "",
    "治理": "",
    "参与": "",
    "解决": "",
    "种植": "面业",
    "供应": "链",
    "扶持": "",
    "绿化": "率覆面造",
    "约": "",
    "近": "",
    "转化": "",
    "立项": "",
    "备案": "",
    "承接": "",
    "主持": "",
    "牵头": "",
    "共建": "",
    "新建改建": "",
    "整合": "",
    "每年": "",
    "投产": "",
    "落地": "",
    "储备": "",
    "包括": "",
    "汇集": "",
    "促进": "",
    "转让": "",
    "签约": "",
    "协同": "",
    "争取": "",
    "努力": "",
    "必须": "",
    "未来": "",
    "新上": "",
    "新开": "",
    "成立": "",
    "设立": "",
    "合计": "",
    "力求": "",
    "新设": "",
    "高": "",
    "低": "",
    "减": "",
    "增": "",
    "少": "",
    "快": "",
}


def _beginning(text: str, table: dict[str, str], longest: int) -> str | None:
    for size in range(min(longest, len(text)), 0, -1):
        word = text[:size]
        if word in table and not (text[size : size + 1] and text[size : size + 1] in _RISKY_HEAD.get(word, "")):
            return word
    return None


_RISKY_TAIL = {
    "成立": "",
    "有": "所国拥具特公私专",
    "是": "",
    "达": "发抵到",
    "为": "行作",
    "超": "",
    "占": "",
    "近": "",
    "约": "节契合",
    "建": "",
    "获": "收",
    "各": "",
    "均": "人平年户亩地日",
    "都": "成首",
    "共": "公",
    "增": "",
    "减": "",
    "升": "",
    "降": "",
    "高": "最",
    "快": "",
    "上": "以",
    "突破": "重大",
    "要": "主需重",
    "应": "供效反",
    "将": "",
    "再": "",
    "已": "",
    "建设": "",
    "服务": "",
    "创新": "科技",
    "发展": "",
    "规划": "",
    "计划": "",
    "目标": "",
    "改造": "",
    "治理": "",
    "转让": "",
    "保护": "",
    "培训": "",
    "开发": "",
    "研发": "",
    "推广": "",
    "低": "最",
    "少": "",
    "涨": "",
}


def _ending(text: str, table: dict[str, str], longest: int) -> str | None:
    for size in range(min(longest, len(text)), 0, -1):
        word = text[-size:]
        if word in table:
            before = text[: len(text) - size][-1:]
            if before and before in _RISKY_TAIL.get(word, ""):
                continue
            return word
    return None


def _balanced(text: str) -> str:
    text = text.strip(" 、，,:;-—·")
    for left, right in ("()", "“”"):
        while text.count(right) > text.count(left) and right in text:
            at = text.index(right)
            text = text[at + 1 :] if at < len(text) // 2 else text[:at] + text[at + 1 :]
        if text.count(left) > text.count(right):
            at = text.rindex(left)
            text = text[:at] + text[at + 1 :]
    return text.strip(" 、，,:;")


_TOTAL = re.compile(r"(?:总数|总量|总额|总规模|总产值|保有量|拥有量|总人数)$")


def _total(noun: str) -> bool:
    return bool(_TOTAL.search(noun))


def _new_inside(noun: str) -> bool:
    return bool(re.search(r"新增(?!长)|净增(?!长)|新认定|新引进|新培育|新获批|新建(?!筑)", noun))


def is_rate(amount: Amount) -> bool:
    """Whether an amount is a share, a difference of shares or a multiple, not a count."""
    return amount.word in ("%", "‰", "个百分点", "百分点", "个点", "倍", "成") or amount.multiple


_COUNTED = re.compile(
    r"(?:企业|公司|机构|中心|平台|基地|园区|项目|实验室|人才|孵化器|空间|数|量|额|人员|团队|工程师|院士|成果|专利|产品|品牌|集群|标准)$"
)


def is_count_noun(noun: str) -> bool:
    """Whether a name ends with something one counts."""
    return bool(_COUNTED.search(noun))


_AFTER_NOUN = re.compile(r"[^，,。;:！？!?、\d]{1,40}")
_AFTER_CUT = re.compile(
    r"(?:达到|实现|入选|获得|获评|落户|开工|建成|增长|提高|分别|作用|融资|在全|纳入|列入|被|正在|完成|投入使用|参与|参加|进入|入驻|通过|居|位居|占|形成|以上|左右|的建设|覆盖|等)"
)


def _noun_after(text: str, start: int, stop: int, times: tuple[TimeRef, ...]) -> str:
    """The noun right after an amount (建设5个X, 56%的X), or ''."""
    if text[start : start + 1] == "的":
        start += 1
    match = _AFTER_NOUN.match(text, start, stop)
    if match is None:
        return ""
    noun = match.group()
    if noun[0] in ")”’;:—-和及与以至~到比较占由从" or noun[:2] in (
        "增长",
        "提高",
        "下降",
        "其中",
        "达到",
        "同比",
        "增加",
        "入选",
        "居全",
        "位居",
    ):
        return ""
    for time in times:
        if match.start() <= time.start < match.end():
            noun = text[match.start() : time.start]
            break
    cut = _AFTER_CUT.search(noun, 1)
    if cut:
        noun = noun[: cut.start()]
    if stop < len(text) and match.end() >= stop:
        noun = re.sub(r"[和及与]$", "", noun)
        if re.search(r"[和及与]", noun):
            noun = re.split(r"[和及与]", noun)[0]
    return _balanced(noun.strip("的"))


def split_subjects(noun: str) -> list[str]:
    """The subjects of a 分别 list.

    >>> split_subjects("城乡居民人均可支配收入"), split_subjects("高企和科技型企业")
    (['城镇居民人均可支配收入', '农村居民人均可支配收入'], ['高企', '科技型企业'])
    """
    if noun.startswith("城乡"):
        return ["城镇" + noun[2:], "农村" + noun[2:]]
    return [part for part in re.split(r"[、]|和(?!谐|平)|与(?!会)|及|以及", noun) if part]


def _name(
    noun: str, measure: Measure, direction: str | None, yearly: bool, amount: Amount, verb: str, from_right: bool
) -> str:
    noun = re.sub(r"^(?:其中|预计|全年|的)", "", noun)
    if measure == "growth_rate":
        if re.search(r"(?:增速|增幅|增长率|降幅)$", noun):
            return noun
        return noun + ("年均" if yearly and "年均" not in noun else "") + ("降幅" if direction == "down" else "增速")
    if measure == "multiple":
        return noun + "增长倍数"
    if measure == "change_pp":
        return noun + verb
    if measure == "increment" and verb:
        return noun + (verb if len(verb) <= 3 else "新增") + ("数" if amount.word not in ("元", "亩") else "")
    if (
        (amount.strength == "strong" and amount.word in ("家", "户", "所", "件", "篇", "台", "辆"))
        or amount.word in ("个", "项")
        or amount.unit is None
    ):
        if not re.search(r"(?:数|数量|总数|量|率|额|面积|人数|指数|规模)$", noun) and not amount.ratio_part:
            return noun + "数"
    return noun


def _bound(amount: Amount, segment: Segment) -> Bound:
    if amount.bound != "eq":
        return amount.bound
    for name, word in segment.tail:
        if name == "least":
            return "ge"
        if name == "most":
            return "le"
        if name == "nearly":
            return "about"
        if name not in ("reach", "forward"):
            break
        if word == "约为":
            return "about"
    if amount.word == "倍":
        match = re.search(r"(约|近|接近|超|超过)为?[^，,]{0,14}$", segment.noun)
        if match:
            return "ge" if match.group(1).startswith("超") else "about"
    return "eq"


def _lend_units(readings: list[Reading], text: str) -> None:
    """A count without a unit takes the one its list ends with, else the one a reader would supply for its name."""
    for k, reading in enumerate(readings):
        if not reading.dropped_unit:
            continue
        own = inferred_unit(reading.name.removesuffix("数").removesuffix("新增")) or None
        follower = None
        for later in readings[k + 1 :]:
            if any(c in text[reading.amount.end : later.amount.start] for c in "，,;。"):
                break
            if later.amount.unit and later.amount.word in ("家", "个", "人", "名", "项", "件"):
                follower = later.amount.word
                break
        if follower is None and own is None and k:
            previous = readings[k - 1]
            follower = previous.amount.word or previous.unit_inferred
        readings[k] = replace(reading, unit_inferred=follower or own)
