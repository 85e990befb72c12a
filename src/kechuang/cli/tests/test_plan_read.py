"""``kechuang plan read``: the JSON of the contract, the summary for people, refusals in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kechuang.cli import main

PLAN = (
    "某区科技创新“十四五”规划\n一、发展基础\n（一）现状\n国家高企由201558家增加到151家。\n二、重点任务\n（一）实施企业培育工程\n"
    "支持龙头企业建设创新平台。到2025年，高新技术企业达到280家。\n"
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "规划.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_json_has_the_parts_of_the_contract_and_offsets_count_in_the_file(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "read", str(plan), "--json"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["text"] == PLAN
    assert {"level", "title", "start", "end"} <= read["sections"][0].keys()
    assert {"section", "task", "objects", "verbs", "start", "end"} <= read["tasks"][0].keys()
    assert {"start", "end", "what"} <= read["warnings"][0].keys()
    assert all({"name", "kind", "start"} <= entity.keys() for entity in read["entities"])
    quantity = read["quantities"][-1]
    assert PLAN[quantity["num_start"] : quantity["num_end"]] == "280"
    assert (quantity["value"], quantity["unit"], quantity["kind"], quantity["year"]) == (280, "家", "target", 2025)
    assert quantity["clause"] == "2.1/p1/s2"
    for part in ("sections", "clauses", "quantities", "tasks", "warnings"):
        assert all(0 <= one["start"] < one["end"] <= len(PLAN) for one in read[part])


def test_the_summary_tells_sections_quantities_and_what_to_check(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "read", str(plan)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("某区科技创新“十四五”规划\n")
    for told in ("(一)实施企业培育工程", "任务 1", "2025  目标", "280家", "第 4 行  “201558”应为“2015年58”"):
        assert told in out
    assert main(["plan", "read", str(plan), "--lang", "en"]) == 0
    assert "1 task  1 quantity" in capsys.readouterr().out


def test_many_warnings_of_a_kind_are_told_by_their_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "坏.txt"
    path.write_text("一、任务\n" + "推进平台建设（含实验室，支持企业发展壮大。\n" * 30, encoding="utf-8")
    assert main(["plan", "read", str(path)]) == 0
    assert "同类还有 27 处" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("空.txt", b"", "是空的"),
        ("图.docx", b"\x89PNG\r\n\x1a\n\x00\x00", "PNG 图片"),
        ("坏.pdf", b"%PDF-1.7 broken", "已损坏"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, ".docx"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert main(["plan", "read", str(path), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert name in captured.err
    assert says in captured.err


def test_the_size_limit_can_be_set(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "read", str(plan), "--max-mb", "0.0001"]) == 2
    assert "超过上限" in capsys.readouterr().err


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "read", "没有.txt"]) == 2
    assert "没有.txt" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_error(plan: Path) -> None:
    command = f"{sys.executable} -m kechuang.cli plan read {plan} --json | head -c 20"
    environment = {"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin:/bin"}
    run = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, env=environment, check=False)
    assert run.stderr == b""
    assert run.returncode == 0


def test_the_whole_command_on_a_plan_takes_little_more_than_starting_python(plan: Path) -> None:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "kechuang.cli", "plan", "read", str(plan), "--json"],
        capture_output=True,
        env={"PYTHONPATH": ":".join(sys.path)},
        check=True,
    )
    assert time.perf_counter() - started < 5.0
