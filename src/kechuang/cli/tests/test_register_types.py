"""``kechuang register types`` and ``kechuang register template``."""

from __future__ import annotations

import json

import openpyxl
import pytest

from kechuang.cli import main


def run(capsys, *arguments):
    code = main(["register", *arguments])
    return code, capsys.readouterr()


def test_every_type_is_listed_with_its_fields_for_programs(capsys):
    code, shown = run(capsys, "types", "--region", "baodi", "--json")
    types = {one["code"]: one for one in json.loads(shown.out)["types"]}
    assert code == 0
    assert {"organisation", "enterprise_year", "title", "tenant"} <= set(types)
    fields = {one["code"]: one for one in types["enterprise_year"]["fields"]}
    assert fields["rd_expense"]["attribute"] == "rd_expense"
    assert fields["rd_expense"]["unit"] == "万元"
    assert "研发投入" in fields["rd_expense"]["aliases"]
    assert {"total": "total_assets", "parts": ["total_liabilities", "net_assets"]} in types["enterprise_year"]["sums"]


def test_one_type_is_shown_by_code_or_by_its_chinese_name_in_either_language(capsys):
    _, by_code = run(capsys, "types", "title")
    _, by_name = run(capsys, "types", "称号")
    _, english = run(capsys, "types", "title", "--lang", "en")
    assert by_code.out == by_name.out
    assert "发证日期" in by_code.out
    assert "issued on" in english.out


def test_a_template_is_written_once_and_not_over_another_file(capsys, tmp_path):
    out = tmp_path / "年报.xlsx"
    code, shown = run(
        capsys, "template", "enterprise_year", "--region", "baodi", "--out", str(out), "--fields", "rd_expense"
    )
    assert code == 0
    assert "4列" in shown.out
    assert openpyxl.load_workbook(out)["企业年报"]["A1"].value == "宝坻区企业年报填报表"
    code, shown = run(capsys, "template", "title", "--out", str(out))
    assert code == 2
    assert "--force" in shown.err
    code, shown = run(capsys, "template", "title", "--out", str(out), "--force", "--json")
    assert code == 0
    assert json.loads(shown.out)["type"] == "title"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["template", "nothing", "--out", "x.xlsx"], "没有记录类型“nothing”"),
        (["template", "title", "--out", "x.docx"], "不是 .xlsx 文件名"),
        (["template", "title", "--out", "x.xlsx", "--fields", "colour"], "没有字段“colour”"),
        (["types", "nothing"], "没有记录类型“nothing”"),
        (["types", "--region", "nowhere"], "没有区域“nowhere”"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_leaves_no_file(capsys, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    code, shown = run(capsys, *arguments)
    assert code == 2
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def region(tmp_path):
    """A district of its own below the country, whose files a test may spoil."""
    folder = tmp_path / "mouqu"
    (folder / "register").mkdir(parents=True)
    (folder / "region.yaml").write_text(
        "code: mouqu\nname: {zh: 某区, en: Mouqu}\nadcode: '1'\nparent: china\n", "utf-8"
    )
    (folder / "subjects.yaml").write_text("subjects:\n  park/one: {name: {zh: 一园, en: One}, kind: park}\n", "utf-8")

    def write(name, text):
        (folder / name).write_text(text, "utf-8")
        return str(folder)

    return write


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("register.yaml", "sites:\n  park/one: park\n", 0, "内容可用"),
        ("register.yaml", "sites:\n  park/one: palace\n", 2, "register.yaml 第2行"),
        ("register.yaml", "sites:\n  park/two: park\n", 1, "未登记的对象“park/two”"),
        ("register.yaml", "", 2, "键值表"),
        (
            "register/more.yaml",
            "title_kind:\n  kinds:\n    best: {name: 最佳, counted_by: best_count}\n",
            1,
            "best_count",
        ),
        ("register/more.yaml", "title_kind:\n  kinds:\n    hnte: {name: 高企}\n", 2, "register/more.yaml 第3行"),
        ("register/more.yaml", "title_kind:\n  kinds:\n    best: {name: 高企}\n", 2, "register/more.yaml 第3行"),
    ],
)
def test_region_check_reads_the_register_s_content(capsys, region, name, text, code, said):
    folder = region(name, text)
    found = main(["region", "check", "--region", folder])
    shown = capsys.readouterr()
    assert found == code
    assert said in shown.out + shown.err
