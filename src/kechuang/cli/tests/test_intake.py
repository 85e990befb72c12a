"""``kechuang intake`` as it is called."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from kechuang.cli import main

TEXT = "2022年度报表,,\n企业名称,统一社会信用代码,营业收入（万元）\n甲公司,91350100M000100Y43,12.5\n乙公司,91350100M000100Y44,30\n"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    path = tmp_path / "报表.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    return path


def test_it_prints_what_it_understood_and_what_is_wrong(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "intake", str(sent), "--region", "baodi"]) == 0
    said = capsys.readouterr().out
    assert "enterprise year" in said
    assert "2 records" in said
    assert "报表!B4" in said
    assert "1 errors" in said


def test_json_names_every_cell(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["intake", str(sent), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (table,) = found["tables"]
    assert (table["record_type"], table["period"], table["rows"]) == ("enterprise_year", "2022", {"record": 2})
    assert [(one["cell"], one["kind"]) for one in found["problems"]] == [("B4", "code_fault")]
    assert table["columns"][2]["unit"] == "万元"


def test_the_marked_workbook_is_written(sent: Path, tmp_path: Path) -> None:
    assert main(["intake", str(sent), "--out", str(tmp_path / "批注.xlsx")]) == 0
    page = openpyxl.load_workbook(tmp_path / "批注.xlsx").active
    assert page["B4"].comment is not None


def test_a_senders_mapping_is_remembered_and_followed(
    sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "统计局.json"
    assert main(["intake", str(sent), "--sender", str(kept)]) == 0
    ((shape, memory),) = json.loads(kept.read_text(encoding="utf-8")).items()
    memory["columns"]["营业收入"] = "sales_revenue"
    kept.write_text(json.dumps({shape: memory}), encoding="utf-8")
    capsys.readouterr()
    assert main(["intake", str(sent), "--sender", str(kept), "--json"]) == 0
    (table,) = json.loads(capsys.readouterr().out)["tables"]
    assert table["remembered"] is True
    assert table["columns"][2]["field"] == "sales_revenue"


def test_cells_can_be_pasted(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("企业名称\t2022年营业收入（元）\n甲公司\t1,234.50\n"))
    assert main(["intake", "-", "--json", "--type", "enterprise_year"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "pasted"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["none.xlsx"], "There is no file"),
        (["."], "not a file"),
        (["FILE", "--type", "nothing"], "There is no record type"),
        (["FILE", "--out", "no/such/folder.xlsx"], "cannot be written"),
        (["FILE", "--sender", "FILE"], "holds no mappings"),
    ],
)
def test_a_refusal_is_one_sentence_with_code_two(
    change: list[str],
    said: str,
    sent: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--lang", "en", "intake", *(str(sent) if word == "FILE" else word for word in change)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_macro_file_is_refused_in_chinese_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from kechuang.intake.tests.files import replace_part, xlsx

    path = tmp_path / "年报.xlsm"
    path.write_bytes(replace_part(xlsx([["名称", "收入"]]), "xl/vbaProject.bin", b"macro"))
    assert main(["intake", str(path)]) == 2
    assert "带有宏" in capsys.readouterr().err
