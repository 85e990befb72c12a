"""Text PDFs: lines joined into paragraphs, without page numbers, running headers and footers."""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from kechuang.plan.reading.documents.model import Document, Limits, TextBuilder
from kechuang.plan.reading.documents.paragraphs import join_lines
from kechuang.plan.reading.documents.refusals import DocumentRefusedError, refuse
from kechuang.values import Sentence

_PAGE_NUMBER = re.compile(
    r"[-—–－―\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*(?:/|共)\s*(?:共\s*)?\d{1,4}\s*(?:页)?)?[-—–－―\s]*$"
)
_DIGITS = re.compile(r"\d+")
_READABLE = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffefA-Za-z0-9]")


def read_pdf(data: bytes, name: str, limits: Limits, clock: Callable[[], float] = time.monotonic) -> Document:
    """The text of a PDF with a text layer.

    Raises:
        DocumentRefusedError: ``broken``, ``encrypted``, ``scanned``, ``unreadable_font``, ``too_many_pages``, ``too_slow``.
    """
    # pypdf is slow to import and talks about harmless damage on its logger; both concern only PDF.
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    deadline = clock() + limits.max_seconds

    def check_time(*_: Any) -> None:
        if clock() > deadline:
            raise refuse("too_slow", name, limit=int(limits.max_seconds))

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise refuse("encrypted", name)
        count = len(reader.pages)
        if count > limits.max_pages:
            raise refuse("too_many_pages", name, pages=count, limit=limits.max_pages)
        pages: list[list[str]] = []
        for page in reader.pages:
            check_time()
            # The visitor is called for every drawing operator: the only place where an endless page can be left.
            text = page.extract_text(visitor_operand_before=check_time)
            pages.append([line.strip() for line in text.split("\n")])
        title = reader.metadata.title if reader.metadata else None
    except DocumentRefusedError:
        raise
    except Exception as error:  # pypdf fails in many ways on damaged files; all mean the same here
        raise refuse("broken", name, reason=("PDF 结构有误", "its PDF structure is faulty")) from error
    return _to_document(pages, title, name)


def _to_document(pages: list[list[str]], title: str | None, name: str) -> Document:
    if not pages:
        raise refuse("no_text", name)
    characters = [sum(map(len, page)) for page in pages]
    # A scan may carry a stamp or a page number as text; a page of text has hundreds of characters.
    if sum(characters) < 10 * len(pages) and sum(characters) < 200:
        raise refuse("scanned", name, pages=len(pages))
    whole = "".join("".join(page) for page in pages)
    if len(_READABLE.findall(whole)) < 0.5 * len(whole):
        raise refuse("unreadable_font", name)
    notes: list[Sentence] = []
    blank = [number for number, count in enumerate(characters, 1) if count == 0]
    if blank:
        shown = "、".join(map(str, blank[:8])) + (" 等" if len(blank) > 8 else "")
        notes.append(
            Sentence(
                f"第 {shown} 页没有文字层，未读入。",
                f"Pages without a text layer, not read: {', '.join(map(str, blank[:8]))}.",
            )
        )
    kept, dropped = _drop_margins(pages)
    if dropped:
        notes.append(
            Sentence(
                f"页码、页眉和页脚共 {dropped} 行已略去。",
                f"{dropped} lines of page numbers, headers and footers were left out.",
            )
        )
    builder = TextBuilder()
    for paragraph in join_lines(kept):
        builder.add(paragraph)
    if not builder.parts:
        raise refuse("no_text", name)
    clean_title = (title or "").strip() or None
    return Document(builder.text(), "application/pdf", clean_title, tuple(notes), tuple(builder.blocks))


def _drop_margins(pages: list[list[str]]) -> tuple[list[str], int]:
    """All lines of all pages without page numbers and without lines that most pages repeat at their edges."""
    filled = [[line for line in page if line] for page in pages]
    edges = Counter(
        _DIGITS.sub("#", line)
        for page in filled
        for line in {*page[:2], *page[-2:]}
        if len(line) <= 60
    )  # fmt: skip
    often = max(3, round(0.4 * len(filled)))
    kept: list[str] = []
    dropped = 0
    for page in filled:
        for position, line in enumerate(page):
            at_edge = position < 2 or position >= len(page) - 2
            outermost = position == 0 or position == len(page) - 1
            repeated = at_edge and edges[_DIGITS.sub("#", line)] >= often
            if repeated or (outermost and _PAGE_NUMBER.match(line)):
                dropped += 1
            else:
                kept.append(line)
    return kept, dropped
