"""``kechuang monitor`` as a user or another program calls it."""

from __future__ import annotations

import json

import pytest

from kechuang.cli import main


def test_json_is_the_report_and_the_source_is_named_on_stderr(capsys):
    assert main(["monitor", "--region", "baodi", "--as-of", "2023-09-01", "--from", "content", "--json"]) == 0
    out = capsys.readouterr()
    report = json.loads(out.out)
    assert (report["as_of"], report["known_at"]) == ("2023-09-01", None)
    assert {row["code"]: row["status"] for row in report["indicators"]}["leading_count"] == "achieved"
    assert out.err == "读取内容文件夹“baodi”。\n"


def test_known_at_before_anything_was_recorded(capsys):
    call = [
        "monitor",
        "--region",
        "baodi",
        "--as-of",
        "2023-09-01",
        "--known-at",
        "2023-09-01",
        "--from",
        "content",
        "--json",
    ]
    assert main(call) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["known_at"] == "2023-09-01"
    assert {row["status"] for row in report["indicators"]} == {"not_collected"}


def test_people_read_the_headline_decisions_table_and_work_list(capsys):
    assert main(["monitor", "--region", "baodi", "--as-of", "2023-09-01", "--from", "content"]) == 0
    text = capsys.readouterr().out
    for part in ("截至2023年9月1日", "需要决定", "提请研究", "主要指标", "已实现", "待收集的数据", "任务154项"):
        assert part in text
    assert main(["monitor", "--region", "baodi", "--as-of", "2023-09-01", "--from", "content", "--lang", "en"]) == 0
    english = capsys.readouterr().out
    for part in ("As of 1 September 2023", "To be decided", "Targets", "Figures to get", "154 tasks"):
        assert part in english


def test_today_is_the_default(capsys):
    from datetime import datetime

    from kechuang.ledger.views import CHINA

    before = datetime.now(CHINA).date().isoformat()
    assert main(["monitor", "--region", "baodi", "--from", "content", "--json"]) == 0
    after = datetime.now(CHINA).date().isoformat()
    assert before <= json.loads(capsys.readouterr().out)["as_of"] <= after


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (["--as-of", "2023-02-30"], "不是存在的日期"),
        (["--known-at", "昨天"], "不是存在的日期"),
        (["--from", "/nowhere/at/all"], "也不是一个文件夹"),
        (["--from", "database"], "--from content"),
    ],
)
def test_a_wrong_call_is_refused_in_one_sentence(capsys, monkeypatch, extra, said):
    from kechuang.monitoring import stores

    monkeypatch.setattr(stores, "entry_points", lambda group: [])
    assert main(["monitor", "--region", "baodi", *extra]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert said in out.err
    assert out.err.count("\n") == 1


def test_an_unknown_region_names_the_known_ones(capsys):
    assert main(["monitor", "--region", "atlantis", "--from", "content"]) == 2
    assert "baodi" in capsys.readouterr().err


def test_an_exported_region_is_monitored_as_the_content_it_came_from(capsys, tmp_path):
    out = str(tmp_path / "out")
    assert main(["region", "export", "--region", "baodi", "--out", out]) == 0
    capsys.readouterr()
    reports = []
    for source in ("content", out):
        assert main(["monitor", "--region", "baodi", "--as-of", "2023-09-01", "--from", source, "--json"]) == 0
        reports.append(json.loads(capsys.readouterr().out))
    assert reports[0] == reports[1]
