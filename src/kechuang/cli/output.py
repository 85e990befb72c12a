"""Writing to the terminal: always UTF-8, JSON in one shape, text as it is."""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import Any, TextIO


def use_utf8() -> None:
    """Write UTF-8 whatever the terminal's locale says; what cannot be encoded (a broken file name) is escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def print_json(value: Any, stream: TextIO | None = None) -> None:
    """One JSON document in UTF-8, Chinese readable, ending with a line break. NaN is refused, as JSON has none."""
    out = stream or sys.stdout
    json.dump(value, out, ensure_ascii=False, allow_nan=False, indent=2)
    out.write("\n")


def print_text(text: str = "") -> None:
    """One line (or several) of text for people."""
    sys.stdout.write(text + "\n")


def display_width(text: str) -> int:
    """Columns that a text takes in a terminal: a Chinese character takes two.

    >>> display_width("280家"), display_width("abc")
    (5, 3)
    """
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def pad(text: str, width: int, *, right: bool = False) -> str:
    """``text`` filled with spaces to ``width`` columns; ``right`` aligns figures to the right.

    >>> pad("家", 4) + "|", pad("280", 5, right=True)
    ('家  |', '  280')
    """
    space = " " * max(0, width - display_width(text))
    return space + text if right else text + space


def shorten(text: str, width: int) -> str:
    """``text`` cut to ``width`` columns, with an ellipsis where something was cut.

    >>> shorten("国家级高新技术企业", 9)
    '国家级高…'
    """
    if display_width(text) <= width:
        return text
    kept, used = "", 1
    for character in text:
        used += display_width(character)
        if used > width:
            break
        kept += character
    return kept + "…"
