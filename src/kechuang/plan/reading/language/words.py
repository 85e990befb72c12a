"""Words of a Chinese text with their offsets and parts of speech."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its span in the text that was cut, and its part of speech as jieba names it (n, v, vn, ns, p, x…)."""

    start: int
    end: int
    text: str
    tag: str


def cut(text: str) -> list[Word]:
    """The words of a text in order, covering all of it.

    >>> [word.text for word in cut("推进平台建设")]
    ['推进', '平台', '建设']
    """
    import rjieba  # its dictionary takes a tenth of a second: only readers that cut words pay for it

    words: list[Word] = []
    position = 0
    for piece, tag in rjieba.tag(text):
        words.append(Word(position, position + len(piece), piece, tag))
        position += len(piece)
    return words
