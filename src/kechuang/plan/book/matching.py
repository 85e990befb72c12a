"""From the words of a plan to the attributes of the dictionary: candidates with a score, best first; a person decides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kechuang.dictionary import Attribute, Dictionary, Measure
from kechuang.values import unit

#: Which measures of an attribute a statement of the reader can be about.
_MEASURES: dict[str, frozenset[Measure]] = {
    "level": frozenset({"stock", "ratio", "flow"}),
    "increment": frozenset({"cumulative", "flow"}),
    "cumulative": frozenset({"cumulative", "flow"}),
    "growth_rate": frozenset({"growth"}),
    "change_pp": frozenset({"growth", "ratio"}),
    "multiple": frozenset({"growth"}),
}
#: A name may be worded freely, so another measure lowers a candidate instead of excluding it.
_OTHER_MEASURE = 0.7
_DEFINITION = 0.95
#: Short forms that plans use beside the full ones.
_SHORT = {"高企": "高新技术企业", "科企": "科技型企业", "规上": "规模以上"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An attribute with one of its definitions, and how alike its words are to the plan's: 0 to 1."""

    attribute: str
    definition: str
    score: float


def name_score(one: str, other: str) -> float:
    """How alike two names are: the share of character pairs they have in common, 1 for the same name.

    >>> name_score("国家级高新技术企业数", "国家高新技术企业数") > 0.8, name_score("雏鹰企业数", "水稻面积")
    (True, 0.0)
    """
    left, right = _pairs(one), _pairs(other)
    common = sum((left & right).values())
    return 2 * common / max(1, sum(left.values()) + sum(right.values()))


def _pairs(name: str) -> Counter[str]:
    clean = re.sub(r"[^\w%]|_", "", name).lower()
    for short, full in _SHORT.items():
        clean = clean.replace(short, full)
    return Counter(clean[at : at + 2] for at in range(len(clean) - 1)) or Counter([clean])


def find_candidates(
    dictionary: Dictionary, name: str, measure: str, symbol: str, limit: int = 5
) -> tuple[Candidate, ...]:
    """The attributes that a statement may be about, best first; none whose unit cannot hold the statement's.

    The definition named is the attribute's first; one whose own text is closer to the plan's words is named instead.
    """
    dimension, wanted = unit(symbol).dimension, _MEASURES.get(measure, frozenset())
    found = [
        candidate
        for attribute in dictionary
        if attribute.about == "region"  # a plan promises for the region, never for one organisation
        if attribute.unit is not None and unit(attribute.unit).dimension == dimension and attribute.measure != "ytd"
        for candidate in _score(attribute, name, known=attribute.measure in wanted)
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, one.attribute)))[:limit]


def _score(attribute: Attribute, name: str, *, known: bool) -> Iterable[Candidate]:
    # The attribute's name stands for its first definition; the others are for particular places, years or sources.
    best, definition = name_score(name, attribute.name.zh), attribute.definitions[0].key
    for one in attribute.definitions:
        alike = _DEFINITION * name_score(name, one.text.zh)
        if alike > best:
            best, definition = alike, one.key
    score = round(best if known else best * _OTHER_MEASURE, 3)
    if score > 0:
        yield Candidate(attribute.code, definition, score)
