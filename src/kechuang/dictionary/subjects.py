"""What figures are about: regions, zones, towns, parks, carriers, institutes, clusters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from kechuang.content import (
    ContentError,
    CsvRow,
    RegionFolder,
    YamlMap,
    check_keys,
    list_of,
    map_of,
    sentence_of,
    text_of,
)
from kechuang.dictionary.sources import SourceRegister, load_sources
from kechuang.values import Confidence, KechuangError, Sentence, Source

FILE = "subjects.yaml"
ENTITIES = "entities.csv"

_CODE = re.compile(r"[a-z]+/[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something figures are about.

    ``about`` and ``source`` say what was read of it and where; ``confidence`` is ``None`` for what the register itself
    declares (a district) and otherwise the trust in that source.
    """

    code: str
    name: Sentence
    kind: str
    within: str | None
    aliases: tuple[str, ...] = ()
    about: str | None = None
    source: Source | None = None
    confidence: Confidence | None = None


class Subjects:
    """The subjects of a region and of the regions above it, by code and by name.

    >>> from kechuang.content import load_region
    >>> subjects = load_subjects(load_region("baodi"))
    >>> subjects.named("滨海新区-高新区").code, subjects.get("region/120115").name.en
    ('zone/binhai_high_tech', 'Baodi District')
    """

    __slots__ = ("_by_code", "_by_name")

    def __init__(self, subjects: dict[str, Subject]) -> None:
        self._by_code = subjects
        self._by_name: dict[str, list[Subject]] = {}
        for subject in subjects.values():
            for name in dict.fromkeys((subject.name.zh, subject.name.en, *subject.aliases)):
                self._by_name.setdefault(name, []).append(subject)

    def __iter__(self) -> Iterator[Subject]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Subject:
        """The subject with this code.

        Raises:
            KechuangError: there is none.
        """
        try:
            return self._by_code[code]
        except KeyError:
            raise KechuangError(
                zh=f"没有对象“{code}”，请先在 {FILE} 登记。",
                en=f"There is no subject '{code}'; declare it in {FILE} first.",
            ) from None

    def named(self, name: str) -> Subject | None:
        """The subject with this name or alias, exactly; the first declared where several share it."""
        return next(iter(self._by_name.get(name, ())), None)

    def all_named(self, name: str) -> tuple[Subject, ...]:
        """Every subject with this name or alias: a park and the statistical unit of the same name are two."""
        return tuple(self._by_name.get(name, ()))

    def within(self, code: str) -> tuple[Subject, ...]:
        """The subjects that lie directly in another."""
        return tuple(subject for subject in self if subject.within == code)


def load_subjects(folder: RegionFolder, sources: SourceRegister | None = None) -> Subjects:
    """The subjects declared for a region: the city's, then the district's own; ``sources`` if already loaded.

    Raises:
        ContentError: a code is declared twice or malformed, or points to a subject or entity that does not exist.
    """
    subjects: dict[str, Subject] = {}
    places = {}
    for region, document in folder.yaml_all(FILE):
        declared = map_of(document, "subjects")
        entities = _Entities(region, sources)
        for code in declared:
            if code in subjects or not _CODE.fullmatch(code):
                raise ContentError(
                    declared.at(code),
                    zh=f"对象代码“{code}”重复或写法不对（如 park/jingjin_zgc）。",
                    en=f"the code '{code}' is declared twice or malformed (write park/jingjin_zgc).",
                )
            subjects[code] = _subject(code, map_of(declared, code), entities)
            places[code] = declared.at(code)
    for subject in subjects.values():
        if subject.within is not None and subject.within not in subjects:
            raise ContentError(
                places[subject.code],
                zh=f"所属对象“{subject.within}”没有登记。",
                en=f"it lies within '{subject.within}', which is not declared.",
            )
    return Subjects(subjects)


class _Entities:
    """The rows of entities.csv, read only when a subject points to one."""

    def __init__(self, folder: RegionFolder, sources: SourceRegister | None) -> None:
        self._folder = folder
        self._rows: dict[str, CsvRow] | None = None
        self._sources = sources

    def find(self, entry: YamlMap) -> tuple[CsvRow, SourceRegister] | None:
        key = text_of(entry, "entity", None)
        if key is None:
            return None
        if self._rows is None:
            self._rows = {row["id"]: row for row in self._folder.csv(ENTITIES)}
        if self._sources is None:
            self._sources = load_sources(self._folder)
        if key not in self._rows:
            raise ContentError(
                entry.at("entity"), zh=f"{ENTITIES} 里没有“{key}”。", en=f"{ENTITIES} has no row '{key}'."
            )
        return self._rows[key], self._sources


def _subject(code: str, entry: YamlMap, entities: _Entities) -> Subject:
    check_keys(entry, {"name", "kind", "within", "aliases", "entity"})
    aliases = list_of(entry, "aliases", None)
    found = entities.find(entry)
    about: str | None = None
    source: Source | None = None
    confidence: Confidence | None = None
    if found is not None:
        row, register = found
        about = row["attributes"] or None
        source = register.linked(row["source"], row["source_url"], row.where).source
        confidence = cast(Confidence, row["confidence"])
    return Subject(
        code=code,
        name=sentence_of(entry, "name"),
        kind=text_of(entry, "kind"),
        within=text_of(entry, "within", None),
        aliases=tuple(str(alias) for alias in aliases) if aliases else (),
        about=about,
        source=source,
        confidence=confidence,
    )
