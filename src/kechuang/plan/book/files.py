"""A plan book on disk: one YAML file, or a folder of them as people edit it; and as JSON for a database.

The folder holds any of ``plan, clauses, indicators, programmes, tasks, principles, safeguards, units, watched, evidence``
(``.yaml``), each with one or several of the book's keys; a key stands in one file only. ``evidence.yaml`` lists the links by
event (``evidence: [{event, task, stage, note, objects}]``), because that is how people judge them. Later versions stand whole
in ``versions/N.yaml``.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from kechuang.plan.book.book import PlanBook, PlanBookError
from kechuang.plan.book.codec import Path, fields_of, from_plain, refuse, to_plain
from kechuang.plan.book.tasks import EvidenceLink, Stage
from kechuang.plan.book.yaml_text import YamlText, read_yaml, write_yaml
from kechuang.values import Sentence

#: Which keys a folder's files hold when a book is written; reading accepts a key in any of them.
LAYOUT: Mapping[str, tuple[str, ...]] = {
    "clauses": ("clauses",),
    "indicators": ("indicators",),
    "programmes": ("programmes",),
    "tasks": ("tasks",),
    "principles": ("principles",),
    "safeguards": ("safeguards",),
    "units": ("units",),
    "watched": ("watched",),
    "evidence": ("evidence", "set_aside"),
}


@dataclass(frozen=True, slots=True)
class _Link:
    """One line of ``evidence.yaml``."""

    event: str
    task: str
    stage: Stage
    note: Sentence
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Evidence:
    evidence: tuple[_Link, ...]


def book_to_dict(book: PlanBook) -> dict[str, Any]:
    """The book as plain data for JSON; :func:`book_from_dict` reads it back the same."""
    plain: dict[str, Any] = to_plain(book)
    return plain


def book_from_dict(data: Mapping[str, Any]) -> PlanBook:
    """The book that :func:`book_to_dict` wrote.

    Raises:
        PlanBookError: a key is unknown or missing, or a value is not of its form; the message names the path.
    """
    return from_plain(PlanBook, data)


def dump_book(book: PlanBook) -> str:
    """The whole book as one YAML document."""
    return write_yaml(book_to_dict(book))


def dump_book_files(book: PlanBook) -> dict[str, str]:
    """The book as the files of a folder: name to text. Empty tables have no file."""
    plain = book_to_dict(book)
    links = [
        {"event": link.pop("event_id"), "task": task["code"], **link}
        for task in plain.get("tasks", ())
        for link in task.pop("evidence", ())
    ]
    plain["evidence"] = sorted(links, key=lambda link: str(link["event"]))
    placed = {key for keys in LAYOUT.values() for key in keys}
    files = {"plan.yaml": write_yaml({key: value for key, value in plain.items() if key not in placed})}
    for name, keys in LAYOUT.items():
        held = {key: plain[key] for key in keys if plain.get(key)}
        if held:
            files[f"{name}.yaml"] = write_yaml(held)
    return files


def parse_book(text: str, name: str = "plan.yaml") -> PlanBook:
    """The book of one YAML document, as :func:`dump_book` writes it.

    Raises:
        PlanBookError: the text is not YAML or not a book; the message names file, line and reason.
    """
    return parse_book_files({name: text})


def parse_book_files(files: Mapping[str, str]) -> PlanBook:
    """The book of a folder's files: name to text.

    Raises:
        PlanBookError: a file is not YAML, a key is unknown or stands in two files; file, line and reason are named.
    """
    merged: dict[str, Any] = {}
    origin: dict[str, YamlText] = {}
    for name, text in files.items():
        read = read_yaml(text, name)
        if not isinstance(read.data, Mapping):
            raise refuse(read.locate, (), "文件应由“键: 值”组成。", "a file is made of “key: value”.")
        for key, value in read.data.items():
            if key in origin:
                zh, en = f"“{key}”已在{origin[key].name}中给出。", f"“{key}” already stands in {origin[key].name}."
                raise refuse(read.locate, (key,), zh, en)
            if key not in fields_of(PlanBook) and key != "evidence":
                known = "、".join((*fields_of(PlanBook), "evidence"))
                zh, en = f"不认识的键，可用的键：{known}。", f"unknown key; known keys: {known.replace('、', ', ')}."
                raise refuse(read.locate, (key,), zh, en)
            merged[key], origin[key] = value, read
    first = next(iter(origin.values()), YamlText("plan.yaml", None))

    def locate(path: Path) -> tuple[str, str]:
        return origin.get(str(path[0]) if path else "", first).locate(path)

    links = merged.pop("evidence", None)
    book = from_plain(PlanBook, merged, locate)
    return book if links is None else _add_links(book, from_plain(_Evidence, {"evidence": links}, locate), locate)


def _add_links(book: PlanBook, listed: _Evidence, locate: Any) -> PlanBook:
    by_task: dict[str, list[EvidenceLink]] = {task.code: list(task.evidence) for task in book.tasks}
    for place, link in enumerate(listed.evidence):
        if link.task not in by_task:
            path = ("evidence", place, "task")
            raise refuse(locate, path, f"规划中没有任务“{link.task}”。", f"the plan has no task “{link.task}”.")
        by_task[link.task].append(EvidenceLink(link.event, link.stage, link.note, link.objects))
    tasks = tuple(dataclasses.replace(task, evidence=tuple(by_task[task.code])) for task in book.tasks)
    return dataclasses.replace(book, tasks=tasks)


def load_book(path: FilePath | str, version: int | None = None) -> PlanBook:
    """Read a book from a YAML file or a folder; of a folder with versions the latest, or the one asked for.

    Raises:
        PlanBookError: nothing is there, no such version, or a file cannot be read; file, line and reason are named.
    """
    return pick_version(load_versions(path), version)


def pick_version(versions: Sequence[PlanBook], version: int | None = None) -> PlanBook:
    """The version of that number; without one, the latest.

    Raises:
        PlanBookError: there is no such version; the message lists those there are.
    """
    if version is None and versions:
        return max(versions, key=lambda book: book.version)
    for book in versions:
        if book.version == version:
            return book
    held = "、".join(str(book.version) for book in versions)
    raise PlanBookError(
        zh=f"没有第{version or 1}版规划，现有：{held or '无'}。",
        en=f"There is no version {version or 1} of the plan; held: {held.replace('、', ', ') or 'none'}.",
    )


def load_versions(path: FilePath | str) -> tuple[PlanBook, ...]:
    """Every version in a folder (or the one in a file), oldest first.

    Raises:
        PlanBookError: as :func:`load_book`; or two files give the same version.
    """
    place = FilePath(path)
    if place.is_file():
        return (parse_book(_text_of(place), place.name),)
    names = sorted(place.glob("*.yaml")) if place.is_dir() else []
    if not names:
        raise PlanBookError(
            zh=f"“{place}”处没有规划台账：应是一个YAML文件，或含plan.yaml的文件夹。",
            en=f"No plan book at “{place}”: give a YAML file or a folder with plan.yaml.",
        )
    strange = [name.name for name in names if name.stem not in {"plan", *LAYOUT}]
    if strange:
        known = "、".join(f"{stem}.yaml" for stem in ("plan", *LAYOUT))
        raise PlanBookError(
            zh=f"“{place}”中的{strange[0]}不属于规划台账，可用的文件：{known}。",
            en=f"{strange[0]} in “{place}” is no part of a plan book; its files are {known.replace('、', ', ')}.",
        )
    books = [parse_book_files({name.name: _text_of(name) for name in names})]
    books += [parse_book(_text_of(name), f"versions/{name.name}") for name in sorted(place.glob("versions/*.yaml"))]
    books.sort(key=lambda book: book.version)
    for before, after in itertools.pairwise(books):
        if before.version == after.version:
            raise PlanBookError(
                zh=f"“{place}”中第{after.version}版出现了两次，请保留一份。",
                en=f"Version {after.version} stands twice in “{place}”; keep one.",
            )
    return tuple(books)


def _text_of(path: FilePath) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise PlanBookError(
            zh=f"{path.name} 第{line}行：不是UTF-8编码，请另存为UTF-8。",
            en=f"{path.name} line {line}: not UTF-8; save the file as UTF-8.",
        ) from None
    except OSError as error:
        reason = re.sub(r"^\[Errno \d+\] ", "", str(error))
        raise PlanBookError(
            zh=f"{path.name} 无法读取：{reason}。", en=f"{path.name} cannot be read: {reason}."
        ) from None
