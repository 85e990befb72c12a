"""Lead-ins: the topic phrase that opens a paragraph, also where its full stop is lost.

聚焦创新创业载体建设。加快聚集… has one; so has 空间载体优势宝坻区拥有…, whose stop is lost. A phrase is taken for a lead-in when the
paragraphs beside it open the same way, or when it is short and plainly a topic.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kechuang.plan.reading.language import find_joints, find_verbs
from kechuang.plan.reading.structure.model import Role

_OPENING = 6000
_NO_REGION = (
    "园区",
    "社区",
    "地区",
    "市区",
    "城区",
    "灌区",
    "示范区",
    "集聚区",
    "聚集区",
    "开发区",
    "高新区",
    "全区",
    "各区",
    "功能区",
    "超市",
)
_SHORTEST_ENDING = 2
_SHORTEST, _LONGEST, _LONGEST_ALONE, _LONGEST_ITEM = 5, 34, 18, 32
_ITEM = re.compile("(?:——|──|—|●|■|◆|•)\\s*")
_TOPIC = re.compile("从[^，,。]{1,6}看[，,]")
_STOP = re.compile("[。：:]|\\s{2,}")
_TIME = re.compile(
    '(?:截至|截止|到|至)?(?:19|20)\\d{2}年|[“"]?十[一二三四五六][五]?[”"]?(?:五)?[”"]?(?:时期|期间|以来|末)|截至|目前|近年来|当前|未来'
)
# What carries a statement and so begins one: 本区 words, and a name that the document itself uses (宝坻区拥有…).
_SUBJECT = re.compile("(?:全[区市县省]|我[区市县省国]|本[区市县])")
# 步伐加快, 能力有所提升: a statement that is complete by itself.
_COMPLETE = re.compile(
    "(?:步伐|速度|进程|力度|水平|能力|实力|规模|活力|成效|体系|结构|质量|环境|优势|作用|格局|基础)"
    "(?:明显|显著|持续|不断|有所|进一步|稳步|逐步|日益|全面|大幅|更加)*"
    "(?:加快|提升|增强|扩大|壮大|显现|优化|向好|推进|提高|改善|形成|完善|夯实|凸显|上升|突出)"
)
_CIRCUMSTANCE = re.compile("依托|围绕|按照|通过|立足|基于|充分发挥")
_ENUMERATED = re.compile("一是|首先|第一，")


@dataclass(frozen=True, slots=True)
class LeadIn:
    """A lead-in: its title, where it begins, where the text after it begins, and where its paragraph ends."""

    title: str
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    title: str
    start: int
    body: int
    end: int
    kind: Literal["stated", "half", "fused"]  # its stop is there; only a comma is; nothing is
    topic: bool = False  # 从…看


def find_lead_ins(text: str, paragraphs: list[tuple[int, int]], role: Role | None) -> list[LeadIn]:
    """The lead-ins of the paragraphs that stand directly under one heading."""
    places = _regions(text[:_OPENING]) if paragraphs else frozenset()
    stated = [_stated(text, start, end) for start, end in paragraphs]
    endings = _shared_endings([candidate.title for candidate in stated if candidate])
    found: list[_Candidate | None] = []
    for (start, end), candidate in zip(paragraphs, stated, strict=True):
        if candidate is None and len(paragraphs) < 400:
            candidate = _fused(text, start, end, places, endings)
        found.append(candidate)
    share = sum(candidate is not None for candidate in found) / max(1, len(found))
    parallel = len(found) >= 2 and share >= 0.6
    kept: list[LeadIn] = []
    for candidate, (start, _) in zip(found, paragraphs, strict=True):
        if candidate is None:
            continue
        item = _ITEM.match(text, start) is not None
        alone = candidate.kind != "half" and _is_plain_topic(candidate, text)
        if item or (parallel and _fits(candidate, found)) or (not parallel and alone and role not in ("review", None)):
            kept.append(LeadIn(candidate.title, candidate.start, candidate.body, candidate.end))
    return kept


# What a topic is about in general terms; a topic phrase that ends in a thing (…创新平台) is a task.
_ABSTRACT = re.compile(
    "(?:发展|建设|机制|格局|布局|体系|能力|水平|升级|转型|融合|服务|引领|培育|集群|力度|保障|合作|环境|生态|支撑)$"
)
_ROOM = 40


def _is_plain_topic(candidate: _Candidate, text: str) -> bool:
    """Whether a phrase without parallels beside it is plainly a topic: one verb, general words, text that spells it out."""
    if len(candidate.title) > _LONGEST_ALONE or not _ABSTRACT.search(candidate.title):
        return False
    heads = find_verbs(candidate.title)
    return len(heads) == 1 and len(heads[0].verbs) == 1 and len(text[candidate.body : candidate.end]) >= _ROOM


def _stated(text: str, start: int, end: int) -> _Candidate | None:
    """A lead-in whose stop is there, followed by more text."""
    item = _ITEM.match(text, start, end)
    begin = item.end() if item else start
    stop = _STOP.search(text, begin, end)
    if stop is None or not text[stop.end() : end].strip():
        return None
    title = text[begin : stop.start()].strip()
    if not _SHORTEST <= len(title) <= (_LONGEST_ITEM if item or _TOPIC.match(title) else _LONGEST):
        return None
    if _TIME.match(title) or _ENUMERATED.match(title):
        return None
    if not item and not _TOPIC.match(title) and re.search("[，,]", title):
        # 聚焦科技创新政策引领，加快…。: the first half may be one, if the paragraphs beside it agree.
        comma = re.search("[，,]", title)
        head = title[: comma.start()] if comma else title
        if len(head) < _SHORTEST or len(head) > _LONGEST_ALONE:
            return None
        return _Candidate(head, begin, begin + text[begin:end].index(head) + len(head) + 1, end, "half")
    return _Candidate(title, begin, stop.end(), end, "stated", _TOPIC.match(title) is not None)


def _fused(text: str, start: int, end: int, places: frozenset[str], endings: set[str]) -> _Candidate | None:
    """A lead-in whose stop is lost: the place where the first clause starts anew."""
    item = _ITEM.match(text, start, end)
    begin = item.end() if item else start
    topic = _TOPIC.match(text, begin, end)
    clause_start = topic.end() if topic else begin
    stop = re.compile("[，,。；;：:\n]").search(text, clause_start, end)
    clause = text[clause_start : stop.start() if stop else end]
    if _TIME.match(clause) or len(clause) < _SHORTEST + 2:
        return None
    joints = {match.start() for pattern in (_TIME, _SUBJECT, _CIRCUMSTANCE) for match in pattern.finditer(clause)}
    joints |= {position for place in places for position in [clause.find(place)] if position > 0}
    joints |= {match.end() for match in _COMPLETE.finditer(clause) if match.end() + 4 < len(clause)}
    joints |= set(find_joints(clause))
    for ending in endings:
        position = clause.find(ending)
        if position > 0 and position + len(ending) < len(clause):
            joints.add(position + len(ending))
    fitting = sorted(joint for joint in joints if _SHORTEST <= joint <= _LONGEST)
    if not fitting:
        return None
    parallel = [joint for joint in fitting if any(clause[:joint].endswith(ending) for ending in endings)]
    cut = clause_start + (parallel or fitting)[0]
    return _Candidate(text[begin:cut], begin, cut, end, "fused", topic is not None)


def _shared_endings(titles: list[str]) -> set[str]:
    """The last characters, four at most, that two lead-ins share: …优势, …产业集群."""
    shared: set[str] = set()
    for index, title in enumerate(titles):
        for other in titles[index + 1 : index + 40]:
            common = _common_ending(title, other)
            if len(common) >= _SHORTEST_ENDING:
                shared.add(common[-4:])
    return shared


def _common_ending(one: str, other: str) -> str:
    """The longest ending of both.

    >>> _common_ending("空间载体优势", "产业基础优势")
    '优势'
    """
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return one[len(one) - length :]


def _fits(candidate: _Candidate, all_found: list[_Candidate | None]) -> bool:
    """Among parallel paragraphs a certain lead-in counts; an uncertain one if it opens or closes like another."""
    if candidate.kind == "stated" or candidate.topic:
        return True
    others = [other.title for other in all_found if other is not None and other is not candidate]
    if any(other[:2] == candidate.title[:2] or other[-2:] == candidate.title[-2:] for other in others):
        return True
    return candidate.kind == "fused" and len(candidate.title) <= _LONGEST_ALONE


@lru_cache(maxsize=4)
def _regions(opening: str) -> frozenset[str]:
    """The names of regions that the document uses often, without those that only end like one (优势宝坻区)."""
    counted: Counter[str] = Counter()
    for length in (2, 3):
        pattern = re.compile(f"(?=([\u4e00-\u9fff]{{{length}}}(?:省|市|县|旗|州|新区|区)))")
        counted.update(match.group(1) for match in pattern.finditer(opening))
    common = {name for name, count in counted.items() if count >= 3 and not name.endswith(_NO_REGION)}
    return frozenset(name for name in common if not any(name != other and name.endswith(other) for other in common))
