"""Sentences of a paragraph."""

from __future__ import annotations

import re

from kechuang.plan.reading.documents import BLANKS

_END = re.compile("[。！？!?；;]+[”’」』)）]*")


def split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the sentences in ``text[start:end]``, marks included, blanks around them not.

    A semicolon ends one too: in plans it parts targets and tasks that stand for themselves.

    >>> split_sentences("一是建平台；二是育企业。", 0, 12)
    [(0, 6), (6, 12)]
    """
    spans: list[tuple[int, int]] = []
    position = start
    for mark in _END.finditer(text, start, end):
        _append(text, position, mark.end(), spans)
        position = mark.end()
    _append(text, position, end, spans)
    return spans


def _append(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start] in BLANKS:
        start += 1
    while end > start and text[end - 1] in BLANKS:
        end -= 1
    if start < end:
        spans.append((start, end))
