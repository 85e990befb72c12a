"""What a file is, by its first bytes; a workbook that hides programs is refused here."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from kechuang.files import Archive, Limits
from kechuang.intake.refusals import refuse

Kind = Literal["xlsx", "xls", "docx", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Workbooks older than the OLE container begin with a BIFF record of their own.
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "PDF 文件", "a PDF"),
    (b"\x89PNG", "PNG 图片", "a PNG picture"),
    (b"\xff\xd8\xff", "JPEG 图片", "a JPEG picture"),
    (b"GIF8", "GIF 图片", "a GIF picture"),
    (b"II*\x00", "TIFF 图片", "a TIFF picture"),
    (b"MM\x00*", "TIFF 图片", "a TIFF picture"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"MZ\x90\x00", "Windows 程序", "a Windows program"),
    (b"\x7fELF", "程序文件", "a program"),
    (b"SQLite format 3", "数据库文件", "a database"),
    (b"PAR1", "Parquet 数据", "Parquet data"),
    (b"{\\rtf", "RTF 文件", "an RTF file"),
)
_TAGS: tuple[tuple[bytes, str, str], ...] = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "XML 电子表格（2003）", "an XML spreadsheet of 2003"),
    (b"<html", "网页（系统导出的“假 .xls”）", "a web page (as some systems export under the name .xls)"),
    (b"<table", "网页（系统导出的“假 .xls”）", "a web page (as some systems export under the name .xls)"),
    (b"<?xml", "XML 文件", "an XML file"),
)


def detect(data: bytes | Path, name: str, limits: Limits) -> Kind:
    """Whether the file is a workbook (.xlsx, .xls), a Word document (.docx) or text.

    Raises:
        IntakeRefusedError: anything else, each with its own sentence.
    """
    head = _head(data)
    if head.startswith(b"PK"):
        return _office_zip(data, name, limits)
    if head.startswith(_OLE):
        return _ole(data, name)
    if head.startswith(_BIFF):
        return "xls"
    for signature, zh, en in _SIGNATURES:
        if head.startswith(signature):
            raise refuse("binary", name, found=(zh, en))
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<"):
        for mark, zh, en in _TAGS:
            if mark in start:
                raise refuse("other_format", name, found=(zh, en))
    return "text"


def _head(data: bytes | Path) -> bytes:
    if isinstance(data, bytes):
        return data[:4096]
    with data.open("rb") as stream:
        return stream.read(4096)


def _office_zip(data: bytes | Path, name: str, limits: Limits) -> Kind:
    parts = Archive(data, name, limits, refuse).names()
    if any(part.endswith("vbaProject.bin") or part.startswith("xl/macrosheets/") for part in parts):
        raise refuse("macros", name)
    if "xl/workbook.bin" in parts:
        raise refuse("binary_workbook", name)
    if "[Content_Types].xml" in parts:
        if any(part.startswith("xl/") for part in parts):
            return "xlsx"
        if any(part.startswith("word/") for part in parts):
            return "docx"
        if any(part.startswith("ppt/") for part in parts):
            raise refuse("other_format", name, found=("PPT 演示文稿", "slides"))
    if "OFD.xml" in parts:
        raise refuse("other_format", name, found=("OFD 版式文件", "an OFD document"))
    if "mimetype" in parts:
        raise refuse("other_format", name, found=("OpenDocument 文件", "an OpenDocument file"))
    raise refuse("other_format", name, found=("压缩包", "an archive"))


def _ole(data: bytes | Path, name: str) -> Kind:
    """An old workbook, unless its directory names something else. Stream names stand there as UTF-16."""
    content = data if isinstance(data, bytes) else data.read_bytes()

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise refuse("encrypted", name)
    if holds("_VBA_PROJECT"):
        raise refuse("macros", name)
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("WordDocument"):
        raise refuse("other_format", name, found=("旧版 Word 文件（.doc）", "an old Word file (.doc)"))
    if holds("PowerPoint"):
        raise refuse("other_format", name, found=("PPT 演示文稿", "slides"))
    raise refuse("binary", name, found=("OLE 容器", "an OLE container"))
