"""``kechuang plan close``: a preview, a closed plan with a reason for every status, and the draft of the next one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kechuang.cli import main
from kechuang.plan.book import check_book, load_book

BAODI = ("--region", "baodi", "--from", "content", "--as-of", "2026-06-30")
NEXT = ("--next", "baodi-155", "--next-title", "十五五规划", "--next-period", "2026-2030")


def test_a_preview_writes_nothing_and_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["plan", "close", *BAODI, *NEXT]) == 0
    page = capsys.readouterr().out
    assert "指标11项" in page
    assert "结转到baodi-155" in page
    assert "这是预览" in page
    assert list(tmp_path.iterdir()) == []


def test_the_closed_plan_and_the_next_are_written_and_can_be_read_back(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = [*BAODI, *NEXT, "--by", "区科技局", "--evaluation", "总体评价", "--out", str(tmp_path), "--json"]
    assert main(["plan", "close", *words]) == 0
    told = json.loads(capsys.readouterr().out)
    closed, draft = load_book(tmp_path / "baodi-145"), load_book(tmp_path / "baodi-155")
    assert closed.closed is not None
    assert (closed.closed.by, closed.successor, draft.predecessor) == ("区科技局", "baodi-155", "baodi-145")
    assert len(closed.closed.outcomes) == 11 + 154 == len(told["outcomes"])
    assert all(outcome.note is not None for outcome in closed.closed.outcomes)
    still_open = [outcome.code for outcome in closed.closed.outcomes if outcome.open]
    assert [row.code for row in (*draft.indicators, *draft.tasks)] == still_open
    assert all(row.targets == () for row in draft.indicators)
    assert [finding for finding in check_book(draft) if finding.level == "error"] == []
    assert main(["plan", "close", *words]) == 2  # nothing is replaced without being asked to
    assert "--force" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--region", "baodi", "--from", "content", "--as-of", "2025-06-30"), "cannot be closed on 2025-06-30"),
        (("--region", "baodi", "--from", "content", "--as-of", "soon"), "--as-of is “soon”"),
        ((*BAODI, "--out", "x"), "say who closes it"),
        ((*BAODI, "--next", "baodi-155"), "also needs a title"),
        ((*BAODI, *NEXT[:4], "--next-period", "2025-2030"), "must follow 2021-2025"),
        ((*BAODI, *NEXT[:4], "--next-period", "soon"), "Period 'soon' cannot be read"),
    ],
)
def test_a_closing_that_cannot_be_is_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], reason: str
) -> None:
    assert main(["plan", "close", "--lang", "en", *words]) == 2
    err = capsys.readouterr().err
    assert reason in err
    assert err.count("\n") == 1
