"""Headings into a tree of sections with ids, roles and lead-ins."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from kechuang.plan.reading.documents import Block, Document
from kechuang.plan.reading.structure.headings import BOX, Heading, find_headings
from kechuang.plan.reading.structure.lead_ins import find_lead_ins
from kechuang.plan.reading.structure.model import Role, Section
from kechuang.plan.reading.structure.roles import role_of

# Lead-ins stand on the fourth level of official documents or, deeper down, one below their section.
_LEAD_IN_LEVEL = 4
_TITLE = re.compile(r"(?:规划|纲要|方案|计划|意见|报告|通知|措施|办法|要点)(?:[（(].{1,20}[)）])?[”》]?$")


@dataclass(frozen=True, slots=True)
class Outline:
    """The title of a document and its sections in order of their headings."""

    title: str | None
    sections: tuple[Section, ...]

    def at(self, offset: int) -> Section | None:
        """The innermost section that holds this character."""
        holding = [section for section in self.sections if section.start <= offset < section.end]
        return max(holding, key=lambda section: (section.start, section.level), default=None)


@dataclass(slots=True)
class _Open:
    heading: Heading
    rank: float
    id: str
    path: tuple[str, ...]
    role: Role | None
    end: int = -1
    has_items: bool = False


def read_outline(document: Document) -> Outline:
    """The section tree of a document.

    Levels count how deep a section lies; which numbers lie deeper is the order of official documents, so a plan that
    goes from 一、 straight to 1. has its 1. on level 2. Sections nest, and every offset lies in the text.
    """
    text, blocks = document.text, document.blocks
    headings = _rank_unnumbered(find_headings(text, blocks))
    title, headings = _take_title(document, headings)
    opened = _nest(headings, len(text))
    sections = _to_sections(opened)
    return Outline(title, tuple(_with_lead_ins(text, blocks, sections)))


def _rank_unnumbered(headings: list[Heading]) -> list[Heading]:
    """Give headings that only mark-up shows the rank of numbered ones with the same mark-up."""
    ranks: dict[int, Counter[float]] = {}
    for heading in headings:
        if heading.mark is not None and heading.rank:
            ranks.setdefault(heading.mark, Counter())[heading.rank] += 1
    usual = {mark: counted.most_common(1)[0][0] for mark, counted in ranks.items()}

    def rank(heading: Heading) -> float:
        if heading.rank or heading.mark is None:
            return heading.rank
        if heading.mark in usual:
            return usual[heading.mark]
        above = [usual[mark] + 0.1 * (heading.mark - mark) for mark in usual if mark < heading.mark]
        below = [usual[mark] - 0.1 * (mark - heading.mark) for mark in usual if mark > heading.mark]
        return max(above) if above else min(below) if below else float(heading.mark)

    return [Heading(rank(h), h.number, h.title, h.start, h.body, h.mark, h.key) for h in headings]


def _take_title(document: Document, headings: list[Heading]) -> tuple[str | None, list[Heading]]:
    """The document's title: what its mark-up declares, else the first line that ends like a plan's title."""
    if headings and headings[0].number is None and headings[0].mark is not None:
        first = headings[0]
        alone = sum(heading.rank <= first.rank for heading in headings) == 1
        if first.title == document.title or alone:
            return first.title, headings[1:]
    if document.title:
        return document.title, headings
    notice = None
    limit = headings[0].start if headings else len(document.text)
    for block in document.blocks:
        if block.start >= limit:
            break
        line = document.text[block.start : block.end].strip("# ")
        if not 4 <= len(line) <= 60 or not _TITLE.search(line) or re.search("[。，,;；]", line):
            continue
        quoted = re.search("《([^《》]+)》的通知$", line)
        if quoted is None:
            return line, headings
        notice = notice or quoted.group(1)  # a notice that sends the plan: its own title may still come
    return notice, headings


def _nest(headings: list[Heading], length: int) -> list[tuple[_Open, int]]:
    """Each heading with its depth; a heading closes all open ones of the same or a finer kind."""
    stack: list[_Open] = []
    placed: list[tuple[_Open, int]] = []
    used: set[str] = set()
    unnumbered: Counter[str] = Counter()
    for heading in headings:
        while stack and (stack[-1].rank >= heading.rank or _goes_on_after_box(stack[-1], heading)):
            stack.pop().end = heading.start
        parent = stack[-1] if stack else None
        if parent is not None:
            parent.has_items = True
        base = parent.id + "." if parent else ""
        if heading.key:
            key = heading.key.rpartition(".")[2] if parent and "." in heading.key else heading.key
        else:
            unnumbered[base] += 1
            key = f"h{unnumbered[base]}"
        section_id, repeat = base + key, 2
        while section_id in used:  # a number that comes twice by mistake
            section_id, repeat = f"{base}{key}~{repeat}", repeat + 1
        used.add(section_id)
        path = (*(parent.path if parent else ()), (heading.number or "") + heading.title)
        role = role_of(heading.title, parent.role if parent else None, len(stack))
        stack.append(_Open(heading, heading.rank, section_id, path, role))
        placed.append((stack[-1], len(stack)))
    for open_section in stack:
        open_section.end = length
    return placed


def _goes_on_after_box(box: _Open, heading: Heading) -> bool:
    """Whether a number continues the text around a box instead of beginning the box's own items with 1."""
    return box.rank == BOX and box.heading is not heading and not box.has_items and heading.key != "1"


def _to_sections(placed: list[tuple[_Open, int]]) -> list[Section]:
    return [
        Section(
            id=one.id,
            level=depth,
            number=one.heading.number,
            title=one.heading.title,
            start=one.heading.start,
            body_start=min(one.heading.body, one.end),
            end=one.end,
            role=one.role,
            path=one.path,
        )
        for one, depth in placed
    ]


def _with_lead_ins(text: str, blocks: tuple[Block, ...], sections: list[Section]) -> list[Section]:
    """The sections with the lead-ins of their own paragraphs, in order of their starts."""
    complete: list[Section] = []
    position = 0
    for index, section in enumerate(sections):
        complete.append(section)
        own_end = min(section.end, sections[index + 1].start if index + 1 < len(sections) else section.end)
        paragraphs: list[tuple[int, int]] = []
        while position < len(blocks) and blocks[position].end <= section.body_start:
            position += 1
        while position < len(blocks) and blocks[position].start < own_end:
            block = blocks[position]
            start = max(block.start, section.body_start)
            if block.kind != "row" and start < block.end:
                paragraphs.append((start, block.end))
            position += 1
        for place, lead_in in enumerate(find_lead_ins(text, paragraphs, section.role), 1):
            complete.append(
                Section(
                    id=f"{section.id}-{place}",
                    level=max(_LEAD_IN_LEVEL, section.level + 1),
                    number=None,
                    title=lead_in.title,
                    start=lead_in.start,
                    body_start=lead_in.body,
                    end=lead_in.end,
                    lead_in=True,
                    role="principle" if section.role == "principles" else section.role,
                    path=(*section.path, lead_in.title),
                )
            )
    return complete
