"""How a workbook shows its numbers: which of its styles make a number a day, and which a percentage."""

from __future__ import annotations

import re
from typing import Literal

from lxml import etree

Show = Literal["number", "date", "percent"]

#: Formats that Excel knows by number: days and times, also those of Chinese Excel (27-36, 50-58).
_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_PERCENT = frozenset((9, 10))
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_LETTERS = re.compile(r"[ymdhsYMDHS年月日]")


def show_of(code: str) -> Show:
    r"""What a format code makes of a number.

    >>> show_of("yyyy\\-mm\\-dd"), show_of('0.00"年"'), show_of("0.0%"), show_of("[Red]#,##0"), show_of("[h]:mm")
    ('date', 'number', 'percent', 'number', 'date')
    """
    bare = _QUOTED.sub("", code.split(";", maxsplit=1)[0])
    if "%" in bare:
        return "percent"
    if "[h]" in code.lower() or "[m]" in code.lower() or "[s]" in code.lower():
        return "date"
    return "date" if _DATE_LETTERS.search(bare) and "General" not in bare else "number"


def read_styles(styles: etree._Element | None) -> list[Show]:
    """For each style number of a workbook, how it shows a number."""
    if styles is None:
        return []
    own = {one.get("numFmtId"): one.get("formatCode") or "" for one in styles.iter("{*}numFmt")}
    cells = styles.find("{*}cellXfs")
    return [] if cells is None else [_show(one.get("numFmtId") or "0", own) for one in cells]


def _show(number: str, own: dict[str | None, str]) -> Show:
    if number in own:
        return show_of(own[number])
    known = int(number) if number.isdigit() else 0
    return "date" if known in _DATES else "percent" if known in _PERCENT else "number"
