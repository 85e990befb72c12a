"""A Chinese organisation's name taken apart: place, brand (字号), trade (行业), legal form (组织形式)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from kechuang.resolution.policy import Words

#: A longer name is cut: no organisation has one, and hostile files do.
LONGEST_NAME = 200
_BRACKETS = re.compile(r"\(([^()]*)\)")
_OPEN, _CLOSE = "〔【[{<《「『", "〕】]}>》」』"
_NUMBER = re.compile(
    r"\d+|第[一二三四五六七八九十]+|[一二三四五六七八九十]+(?=分[公厂院店所]|厂|店|号|期|社|队|所|院|部|中心|公司)"
)
_SPLIT = re.compile(r"[;；、|/\n，,]+")


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


class _Folding(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _OPEN:
            folded = "("
        elif character in _CLOSE:
            folded = ")"
        else:
            plain = unicodedata.normalize("NFKC", character).lower()
            simple = str(_simplifier().convert(plain)) if plain > "\u3400" and plain.isprintable() else plain
            folded = "".join(part for part in simple if part.isalnum() or part in "()")
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Half-width, simplified, lower case; letters, digits and round brackets only.

    >>> fold("天津市創 新（寶坻）Ａ-科技")
    '天津市创新(宝坻)a科技'
    """
    return text.translate(_FOLDING)


@dataclass(frozen=True, slots=True)
class Name:
    """A name and its parts.

    Attributes:
        full: the whole name, folded, without brackets and remarks.
        core: brand and trade.
        brand: what sets the organisation apart.
        trade: what it does; may be empty.
        form: class of the legal form (``limited``); empty when none is written.
        place: six-digit code of the division in the name; 0 when none is written or it is not clear which.
        number: numerals that tell units of one body apart.
        other_core, other_place: the second reading of a core that begins with a county's short name (宝坻华美机械), else
            empty and 0.
    """

    full: str
    core: str
    brand: str
    trade: str
    form: str
    place: int
    number: str
    other_core: str = ""
    other_place: int = 0


class NameReader:
    """Takes names apart by the words of a region.

    >>> from kechuang.content import load_region
    >>> from kechuang.resolution import load_policy
    >>> reader = NameReader(load_policy(load_region("china")).words)
    >>> name = reader.read("天津市寶坻區華美精密機械（集團）有限責任公司")
    >>> name.place, name.brand, name.trade, name.form
    (120115, '华美', '精密机械', 'group')
    >>> [former.core for former in reader.formers("海港石化有限公司（原：天津旭日化工厂）", "")]
    ['旭日化工']
    """

    def __init__(self, words: Words) -> None:
        self.places = words.places
        self._words = words
        self._forms = sorted(words.legal_forms, key=lambda word: (-len(word), word))
        self._forms_at_end = re.compile(f"(?:{'|'.join(map(re.escape, self._forms))})$") if self._forms else None
        self._longest_trade = max(map(len, words.trades), default=0)
        self._known: dict[str, Name] = {}

    def read(self, text: str) -> Name:
        """The parts of one name; never fails."""
        text = text[:LONGEST_NAME]
        name = self._known.get(text)
        if name is None:
            name = self._known[text] = self._read(text)
        return name

    def formers(self, name: str, listed: str) -> tuple[Name, ...]:
        """Former names: those of the column ``former_names`` (separated by ；、 or a line break), and 原… in brackets."""
        texts = [part for part in _SPLIT.split(listed[: 10 * LONGEST_NAME]) if part.strip()] if listed else []
        if "(" in name or "（" in name or "原" in name:
            texts += [former for inside in self._insides(name) if (former := self._former(inside))]
        found = {read.full: read for text in texts if (read := self.read(text)).core}
        return tuple(found[key] for key in sorted(found))

    def _insides(self, text: str) -> Iterable[str]:
        return _BRACKETS.findall(fold(text[:LONGEST_NAME]))

    def _former(self, inside: str) -> str:
        for mark in self._words.former_marks:
            if inside.startswith(mark) and len(inside) >= len(mark) + 2:
                return inside[len(mark) :]
        return ""

    def _read(self, text: str) -> Name:
        folded = fold(text)
        for written, meant in self._words.same_words.items():
            folded = folded.replace(written, meant)
        place, form = 0, ""
        if "(" in folded or ")" in folded:
            folded, place, form = self._open_brackets(folded)
        full = folded
        rest, form = self._cut_form(folded, form)
        inner, rest = self.places.split(rest)
        place = inner or place
        rest, form = (rest, form) if form else self._cut_form(rest, form)
        core = rest or full
        brand, trade = self._cut_trade(core)
        county, other = (0, "") if inner else self.places.split_short(core)
        if not county:
            other = ""
        return Name(full, core, brand, trade, form, place, "+".join(_NUMBER.findall(full)), other, county)

    def _open_brackets(self, folded: str) -> tuple[str, int, str]:
        place, form, kept = 0, "", folded
        for inside in _BRACKETS.findall(folded):
            whole = f"({inside})"
            if self.places.is_place(inside):
                place = self.places.find(inside) or place
                kept = kept.replace(whole, "", 1)
            elif inside in self._words.legal_forms:
                form = self._words.legal_forms[inside]
                kept = kept.replace(whole, "", 1)
            elif inside in self._words.remarks or self._former(inside):
                kept = kept.replace(whole, "", 1)
        kept = kept.replace("(", "").replace(")", "")
        return (kept, place, form) if kept else (folded.replace("(", "").replace(")", ""), place, form)

    def _cut_form(self, text: str, form: str) -> tuple[str, str]:
        if self._forms_at_end is not None:
            match = self._forms_at_end.search(text)
            if match is not None and match.start() >= 2:
                form = form or self._words.legal_forms[match[0]]
                text = text[: match.start()]
        return text, form

    def _cut_trade(self, core: str) -> tuple[str, str]:
        end = len(core)
        while True:
            for length in range(min(self._longest_trade, end - 2), 0, -1):
                if core[end - length : end] in self._words.trades:
                    end -= length
                    break
            else:
                return core[:end], core[end:]
