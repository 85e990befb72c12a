"""Fact sets: what is known of a firm, read from JSON or YAML, each value exact and each fault named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from kechuang.content import ContentError, Where
from kechuang.content.texts import read_text
from kechuang.content.yaml_files import parse_yaml
from kechuang.rules.amounts import read_value
from kechuang.rules.facts import FactCatalogue, FactType
from kechuang.tree import Value
from kechuang.values import KechuangError

MAX_BYTES = 200_000_000
_YEAR = re.compile(r"(19|20)\d{2}年?")


@dataclass(frozen=True, slots=True)
class FactSet:
    """What is known of one firm.

    ``values`` holds each fact by year; a fact given as one value stands under ``None``: it is the latest, the last
    accounting year before the day asked about.
    """

    id: str
    as_of: date | None
    values: Mapping[str, Mapping[int | None, Value]]

    def value(self, code: str, day: date, years_back: int = 0) -> Value | None:
        """The value of a fact for the accounting year that ended so many years before the day; ``None`` is unknown."""
        by_year = self.values.get(code)
        if by_year is None:
            return None
        if None in by_year:
            return by_year[None] if years_back == 0 else None
        return by_year.get(day.year - 1 - years_back)

    def on(self, day: date) -> FactSet:
        """The same facts as of a day, unless the set states its own."""
        return self if self.as_of is not None else replace(self, as_of=day)


def read_fact_sets(path: Path, facts: FactCatalogue) -> tuple[FactSet, ...]:
    """The fact sets of a file: one object or a list of ``{"id", "as_of", "facts"}``.

    Raises:
        KechuangError: the file cannot be read, or a fact or value in it is wrong; names the set, the fact and the reason.
    """
    parsed = _parse(read_text(path, MAX_BYTES), path)
    items = parsed if isinstance(parsed, list) else [parsed]
    if not items:
        raise ContentError(Where(path), zh="文件里没有事实。", en="the file holds no facts.")
    return tuple(_fact_set(item, index, path, facts) for index, item in enumerate(items, 1))


def _parse(text: str, path: Path) -> Any:
    if not text.lstrip().startswith(("[", "{")) or path.suffix.lower() in (".yaml", ".yml"):
        return parse_yaml(text, path)
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=lambda pairs: _object(pairs, path)
        )
    except json.JSONDecodeError as error:
        raise ContentError(
            Where(path, error.lineno), zh=f"JSON 写法有误（{error.msg}）。", en=f"this is not valid JSON ({error.msg})."
        ) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise ContentError(
            Where(path),
            zh="JSON 里有无法读取的数或嵌套过深。",
            en="the JSON holds a number that cannot be read, or nests too deeply.",
        ) from error


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _object(pairs: list[tuple[str, Any]], path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ContentError(
                Where(path), zh=f"“{key}”写了两次，请删去一处。", en=f"'{key}' is given twice; remove one."
            )
        found[key] = value
    return found


def _fact_set(item: Any, index: int, path: Path, facts: FactCatalogue) -> FactSet:
    named = item.get("id") if isinstance(item, dict) else None
    name = str(named) if isinstance(named, str | int) and not isinstance(named, bool) else f"case-{index}"
    try:
        if not isinstance(item, dict):
            raise KechuangError(zh="应当是键值表。", en="a mapping is expected.")
        given = item.get("facts")
        if not isinstance(given, dict):
            raise KechuangError(zh="缺少“facts”（事实的键值表）。", en="'facts' (a mapping of facts) is missing.")
        return FactSet(name, _as_of(item.get("as_of")), read_facts(given, facts))
    except ContentError:
        raise
    except KechuangError as error:
        raise ContentError(Where(path), zh=f"“{name}”：{error.zh}", en=f"'{name}': {error.en}") from error


def _as_of(raw: Any) -> date | None:
    if raw is None:
        return None
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    try:
        if isinstance(raw, str):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise KechuangError(
        zh=f"as_of 写的是“{str(raw)[:40]}”，应当是日期，如 2023-05-20。",
        en=f"'as_of' is '{str(raw)[:40]}'; a day such as 2023-05-20 is expected.",
    )


def read_facts(given: Mapping[Any, Any], facts: FactCatalogue) -> dict[str, dict[int | None, Value]]:
    """Facts by code and year, from what was written. Null is unknown and left out.

    Raises:
        KechuangError: a fact is not known, is given twice, or has a value that cannot be.
    """
    found: dict[str, dict[int | None, Value]] = {}
    for word, raw in given.items():
        fact = facts.find(str(word))
        if fact.code in found or any(part in found for part in fact.parts):
            raise KechuangError(
                zh=f"“{fact.name.zh}”（{fact.code}）写了两次，请删去一处。",
                en=f"'{fact.code}' is given twice, by code or by name; remove one.",
            )
        found |= dict(_values(fact, raw, facts))
    return {code: values for code, values in found.items() if values}


def _values(fact: FactType, raw: Any, facts: FactCatalogue) -> Iterator[tuple[str, dict[int | None, Value]]]:
    if raw is None:
        return
    if fact.parts:
        if isinstance(raw, str) and "+" in raw:
            raw = raw.split("+")  # 6+6+4+4, as the data dictionary writes it
        if not isinstance(raw, list) or len(raw) != len(fact.parts):
            raise KechuangError(
                zh=f"“{fact.name.zh}”（{fact.code}）应当是{len(fact.parts)}项的列表。",
                en=f"'{fact.code}' must be a list of {len(fact.parts)} items.",
            )
        for part, one in zip(fact.parts, raw, strict=True):
            if one is not None:
                yield part, {None: read_value(facts.get(part), one)}
    elif isinstance(raw, dict):
        if fact.kind not in ("money", "count"):
            raise KechuangError(
                zh=f"“{fact.name.zh}”（{fact.code}）不按年份填写。", en=f"'{fact.code}' is not given by year."
            )
        by_year: dict[int | None, Value] = {}
        for year, one in raw.items():
            if not _YEAR.fullmatch(str(year)):
                raise KechuangError(
                    zh=f"“{fact.name.zh}”（{fact.code}）的年份“{str(year)[:20]}”无法识别，请写成 2022。",
                    en=f"'{fact.code}' has the year '{str(year)[:20]}'; write 2022.",
                )
            if one is not None:
                by_year[int(str(year)[:4])] = read_value(fact, one)
        yield fact.code, by_year
    else:
        yield fact.code, {None: read_value(fact, raw)}
