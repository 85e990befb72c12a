"""Reading the register's vocabulary: the files of ``register/`` of a region and of the regions above it."""

from __future__ import annotations

import re
from typing import cast, get_args

from kechuang.content import (
    ContentError,
    RegionFolder,
    YamlMap,
    check_keys,
    choice_of,
    expect_map,
    flag_of,
    map_of,
    sentence_of,
    text_of,
    texts_of,
    whole_of,
)
from kechuang.register.vocabulary import Kind, KindConfidence, KindList, Lasting, Level, Vocabulary, fold
from kechuang.values import Sentence

FOLDER = "register"

_CODE = re.compile(r"[a-zA-Z0-9][a-z0-9_]*")
_LIST_KEYS = {"name", "help", "by_prefix", "kinds"}
_KIND_KEYS = {
    "name", "aliases", "help", "group", "within", "level", "issuer", "lasts", "counted_by", "reference", "confidence",
}  # fmt: skip
_LASTS_KEYS = {"years", "to_year_end", "reassessed"}


def load_vocabulary(folder: RegionFolder) -> Vocabulary:
    """The lists of kinds declared for a region: a city and a district add kinds to the country's lists, or lists of their own.

    Raises:
        ContentError: a kind is declared twice, or is wrong, or belongs to one that is not declared; names file and line.
    """
    names: dict[str, tuple[Sentence, Sentence | None, bool]] = {}
    kinds: dict[str, dict[str, tuple[Kind, YamlMap]]] = {}
    for _, path, document in folder.yaml_parts(FOLDER):
        lists = expect_map(document, path)
        for code in lists:
            _read_list(code, lists, names, kinds)
    for declared in kinds.values():
        _check_list(declared)
    return Vocabulary(
        {
            code: KindList(code, name, tuple(kind for kind, _ in kinds[code].values()), told, by_prefix)
            for code, (name, told, by_prefix) in names.items()
        }
    )


def _read_list(
    code: str,
    lists: YamlMap,
    names: dict[str, tuple[Sentence, Sentence | None, bool]],
    kinds: dict[str, dict[str, tuple[Kind, YamlMap]]],
) -> None:
    entry = map_of(lists, code)
    check_keys(entry, _LIST_KEYS)
    if code not in names:
        _check_code(code, lists)
        names[code] = sentence_of(entry, "name"), sentence_of(entry, "help", None), flag_of(entry, "by_prefix")
        kinds[code] = {}
    elif set(entry) != {"kinds"}:
        raise ContentError(
            lists.at(code),
            zh=f"词表“{code}”已经登记；这里只能用 kinds 增加种类。",
            en=f"the list '{code}' is already declared; only 'kinds' may be added here.",
        )
    declared = map_of(entry, "kinds")
    for one in declared:
        _check_code(one, declared)
        if one in kinds[code]:
            raise ContentError(
                declared.at(one),
                zh=f"“{one}”已在{kinds[code][one][1].where.zh}登记，一个种类只登记一次。",
                en=f"'{one}' is already declared in {kinds[code][one][1].where.en}; declare a kind once.",
            )
        body = map_of(declared, one)
        kinds[code][one] = _kind(one, body), body


def _kind(code: str, entry: YamlMap) -> Kind:
    check_keys(entry, _KIND_KEYS)
    reference = sentence_of(entry, "reference", None)
    confidence = choice_of(entry, "confidence", get_args(KindConfidence), None)
    if reference is not None and confidence is None:
        raise ContentError(
            entry.at("reference"),
            zh="写了依据（reference）就要写把握（confidence：E 已读原文，P 部分读到，K 一般了解，D 设计）。",
            en="a 'reference' needs a 'confidence' (E read, P partly read, K general knowledge, D design).",
        )
    return Kind(
        code=code,
        name=sentence_of(entry, "name"),
        aliases=texts_of(entry, "aliases"),
        help=sentence_of(entry, "help", None),
        group=text_of(entry, "group", None),
        within=texts_of(entry, "within"),
        level=cast(Level | None, choice_of(entry, "level", get_args(Level), None)),
        issuer=sentence_of(entry, "issuer", None),
        lasting=_lasting(entry),
        counted_by=text_of(entry, "counted_by", None),
        reference=reference,
        confidence=cast(KindConfidence | None, confidence),
    )


def _lasting(entry: YamlMap) -> Lasting | None:
    lasts = map_of(entry, "lasts", None)
    if lasts is None:
        return None
    check_keys(lasts, _LASTS_KEYS)
    years, to_year_end = whole_of(lasts, "years", None), flag_of(lasts, "to_year_end")
    if (years is None) != to_year_end or (years is not None and years < 1):
        raise ContentError(
            entry.at("lasts"),
            zh="有效期写 years（整年数，1以上）或 to_year_end: true 之一。",
            en="give either 'years' (one or more) or 'to_year_end: true'.",
        )
    return Lasting(years, to_year_end, flag_of(lasts, "reassessed"))


def _check_list(declared: dict[str, tuple[Kind, YamlMap]]) -> None:
    """Groups and surroundings exist, and no word names two kinds."""
    words: dict[str, str] = {}
    for code, (kind, entry) in declared.items():
        for named, key in ((kind.group, "group"), *((one, "within") for one in kind.within)):
            if named is not None and (named not in declared or (key == "group" and named == code)):
                raise ContentError(
                    entry.at(key), zh=f"这个词表里没有“{named}”。", en=f"this list has no other kind '{named}'."
                )
        for word in dict.fromkeys(fold(word) for word in (code, kind.name.zh, *kind.aliases)):
            if words.setdefault(word, code) != code:
                raise ContentError(
                    entry.at("aliases"),
                    zh=f"“{word}”同时是“{words[word]}”和“{code}”的写法，只能属于一个。",
                    en=f"“{word}” names both '{words[word]}' and '{code}'; it may name one only.",
                )


def _check_code(code: str, mapping: YamlMap) -> None:
    if not _CODE.fullmatch(code):
        raise ContentError(
            mapping.at(code),
            zh=f"代码“{code}”只能用小写字母、数字和下划线。",
            en=f"the code '{code}' must be letters, digits and underscores.",
        )
