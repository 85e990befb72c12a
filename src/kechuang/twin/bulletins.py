"""A twin's monthly bulletins as facts for the ledger: what would have been published about the synthetic district."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from kechuang.content import RegionFolder, YamlMap, check_keys, choice_of, expect_map, maps_of, text_of, whole_of
from kechuang.dictionary import Dictionary, load_dictionary
from kechuang.ledger import Draft
from kechuang.twin.truth import read_table
from kechuang.values import Period, Quantity, Source

FILE = "bulletins.yaml"
_MONTHS = ("every", "year_end")
_FEN_PER_YI = 10_000_000_000
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the bulletin: which column of the twin is published under which definition; of titles, of which title."""

    column: str
    definition: str
    year_end: bool
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What is published, by whom, and how many days after the month."""

    publisher: str
    after: timedelta
    counters: tuple[Line, ...]
    contracts: tuple[Line, ...]


def load_bulletin(folder: RegionFolder) -> Bulletin:
    """The bulletin that a region's ``bulletins.yaml`` describes.

    Raises:
        ContentError: the file is absent or an entry is wrong.
    """
    document = expect_map(folder.yaml(FILE), folder.path / FILE)
    check_keys(document, {"publisher", "published_after_days", "counters", "contracts"})
    return Bulletin(
        text_of(document, "publisher"),
        timedelta(days=whole_of(document, "published_after_days")),
        tuple(_line(entry, text_of(entry, "title")) for entry in maps_of(document, "counters")),
        tuple(_line(entry, None) for entry in maps_of(document, "contracts")),
    )


def _line(entry: YamlMap, title: str | None) -> Line:
    check_keys(entry, {"title", "column", "definition", "months"})
    months = choice_of(entry, "months", _MONTHS)
    return Line(text_of(entry, "column"), text_of(entry, "definition"), months == "year_end", title)


def make_bulletins(twin: Path, folder: RegionFolder, *, until: date) -> Iterator[Draft]:
    """The facts that had been published of the twin in ``twin`` by ``until``, in order of publication.

    Every one is marked as synthetic and speaks of the folder's own subject. Counts are the twin's, so those of a twin of
    another size than the district are in proportion to it.
    """
    bulletin, dictionary = load_bulletin(folder), load_dictionary(folder)
    found = [*_counts(twin, bulletin), *_contracts(twin, bulletin)]
    found.sort(key=lambda one: (one[0], one[1].definition))
    for month, line, value in found:
        published = month + bulletin.after
        if published <= until and (not line.year_end or month.month == _DECEMBER):
            yield _draft(month, line, value, bulletin, folder, dictionary)


def _draft(
    month: date, line: Line, value: Quantity, bulletin: Bulletin, folder: RegionFolder, dictionary: Dictionary
) -> Draft:
    title = f"合成孪生区域月度通报 {month:%Y-%m}"
    return Draft(
        id=f"{folder.code}/{line.definition}/{month:%Y-%m}",
        subject=folder.subject,
        attribute=dictionary.definition(line.definition).attribute,
        definition=line.definition,
        period=Period.parse(f"{month:%Y}" if line.year_end else f"{month:%Y-%m}"),
        value=value,
        source=Source(title, bulletin.publisher),
        confidence="medium",
        as_of=month,
        published=month + bulletin.after,
        synthetic=True,
    )


def _counts(twin: Path, bulletin: Bulletin) -> Iterator[tuple[date, Line, Quantity]]:
    rows = read_table(twin, "counters").to_pylist()
    for line in bulletin.counters:
        for row in rows:
            if row["title"] == line.title:
                yield row["month"], line, Quantity.of(row[line.column], "家")


def _contracts(twin: Path, bulletin: Bulletin) -> Iterator[tuple[date, Line, Quantity]]:
    """Amounts registered since January, at the end of every month from the first to the last with a contract."""
    rows = read_table(twin, "contracts").to_pylist()
    for line in bulletin.contracts:
        months: dict[tuple[int, int], int] = defaultdict(int)
        for row in rows:
            months[row["registered_on"].year, row["registered_on"].month] += row[line.column]
        if not months:
            continue
        for year in range(min(months)[0], max(months)[0] + 1):
            total = 0
            for month in range(1, _DECEMBER + 1):
                total += months[year, month]
                end = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1) - timedelta(days=1)
                yield end, line, Quantity.of(Fraction(total, _FEN_PER_YI), "亿元")
