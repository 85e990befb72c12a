"""What a region decides about resolution: words of names, points and thresholds, read from its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kechuang.content import (
    ContentError,
    RegionFolder,
    YamlMap,
    check_keys,
    list_of,
    map_of,
    number_of,
    read_csv,
    whole_of,
)
from kechuang.resolution.fields import LEVELS
from kechuang.resolution.places import Places

FILE = "resolution.yaml"
DIVISIONS = "divisions.csv"
_KEYS = {
    "legal_forms",
    "remarks",
    "former_marks",
    "same_words",
    "trade_words",
    "brands_not_places",
    "points",
    "near",
    "classes",
    "limits",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words by which a Chinese name is taken apart.

    Attributes:
        legal_forms: each written form (有限责任公司) with its class (limited).
        remarks: what brackets may hold without saying who is meant.
        former_marks: what introduces a former name in brackets (原…).
        same_words: spellings replaced by another.
        trades: what firms do (科技, 机械 …).
        places: administrative divisions by full and short name.
    """

    legal_forms: Mapping[str, str]
    remarks: frozenset[str]
    former_marks: tuple[str, ...]
    same_words: Mapping[str, str]
    trades: frozenset[str]
    places: Places


@dataclass(frozen=True, slots=True)
class Policy:
    """How pairs are judged.

    Attributes:
        words: the words of names.
        points: points of a field's level of agreement, ``points["person"]["same"]``.
        near: the share of characters that may differ for two texts of a field to be near each other.
        certain: points from which a pair is certain, unless another candidate competes.
        uncertain: points from which a pair is shown at all.
        margin: a rival within so many points makes a pair uncertain.
        share: the least probability, rivals considered, at which an uncertain pair is shown.
        block_pairs: pairs compared in one block at most.
        rivals: candidates of one record that are weighed against each other at most.
        cluster: the largest cluster whose pairs are all printed; of a larger one, each member with the first.
    """

    words: Words
    points: Mapping[str, Mapping[str, int]]
    near: Mapping[str, float]
    certain: int
    uncertain: int
    margin: int
    share: float
    block_pairs: int
    rivals: int
    cluster: int


def load_policy(folder: RegionFolder) -> Policy:
    """The policy in force for a region: the nearest ``resolution.yaml`` and ``divisions.csv`` up the chain.

    Raises:
        ContentError: a file is absent or a value wrong; names file and line.
    """
    document = folder.yaml(FILE)
    check_keys(document, _KEYS)
    classes, limits = map_of(document, "classes"), map_of(document, "limits")
    check_keys(classes, {"certain", "uncertain", "margin", "share"})
    check_keys(limits, {"block_pairs", "rivals", "cluster"})
    certain, uncertain = whole_of(classes, "certain"), whole_of(classes, "uncertain")
    if not 0 < uncertain < certain:
        raise ContentError(
            classes.at("uncertain"),
            zh=f"uncertain 写的是{uncertain}，应大于0且小于 certain（{certain}）。",
            en=f"'uncertain' is {uncertain}; it must lie between 0 and 'certain' ({certain}).",
        )
    return Policy(
        _words(document, folder),
        _points(map_of(document, "points")),
        _near(map_of(document, "near")),
        certain,
        uncertain,
        _positive(classes, "margin"),
        float(number_of(classes, "share")),
        _positive(limits, "block_pairs"),
        _positive(limits, "rivals"),
        _positive(limits, "cluster"),
    )


def _words(document: YamlMap, folder: RegionFolder) -> Words:
    forms = map_of(document, "legal_forms")
    path = folder.find(DIVISIONS)
    rows = read_csv(path) if path else ()
    return Words(
        {word: kind for kind in forms for word in _texts(forms, kind)},
        frozenset(_texts(document, "remarks")),
        tuple(sorted(_texts(document, "former_marks"), key=lambda word: (-len(word), word))),
        {str(key): str(value) for key, value in map_of(document, "same_words").items()},
        frozenset(_texts(document, "trade_words")),
        Places({int(row["adcode"]): row["name"] for row in rows}, frozenset(_texts(document, "brands_not_places"))),
    )


def _points(points: YamlMap) -> dict[str, dict[str, int]]:
    check_keys(points, LEVELS)
    found: dict[str, dict[str, int]] = {}
    for field, levels in LEVELS.items():
        given = map_of(points, field)
        check_keys(given, levels)
        found[field] = {level: whole_of(given, level) for level in levels}
    return found


def _near(near: YamlMap) -> dict[str, float]:
    check_keys(near, LEVELS)
    return {field: float(number_of(near, field)) for field in near}


def _texts(mapping: YamlMap, key: str) -> list[str]:
    return [str(word) for word in list_of(mapping, key)]


def _positive(mapping: YamlMap, key: str) -> int:
    value = whole_of(mapping, key)
    if value < 1:
        raise ContentError(
            mapping.at(key), zh=f"{key} 写的是{value}，应为正整数。", en=f"'{key}' is {value}; it must be at least 1."
        )
    return value
