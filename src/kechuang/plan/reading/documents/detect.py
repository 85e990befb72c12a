"""What a file is, by its first bytes; its suffix only decides between kinds of text."""

from __future__ import annotations

import re
from typing import Literal

from kechuang.files import Archive
from kechuang.plan.reading.documents.model import Limits
from kechuang.plan.reading.documents.refusals import refuse

Kind = Literal["docx", "pdf", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "PNG 图片", "a PNG picture"),
    (b"\xff\xd8\xff", "JPEG 图片", "a JPEG picture"),
    (b"GIF8", "GIF 图片", "a GIF picture"),
    (b"BM", "BMP 图片", "a BMP picture"),
    (b"II*\x00", "TIFF 图片", "a TIFF picture"),
    (b"MM\x00*", "TIFF 图片", "a TIFF picture"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"MZ", "Windows 程序", "a Windows program"),
    (b"\x7fELF", "程序文件", "a program"),
    (b"SQLite format 3", "数据库文件", "a database"),
    (b"PAR1", "Parquet 数据", "Parquet data"),
)


def detect(data: bytes, name: str, limits: Limits) -> Kind:
    """Whether the bytes are a .docx, a .pdf or text.

    Raises:
        DocumentRefusedError: anything else, each with its own sentence.
    """
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK"):
        _check_office_zip(data, name, limits)
        return "docx"
    if head.startswith(_OLE):
        # Stream names of an OLE container stand in its directory as UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise refuse("encrypted", name)
        for stream, zh, en in (("Workbook", "Excel 表格", "an Excel sheet"), ("PowerPoint", "PPT 演示文稿", "slides")):
            if stream.encode("utf-16-le") in data:
                raise refuse("other_office", name, found=(zh, en))
        raise refuse("old_word", name)
    if head.lstrip().startswith(b"{\\rtf"):
        raise refuse("other_office", name, found=("RTF 文件", "an RTF file"))
    for signature, zh, en in _SIGNATURES:
        if head.startswith(signature) and (len(signature) > 2 or b"\x00" in head):
            raise refuse("binary", name, found=(zh, en))
    return "text"


def _check_office_zip(data: bytes, name: str, limits: Limits) -> None:
    parts = Archive(data, name, limits, refuse).names()
    if "[Content_Types].xml" in parts:
        if any(part.endswith("vbaProject.bin") for part in parts) or name.lower().endswith((".docm", ".dotm")):
            raise refuse("macros", name)
        if any(part.startswith("xl/") for part in parts):
            raise refuse("other_office", name, found=("Excel 表格", "an Excel sheet"))
        if any(part.startswith("ppt/") for part in parts):
            raise refuse("other_office", name, found=("PPT 演示文稿", "slides"))
        return
    if "OFD.xml" in parts:
        raise refuse("other_office", name, found=("OFD 版式文件", "an OFD document"))
    if "mimetype" in parts:
        raise refuse("other_office", name, found=("OpenDocument 文件", "an OpenDocument file"))
    raise refuse("other_office", name, found=("压缩包", "an archive"))


_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(r"</(?:p|div|span|table|a|h[1-6])>", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)


def text_kind(text: str, name: str) -> Literal["html", "markdown", "plain"]:
    """What kind of text it is: a page shows its tags, Markdown its headings.

    >>> text_kind("<!DOCTYPE html><html>", "规划.txt"), text_kind("# 规划", "a.md"), text_kind("一、总则", "a.txt")
    ('html', 'markdown', 'plain')
    """
    suffix = name.lower().rpartition(".")[2]
    if _HTML_START.match(text[:4096]) or (suffix in ("html", "htm", "shtml") and "<" in text):
        return "html"
    if len(_HTML_TAG.findall(text[:20000])) >= 5:
        return "html"
    if suffix in ("md", "markdown") or len(_MARKDOWN_HEADING.findall(text[:20000])) >= 2:
        return "markdown"
    return "plain"
