"""Plain text, Markdown and their encodings."""

from __future__ import annotations

import codecs

import pytest

from kechuang.plan.reading import DocumentRefusedError, read_document

PLAN = "一、发展目标\r\n　　到2025年，高新技术企业达到280家。\n\n二、重点任务\n"


def test_text_is_kept_as_the_file_is_with_line_breaks_and_blanks() -> None:
    document = read_document(PLAN.encode(), "规划.txt")
    assert document.text == PLAN
    assert document.media_type == "text/plain"
    assert [PLAN[one.start : one.end] for one in document.blocks] == [
        "一、发展目标",
        "到2025年，高新技术企业达到280家。",
        "二、重点任务",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_encodings_are_recognised(encoding: str) -> None:
    text = PLAN * 20
    assert read_document(text.encode(encoding), "规划.txt").text == text


def test_a_byte_order_mark_of_utf8_stays_as_python_decodes_it() -> None:
    document = read_document(codecs.BOM_UTF8 + PLAN.encode(), "规划.txt")
    assert document.text == "\ufeff" + PLAN
    assert document.text[document.blocks[0].start] == "一"


def test_markdown_is_kept_as_the_file_is() -> None:
    text = "# 规划\n\n## 一、目标\n\n达到280家。\n"
    document = read_document(text.encode(), "规划.md")
    assert (document.text, document.media_type) == (text, "text/markdown")


def test_the_suffix_does_not_decide_what_a_file_is() -> None:
    assert (
        read_document(b"<!DOCTYPE html><html><body><p>\xe8\xa7\x84\xe5\x88\x92</p></body></html>", "a.txt").media_type
        == "text/html"
    )
    assert read_document("规划正文".encode(), "a.pdf").media_type == "text/plain"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        ("\u3000\u200b\n".encode(), "empty"),
        (b"\x00\x01\x02\x03" * 100, "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "binary"),
        (b"text\x07\x01\x02\x03\x04 with controls", "binary"),
        ("规划".encode() * 50 + b"\xff\xfe\xfd", "encoding"),
        ("规划".encode()[:-1], "encoding"),
        (b"\xff\xfea\x00b", "broken"),
        (b"{\\rtf1\\ansi plan}", "other_office"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(DocumentRefusedError) as refusal:
        read_document(data, "规划.txt")
    assert refusal.value.code == code
    for language in ("zh", "en"):
        sentence = refusal.value.message(language)
        assert "规划.txt" in sentence
        assert "\n" not in sentence
        assert "{" not in sentence


def test_a_file_over_the_limit_is_refused_with_both_sizes() -> None:
    from kechuang.plan.reading import Limits

    with pytest.raises(DocumentRefusedError, match=r"2 KB.*1 KB") as refusal:
        read_document(b"a" * 2048, "规划.txt", Limits(max_bytes=1024))
    assert refusal.value.code == "oversized"
