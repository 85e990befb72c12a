"""Folding: one shape for each character, and a text without stray spaces; offsets are never lost.

``fold`` keeps the length of the text, so an offset means the same place before and after. ``compact`` drops spaces that
mean nothing in Chinese and remembers where each kept character stood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

_SAME = {
    "　": " ",
    "\xa0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "\u200b": " ",
    "\ufeff": " ",
    "\t": " ",
    "﹪": "%",
    "︰": ":",
    "∶": ":",
    "：": ":",
    "〇": "零",
    "○": "零",
    "–": "-",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "―": "—",
    "～": "~",
    "〜": "~",
    "∼": "~",
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
    '"': "”",
    "﹐": "，",
    "；": ";",
    "\r": " ",
    "\x0b": "\n",
    "\x0c": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\x85": "\n",
    "〔": "[",
    "〕": "]",
    "【": "[",
    "】": "]",
    "丨": "|",
}
_KEEP_WIDE = "，！？"  # a full-width comma is never a thousands separator, so it stays apart from the narrow one


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E and char not in _KEEP_WIDE:
        return _fold_char(chr(code - 0xFEE0))
    if code < 0x3400:
        return char
    simple = str(_opencc().convert(char)) if code < 0x20000 else char
    return simple if len(simple) == 1 else char


def fold(text: str) -> str:
    """Simplified characters, half-width digits and signs, plain spaces; the same length as ``text``.

    >>> fold("創建１個實驗室，占比２．５％")
    '创建1个实验室，占比2.5%'
    """
    return text.translate({ord(c): _fold_char(c) for c in set(text) if ord(c) > 127 or c in _SAME})


@dataclass(frozen=True, slots=True)
class Compact:
    """A text without stray spaces; ``places[i]`` is the offset in the full text of character ``i``."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the full text of a non-empty span here."""
        return self.places[start], self.places[end - 1] + 1


_WORDLIKE = re.compile(r"[0-9A-Za-z]")


def compact(folded: str, start: int, end: int) -> Compact:
    """The stretch ``start:end`` of a folded text with the spaces out that stand beside a Chinese character or a sign.

    A space between two digits stays (two columns of a table) unless it is clearly stray.
    """
    kept: list[str] = []
    places: list[int] = []
    i = start
    while i < end:
        char = folded[i]
        if char not in " \n":
            kept.append(char)
            places.append(i)
            i += 1
            continue
        j = i
        while j < end and folded[j] in " \n":
            j += 1
        before = kept[-1] if kept else ""
        after = folded[j] if j < end else ""
        broken_line = "\n" in folded[i:j]  # a paragraph is one line, so a break inside it is only the page's
        stray = broken_line or _is_stray(folded, i, j, start, end)
        meaningful = bool(_WORDLIKE.match(before) and _WORDLIKE.match(after)) and not stray
        if meaningful:
            kept.append(" ")
            places.append(i)
        i = j
    return Compact("".join(kept), tuple(places))


_DIGITS = "0123456789"


def _is_stray(folded: str, gap: int, after: int, start: int, end: int) -> bool:
    """Whether a space between two digits only got there by damage (达到15 0家): Chinese on both sides of the two parts.

    Two columns of a table have another space beside them; a year and a figure (2020 58家) are two numbers.
    """
    left = gap
    while left > start and folded[left - 1] in _DIGITS + ".":
        left -= 1
    stop = after
    while stop < end and folded[stop] in _DIGITS + ".":
        stop += 1
    first, second = folded[left:gap], folded[after:stop]
    if not first or not second or len(first) + len(second) > 9 or (first + second).count(".") > 1:
        return False
    if ("." in first and not first.endswith(".")) or re.fullmatch(r"(?:19|20)\d\d", first):
        return False
    while folded[stop : stop + 1] in (" ", "\n") and _SINGLE.match(folded, stop + 1, end):  # 1 2 7项
        stop += 2
    while left - 2 >= start and folded[left - 1] in " \n" and _SINGLE.fullmatch(folded, left - 2, left - 1):
        left -= 2
    before = folded[start:left].rstrip(" \n")[-1:]
    following = folded[stop:end].lstrip(" \n")[:1]
    return _chinese(before) and (_chinese(following) or following == "%")


_SINGLE = re.compile(r"(?<!\d)\d(?!\d)")


def _chinese(char: str) -> bool:
    return "一" <= char <= "鿿" or char in ("—", "”", "“", ")")
