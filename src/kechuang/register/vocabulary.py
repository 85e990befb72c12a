"""The words the register is kept in: lists of kinds and classifications, with what each kind means and how long it lasts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kechuang.register.types import Choice
from kechuang.values import KechuangError, Sentence

#: How a statement about a kind is known: its text was read (E), partly read (P), general knowledge (K), a design (D).
KindConfidence = Literal["E", "P", "K", "D"]
Level = Literal["national", "city", "district"]


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a title runs: ``years`` from the day of issue, or to the end of the calendar year of issue.

    ``reassessed`` says that it is earned anew every year, so that a count of it falls to nothing on 1 January.
    """

    years: int | None
    to_year_end: bool = False
    reassessed: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of something: of organisations, titles, contracts or sites.

    ``group`` is the code of a kind of the same list that this one belongs to (the section of an industry; class Ⅰ of
    intellectual property), ``within`` the kinds that may lie directly around it (a sub-park in a park). ``issuer``,
    ``level``, ``lasting`` are of titles and the like. ``reference`` is the document it stands in, ``confidence`` how well
    that is known; both ``None`` for the register's own words.
    """

    code: str
    name: Sentence
    aliases: tuple[str, ...] = ()
    help: Sentence | None = None
    group: str | None = None
    within: tuple[str, ...] = ()
    level: Level | None = None
    issuer: Sentence | None = None
    lasting: Lasting | None = None
    counted_by: str | None = None
    reference: Sentence | None = None
    confidence: KindConfidence | None = None

    @property
    def choice(self) -> Choice:
        """The kind as something a field may say."""
        return Choice(self.code, self.name, self.aliases)


@dataclass(frozen=True)
class KindList:
    """A list of kinds, in the order they are offered. ``by_prefix``: a longer code is of the kind that it begins with."""

    code: str
    name: Sentence
    kinds: tuple[Kind, ...]
    help: Sentence | None = None
    by_prefix: bool = False

    def __iter__(self) -> Iterator[Kind]:
        return iter(self.kinds)

    def __len__(self) -> int:
        return len(self.kinds)

    @cached_property
    def by_code(self) -> dict[str, Kind]:
        """The kinds by their codes."""
        return {kind.code: kind for kind in self.kinds}

    @cached_property
    def by_word(self) -> dict[str, Kind]:
        """The kinds by every way of writing them, folded as :func:`fold` does; of two alike the first declared."""
        words: dict[str, Kind] = {}
        for spelled in ("code", "zh", "en", "alias"):
            for kind in self.kinds:
                for word in _words(kind, spelled):
                    words.setdefault(fold(word), kind)
        return words

    def find(self, word: str) -> Kind | None:
        """The kind that a word names: by code, name or alias, whatever the width, case and spaces.

        In a classification by prefix a longer code is of the kind whose code it begins with: 3670 is of division 36.
        """
        folded = fold(word)
        found = self.by_word.get(folded)
        if found is not None or not self.by_prefix:
            return found
        digits = re.match(r"[a-z]?([0-9]{2,4})", folded)
        return self.by_code.get(digits[1][:2]) if digits else None


class Vocabulary:
    """Every list of kinds of a region, its city and the country. Immutable.

    >>> from kechuang.content import load_region
    >>> from kechuang.register import load_vocabulary
    >>> words = load_vocabulary(load_region("baodi"))
    >>> words.find("title_kind", "高企").code, words.find("industry", "3670").name.zh
    ('hnte', '汽车制造业')
    """

    __slots__ = ("_lists",)

    def __init__(self, lists: Mapping[str, KindList]) -> None:
        self._lists = dict(lists)

    def __iter__(self) -> Iterator[KindList]:
        return iter(self._lists.values())

    def __len__(self) -> int:
        return len(self._lists)

    def __contains__(self, code: object) -> bool:
        return code in self._lists

    def kinds(self, code: str) -> KindList:
        """The list with this code.

        Raises:
            KechuangError: there is none.
        """
        try:
            return self._lists[code]
        except KeyError:
            raise KechuangError(
                zh=f"没有词表“{code}”；现有：{'、'.join(self._lists)}。",
                en=f"There is no list of kinds '{code}'; known: {', '.join(self._lists)}.",
            ) from None

    def kind(self, code: str, kind: str) -> Kind:
        """A kind by its list and code.

        Raises:
            KechuangError: there is none.
        """
        kinds = self.kinds(code)
        try:
            return kinds.by_code[kind]
        except KeyError:
            raise KechuangError(
                zh=f"“{kinds.name.zh}”里没有“{kind}”；可用：{'、'.join(kinds.by_code)}。",
                en=f"'{kind}' is not in the list '{code}'; known: {', '.join(kinds.by_code)}.",
            ) from None

    def find(self, code: str, word: str) -> Kind | None:
        """The kind of a list that a word names, or ``None``; see :meth:`KindList.find`."""
        return self.kinds(code).find(word)

    def choices(self, code: str) -> tuple[Choice, ...]:
        """The kinds of a list as choices of a field."""
        return tuple(kind.choice for kind in self.kinds(code))


def fold(word: str) -> str:
    """A word without what people write differently: width, case, blanks, quotation marks and brackets' shape.

    >>> fold(" 国家级“小巨人” 企业（Ⅰ类）") == fold("国家级小巨人企业(I类)")
    True
    """
    text = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"[\s“”‘’\"'「」《》·]", "", text)


def _words(kind: Kind, spelled: str) -> tuple[str, ...]:
    match spelled:
        case "code":
            return (kind.code,)
        case "zh":
            return (kind.name.zh,)
        case "en":
            return (kind.name.en,)
        case _:
            return kind.aliases
