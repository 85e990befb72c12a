"""How plans give tasks: runs of text between marks, cut at fused joints, kept if they charge somebody with something.

A run is a task when its head is a verb with an object. Not tasks are: circumstances (围绕…, 以企业为主体), results of the
task before (实现…, 激发…活力), goals in general words (提升…水平 after a comma), topic phrases that the next sentence
spells out, and headings.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from kechuang.plan.reading.language import Lexicon, Verb, find_verbs, load_lexicon
from kechuang.plan.reading.structure import Clause, Section
from kechuang.plan.reading.structure.sentences import split_sentences
from kechuang.plan.reading.tasks.model import Task
from kechuang.plan.reading.tasks.objects import find_objects

_TASK_ROLES = ("tasks", "programme")
_RUN = re.compile("[^，,。；;：:！？!?\n\t]+")
_LEADING = re.compile(
    r"(?:[（(]\d{1,2}[)）]|\d{1,2}[.、]|[\u2460-\u2473]|[一二三四五六七八九十]是(?:要)?|——|[—●■◆•\s\"”’])+"
)
# What has happened already; only asked of texts without chapters, where nothing else tells reports from tasks.
_REPORTED = re.compile("了(?!解)|已[^经]?[^、]|同比|比上年|取得|位居|排名|达到?[\\d.]+[^。]*(?:名列|居)|我们")
_LONGEST = 400


def read_tasks(text: str, sections: tuple[Section, ...], clauses: tuple[Clause, ...] = ()) -> tuple[Task, ...]:
    """The tasks of the plan's task part (重点任务 and chapters titled by a task), in order.

    A plan without sections is read whole. Text of other parts (回顾, 形势, 目标, 保障措施) gives no tasks.
    """
    lexicon = load_lexicon()
    starts = [clause.start for clause in clauses]
    tasks: list[Task] = []
    for section, start, end in _task_bodies(text, sections):
        for begin, finish in _paragraphs(text, start, end):
            for sentence_start, sentence_end in split_sentences(text, begin, finish):
                if section is None and _REPORTED.search(text, sentence_start, sentence_end):
                    continue
                for task_start, task_end, verb in _read_sentence(text, sentence_start, sentence_end, lexicon):
                    place = bisect_right(starts, task_start) - 1
                    span = text[task_start:task_end]
                    tasks.append(
                        Task(
                            section=_place(section),
                            section_id=section.id if section else "0",
                            clause=clauses[place].id if place >= 0 else "",
                            text=re.sub(r"\s+", "", span),
                            verbs=tuple(dict.fromkeys(verb.verbs)),
                            objects=find_objects(text[verb.theme_start : task_end], verb.verbs),
                            start=task_start,
                            end=task_end,
                        )
                    )
    return tuple(tasks)


def _task_bodies(text: str, sections: tuple[Section, ...]) -> list[tuple[Section | None, int, int]]:
    """The stretches of text that lie directly under a task section; a lead-in that names a task is one as well."""
    if not sections:
        return [(None, 0, len(text))]
    bodies: list[tuple[Section | None, int, int]] = []
    for index, section in enumerate(sections):
        if section.role not in _TASK_ROLES:
            continue
        following = sections[index + 1].start if index + 1 < len(sections) else section.end
        if section.lead_in and _names_a_thing(section.title):
            bodies.append((section, section.start, section.body_start))
        bodies.append((section, section.body_start, min(section.end, following)))
    return bodies


_THING = re.compile("(?:园区|园|区|基地|中心|平台|城|镇|院|实验室|联盟|工程|小镇|线|港)(?:建设|发展|改造|升级)?$")


def _names_a_thing(title: str) -> bool:
    """Whether a topic phrase is a task by itself because it names a thing to be built: 推进国家农业科技园区建设."""
    return title.endswith("建设") and bool(_THING.search(title)) and not title.startswith(("聚焦", "围绕"))


def _paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = start
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        if text[position:stop].strip():
            spans.append((position, stop))
        position = stop + 1
    return spans


def _read_sentence(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[int, int, Verb]]:
    """The tasks of one sentence as spans with their heads, offsets counting in ``text``."""
    found: list[tuple[int, int, Verb]] = []
    circumstance: int | None = None  # one that was fused to the run before: …集群围绕甲、乙，打造丙
    previous_end = -1  # where the last task ended, if nothing but its result has come since
    for run in _RUN.finditer(text, start, end):
        leading = _LEADING.match(run.group())
        begin = run.start() + (leading.end() if leading else 0)
        piece = text[begin : run.end()].rstrip()
        if not piece or len(piece) > _LONGEST:
            continue
        heads = find_verbs(piece)
        for number, head in enumerate(heads):
            stop = heads[number + 1].start if number + 1 < len(heads) else len(piece)
            if not head.verbs:
                circumstance = begin + head.start
                continue
            span = piece[head.start : stop].rstrip("、“ ")
            goes_on = number + 1 < len(heads) or text[run.end() : end].strip("。；;，, \n") != ""
            first, circumstance = begin + head.start if circumstance is None else circumstance, None
            if head.verbs[0] in lexicon.outcome:
                if previous_end >= 0:  # a result belongs to the task it follows
                    found[-1] = (found[-1][0], begin + head.start + len(span), found[-1][2])
                continue
            previous_end = -1
            if _is_task(text[first : begin + head.start + len(span)], span, head, lexicon, goes_on=goes_on):
                previous_end = begin + head.start + len(span)
                found.append((first, previous_end, replace(head, theme_start=begin + head.theme_start)))
    return found


_WHOLE_CIRCUMSTANCE = re.compile(
    "^(?:以|围绕|按照|根据|立足|对标|把握|抢抓|面向|顺应|基于|结合|针对|在|支持以)"
    ".*(?:为[^，]{2,4}|领域|方面|需求|要求|机遇|优势|特点|基础|方向|环节|趋势|原则|目标)$"
)
# A verb and four characters is a slogan (强化高端引领), not a task.
_SHORTEST = 7


def _is_task(whole: str, span: str, head: Verb, lexicon: Lexicon, *, goes_on: bool) -> bool:
    """Whether a run with a head charges somebody with something; ``whole`` is the run with its circumstance."""
    if len(whole) < _SHORTEST or _WHOLE_CIRCUMSTANCE.match(span):
        return False
    if any(pattern.search(span) for pattern in lexicon.general):
        return False
    # 聚焦核心装备和重点环节，鼓励…: a topic that leads to what follows, unless it names the things itself.
    return not (head.verbs[0] in _TOPIC_VERBS and goes_on and span.count("、") < 2)


_TOPIC_VERBS = frozenset({"聚焦", "瞄准", "围绕"})


def _place(section: Section | None) -> str:
    """四/(一)/2, and the topic phrase of a lead-in after it."""
    if section is None:
        return ""
    numbers: list[str] = []
    for part in section.path:
        number = re.match(
            r"[（(][一二三四五六七八九十\d]+[)）]|第.{1,3}[编篇章节]|[一二三四五六七八九十]+(?=、)|\d+(?:\.\d+)*(?=[.、])",
            part,
        )
        numbers.append(number.group() if number else part)
    return "/".join(numbers)
