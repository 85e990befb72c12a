"""Reading the dictionary of a region and of the regions above it: ``dictionary.yaml`` and the files of ``dictionary/``."""

from __future__ import annotations

import re
from typing import cast, get_args

from kechuang.content import (
    ContentError,
    RegionFolder,
    Where,
    YamlMap,
    check_keys,
    choice_of,
    expect_map,
    map_of,
    period_of,
    sentence_of,
    text_of,
)
from kechuang.dictionary.attributes import About, Attribute, Definition, Measure, Sensitivity, ValueType
from kechuang.dictionary.catalogue import Dictionary
from kechuang.values import KechuangError, Sentence, unit

FILE = "dictionary.yaml"
FOLDER = "dictionary"

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_VERSION = re.compile(r"[a-z0-9_]+")
_ATTRIBUTE_KEYS = {"name", "unit", "measure", "type", "choices", "kinds", "definitions", "owner", "sensitivity", "help"}
#: Measures whose values are words; every other measure is of quantities, with a unit.
_WORDS = {"text", "state"}
_DEFINITION_KEYS = {"text", "numerator", "denominator", "valid_from", "valid_to", "successor", "note"}


def load_dictionary(folder: RegionFolder) -> Dictionary:
    """The attributes declared for a region: national ones, then the city's, then the district's own.

    Raises:
        ContentError: an attribute is declared twice in the chain, or a declaration is wrong; names file and line.
    """
    attributes: list[Attribute] = []
    places: dict[str, Where] = {}
    whole = ((region, region.path / FILE, document) for region, document in folder.yaml_all(FILE))
    for _, path, document in (*whole, *folder.yaml_parts(FOLDER)):
        check_keys(expect_map(document, path), {"about", "attributes"})
        about = cast(About, choice_of(document, "about", get_args(About), "region"))
        declared = map_of(document, "attributes")
        for code in declared:
            where = declared.at(code)
            if code in places:
                raise ContentError(
                    where,
                    zh=f"数据元“{code}”已在{places[code].zh}登记，一个数据元只登记一次。",
                    en=f"attribute '{code}' is already declared in {places[code].en}; declare an attribute once.",
                )
            places[code] = where
            attributes.append(_attribute(code, map_of(declared, code), where, about))
    dictionary = Dictionary(attributes)
    keys = {definition.key for definition in dictionary.definitions}
    for definition in dictionary.definitions:
        if definition.successor is not None and definition.successor not in keys:
            raise ContentError(
                places[definition.attribute],
                zh=f"口径“{definition.key}”的后继“{definition.successor}”没有登记。",
                en=f"definition '{definition.key}' names the successor '{definition.successor}', which is not declared.",
            )
    return dictionary


def _attribute(code: str, entry: YamlMap, where: Where, about: About) -> Attribute:
    if not _CODE.fullmatch(code):
        raise ContentError(
            where, zh=f"数据元代码“{code}”只能用小写字母、数字和下划线。", en=f"code '{code}' must be lower snake case."
        )
    check_keys(entry, _ATTRIBUTE_KEYS)
    measure = cast(Measure, choice_of(entry, "measure", get_args(Measure)))
    symbol = text_of(entry, "unit", None)
    if (symbol is None) != (measure in _WORDS):
        raise ContentError(
            entry.at("unit"),
            zh="数值型数据元要有单位，文字型（measure: text）和状态型（measure: state）不能有单位。",
            en="a measured attribute needs a unit, and one with 'measure: text' or 'measure: state' has none.",
        )
    if symbol is not None:
        try:
            unit(symbol)
        except KechuangError as error:
            raise ContentError(entry.at("unit"), zh=error.zh, en=error.en) from error
    versions = map_of(entry, "definitions")
    if not versions:
        raise ContentError(entry.at("definitions"), zh="至少要有一个口径。", en="at least one definition is needed.")
    return Attribute(
        code=code,
        name=sentence_of(entry, "name"),
        type=_type(entry, measure),
        unit=symbol,
        measure=measure,
        definitions=tuple(_definition(code, version, versions) for version in versions),
        owner=sentence_of(entry, "owner", None),
        sensitivity=cast(Sensitivity, choice_of(entry, "sensitivity", get_args(Sensitivity), "public")),
        help=sentence_of(entry, "help", None),
        about=about,
        choices=_choices(entry),
        kinds=text_of(entry, "kinds", None),
    )


def _type(entry: YamlMap, measure: Measure) -> ValueType:
    """The type: of a quantity by its measure, of words as declared (``text`` by default)."""
    allowed = set(get_args(ValueType)) - {"quantity"} if measure in _WORDS else {"quantity"}
    kind = cast(ValueType, choice_of(entry, "type", allowed, "text" if measure in _WORDS else "quantity"))
    if (kind == "choice") != ("choices" in entry or "kinds" in entry) or ("choices" in entry and "kinds" in entry):
        raise ContentError(
            entry.at("type"),
            zh="选项型（type: choice）要写 choices 或 kinds 之一，其他类型都不写。",
            en="a 'type: choice' has either 'choices' or 'kinds', and no other type has them.",
        )
    return kind


def _choices(entry: YamlMap) -> tuple[tuple[str, Sentence], ...]:
    declared = map_of(entry, "choices", None)
    return tuple((code, sentence_of(declared, code)) for code in declared) if declared is not None else ()


def _definition(code: str, version: str, versions: YamlMap) -> Definition:
    if not _VERSION.fullmatch(version):
        raise ContentError(
            versions.at(version),
            zh=f"口径版本“{version}”只能用小写字母、数字和下划线。",
            en=f"version '{version}' must be lower-case letters, digits and underscores.",
        )
    entry = map_of(versions, version)
    check_keys(entry, _DEFINITION_KEYS)
    successor = text_of(entry, "successor", None)
    return Definition(
        key=f"{code}@{version}",
        version=version,
        text=sentence_of(entry, "text"),
        numerator=sentence_of(entry, "numerator", None),
        denominator=sentence_of(entry, "denominator", None),
        valid_from=period_of(entry, "valid_from", None),
        valid_to=period_of(entry, "valid_to", None),
        successor=successor if successor is None or "@" in successor else f"{code}@{successor}",
        note=sentence_of(entry, "note", None),
    )
