"""Cells of a CSV file that a spreadsheet will open: texts that would run as formulas are made plain."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula. Numbers stay numbers.

    >>> plain_cell("=HYPERLINK(0)"), plain_cell("-3.5"), plain_cell(" @SUM(A1)"), plain_cell("京津新城")
    ("'=HYPERLINK(0)", '-3.5', "' @SUM(A1)", '京津新城')
    """
    if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS):
        return text if _NUMBER.fullmatch(text) else f"'{text}"
    return text
