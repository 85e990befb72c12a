"""What the ledger's commands share: the options that name a ledger, and opening it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kechuang.cli.language import pick
from kechuang.content import RegionFolder, load_region
from kechuang.ledger import Fact, Ledger, StoredFacts, load_ledger, read_facts, read_parquet
from kechuang.monitoring import open_store
from kechuang.monitoring.stores import DATABASE
from kechuang.values import KechuangError, Sentence

HEAD = "ledger.head.json"


@dataclass(frozen=True, slots=True)
class Book:
    """A further book of a region (its figures about single organisations), which is read once and never held whole."""

    name: str
    facts: Iterator[Fact]
    head: Path | None


@dataclass(frozen=True, slots=True)
class Source:
    """A ledger as its facts are stored, the region it belongs to (``None``: a bare file), and what was odd in reading it.

    ``books`` are further books that a database keeps for the region, each a chain of its own.
    """

    facts: tuple[Fact, ...]
    region: RegionFolder | None
    head: Path | None
    damaged: tuple[Sentence, ...] = ()
    warning: Sentence | None = None
    books: tuple[Book, ...] = ()

    @property
    def ledger(self) -> Ledger:
        """The facts as a ledger.

        Raises:
            KechuangError: a line of the file could not be read as a fact.
        """
        for sentence in self.damaged:
            raise KechuangError(zh=sentence.zh, en=sentence.en)
        return Ledger(self.facts)


def add_source(parser: argparse.ArgumentParser) -> None:
    """Declare ``--region`` and ``--from``."""
    parser.add_argument(
        "--region",
        metavar=pick("区域", "REGION"),
        help=pick("区域代码，如 baodi", "the region's code, such as baodi"),
    )
    parser.add_argument(
        "--from",
        dest="source",
        metavar=pick("路径", "PATH"),
        help=pick(
            "台账文件（.jsonl、.parquet）、台账文件夹、区域文件夹、区域导出，或 database（本机数据库）",
            "a file (.jsonl, .parquet), a folder ledger, a region's folder, an export, or `database`: this installation's",
        ),
    )


def open_source(args: argparse.Namespace, *, lenient: bool = False) -> Source:
    """The ledger that ``--from`` or else ``--region`` names.

    ``lenient`` reads on past rows of a region's tables that cannot be read, and reports them as damaged.

    Raises:
        KechuangError: neither is given, or what is named cannot be read.
    """
    if args.source is None:
        if args.region is None:
            raise KechuangError(zh="请用 --region 或 --from 指明台账。", en="Name a ledger with --region or --from.")
        return _of_region(load_region(args.region), lenient=lenient)
    if args.source == DATABASE:
        if args.region is None:
            raise KechuangError(
                zh="--from database 须同时用 --region 指明区域。", en="--from database needs a region: add --region."
            )
        store = open_store(args.region, DATABASE)
        # A store that keeps its head outside the database says where.
        further: tuple[tuple[str, Iterator[Fact], Path | None], ...] = getattr(store, "further_books", tuple)()
        books = tuple(Book(*book) for book in further)
        return Source(store.ledger().facts, load_region(args.region), getattr(store, "kept_head", None), books=books)
    path = Path(args.source)
    region = load_region(args.region) if args.region else None
    if path.is_file() and path.suffix == ".parquet":
        return Source(read_parquet(path), region, None)
    if path.is_file():
        return _of_lines(read_facts(path), region)
    if (path / "facts.jsonl").is_file():
        return _of_lines(read_facts(path / "facts.jsonl"), region)
    if path.is_dir():
        return _of_region(load_region(path), lenient=lenient)
    raise KechuangError(zh=f"没有“{path}”。", en=f"There is no '{path}'.")


def _of_region(region: RegionFolder, *, lenient: bool) -> Source:
    head = region.find(HEAD, inherit=False)
    lines = region.find("ledger/facts.jsonl", inherit=False)
    if lines is not None:
        stored = _of_lines(read_facts(lines), region)
        return Source(stored.facts, region, head, stored.damaged, stored.warning)
    refused: list[KechuangError] = []
    facts = load_ledger(region, refused=refused if lenient else None).facts
    return Source(facts, region, head, tuple(Sentence(error.zh, error.en) for error in refused))


def _of_lines(stored: StoredFacts, region: RegionFolder | None) -> Source:
    return Source(stored.facts, region, None, stored.damaged, stored.warning)
