"""``kechuang check``."""

import json

from docx import Document

from kechuang.cli import main


def test_the_command_prints_findings_and_writes_comments(tmp_path, capsys):
    document = Document()
    document.add_paragraph("2019年，全区国家高新技术企业999家。")
    path, out = tmp_path / "draft.docx", tmp_path / "commented.docx"
    document.save(str(path))
    command = ["check", str(path), "--region", "baodi", "--as-of", "2026-01-01", "--from", "content"]
    assert main([*command, "--json", "--out", str(out)]) == 0
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert set(finding) == {"start", "end", "kind", "says", "holds", "source"}
    assert finding["kind"] == "disagrees"
    assert "151" in finding["holds"]
    assert finding["source"]["title"]
    assert len(list(Document(str(out)).comments)) == 1
    assert main(command) == 0
    assert "不一致" in capsys.readouterr().out


def test_comments_are_refused_for_a_text_file(tmp_path, capsys):
    path = tmp_path / "draft.txt"
    path.write_text("2019年，全区国家高新技术企业151家。", encoding="utf-8")
    assert main(["check", str(path), "--region", "baodi", "--from", "content", "--out", str(tmp_path / "x.docx")]) == 2
    assert ".docx" in capsys.readouterr().err
