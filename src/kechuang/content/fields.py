"""Reading one field of a content file, with an error that names file, line and what is expected.

Every reader takes the map and the key; with ``default`` given, an absent (or empty) entry yields it, otherwise it is an error.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from kechuang.content.errors import ContentError, Where
from kechuang.content.yaml_files import YamlList, YamlMap
from kechuang.values import Period, Sentence, ValueFormatError

T = TypeVar("T")


class _Required:
    """Marks a field without a default."""


REQUIRED = _Required()


def expect_map(value: Any, path: Path) -> YamlMap:
    """What a file holds, which must be a mapping.

    Raises:
        ContentError: it is empty, a list or a plain value.
    """
    if not isinstance(value, YamlMap):
        raise ContentError(Where(path, 1), zh="这里应当是键值表。", en="a mapping of keys is expected here.")
    return value


def texts_of(mapping: YamlMap, key: str) -> tuple[str, ...]:
    """A list of texts; absent means none.

    Raises:
        ContentError: it is no list, or an item is no text.
    """
    items = list_of(mapping, key, None)
    if items is None:
        return ()
    for index, item in enumerate(items):
        if isinstance(item, bool) or not isinstance(item, str | int) or item == "":
            raise ContentError(
                items.at(index), zh=f"{key} 的每一项应当是文字。", en=f"each item of '{key}' must be a text."
            )
    return tuple(str(item) for item in items)


def check_keys(mapping: YamlMap, allowed: Collection[str]) -> None:
    """Refuse a key that means nothing here: it is usually one that was mistyped.

    Raises:
        ContentError: a key is not among those allowed.
    """
    for key in mapping:
        if key not in allowed:
            known = sorted(allowed)
            raise ContentError(
                mapping.at(key),
                zh=f"不认识“{key}”；可写：{'、'.join(known)}。",
                en=f"'{key}' is not known here; it may be one of {', '.join(known)}.",
            )


def text_of(mapping: YamlMap, key: str, default: T | _Required = REQUIRED) -> str | T:
    """A text; a whole number written without quotes is taken as its digits."""
    value = mapping.get(key)
    if value is None or value == "":
        return _missing(mapping, key, default)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _wrong(mapping, key, "应当是文字", "a text is expected")
    return str(value)


def choice_of(mapping: YamlMap, key: str, choices: Collection[str], default: T | _Required = REQUIRED) -> str | T:
    """One of the given words."""
    value = mapping.get(key)
    if value is None:
        return _missing(mapping, key, default)
    if value not in choices:
        listed = sorted(choices)
        raise _wrong(mapping, key, f"只能是 {'、'.join(listed)}", f"it must be one of {', '.join(listed)}")
    return str(value)


def flag_of(mapping: YamlMap, key: str, *, default: bool = False) -> bool:
    """``true`` or ``false``."""
    value = mapping.get(key, default)
    if not isinstance(value, bool):
        raise _wrong(mapping, key, "只能是 true 或 false", "it must be true or false")
    return value


def whole_of(mapping: YamlMap, key: str, default: T | _Required = REQUIRED) -> int | T:
    """A whole number."""
    value = mapping.get(key)
    if value is None:
        return _missing(mapping, key, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(mapping, key, "应当是整数", "a whole number is expected")
    return value


def number_of(mapping: YamlMap, key: str, default: T | _Required = REQUIRED) -> Decimal | T:
    """A number, exact."""
    value = mapping.get(key)
    if value is None:
        return _missing(mapping, key, default)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong(mapping, key, "应当是数", "a number is expected")
    return Decimal(value)


def day_of(mapping: YamlMap, key: str, default: T | _Required = REQUIRED) -> date | T:
    """A day: 2023-09-01."""
    value = mapping.get(key)
    if value is None:
        return _missing(mapping, key, default)
    if type(value) is not date:
        raise _wrong(mapping, key, "应当是日期，如 2023-09-01", "a day such as 2023-09-01 is expected")
    return value


def period_of(mapping: YamlMap, key: str, default: T | _Required = REQUIRED) -> Period | T:
    """A period: 2019, 2022-05, 2025-Q2, 2020-11-01 or 2016-2020."""
    value = mapping.get(key)
    if value is None:
        return _missing(mapping, key, default)
    try:
        return Period.parse(str(value))
    except ValueFormatError as error:
        raise ContentError(mapping.at(key), zh=f"{key}：{error.zh}", en=f"{key}: {error.en}") from error


def sentence_of(mapping: YamlMap, key: str, default: T | _Required = REQUIRED) -> Sentence | T:
    """A text in both languages: ``{zh: 宝坻区, en: Baodi District}``. A plain text serves for both languages."""
    value = mapping.get(key)
    if value is None:
        return _missing(mapping, key, default)
    if isinstance(value, str):
        return Sentence(value, value)
    if not isinstance(value, YamlMap):
        raise _wrong(mapping, key, "应当写成 {zh: 中文, en: English}", "write {zh: 中文, en: English}")
    check_keys(value, {"zh", "en"})
    return Sentence(str(text_of(value, "zh")), str(text_of(value, "en")))


def map_of(mapping: YamlMap, key: str, default: T | _Required = REQUIRED) -> YamlMap | T:
    """A mapping."""
    value = mapping.get(key)
    if value is None:
        return _missing(mapping, key, default)
    if not isinstance(value, YamlMap):
        raise _wrong(mapping, key, "应当是键值表", "a mapping is expected")
    return value


def list_of(mapping: YamlMap, key: str, default: T | _Required = REQUIRED) -> YamlList | T:
    """A list."""
    value = mapping.get(key)
    if value is None:
        return _missing(mapping, key, default)
    if not isinstance(value, YamlList):
        raise _wrong(mapping, key, "应当是列表", "a list is expected")
    return value


def maps_of(mapping: YamlMap, key: str) -> tuple[YamlMap, ...]:
    """A list of mappings; absent means none."""
    items = list_of(mapping, key, None)
    if items is None:
        return ()
    for index, item in enumerate(items):
        if not isinstance(item, YamlMap):
            raise ContentError(
                items.at(index), zh=f"{key} 的每一项应当是键值表。", en=f"each item of '{key}' must be a mapping."
            )
    return tuple(items)


def _missing(mapping: YamlMap, key: str, default: T | _Required) -> T:
    if isinstance(default, _Required):
        raise ContentError(mapping.at(key), zh=f"缺少“{key}”，请补上。", en=f"'{key}' is missing; add it.")
    return default


def _wrong(mapping: YamlMap, key: str, zh: str, en: str) -> ContentError:
    value: Any = mapping.get(key)
    shown = str(value) if not isinstance(value, dict | list) else "…"
    return ContentError(mapping.at(key), zh=f"{key} 写的是“{shown}”，{zh}。", en=f"'{key}' is “{shown}”; {en}.")
