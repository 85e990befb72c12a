"""What the review screen shows: the list of readings by tab, state and section, and how far the review has come."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kechuang_web.kit.language import say
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.models import PlanDocument, Reading
from solutions.planning.web.review.cards import Card, make_card, warning_words
from solutions.planning.web.review.text import Heading, Mark, render_block, split_blocks

TABS = [
    ("quantity", gettext_lazy("指标数值")),
    ("task", gettext_lazy("任务")),
    ("entity", gettext_lazy("名称")),
    ("warning", gettext_lazy("疑点")),
]
STATES = [
    ("", gettext_lazy("全部")),
    ("pending", gettext_lazy("待确认")),
    ("accepted", gettext_lazy("已采纳")),
    ("corrected", gettext_lazy("已更正")),
    ("rejected", gettext_lazy("已驳回")),
    ("added", gettext_lazy("已补充")),
]


@dataclass(frozen=True, slots=True)
class Link:
    """A tab or filter: its words, how many rows it holds, whether it is the one shown."""

    label: Any
    count: int
    here: bool
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one section; ``plain`` of them are undecided and without doubt."""

    number: int
    title: str
    rows: list[Card]
    plain: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The right-hand side of the screen."""

    tab: str
    state: str
    tabs: list[Link]
    states: list[Link]
    groups: list[Group]
    empty: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How many readings have been decided, of how many."""

    done: int
    total: int

    @property
    def open(self) -> int:
        """How many still wait."""
        return self.total - self.done


def headings_of(document: PlanDocument) -> list[Heading]:
    """The sections of the reading, numbered for links into the text."""
    sections = document.reading.get("sections", [])
    return [
        Heading(number, min(int(one["level"]), 4), _heading_words(one), int(one["start"]), int(one["end"]))
        for number, one in enumerate(sections, start=1)
    ]


def _heading_words(section: dict[str, Any]) -> str:
    number, title = section.get("number") or "", section["title"]
    return str(title if title.startswith(number) else number + title)


def marks_of(readings: Sequence[Reading]) -> list[Mark]:
    """Every reading as a mark in the text."""
    return [Mark(one.pk, one.kind, one.state, one.start, one.end) for one in readings]


def outline_of(headings: Sequence[Heading], readings: Sequence[Reading]) -> list[dict[str, Any]]:
    """The table of contents: each heading with the number of readings that wait directly under it."""
    starts = [one.start for one in headings]
    waiting = Counter(bisect_right(starts, one.start) - 1 for one in readings if one.state == "pending")
    return [
        {"number": one.number, "level": one.level, "title": one.title, "count": waiting[at]}
        for at, one in enumerate(headings)
    ]


def progress_of(document_id: int) -> Progress:
    """How far the review of a document has come."""
    counts = dict(Reading.objects.filter(document_id=document_id).order_by().values_list("state").annotate(Count("pk")))
    total = sum(counts.values())
    return Progress(total - counts.get("pending", 0), total)


def progress_in(readings: Sequence[Reading]) -> Progress:
    """The same, of readings already at hand."""
    return Progress(sum(one.state != "pending" for one in readings), len(readings))


def make_listing(document: PlanDocument, readings: Sequence[Reading], *, tab: str, state: str, base: str) -> Listing:
    """The rows of one tab and state, grouped by section. ``base`` is the address of the review page."""
    tab = tab if tab in dict(TABS) else "quantity"
    state = state if state in dict(STATES) else ""
    kinds = Counter(one.kind for one in readings)
    in_tab = [one for one in readings if one.kind == tab]
    states = Counter(one.state for one in in_tab)
    tabs = [Link(words, kinds[code], code == tab, _address(base, code, "")) for code, words in TABS]
    pills = [
        Link(words, states[code] if code else len(in_tab), code == state, _address(base, tab, code))
        for code, words in STATES
        if not code or states[code] or code == state
    ]
    shown = [one for one in in_tab if not state or one.state == state]
    return Listing(tab, state, tabs, pills, _groups(document, shown, readings), _nothing(tab, state))


def cards_of(document: PlanDocument, shown: Sequence[Reading], readings: Sequence[Reading] | None = None) -> list[Card]:
    """The cards of some readings; ``readings`` (all of the document) tell what is damaged under them."""
    if readings is None:
        readings = list(Reading.objects.filter(document_id=document.pk, kind="warning"))
    damages = [one for one in readings if one.kind == "warning" and one.state != "rejected"]
    names = indicator_names()
    return [make_card(one, document.text, _damages(one, damages), names) for one in shown]


def indicator_names() -> dict[str, str]:
    """Code to name of every attribute in the dictionary of the region."""
    return {attribute.code: say(attribute.name) for attribute in stores.dictionary()}


def blocks_around(document: PlanDocument, every: Sequence[Reading], changed: Sequence[Reading]) -> list[SafeString]:
    """The blocks of text in which some readings stand, marked anew."""
    headings, marks = headings_of(document), marks_of(every)
    return [
        render_block(document.text, block, headings, marks)
        for block in split_blocks(document.text)
        if any(one.start < block.end and block.start < one.end for one in changed)
    ]


def _damages(reading: Reading, damages: list[Reading]) -> list[str]:
    if reading.kind == "warning":
        return []
    return [warning_words(one.payload) for one in damages if one.start < reading.end and reading.start < one.end]


def _groups(document: PlanDocument, shown: list[Reading], readings: Sequence[Reading]) -> list[Group]:
    headings = headings_of(document)
    starts = [one.start for one in headings]
    found: dict[int, list[Card]] = {}
    for card in cards_of(document, shown, readings):
        found.setdefault(bisect_right(starts, card.start), []).append(card)
    return [
        Group(at, headings[at - 1].title if at else _("开头"), rows, sum(row.plain for row in rows))
        for at, rows in sorted(found.items())
    ]


def _address(base: str, tab: str, state: str) -> str:
    return f"{base}?{urlencode({'tab': tab} | ({'state': state} if state else {}))}"


def _nothing(tab: str, state: str) -> str:
    if tab == "warning":
        return _("没有发现原文有损坏的地方。") if not state else _("没有这一状态的疑点。")
    if state == "pending":
        return _("这一类已全部审完。")
    if state:
        return _("没有这一状态的摘录。")
    return _("全文没有摘出这一类内容；可以选中文字，按 n 补充。")
