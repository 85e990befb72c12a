"""Hostile, broken and mistaken files: read, or refused in one sentence; never a stack trace, never a program run."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kechuang.files import Limits
from kechuang.intake import IntakeRefusedError, open_file, open_text
from kechuang.intake.tests.files import CODE, part_of, read_all, read_one, replace_part, word, xls, xlsx, zipped

PLAIN = xlsx([["企业名称", "2022年营业收入（万元）", "研发费用（万元）"], ["甲公司", 1, 2]])
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def changed(old: str, new: str, part: str = SHEET) -> bytes:
    text = part_of(PLAIN, part).decode()
    assert old in text
    return replace_part(PLAIN, part, text.replace(old, new, 1).encode())


def bomb() -> bytes:
    """A sheet that unpacks ten thousand times its size and says so."""
    return replace_part(PLAIN, SHEET, b"<worksheet><sheetData>" + b" " * 80_000_000)


def lying_bomb() -> bytes:
    """A sheet whose entry declares a hundred bytes and unpacks to twenty million."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(b"<worksheet>" + b" " * 20_000_000) + packed.flush()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[SHEET] = b"x" * 100
    whole = bytearray(zipped(parts))
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
        entry = archive.getinfo(SHEET)
    start = entry.header_offset + 30 + len(SHEET)
    assert len(data) > entry.compress_size
    del whole[start : start + entry.compress_size]
    whole[start:start] = data[: entry.compress_size]
    return bytes(whole)


def utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


