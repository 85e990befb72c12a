"""The document as the grammar walks it: paragraphs, the headings above them, what those say about time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kechuang.plan.reading.quantities.characters import fold
from kechuang.plan.reading.quantities.values import Section

Mood = Literal["past", "ahead", "static"]

_PAST = re.compile(
    r"回顾|现状|成效|成就|成绩|进展|发展基础|基础条件|主要基础|工作总结|完成情况|执行情况|实施情况|取得的|基础与|过去|评估|历程|发展情况|(?<!下一步)(?:工作|开展|落实|运行|建设)情况|怎么样"
)
_AHEAD = re.compile(
    r"目标|任务|工作安排|展望|打算|思路|要求|举措|措施|部署|路径|行动|工程|愿景|方向|总体考虑|保障|工作要点|工作计划|建议|怎么干|怎么做|干什么|做什么|打算|考核指标"
)
_STATIC = re.compile(r"优势|形势|环境|挑战|问题|短板|概况|背景|机遇|区位|资源|差距")
_DIFFICULTY = re.compile(r"形势|挑战|问题|短板|机遇|差距|不足|困难|概况|优势|背景")
_CLAUSE = re.compile(r"[:，,。;]")
_NUMBERED = re.compile(
    r"^ *(?:第[一二三四五六七八九十]{1,3}[章节篇部]|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)?、?|专栏|[❶-❿]"
    r"|\d{1,2}[.、](?!\d)|\(\d{1,2}\))"
)
_LEVELS = (
    (re.compile(r"^ *第[一二三四五六七八九十]{1,3}[章篇部]"), 1),
    (re.compile(r"^ *(?:第[一二三四五六七八九十]{1,3}节|[一二三四五六七八九十]{1,3}[、.])"), 2),
    (re.compile(r"^ *\([一二三四五六七八九十]{1,3}\)?"), 3),
    (re.compile(r"^ *[❶-❿]"), 2),
    (re.compile(r"^ *\d{1,2}[.、]"), 4),
    (re.compile(r"^ *\(\d{1,2}\)"), 5),
)


def mood_of(title: str) -> Mood | None:
    """Whether a heading looks back, ahead, or describes.

    >>> mood_of("(一)“十三五”工作回顾"), mood_of("三、发展目标"), mood_of("(二)基础与优势"), mood_of("前言")
    ('past', 'ahead', 'static', None)
    """
    title = _CLAUSE.split(title, maxsplit=1)[0]
    if _STATIC.search(title) and not re.search(r"目标|回顾", title):
        return "static"
    if _PAST.search(title):
        return "past"
    return "ahead" if _AHEAD.search(title) else None


def mood_under(titles: tuple[str, ...]) -> Mood | None:
    """The mood of a paragraph: that of the innermost heading that has one, but a topic (环境, 资源) takes its parent's.

    >>> mood_under(("三、主要任务", "(二)优化营商环境")), mood_under(("一、发展基础", "(二)存在问题"))
    ('ahead', 'static')
    """
    moods = [m for m in map(mood_of, reversed(titles)) if m]
    if len(moods) > 1 and moods[0] == "static" and not any(_DIFFICULTY.search(t) for t in titles):
        return moods[1]
    return moods[0] if moods else None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: its span in the document and the titles above it, outermost first."""

    start: int
    end: int
    titles: tuple[str, ...]
    heading: bool
    new_section: bool


def split_blocks(folded: str, sections: tuple[Section, ...]) -> list[Block]:
    """The paragraphs of a folded text. Given sections are used where there are any; else headings are inferred."""
    spans = _paragraphs(folded, frozenset(s.start for s in sections))
    if sections:
        return _blocks_of(folded, spans, sections)
    blocks: list[Block] = []
    stack: list[tuple[int, str]] = []
    fresh = True
    for start, end in spans:
        line = folded[start:end].strip()
        level = _heading_level(line)
        if level is not None:
            while stack and stack[-1][0] >= level:
                stack.pop()
            stack.append((level, line))
            blocks.append(Block(start, end, tuple(t for _, t in stack), True, True))
            fresh = True
            continue
        blocks.append(Block(start, end, tuple(t for _, t in stack), False, fresh))
        fresh = False
    return blocks


