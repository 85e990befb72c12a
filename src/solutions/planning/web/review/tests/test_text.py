"""The text pane shows every character where it stands, and nothing of a document can run."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from solutions.planning.web.review.text import Heading, Mark, render_excerpt, render_text, split_blocks


class Blocks(HTMLParser):
    """What a browser would hold: the text of every block by its offset, and the marked stretches."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: dict[int, str] = {}
        self.marked: dict[str, str] = {}
        self.tags: set[str] = set()
        self._at: int | None = None
        self._ids: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = dict(attrs)
        if values.get("data-s") is not None:
            self._at = int(values["data-s"] or 0)
            self.blocks[self._at] = ""
        elif tag == "span":
            self._ids.append((values.get("data-r") or "").split())

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._ids.pop()
        else:
            self._at = None

    def handle_data(self, data: str) -> None:
        if self._at is None:
            return
        self.blocks[self._at] += data
        for one in self._ids[-1] if self._ids else []:
            self.marked[one] = self.marked.get(one, "") + data


def parse(html: str) -> Blocks:
    parser = Blocks()
    parser.feed(html)
    parser.close()
    return parser


TEXT = "一、发展目标\r\n到2025年，国家高新技术企业达到280家，科技领军企业达到23家。\n\n  表\t二\t三\n"


def test_every_block_holds_its_text_verbatim_at_its_offset() -> None:
    found = parse(render_text(TEXT, [Heading(0, 1, "一、发展目标", 0, 20)], []))
    for start, words in found.blocks.items():
        assert TEXT[start : start + len(words)] == words
    assert "".join(found.blocks.values()) == re.sub(r"[\r\n]|  (?=表)", "", TEXT)


def test_overlapping_readings_each_keep_their_whole_span() -> None:
    task = Mark(7, "task", "pending", TEXT.index("国家"), TEXT.index("，科技"))
    number = Mark(8, "quantity", "accepted", TEXT.index("280"), TEXT.index("280") + 4)
    html = render_text(TEXT, [], [number, task])
    found = parse(html)
    assert found.marked == {"7": "国家高新技术企业达到280家", "8": "280家"}
    assert 'data-r="8 7"' in html, "the narrower reading is named first"


def test_a_reading_that_runs_over_a_line_break_is_marked_in_both_lines() -> None:
    text = "建设两个\n园区"
    assert parse(render_text(text, [], [Mark(1, "task", "pending", 0, 7)])).marked == {"1": "建设两个园区"}


def test_markup_in_the_document_stays_text() -> None:
    text = '<script>alert(1)</script>建成3家"<img src=x onerror=alert(1)>&amp;'
    html = render_text(text, [], [Mark(1, "quantity", "pending", 4, 12)])
    found = parse(html)
    assert found.tags == {"p", "span"}
    assert found.blocks[0] == text
    assert "<script" not in render_excerpt(text, 4, 12)


def test_control_characters_do_not_shift_the_offsets_behind_them() -> None:
    text = "a\x00b\x01c280家"
    found = parse(render_text(text, [], [Mark(1, "quantity", "pending", 5, 9)]))
    assert len(found.blocks[0]) == len(text)
    assert found.marked["1"] == "280家"


def test_a_section_heading_becomes_a_heading_and_can_be_jumped_to() -> None:
    html = render_text(TEXT, [Heading(4, 1, "一、发展目标", 0, 20)], [])
    assert '<h2 id="s-4" data-s="0">一、发展目标</h2>' in html


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_any_readings_over_any_text_are_marked_exactly(data: st.DataObject) -> None:
    alphabet = st.sampled_from("一二三家<&\"'\n\t 𬭁8")
    text = data.draw(st.text(alphabet, max_size=60))
    spans = data.draw(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=8))
    marks = [Mark(n, "task", "pending", s, min(len(text), s + w)) for n, (s, w) in enumerate(spans) if s < len(text)]
    found = parse(render_text(text, [], marks))
    blocks = list(split_blocks(text))
    assert all(one.end <= two.start for one, two in pairwise(blocks))
    for mark in marks:
        shown = "".join(
            text[max(block.start, mark.start) : min(block.end, mark.end)]
            for block in blocks
            if block.start < mark.end and mark.start < block.end
        )
        assert found.marked.get(str(mark.id), "") == shown
