"""``kechuang twin make`` as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kechuang.cli import main

CALL = ["--lang", "en", "twin", "make", "--firms", "50", "--years", "2018-2018"]


def test_it_prints_its_manifest_as_json_and_its_progress_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*CALL, "--out", str(tmp_path / "twin"), "--json"]) == 0
    said = capsys.readouterr()
    manifest = json.loads(said.out)
    assert manifest["synthetic"] is True
    assert manifest["rows"]["organisations"] == 50
    assert any(name.startswith("offices/") for name in manifest["files"])
    assert "making 2018" in said.err


def test_it_says_in_words_what_was_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CALL, "--out", str(tmp_path / "twin"), "--offices", "no"]) == 0
    said = capsys.readouterr().out
    assert "describes no real organisation" in said
    assert "organisations 50" in said
    assert "were not written" in said
    assert not (tmp_path / "twin" / "offices").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--years", "2018"], "are not understood"),
        (["--years", "2020-2018"], "reversed"),
        (["--firms", "3"], "too few"),
        (["--firms", "20001", "--offices", "yes"], "written up to 20,000"),
        (["--firms", "many"], "This call is not right"),
        (["--region", "tianjin"], "no such file"),
    ],
)
def test_a_wrong_call_is_refused_in_one_sentence_and_writes_nothing(
    change: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*CALL, "--out", str(tmp_path / "twin"), *change]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_region_need_be_named_where_several_have_a_calibration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "twin.yaml").write_text("", encoding="utf-8")
    monkeypatch.setenv("KECHUANG_CONTENT", str(tmp_path))
    assert main([*CALL, "--out", str(tmp_path / "twin")]) == 2
    assert "a, b; name one with --region" in capsys.readouterr().err
