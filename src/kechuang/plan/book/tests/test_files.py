"""Books to text and back, exactly; and what is refused, with file, line and reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kechuang.plan.book import PlanBook, PlanBookError, load_book, load_versions
from kechuang.plan.book.files import (
    book_from_dict,
    book_to_dict,
    dump_book,
    dump_book_files,
    parse_book,
    parse_book_files,
)
from kechuang.plan.book.tests.books import books, link, small_book
from kechuang.plan.book.yaml_text import read_yaml

thorough = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@thorough
@given(books)
def test_any_book_comes_back_the_same_from_one_yaml_document(book: PlanBook) -> None:
    text = dump_book(book)
    assert parse_book(text) == book
    assert dump_book(parse_book(text)) == text


@thorough
@given(books)
def test_any_book_comes_back_the_same_from_a_folder_of_files(book: PlanBook) -> None:
    assert parse_book_files(dump_book_files(book)) == book


@thorough
@given(books)
def test_any_book_comes_back_the_same_from_json(book: PlanBook) -> None:
    assert book_from_dict(json.loads(json.dumps(book_to_dict(book)))) == book


def test_a_folder_on_disk_gives_its_latest_version_or_the_one_asked_for(tmp_path: Path) -> None:
    for name, text in dump_book_files(small_book()).items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "2.yaml").write_text(dump_book(small_book(version=2)), "utf-8")
    assert load_book(tmp_path).version == 2
    assert load_book(tmp_path, version=1) == small_book()
    assert [book.version for book in load_versions(tmp_path)] == [1, 2]
    with pytest.raises(PlanBookError, match="no version 3 of the plan; held: 1, 2"):
        load_book(tmp_path, version=3)


def test_evidence_is_listed_by_event_in_the_folder_and_returns_to_its_tasks() -> None:
    book = small_book()
    linked = replace(book.tasks[0], evidence=(link("ev-2", "started"), link("ev-1", "announced")))
    book = small_book(tasks=(linked, *book.tasks[1:]))
    files = dump_book_files(book)
    assert files["evidence.yaml"].index("ev-1") < files["evidence.yaml"].index("ev-2")
    assert parse_book_files(files) == book


def refused(files: dict[str, str]) -> PlanBookError:
    with pytest.raises(PlanBookError) as caught:
        parse_book_files(files)
    return caught.value


def changed(name: str, old: str, new: str) -> dict[str, str]:
    files = dump_book_files(small_book())
    assert old in files[name]
    return {**files, name: files[name].replace(old, new, 1)}


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "reason"),
    [
        (
            "indicators.yaml",
            "shape: stock",
            "shape: stok",
            "indicators[0].shape",
            "“stok” is not one of stock, cumulative",
        ),
        ("indicators.yaml", "direction: up", "diretcion: up", "indicators[0].diretcion", "unknown key “diretcion”"),
        ("indicators.yaml", "280 家", "280", "indicators[0].targets[0].quantity", "“280” cannot be read"),
        ("indicators.yaml", "280 家", "很多 家", "indicators[0].targets[0].quantity", "cannot be read"),
        ("indicators.yaml", "period: 2025", "period: 2025-13", "indicators[0].targets[0].period", "Period '2025-13'"),
        ("plan.yaml", "version: 1", "version: 一", "version", "“一” is not a whole number"),
        ("plan.yaml", "effective_from: 2021-09-28", "effective_from: 2021-02-30", "effective_from", "is not a day"),
        ("plan.yaml", "on_track: 95%", "on_track: 0.95", "thresholds.on_track", "“0.95” is not a share"),
        ("plan.yaml", "code: toy-145", "kode: toy-145", "kode", "unknown key; known keys: code, region"),
        ("plan.yaml", "region: toy", "code: twice", "", "the key “code” stands twice"),
        ("plan.yaml", "region: toy", "region: [a, b]", "region", "a single value is needed"),
        ("plan.yaml", "region: toy", "region: &x toy", "", "anchors and aliases"),
        ("plan.yaml", "region: toy", "region: !!python/name:os.system toy", "", "is not allowed"),
        ("plan.yaml", "region: toy", "region: {", "", "not valid YAML"),
        ("plan.yaml", "region: toy\n", "", "", "“region” is missing"),
        ("tasks.yaml", "tasks:", "---\ntasks: []\n---\ntasks:", "", "one file holds one document"),
        ("tasks.yaml", "tasks:", "clauses: []\ntasks:", "clauses", "already stands in clauses.yaml"),
    ],
)
def test_a_fault_is_refused_with_file_line_and_reason(name: str, old: str, new: str, place: str, reason: str) -> None:
    files = changed(name, old, new)
    error = refused(files)
    assert error.en.startswith(f"{name} line ")
    assert reason in error.en, error.en
    assert place in error.en
    assert error.zh.startswith(f"{name} 第")
    lines = files[name].splitlines()
    number = int(error.en.removeprefix(f"{name} line ").split()[0].rstrip(":"))
    if place and "missing" not in reason:
        assert new.splitlines()[0].split(":")[0] in lines[number - 1] or "quantity" in place


def test_evidence_for_a_task_that_does_not_exist_is_refused() -> None:
    files = dump_book_files(small_book())
    files["evidence.yaml"] = "evidence:\n  - {event: ev-1, task: 9-99, stage: announced, note: {zh: 因, en: why}}\n"
    assert "evidence.yaml line 2 evidence[0].task: the plan has no task “9-99”" in refused(files).en


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n",
        "a: " + "[" * 5000 + "]" * 5000,
        "a: [" + "x," * 420_000 + "]",
        "a: " + "x" * 9_000_000,
        "a: !!python/object/apply:os.system [echo]",
        "? {a: b}\n: c",
        "a: *nowhere",
    ],
    ids=["aliases", "depth", "nodes", "length", "tag", "key", "alias"],
)
def test_hostile_yaml_is_refused_in_one_sentence(bomb: str) -> None:
    with pytest.raises(PlanBookError) as caught:
        read_yaml(bomb, "x.yaml")
    assert caught.value.en.startswith("x.yaml line 1") or "line" in caught.value.en


@pytest.mark.parametrize("text", ["", "# only a remark\n", "just a word", "- a\n- b\n", "null"])
def test_a_file_without_a_book_is_refused(text: str) -> None:
    assert "x.yaml" in refused({"x.yaml": text}).en or "is missing" in refused({"x.yaml": text}).en


def test_nothing_there_strange_files_and_wrong_encodings_are_named(tmp_path: Path) -> None:
    with pytest.raises(PlanBookError, match="No plan book at"):
        load_book(tmp_path)
    (tmp_path / "notes.yaml").write_text("a: b", "utf-8")
    with pytest.raises(PlanBookError, match=r"notes.yaml in .* is no part"):
        load_book(tmp_path)
    bad = tmp_path / "bad.yaml"
    bad.write_bytes("code: x\ntitle: 规划".encode("gbk"))
    with pytest.raises(PlanBookError, match=r"bad.yaml line 2: not UTF-8"):
        load_book(bad)


def test_clause_numbers_and_words_that_yaml_would_bend_stay_texts() -> None:
    assert read_yaml("[3.10, 1e3, on, 2021-09-28, 0x10, '~']", "x").data == [
        "3.10",
        "1e3",
        "on",
        "2021-09-28",
        "0x10",
        "~",
    ]
