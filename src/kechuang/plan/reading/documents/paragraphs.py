"""Lines of a page back into paragraphs."""

from __future__ import annotations

import re

# What only begins a paragraph: numbered headings, principles, boxes, lists.
_STARTS = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、．.]|第[一二三四五六七八九十百\d]{1,4}[章节编篇条]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}[.、．](?!\d)|\d{1,2}(?:\.\d{1,2})+[.、．]?\s*(?=[\u4e00-\u9fff])(?![个万亿元家项年月倍亩吨户])|——|专栏|附件|[●■◆•])"
)
_ENDS = re.compile(r"[。！？；：!?]”?[)）]?$")
_WIDE = re.compile("[\u2e80-\u9fff\uff00-\uffef]")


def join_lines(lines: list[str]) -> list[str]:
    """Paragraphs from the visual lines of a document.

    A line that reaches the usual width goes on in the next one, unless it ends a sentence or the next begins like a
    heading. A short line ends its paragraph. Between Chinese characters nothing is put; between words a blank.

    >>> join_lines(["到2025年，全区高新技术企业达到", "280家。", "（一）创新平台", "建设星创天地。"])
    ['到2025年，全区高新技术企业达到280家。', '（一）创新平台', '建设星创天地。']
    """
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return []
    # The width of a full line; on a page with many lines a few are longer (tables, narrow characters).
    full = lengths[int(0.9 * (len(lengths) - 1))] if len(lengths) >= 10 else lengths[-1]
    paragraphs: list[str] = []
    open_line = False
    for line in lines:
        if not line:
            open_line = False
            continue
        if open_line and not _STARTS.match(line):
            paragraphs[-1] += _glue(paragraphs[-1], line) + line
        else:
            paragraphs.append(line)
        open_line = len(line) >= 0.8 * full and not (_ENDS.search(line) and len(line) < full)
    return paragraphs


def _glue(before: str, after: str) -> str:
    if before[-1].isdigit() and after[0].isdigit():
        return ""  # a number broken by the line
    return "" if _WIDE.match(before[-1]) or _WIDE.match(after[0]) else " "
