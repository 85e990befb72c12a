"""The register of sources: what a link in a table of figures stands for, who published it and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from kechuang.content import ContentError, RegionFolder, Where, YamlMap, check_keys, choice_of, day_of, map_of, text_of
from kechuang.values import CONFIDENCE_ORDER, Confidence, Source

FILE = "sources.yaml"


@dataclass(frozen=True, slots=True)
class RegisteredSource:
    """A source with its day of publication (``None``: not recorded), what told that day, and the trust in what it reports."""

    key: str
    source: Source
    published: date | None
    dated_by: str | None
    confidence: Confidence


class SourceRegister:
    """The sources of a region, by key and by the link that rows carry."""

    __slots__ = ("_by_key", "_by_link")

    def __init__(self, sources: dict[str, RegisteredSource], links: dict[tuple[str, str], str]) -> None:
        self._by_key = sources
        self._by_link = links

    def __len__(self) -> int:
        return len(self._by_key)

    def get(self, key: str) -> RegisteredSource | None:
        """The source with this key."""
        return self._by_key.get(key)

    def linked(self, source: str, address: str, where: Where) -> RegisteredSource:
        """The source that a row's pair of cells stands for; ``where`` is the row, for the error.

        Raises:
            ContentError: the pair is not registered.
        """
        key = self._by_link.get((source, address))
        if key is None:
            raise ContentError(
                where,
                zh=f"来源“{source} {address}”没有登记，请在 {FILE} 补上。".replace(" ”", "”"),
                en=f"the source '{source} {address}' is not registered; add it to {FILE}.",
            )
        return self._by_key[key]


def load_sources(folder: RegionFolder) -> SourceRegister:
    """The sources declared for a region and the regions above it; a lower region's key wins.

    Raises:
        ContentError: a declaration is wrong, or two sources claim one link.
    """
    sources: dict[str, RegisteredSource] = {}
    links: dict[tuple[str, str], str] = {}
    for _, document in folder.yaml_all(FILE):
        declared = map_of(document, "sources")
        for key in declared:
            entry = map_of(declared, key)
            address = _link(key, entry, links)
            sources[key] = _source(key, entry, address)
    return SourceRegister(sources, links)


def _link(key: str, entry: YamlMap, links: dict[tuple[str, str], str]) -> str | None:
    when = map_of(entry, "when", None)
    if when is None:
        return None
    check_keys(when, {"source", "address"})
    address = text_of(when, "address", None)
    pair = text_of(when, "source"), address or ""
    if links.setdefault(pair, key) != key:
        raise ContentError(
            when.where,
            zh=f"这个链接已由“{links[pair]}”登记。",
            en=f"this link is already registered as '{links[pair]}'.",
        )
    return address


def _source(key: str, entry: YamlMap, address: str | None) -> RegisteredSource:
    check_keys(entry, {"when", "title", "publisher", "published", "dated_by", "confidence"})
    published = day_of(entry, "published", None)
    dated_by = text_of(entry, "dated_by", None)
    if (published is None) != (dated_by is None):
        raise ContentError(
            entry.at("published"),
            zh="发布日期（published）要和依据（dated_by）一起写。",
            en="'published' and 'dated_by' (what tells the day) go together.",
        )
    publisher = text_of(entry, "publisher", None)
    confidence = cast(Confidence, choice_of(entry, "confidence", CONFIDENCE_ORDER, "medium"))
    if publisher is None and confidence == "high":
        raise ContentError(
            entry.at("confidence"),
            zh="发布单位不明的来源，可信度不能为高。",
            en="a source without a known publisher cannot be of high confidence.",
        )
    return RegisteredSource(key, Source(text_of(entry, "title"), publisher, address), published, dated_by, confidence)