def _blocks_of(folded: str, spans: list[tuple[int, int]], sections: tuple[Section, ...]) -> list[Block]:
    """Blocks under given sections. A topic phrase that opens a paragraph is no new section for the flow of time."""
    ordered = sorted(sections, key=lambda s: (s.start, -s.end))
    blocks: list[Block] = []
    stack: list[Section] = []
    k = 0
    after_heading = False
    for start, end in spans:
        opened = False
        while k < len(ordered) and ordered[k].start < end:
            section = ordered[k]
            while stack and (stack[-1].end <= section.start or stack[-1].level >= section.level):
                stack.pop()
            stack.append(section)
            opened = True
            k += 1
        while stack and stack[-1].end <= start:
            stack.pop()
        line = folded[start:end].strip()
        heading = opened and bool(stack) and len(line) <= len(stack[-1].title) + 12
        lead = (
            len(fold_title)
            if opened and not heading and stack and line.startswith(fold_title := fold(stack[-1].title))
            else 0
        )
        begin = folded.index(line, start) + lead if lead and not re.search(r"\d", line[:lead]) else start
        blocks.append(Block(begin, end, tuple(s.title for s in stack), heading, heading or after_heading))
        after_heading = heading
    return blocks


_BULLET = re.compile(r" *[—●■◆·*❶-❿①-⑳▶★☆□○]|- \d+ -")
_PROSE = re.compile(r"[，,。;、]")
_NEWLINE = re.compile(r"\n+")


def _paragraphs(folded: str, headings: frozenset[int] = frozenset()) -> list[tuple[int, int]]:
    """Spans of lines; a line broken in its middle (a page's fixed width) is joined to the next one."""
    lines: list[tuple[int, int]] = []
    at = 0
    for match in _NEWLINE.finditer(folded):
        lines.append((at, match.start()))
        at = match.end()
    lines.append((at, len(folded)))
    lines = [(a, b) for a, b in lines if folded[a:b].strip()]
    widths = sorted(len(folded[a:b].strip()) for a, b in lines)
    narrow = len(widths) >= 3 and widths[int(len(widths) * 0.95)] <= 60  # the page's width, not a screen's
    joined: list[tuple[int, int]] = []
    for a, b in lines:
        begins = any(at in headings for at in range(a, min(b, a + 6)))
        if narrow and joined and not begins and _continues(folded, joined[-1], (a, b)):
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined


def _continues(folded: str, before: tuple[int, int], line: tuple[int, int]) -> bool:
    """Whether a line goes on in the next one: it is prose, it has no end, and the next one does not begin anew."""
    previous = folded[before[0] : before[1]].rstrip().rsplit("\n", 1)[-1].strip()
    text = folded[line[0] : line[1]]
    if len(previous) < 12 or previous[-1:] in "。!？！?;:" or (_BULLET.match(previous) and not _PROSE.search(previous)):
        return False
    split_number = previous[-1].isdigit() and len(previous) >= 18
    if (
        not split_number
        and not _PROSE.search(previous)
        and not (len(previous) >= 18 and _PROSE.search(folded[before[0] : before[1]]))
    ):
        return False
    return not (_NUMBERED.match(text) or _BULLET.match(text) or text[:2] == "  ")


def _heading_level(line: str) -> int | None:
    if not line or len(line) > 45 or line[-1] in "。;,，":
        return None
    for pattern, level in _LEVELS:
        if pattern.match(line):
            return level if "。" not in line else None
    if len(line) <= 24 and not re.search(r"[。，,;:%]|\d+(?:\.\d+)?(?:家|个|亿|万|元)", line):
        return 1 if mood_of(line) else None
    return None
