"""The ledger of a region: stored facts where the folder has them, else its tables read by their mapping."""

from __future__ import annotations

from datetime import datetime

from kechuang.content import ContentError, RegionFolder, YamlMap, map_of, text_of
from kechuang.dictionary import load_dictionary, load_sources, load_subjects
from kechuang.ledger import exchange, store
from kechuang.ledger.book import Ledger, append
from kechuang.ledger.mapping import Mapping, Refused, Registers

MAPPING = "observations.yaml"
OBSERVATIONS = "observations.csv"
EVENTS = "events.csv"


def load_ledger(folder: RegionFolder, *, refused: Refused = None) -> Ledger:
    """The facts of a region's folder.

    From ``ledger/facts.jsonl`` (a folder ledger) or ``ledger/facts.parquet`` (an export) where there is one; otherwise from
    ``observations.csv`` and ``events.csv`` by their mapping, recorded at the time the mapping states. Empty when the folder
    has none of these.

    Rows of those tables that cannot be read are an error; with ``refused`` given they are left out and their errors added
    there, for a check of what was tampered with.

    Raises:
        ContentError: a row, a rule or a source cannot be read; names file and line.
        KechuangError: stored facts cannot be read.

    >>> from datetime import date
    >>> from kechuang.content import load_region
    >>> ledger = load_ledger(load_region("baodi"))
    >>> view = ledger.at(as_of=date(2023, 9, 1))
    >>> [fact.value.label() for fact in view.series("region/120115", "leading_count")]
    ['8家', '15家', '23家']
    """
    lines, table = (folder.find(f"ledger/{name}", inherit=False) for name in (store.FACTS, "facts.parquet"))
    if lines is not None:
        return Ledger(store.FolderLedger(lines.parent).read().facts)
    if table is not None:
        return Ledger(exchange.read_parquet(table))
    if folder.find(MAPPING, inherit=False) is None:
        return Ledger()
    document = folder.yaml(MAPPING)
    sources = load_sources(folder)
    registers = Registers(load_dictionary(folder), load_subjects(folder, sources), sources, folder.code)
    mapping = Mapping(document)
    drafts = mapping.drafts(folder.csv(OBSERVATIONS), registers, refused)
    if folder.find(EVENTS, inherit=False) is not None:
        drafts += mapping.event_drafts(folder.csv(EVENTS), folder.subject, registers, refused)
    at, by = _recorded(document)
    return append(Ledger(), drafts, recorded_at=at, recorded_by=by)


def _recorded(document: YamlMap) -> tuple[datetime, str]:
    recorded = map_of(document, "recorded")
    at = recorded.get("at")
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise ContentError(
            recorded.at("at"),
            zh="记录时间要带时区，如 2026-11-23T00:00:00+08:00。",
            en="the time of recording needs a time zone: 2026-11-23T00:00:00+08:00.",
        )
    return at, text_of(recorded, "by")
