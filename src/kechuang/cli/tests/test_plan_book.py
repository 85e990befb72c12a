"""``kechuang plan book``: what it prints, writes, finds, compares and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kechuang.cli import main
from kechuang.plan.book import book_from_dict, dump_book, dump_book_files, load_book
from kechuang.plan.book.tests.books import small_book


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A folder with two versions of a small book; the second names a lead unit."""
    folder = tmp_path / "toy"
    (folder / "versions").mkdir(parents=True)
    for name, text in dump_book_files(small_book()).items():
        (folder / name).write_text(text, "utf-8")
    second = dump_book(small_book(version=2)).replace("programme: 4\n", "programme: 4\n  lead_unit: st_bureau\n", 1)
    second += "amended: {reason: 明确牵头, author: 李, approved_by: 王, approved_on: 2023-12-01}\n"
    (folder / "versions" / "2.yaml").write_text(second.replace("2021-09-28", "2024-01-01"), "utf-8")
    return folder


def out(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["plan", "book", *words]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["plan", "book", "--lang", "en", *words]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    return err


def test_the_book_of_baodi_prints_as_a_page_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    page = out(capsys, "--region", "baodi", "--from", "content")
    assert "指标 11" in page
    assert "151家 (2019) → 280家 (2025)" in page
    assert "待明确牵头单位的指标和任务：165项" in page
    english = out(capsys, "--region", "baodi", "--from", "content", "--lang", "en")
    assert "Tasks 154" in english
    assert "+1 firms (2021-2025)" in english


def test_json_and_yaml_give_the_book_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    baodi = ("--region", "baodi", "--from", "content")
    book = book_from_dict(json.loads(out(capsys, *baodi, "--json")))
    for target in (tmp_path / "one.yaml", tmp_path / "folder"):
        out(capsys, *baodi, "--out", str(target))
        assert load_book(target) == book
    assert "add --force" in refused(capsys, *baodi, "--out", str(tmp_path / "folder"))
    out(capsys, *baodi, "--out", str(tmp_path / "folder"), "--force")


def test_the_book_of_baodi_is_found_without_fault_and_its_evidence_without_gap(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = json.loads(out(capsys, "--region", "baodi", "--from", "content", "--check", "--json"))
    assert (found["plan"], found["version"], found["findings"]) == ("baodi-145", 1, [])


def test_a_fault_is_listed_and_the_exit_code_says_so(capsys: pytest.CaptureFixture[str], toy: Path) -> None:
    tasks = toy / "tasks.yaml"
    tasks.write_text(tasks.read_text("utf-8").replace("programme: 4\n", "programme: 7\n", 1), "utf-8")
    assert main(["plan", "book", "--from", str(toy), "--version", "1", "--check"]) == 2
    assert "错误  tasks/4-01  工程“7”不存在。" in capsys.readouterr().out


def test_versions_are_chosen_by_number_or_day_and_compared(capsys: pytest.CaptureFixture[str], toy: Path) -> None:
    assert json.loads(out(capsys, "--from", str(toy), "--json"))["version"] == 2
    assert json.loads(out(capsys, "--from", str(toy), "--version", "1", "--json"))["version"] == 1
    assert json.loads(out(capsys, "--from", str(toy), "--as-of", "2023-12-31", "--json"))["version"] == 1
    assert "任务“任务1”的牵头单位补为st_bureau。" in out(capsys, "--from", str(toy), "--diff", "1", "2")
    changes = json.loads(out(capsys, "--from", str(toy), "--diff", "1", str(toy / "versions" / "2.yaml"), "--json"))
    assert {
        "table": "tasks",
        "code": "4-01",
        "path": ["lead_unit"],
        "old": None,
        "new": "st_bureau",
    }.items() <= changes[-1].items()
    assert "两版没有不同" in out(capsys, "--from", str(toy), "--diff", "2", "2")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "Name a region with --region"),
        (("--region", "nowhere"), "no region 'nowhere'"),
        (("--from", "TOY", "--version", "7"), "no version 7 of the plan; held: 1, 2"),
        (("--from", "TOY", "--as-of", "yesterday"), "--as-of is “yesterday”"),
        (("--from", "TOY", "--as-of", "2020-01-01"), "was not yet in effect"),
        (("--from", "TOY", "--diff", "1", "/nowhere.yaml"), "No plan book at"),
    ],
)
def test_a_wrong_call_is_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str], toy: Path, words: tuple[str, ...], reason: str
) -> None:
    assert reason in refused(capsys, *(str(toy) if word == "TOY" else word for word in words))


def test_a_broken_file_is_refused_with_its_line(capsys: pytest.CaptureFixture[str], toy: Path) -> None:
    (toy / "units.yaml").write_text("units:\n- code: a\n  nmae: x\n", "utf-8")
    assert "units.yaml line 3 units[0].nmae: unknown key" in refused(capsys, "--from", str(toy))