REFUSED = {
    "macros": ("年报.xlsm", replace_part(PLAIN, "xl/vbaProject.bin", b"\xd0\xcf")),
    "macros in an old workbook": ("年报.xls", OLE + utf16("Workbook") + utf16("_VBA_PROJECT")),
    "old macro sheets": ("年报.xlsx", replace_part(PLAIN, "xl/macrosheets/sheet1.xml", b"<x/>")),
    "binary_workbook": ("年报.xlsb", replace_part(PLAIN, "xl/workbook.bin", b"x")),
    "encrypted": ("年报.xlsx", OLE + utf16("EncryptedPackage")),
    "bomb": ("年报.xlsx", bomb()),
    "a bomb that lies": ("年报.xlsx", lying_bomb()),
    "entities": ("年报.xlsx", changed("<worksheet", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet')),
    "entities in the texts": ("年报.xlsx", changed("<sst", '<!DOCTYPE x [<!ENTITY a "aaaa">]><sst', "xl/sharedStrings.xml")),
    "dde in a formula": ("年报.xlsx", changed("<v>1</v>", "<f>cmd|'/c calc'!A1</f><v>1</v>")),
    "dde link": ("年报.xlsx", replace_part(PLAIN, "xl/externalLinks/externalLink1.xml", b'<externalLink xmlns="x"><ddeLink ddeService="cmd"/></externalLink>')),
    "cut off": ("年报.xlsx", PLAIN[: len(PLAIN) // 2]),
    "cut off inside a sheet": ("年报.xlsx", replace_part(PLAIN, SHEET, part_of(PLAIN, SHEET)[:-40])),
    "no workbook inside": ("年报.xlsx", zipped({"[Content_Types].xml": b"<Types/>", "xl/x.xml": b"<x/>"})),
    "an archive": ("年报.xlsx", zipped({"a.txt": b"a"})),
    "OpenDocument": ("年报.ods", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})),
    "slides": ("年报.pptx", zipped({"[Content_Types].xml": b"", "ppt/x.xml": b""})),
    "a picture": ("年报.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50),
    "a PDF": ("年报.xls", b"%PDF-1.7\n..."),
    "a page that calls itself .xls": ("导出.xls", "<html><body><table><tr><td>名称</td></tr></table></body></html>".encode()),
    "XML of 2003": ("导出.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'),
    "an old Word file": ("年报.doc", OLE + utf16("WordDocument")),
    "a broken old workbook": ("年报.xls", OLE + utf16("Workbook") + b"\x00" * 2000),
    "NUL bytes": ("名单.csv", "名称,收入\n甲\x00公司,1\n".encode()),
    "no encoding at all": ("名单.csv", b"\x81\x20\xff\xfe\xfa,\n" * 5),
    "empty": ("名单.csv", b""),
    "only blanks": ("名单.csv", b"\n\n , \n"),
    "no rows": ("年报.xlsx", xlsx([[]])),
    "ten thousand columns": ("年报.xlsx", xlsx([["名称"] + [f"列{number}" for number in range(10_000)]])),
    "ten thousand columns of text": ("名单.csv", ",".join(f"列{number}" for number in range(10_000)).encode()),
    "a document without tables": ("说明.docx", word(["只有文字，没有表格。"])),
    "a control character in every word": ("名单.csv", "甲\x01,乙\x02,丙\x03\n".encode() * 20),
    "a row number that is none": ("年报.xlsx", changed('<row r="1"', '<row r="eins"')),
    "a text that is not there": ("年报.xlsx", changed('t="s"><v>0</v>', 't="s"><v>999</v>')),
}  # fmt: skip


def read_through(data: bytes, name: str) -> None:
    for sheet in open_file(data, name):
        list(sheet.rows())


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_one_sentence_that_names_the_file(case: str) -> None:
    name, data = REFUSED[case]
    with pytest.raises(IntakeRefusedError) as refusal:
        read_through(data, name)
    for sentence in (refusal.value.zh, refusal.value.en):
        assert name in sentence
        assert "\n" not in sentence
        assert "{" not in sentence
    assert refusal.value.zh.endswith("。")


def test_refusals_have_codes_for_pages() -> None:
    codes = {}
    for case in (
        "macros",
        "bomb",
        "entities",
        "dde link",
        "cut off",
        "encrypted",
        "NUL bytes",
        "ten thousand columns",
        "empty",
    ):
        name, data = REFUSED[case]
        with pytest.raises(IntakeRefusedError) as refusal:
            read_through(data, name)
        codes[case] = refusal.value.code
    assert codes == {
        "macros": "macros", "bomb": "bomb", "entities": "unsafe_xml", "dde link": "dde", "cut off": "broken", "encrypted": "encrypted",
        "NUL bytes": "nul", "ten thousand columns": "too_wide", "empty": "empty",
    }  # fmt: skip


def test_a_file_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeRefusedError, match="more than the limit"):
        open_file(PLAIN, "年报.xlsx", Limits(max_bytes=100))
    with pytest.raises(IntakeRefusedError, match="There is no file"):
        open_file(tmp_path / "没有.xlsx")
    with pytest.raises(IntakeRefusedError, match="not a file"):
        open_file(tmp_path)
    with pytest.raises(IntakeRefusedError):
        open_text("  \n ")


def test_the_suffix_does_not_matter_where_the_content_is_sound() -> None:
    assert open_file(PLAIN, "年报.csv").kind == "xlsx"
    assert open_file("名称,收入\n甲,1\n".encode("gb18030"), "年报.xlsx").kind == "csv"
    assert open_file(xls({"表": [["名称", "收入"], ["甲", 1]]}), "年报.xlsx").kind == "xls"


def test_links_to_other_files_are_not_followed_and_are_told() -> None:
    data = replace_part(
        PLAIN, "xl/externalLinks/externalLink1.xml", b'<externalLink xmlns="x"><externalBook/></externalLink>'
    )
    book = open_file(data, "年报.xlsx")
    assert [(one.kind, one.severity) for one in book.notices] == [("external_links", "warning")]


def test_a_million_empty_rows_and_a_styled_last_cell_cost_nothing() -> None:
    rows = "".join(f'<row r="{number}"/>' for number in range(3, 60_000))
    data = changed("</sheetData>", f'{rows}<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    data = replace_part(
        data, SHEET, part_of(data, SHEET).replace(b'<dimension ref="A1:C2"/>', b'<dimension ref="A1:XFD1048576"/>')
    )
    assert [row.number for row in open_file(data, "年报.xlsx").sheets[0].rows()] == [1, 2]
    _, records = read_one(data)
    assert len(records) == 1


def test_merged_cells_over_the_whole_sheet_do_not_fill_memory() -> None:
    areas = (
        "".join(f'<mergeCell ref="A{row}:XFD{row}"/>' for row in range(3, 200)) + '<mergeCell ref="A300:XFD1048576"/>'
    )
    data = changed("</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>")
    _, records = read_one(data)
    assert [record.values["name"] for record in records] == ["甲公司"]


def test_what_looks_like_a_formula_is_a_text() -> None:
    _, records = read_one(
        xlsx([["2022年报（万元）"], ["企业名称", "统一社会信用代码", "营业收入"], ["=HYPERLINK(1)", CODE, "=1+1"]])
    )
    assert records[0].values["name"] == "=HYPERLINK(1)"
    assert [problem.kind for problem in records[0].problems] == ["number_fault"]


STARTS = [
    b"",
    b"PK\x03\x04",
    OLE,
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<html>",
    b"\x09\x08\x10\x00\x00\x06\x05\x00",
    "企业名称,收入\n".encode("gb18030"),
]


def read_or_refuse(data: bytes, name: str) -> None:
    try:
        read_all(open_file(data, name))
    except IntakeRefusedError as refusal:
        assert "\n" not in refusal.zh + refusal.en  # noqa: PT017 - either way is right


@settings(deadline=None, max_examples=120)
@given(st.sampled_from(STARTS), st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.docx", "a"]))
def test_random_bytes_are_read_or_refused(start: bytes, data: bytes, name: str) -> None:
    read_or_refuse(start + data, name)


@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_any_cells_are_read_or_refused(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)
    try:
        book = open_text(text)
    except IntakeRefusedError:
        return
    read_all(book)
    read_all(book, record_type="enterprise_year")


SAMPLES = {
    "a.xlsx": PLAIN,
    "a.xls": xls({"表": [["企业名称", "营业收入（万元）"], ["甲公司", 12.5]]}),
    "a.docx": word([[["企业名称", "营业收入（万元）"], ["甲公司", "12.5"]]]),
    "a.csv": "企业名称,营业收入（万元）\n甲公司,12.5\n".encode("gb18030"),
}


@pytest.mark.parametrize("name", SAMPLES)
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    cut=st.one_of(st.none(), st.floats(0, 1)),
)
def test_damaged_files_are_read_or_refused(name: str, changes: list[tuple[float, int]], cut: float | None) -> None:
    data = bytearray(SAMPLES[name])
    for place, value in changes:
        data[int(place * len(data))] = value
    read_or_refuse(bytes(data[: len(data) if cut is None else int(cut * len(data))]), name)


def test_a_damaged_record_of_an_old_workbook_is_refused() -> None:
    whole = bytearray(SAMPLES["a.xls"])
    place = whole.find(struct.pack("<HH", 0x0809, 16))
    assert place > 0
    whole[place + 2 : place + 4] = b"\xff\x7f"
    read_or_refuse(bytes(whole), "a.xls")
