"""The plan's text as safe HTML, every reading marked in place.

Each block (a line of the text) is one element with ``data-s``, the offset of its first character, and holds its text
verbatim, so that the browser can turn a selection back into offsets. A marked stretch carries the ids of the readings
it belongs to (``data-r``, the narrowest first) and a class for the kind and state of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_LINE = re.compile(r"[^\r\n]+")
#: Browsers drop or replace these, which would shift every offset after them; each is shown as one replacement sign.
_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_HEADINGS = {1: "h2", 2: "h3"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A reading to be shown in the text: characters ``start:end``, its kind and the state of its review."""

    id: int
    kind: str
    state: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of the text: its number in the outline, level, title and span, heading included."""

    number: int
    level: int
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text as a span, blanks at its ends left out."""

    start: int
    end: int


def split_blocks(text: str) -> Iterator[Block]:
    r"""The lines of the text that hold more than blanks, with their offsets.

    >>> list(split_blocks("一、\r\n\n  二"))
    [Block(start=0, end=2), Block(start=7, end=8)]
    """
    for line in _LINE.finditer(text):
        words = line.group()
        bare = words.strip()
        if bare:
            start = line.start() + words.index(bare)
            yield Block(start, start + len(bare))


def render_text(text: str, headings: Sequence[Heading], marks: Iterable[Mark]) -> SafeString:
    """The whole text as HTML. Nothing of it can run: every character of the document is escaped."""
    waiting = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    titles = sorted(headings, key=lambda heading: heading.start)
    parts: list[str] = []
    open_marks: list[Mark] = []
    next_mark = next_title = 0
    for block in split_blocks(text):
        while next_mark < len(waiting) and waiting[next_mark].start < block.end:
            open_marks.append(waiting[next_mark])
            next_mark += 1
        open_marks = [mark for mark in open_marks if mark.end > block.start]
        here: list[Heading] = []
        while next_title < len(titles) and titles[next_title].start < block.end:
            here.append(titles[next_title])
            next_title += 1
        parts.append(_block(text, block, here, open_marks))
    return mark_safe("".join(parts))  # noqa: S308  built from escaped pieces only


def render_block(text: str, block: Block, headings: Sequence[Heading], marks: Iterable[Mark]) -> SafeString:
    """One block, to take the place of the one with the same offset on a page that is open (``hx-swap-oob``)."""
    here = [one for one in headings if block.start <= one.start < block.end]
    over = [mark for mark in marks if mark.start < block.end and block.start < mark.end]
    return mark_safe(_block(text, block, here, over, out_of_band=True))  # noqa: S308  built from escaped pieces only


def render_excerpt(text: str, start: int, end: int, around: int = 40) -> SafeString:
    """The characters ``start:end`` marked within their sentence, for the list of readings."""
    low = max(text.rfind("\n", 0, start) + 1, start - around)
    stop = text.find("\n", end)
    high = min(len(text) if stop < 0 else stop, end + around)
    before, after = "…" if low and text[low - 1] != "\n" else "", "…" if high < len(text) and text[high] != "\n" else ""
    return mark_safe(  # noqa: S308  built from escaped pieces only
        f"{before}{_clean(text[low:start])}<mark>{_clean(text[start:end])}</mark>{_clean(text[end:high])}{after}"
    )


def _block(text: str, block: Block, here: list[Heading], marks: list[Mark], *, out_of_band: bool = False) -> str:
    tag, looks = "p", ""
    if here and block.end - here[0].start <= len(here[0].title) + 2:
        tag = _HEADINGS.get(here[0].level, "h4")
    elif "\t" in text[block.start : block.end]:
        looks = ' class="cells"'
    anchors = "".join(f'<span id="s-{heading.number}"></span>' for heading in here[1:])
    name = f' id="s-{here[0].number}"' if here else ""
    swap = f' hx-swap-oob="outerHTML:#rv-text [data-s=&quot;{block.start}&quot;]"' if out_of_band else ""
    words = _segments(text, block, marks)
    return f'<{tag}{name}{looks}{swap} data-s="{block.start}">{words}</{tag}>{"" if out_of_band else anchors}\n'


def _segments(text: str, block: Block, marks: list[Mark]) -> str:
    if not marks:
        return _clean(text[block.start : block.end])
    cuts = {block.start, block.end}
    for mark in marks:
        cuts.update(at for at in (mark.start, mark.end) if block.start < at < block.end)
    places = sorted(cuts)
    parts = []
    for low, high in pairwise(places):
        over = [mark for mark in marks if mark.start <= low and mark.end >= high]
        words = _clean(text[low:high])
        if over:
            over.sort(key=lambda mark: mark.end - mark.start)
            ids = " ".join(str(mark.id) for mark in over)
            looks = " ".join(dict.fromkeys(f"{mark.kind}-{mark.state}" for mark in over))
            words = f'<span data-r="{ids}" class="{looks}">{words}</span>'
        parts.append(words)
    return "".join(parts)


def _clean(words: str) -> str:
    return str(escape(_UNSAFE.sub("\ufffd", words)))
