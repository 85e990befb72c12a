"""The facts rules may ask for: attributes of the data dictionary, and how each is read as a fact.

``rules/facts.yaml`` of a region adds what the dictionary does not say: which counts are yearly means, which amounts may be
negative, which facts are a person's judgement, what a list of points holds; facts that follow from others; and what must
agree. A fact is named by its code or by its Chinese name.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kechuang.content import (
    ContentError,
    RegionFolder,
    YamlMap,
    check_keys,
    choice_of,
    flag_of,
    list_of,
    map_of,
    maps_of,
    sentence_of,
    text_of,
    whole_of,
)
from kechuang.dictionary import Attribute, load_dictionary
from kechuang.tree import Asked
from kechuang.values import KechuangError, Sentence, unit

FILE = "rules/facts.yaml"

FactKind = Literal["money", "count", "flag", "date", "choice", "points"]
_KINDS = ("money", "count", "flag", "date", "choice", "points")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_ENTRY = {"name", "kind", "aliases", "mean", "signed", "asked", "most", "parts", "choices", "largest"}

#: The most a fact may be; a larger one is a slip of the unit. Money in 分: a hundred trillion yuan.
LARGEST: Mapping[FactKind, int] = {
    "money": 10**16,
    "count": 10**9,
    "points": 1000,
    "date": 10**7,
    "flag": 1,
    "choice": 1,
}


@dataclass(frozen=True, slots=True)
class FactType:
    """A fact that rules may ask for.

    Attributes:
        kind: money (分), count, flag, date (days), choice, or points given by experts.
        mean: a yearly mean, which may be a fraction.
        signed: may be negative.
        asked: ``person`` when it is a judgement.
        parts: codes of the facts that a list of points stands for.
        choices: written form → code.
        most: the most points; the upper limit on entry otherwise.
    """

    code: str
    name: Sentence
    kind: FactKind
    mean: bool = False
    signed: bool = False
    asked: Asked = "records"
    parts: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int = 0


@dataclass(frozen=True, slots=True)
class Agreement:
    """What must hold between facts: the sum of some is at most one other."""

    parts: tuple[str, ...]
    total: str
    says: Sentence


@dataclass(frozen=True, slots=True)
class Inference:
    """What follows without asking.

    ``implies``: a fact that is yes makes others yes (and one of those that is no makes it no). ``total`` of ``parts``: all
    parts known give the total, a total of zero gives zero parts.
    """

    implies: tuple[tuple[str, str], ...] = ()
    totals: tuple[tuple[str, tuple[str, ...]], ...] = ()


class FactCatalogue:
    """All facts of a region by code and by name."""

    __slots__ = ("_by_code", "_by_name", "agreements", "inference")

    def __init__(
        self,
        facts: Mapping[str, FactType],
        names: Mapping[str, str],
        agreements: tuple[Agreement, ...],
        inference: Inference,
    ) -> None:
        self._by_code = dict(facts)
        self._by_name = dict(names)
        self.agreements = agreements
        self.inference = inference

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> FactType:
        """The fact with a code that is known to exist."""
        return self._by_code[code]

    def codes(self) -> tuple[str, ...]:
        """Every code, in the order of declaration."""
        return tuple(self._by_code)

    def find(self, word: str) -> FactType:
        """The fact that a code or a Chinese name stands for.

        Raises:
            KechuangError: no fact is called so; names the nearest.
        """
        code = word if word in self._by_code else self._by_name.get(plain_name(word))
        if code is not None:
            return self._by_code[code]
        near = difflib.get_close_matches(word, [*self._by_code, *self._by_name], 1, 0.6)
        hint = self._by_code[self._by_name.get(near[0], near[0])] if near else None
        raise KechuangError(
            zh=f"没有名为“{_short(word)}”的事实" + (f"；是否指“{hint.name.zh}”（{hint.code}）？" if hint else "。"),
            en=f"No fact is called '{_short(word)}'" + (f"; is '{hint.code}' meant?" if hint else "."),
        )


def _short(word: str) -> str:
    return word if len(word) <= 60 else word[:60] + "…"


def plain_name(word: str) -> str:
    """A name without the differences of typing: width of signs, blanks, brackets.

    >>> plain_name("高新技术产品（服务）收入") == plain_name("高新技术产品(服务) 收入")
    True
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", word)).casefold()


