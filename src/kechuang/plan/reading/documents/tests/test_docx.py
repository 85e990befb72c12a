"""Word files: order, headings, numbering, tables, text boxes; and the hostile ones."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from kechuang.plan.reading import DocumentRefusedError, Limits, read_document
from kechuang.plan.reading.documents.tests import build


def refused(data: bytes, name: str = "规划.docx", limits: Limits | None = None) -> str:
    with pytest.raises(DocumentRefusedError) as refusal:
        read_document(data, name, limits)
    assert name in refusal.value.message("zh")
    assert name in refusal.value.message("en")
    return refusal.value.code


def sample() -> bytes:
    document = docx.Document()
    document.add_heading("某区科技规划", 0)
    document.add_heading("一、发展目标", 1)
    document.add_paragraph("到2025年，高新技术企业达到280家。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("指标", "2025年", "瞪羚企业", "20家"), strict=True
    ):
        cell.text = text
    document.add_heading("（一）创新平台", 2)
    document.add_paragraph("支持企业建设平台。")
    return build.docx_bytes(document)


def test_paragraphs_headings_and_tables_come_in_the_order_of_the_page() -> None:
    document = read_document(sample(), "规划.docx")
    assert document.text.splitlines() == [
        "某区科技规划",
        "一、发展目标",
        "到2025年，高新技术企业达到280家。",
        "指标\t2025年",
        "瞪羚企业\t20家",
        "（一）创新平台",
        "支持企业建设平台。",
    ]
    assert [(one.kind, one.level) for one in document.blocks] == [
        ("paragraph", None), ("heading", 1), ("paragraph", None), ("row", None), ("row", None), ("heading", 2), ("paragraph", None),
    ]  # fmt: skip
    assert document.title == "某区科技规划"


def test_automatic_numbers_are_written_out() -> None:
    numbering = f"""<w:numbering {build.W}><w:abstractNum w:abstractNumId="0">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
    <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""

    def item(level: int, text: str) -> str:
        return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'

    body = "".join(
        item(*one)
        for one in ((0, "总则"), (1, "目标"), (2, "指标"), (2, "口径"), (1, "原则"), (2, "第一"), (0, "任务"))
    )
    document = read_document(build.bare_docx(body, numbering__xml=numbering), "规划.docx")
    assert document.text.split() == ["一、总则", "（一）目标", "1.指标", "2.口径", "（二）原则", "1.第一", "二、任务"]


def test_text_boxes_are_read_once_and_deleted_text_not_at_all() -> None:
    body = """<w:p><w:r><w:t>正文</w:t></w:r><w:del><w:r><w:delText>删去</w:delText><w:t>删去</w:t></w:r></w:del>
    <w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:r>
    <mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps">
    <w:txbxContent><w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback>
    <w:txbxContent><w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"""
    document = read_document(build.bare_docx(body), "规划.docx")
    assert document.text == "正文新增\n框中文字\n"
    assert any("修订" in note.zh for note in document.notes)


def test_a_generated_table_of_contents_is_left_out_with_a_note() -> None:
    styles = f'<w:styles {build.W}><w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>'
    body = '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>一、总则 1</w:t></w:r></w:p><w:p><w:r><w:t>一、总则</w:t></w:r></w:p>'
    document = read_document(build.bare_docx(body, styles__xml=styles), "规划.docx")
    assert document.text == "一、总则\n"
    assert any("目录" in note.zh for note in document.notes)


def test_a_word_file_under_another_suffix_is_recognised() -> None:
    assert read_document(sample(), "规划.pdf").media_type == "application/docx"


def test_broken_files_are_refused_whole() -> None:
    data = sample()
    assert refused(data[: len(data) // 2]) == "broken"
    assert refused(b"PK\x03\x04 not a zip at all") == "broken"
    assert refused(build.replace_part(data, "word/document.xml", b"<w:document><w:body>")) == "broken"
    assert refused(build.zip_bytes({"[Content_Types].xml": "<Types/>"})) == "broken"


def test_a_part_whose_checksum_is_wrong_is_refused() -> None:
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive, zipfile.ZipFile(io.BytesIO(sample())) as source:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
    assert refused(plain.getvalue().replace("支持企业建设平台".encode(), "支持企业建没平台".encode())) == "broken"


def test_other_office_files_and_archives_are_named() -> None:
    kinds = {"xl/workbook.xml": "Excel", "ppt/presentation.xml": "PPT"}
    for part, called in kinds.items():
        with pytest.raises(DocumentRefusedError, match=r"sheet|slides") as refusal:
            read_document(build.zip_bytes({"[Content_Types].xml": "<Types/>", part: "<x/>"}), "表.docx")
        assert called in refusal.value.message("zh")
    assert refused(build.zip_bytes({"OFD.xml": "<x/>"})) == "other_office"
    assert refused(build.zip_bytes({"mimetype": "application/vnd.oasis.opendocument.text"})) == "other_office"
    assert refused(build.zip_bytes({"readme.txt": "hello"})) == "other_office"


def test_macro_files_are_refused_by_content_and_by_name() -> None:
    with zipfile.ZipFile(io.BytesIO(sample())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert refused(build.zip_bytes({**parts, "word/vbaProject.bin": b"\x00"})) == "macros"
    assert refused(sample(), "规划.docm") == "macros"


def test_old_word_and_encrypted_files_are_told_apart() -> None:
    assert refused(build.ole_bytes("WordDocument"), "规划.doc") == "old_word"
    assert refused(build.ole_bytes("EncryptionInfo", "EncryptedPackage")) == "encrypted"
    assert refused(build.ole_bytes("Workbook"), "表.xls") == "other_office"


def test_zip_bombs_are_refused_by_size_ratio_and_count() -> None:
    zeros = b"0" * (3 * 1024 * 1024)
    bomb = build.bare_docx("<w:p/>", media__bin=zeros)
    assert refused(bomb) == "bomb"  # a ratio of about one thousand
    assert refused(bomb, limits=Limits(max_ratio=10**6, max_inflated_bytes=1024 * 1024)) == "bomb"
    many = build.zip_bytes({f"word/p{number}.xml": "x" for number in range(200)} | {"[Content_Types].xml": "x"})
    assert refused(many, limits=Limits(max_entries=100)) == "bomb"


def test_a_zip_that_lies_about_its_sizes_is_still_stopped() -> None:
    data = bytearray(build.bare_docx("<w:p><w:r><w:t>" + "文" * 400_000 + "</w:t></w:r></w:p>"))
    # The declared size stands in the local header and in the central directory; both are made to say 100.
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        true_size = archive.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    lying = bytes(data).replace(true_size, (100).to_bytes(4, "little"))
    assert lying != bytes(data)
    assert refused(lying, limits=Limits(max_inflated_bytes=1000)) in ("bomb", "broken")


@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/evil.dtd">',
    ],
)
def test_entities_in_a_part_are_refused_and_never_fetched(document_type: str) -> None:
    xml = f"<?xml version='1.0'?>{document_type}<w:document {build.W}><w:body><w:p><w:r><w:t>文&#97;</w:t></w:r></w:p></w:body></w:document>"
    assert refused(build.replace_part(sample(), "word/document.xml", xml.encode())) == "unsafe_xml"


def test_parts_nested_without_end_are_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 5000 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 5000
    assert refused(build.bare_docx(deep)) in ("broken", "no_text")


def test_a_document_of_pictures_only_is_refused() -> None:
    assert refused(build.bare_docx("<w:p/>")) == "no_text"
