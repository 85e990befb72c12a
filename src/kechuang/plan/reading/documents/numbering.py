"""Automatic numbers of Word: 一、 and （一） that are printed but do not stand in the file's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_CHINESE_FORMATS = {
    "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "chineseLegalSimplified",
}  # fmt: skip


def chinese_number(number: int) -> str:
    """A counting number below one hundred in Chinese; larger ones in digits.

    >>> [chinese_number(n) for n in (1, 10, 11, 20, 35, 120)]
    ['一', '十', '十一', '二十', '三十五', '120']
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int

    def show(self, number: int) -> str:
        if self.form in _CHINESE_FORMATS:
            return chinese_number(number)
        if self.form.startswith("decimalEnclosedCircle"):
            return _circled(number)
        if self.form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
            return chr((65 if self.form == "upperLetter" else 97) + number - 1)
        return str(number)


class Numbering:
    """The running numbers of a document's lists; bullets give no number."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._shared: dict[str, str] = {}
        if root is None:
            return
        abstract = {
            definition.get(W + "abstractNumId") or "": _read_levels(definition)
            for definition in root.iter(W + "abstractNum")
        }
        for instance in root.iter(W + "num"):
            link = instance.find(W + "abstractNumId")
            list_id, target = instance.get(W + "numId") or "", (link.get(W + "val") if link is not None else "") or ""
            self._levels[list_id] = abstract.get(target, {})
            # Instances of one definition go on counting together, unless one restarts.
            restarts = instance.find(f"{W}lvlOverride/{W}startOverride") is not None
            self._shared[list_id] = list_id + "!" if restarts else target

    def next(self, list_id: str, level: int) -> str:
        """The number of the next paragraph of this list and level, as it is printed; empty for bullets."""
        levels = self._levels.get(list_id, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._shared[list_id], {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if levels[level].form in ("bullet", "none"):
            return ""

        def show(match: re.Match[str]) -> str:
            depth = int(match.group(1)) - 1
            if depth not in levels:
                return ""
            return levels[depth].show(counts.get(depth, levels[depth].start))

        return re.sub(r"%([1-9])", show, levels[level].pattern)


def _read_levels(definition: etree._Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for level in definition.iter(W + "lvl"):
        form, pattern, start = level.find(W + "numFmt"), level.find(W + "lvlText"), level.find(W + "start")
        depth = level.get(W + "ilvl") or ""
        begin = (start.get(W + "val") if start is not None else None) or "1"
        if depth.isdigit():
            levels[int(depth)] = _Level(
                (form.get(W + "val") if form is not None else None) or "decimal",
                (pattern.get(W + "val") if pattern is not None else None) or "",
                int(begin) if begin.isdigit() else 1,
            )
    return levels