def load_facts(folder: RegionFolder) -> FactCatalogue:
    """The facts of a region: every attribute of its dictionary, and what ``rules/facts.yaml`` of its chain adds.

    Raises:
        ContentError: a declaration is wrong; names file and line.
    """
    facts: dict[str, FactType] = {}
    for attribute in load_dictionary(folder):
        kind = _kind_of(attribute)
        if kind is not None:
            choices = {plain_name(word): code for code, name in attribute.choices for word in (code, name.zh, name.en)}
            facts[attribute.code] = FactType(attribute.code, attribute.name, kind, choices=choices, most=LARGEST[kind])
    names = {plain_name(fact.name.zh): code for code, fact in facts.items()}
    agreements: list[Agreement] = []
    implies: list[tuple[str, str]] = []
    totals: list[tuple[str, tuple[str, ...]]] = []
    for _, document in folder.yaml_all(FILE):
        if not isinstance(document, YamlMap):
            continue
        check_keys(document, {"facts", "agreements", "implies", "totals"})
        declared = map_of(document, "facts", None)
        for code in declared or ():
            entry = map_of(declared, code) if declared is not None else None
            if entry is not None and declared is not None:
                for fact in _fact(code, entry, declared, facts.get(code)):
                    facts[fact.code] = fact
                    names.setdefault(plain_name(fact.name.zh), fact.code)
                for alias in list_of(entry, "aliases", None) or ():
                    names[plain_name(str(alias))] = code
        for entry in maps_of(document, "agreements"):
            check_keys(entry, {"parts", "total", "says"})
            agreements.append(
                Agreement(_codes(entry, "parts", facts), _code(entry, "total", facts), sentence_of(entry, "says"))
            )
        for entry in maps_of(document, "implies"):
            check_keys(entry, {"when", "then"})
            implies.extend((_code(entry, "when", facts), then) for then in _codes(entry, "then", facts))
        for entry in maps_of(document, "totals"):
            check_keys(entry, {"total", "parts"})
            totals.append((_code(entry, "total", facts), _codes(entry, "parts", facts)))
    return FactCatalogue(facts, names, tuple(agreements), Inference(tuple(implies), tuple(totals)))


def _kind_of(attribute: Attribute) -> FactKind | None:
    match attribute.type:
        case "yes_no":
            return "flag"
        case "date":
            return "date"
        case "choice":
            return "choice"
        case "quantity" if attribute.unit is not None:
            dimension = unit(attribute.unit).dimension
            if dimension == "money":
                return "money"
            return None if dimension in ("share", "share_change") else "count"
        case _:
            return None


def _fact(code: str, entry: YamlMap, declared: YamlMap, known: FactType | None) -> list[FactType]:
    check_keys(entry, _ENTRY)
    if not _CODE.fullmatch(code):
        raise ContentError(
            declared.at(code),
            zh=f"事实代码“{code}”只能用小写字母、数字和下划线。",
            en=f"code '{code}' must be lower snake case.",
        )
    name = sentence_of(entry, "name", known.name if known else None)
    kind = choice_of(entry, "kind", _KINDS, known.kind if known else None)
    if name is None or kind is None:
        raise ContentError(
            declared.at(code),
            zh=f"“{code}”不在数据元目录里，要写明 name 和 kind。",
            en=f"'{code}' is not in the data dictionary; give its 'name' and 'kind'.",
        )
    choices = dict(known.choices) if known else {}
    given = map_of(entry, "choices", None)
    for choice in given or ():
        words = list_of(given, choice) if given is not None else ()
        choices |= {plain_name(str(word)): choice for word in (choice, *words)}
    fact_kind: FactKind = next(one for one in LARGEST if one == kind)
    limits = [int(one) for one in list_of(entry, "parts", None) or () if isinstance(one, int)]
    parts = tuple(f"{code}_{index}" for index in range(1, len(limits) + 1))
    asked: Asked = "person" if choice_of(entry, "asked", {"person", "records"}, "records") == "person" else "records"
    fact = FactType(
        code,
        name,
        fact_kind,
        flag_of(entry, "mean"),
        flag_of(entry, "signed"),
        asked,
        parts,
        choices,
        whole_of(entry, "most", LARGEST[fact_kind]),
    )
    listed = [
        FactType(part, name + Sentence(f"第{index}项", f"item {index}"), "points", asked=asked, most=most)
        for index, (part, most) in enumerate(zip(parts, limits, strict=True), 1)
    ]
    return [fact, *listed]


def _code(entry: YamlMap, key: str, facts: Mapping[str, FactType]) -> str:
    code = text_of(entry, key)
    if code not in facts:
        raise ContentError(entry.at(key), zh=f"没有事实“{code}”。", en=f"there is no fact '{code}'.")
    return code


def _codes(entry: YamlMap, key: str, facts: Mapping[str, FactType]) -> tuple[str, ...]:
    found = []
    items = list_of(entry, key)
    for index, item in enumerate(items):
        if str(item) not in facts:
            raise ContentError(items.at(index), zh=f"没有事实“{item}”。", en=f"there is no fact '{item}'.")
        found.append(str(item))
    return tuple(found)
