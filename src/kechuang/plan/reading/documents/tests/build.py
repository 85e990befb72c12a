"""Files for the tests, built as needed: no binary file lies in the repository."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfReader, PdfWriter

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx_bytes(document: docx.document.Document) -> bytes:
    """A python-docx document as a file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zip_bytes(parts: dict[str, bytes | str]) -> bytes:
    """A zip file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def bare_docx(body: str, **parts: bytes | str) -> bytes:
    """A .docx of nothing but a body (WordprocessingML) and further parts under word/."""
    return zip_bytes(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>',
            **{f"word/{name.replace('__', '.')}": data for name, data in parts.items()},
        }
    )


def replace_part(data: bytes, part: str, change: bytes) -> bytes:
    """The same zip file with one part's bytes replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zip_bytes({**parts, part: change})


def paragraph(text: str, properties: str = "") -> object:
    """A paragraph as XML for insertion into a python-docx body."""
    return parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")


def pdf_bytes(pages: Iterable[list[str]], *, with_text: bool = True, mapped: bool = True) -> bytes:
    """A PDF whose pages hold these lines, in a font that is not embedded: enough for a text layer.

    Without ``with_text`` the pages hold only a drawn box, as a scan does. Without ``mapped`` the font has no table from
    its codes to characters.
    """
    pages = list(pages)
    codes = {
        character: number + 1
        for number, character in enumerate(sorted({c for page in pages for line in page for c in line}))
    }
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(data: bytes) -> bytes:
        return b"<< /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"

    table = "\n".join(f"<{code:04X}> <{character.encode('utf-16-be').hex()}>" for character, code in codes.items())
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(codes)} beginbfchar\n{table}\nendbfchar\nendcmap end end"
    )
    to_unicode = add(stream(mapping.encode()))
    descendant = add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /DW 1000 >>"
    )
    link = f"/ToUnicode {to_unicode} 0 R" if mapped else ""
    font = add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] {link} >>".encode()
    )
    contents = []
    for page in pages:
        if with_text:
            lines = "".join(
                f"1 0 0 1 72 {780 - 20 * row} Tm <{''.join(f'{codes[c]:04X}' for c in line)}> Tj\n"
                for row, line in enumerate(page)
            )
            contents.append(add(stream(f"BT /F1 12 Tf\n{lines}ET".encode())))
        else:
            contents.append(add(stream(b"0 0 595 842 re f")))
    tree = len(objects) + len(contents) + 1
    kids = [
        add(
            f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> >> >>".encode()
        )
        for content in contents
    ]
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode())
    catalogue = add(f"<< /Type /Catalog /Pages {tree} 0 R >>".encode())
    return _assemble(objects, catalogue)


def _assemble(objects: list[bytes], catalogue: int) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, catalogue, start))
    return out.getvalue()


def encrypted_pdf(data: bytes, password: str, owner: str = "owner") -> bytes:
    """The same PDF under a password; an empty one means that only changes are forbidden."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=password, owner_password=owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def looping_pdf() -> bytes:
    """A PDF whose page tree contains itself."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"]
    return _assemble(objects, 1)


def ole_bytes(*streams: str) -> bytes:
    """What begins like an OLE container and names these streams in its directory."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 504
        + b"".join(name.encode("utf-16-le") + b"\x00" * 8 for name in streams)
    )


GOVERNMENT_PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>某区科技创新“十四五”发展规划-某区人民政府</title>
<script>var a = "<p>script text</p>"; document.write("written");</script><style>.x{color:red}</style></head>
<body>
<div class="top-bar"><a href="/">无障碍</a> | <a href="/">关怀版</a></div>
<div id="header" class="header"><ul class="nav"><li><a href="/a">首页</a></li><li><a href="/b">政务公开</a></li>
<li><a href="/c">办事服务</a></li></ul><form><input name="q"><button>搜索</button></form></div>
<div class="container"><div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/p">规划计划</a></div>
<div class="sidebar"><ul><li><a>机构职能</a></li><li><a>领导信息</a></li></ul></div>
<div class="article-box">
<h1>某区科技创新“十四五”发展规划</h1>
<div class="meta">来源：区科技局 发布时间：2021-09-28 <span class="share">分享到：微信 微博</span></div>
<div class="TRS_Editor">
<h2>一、发展目标</h2>
<p>&emsp;&emsp;到2025年，国家级高新技术企业达到<b>280</b>家，<br>技术合同成交额累计达35亿元。<script>alert(1)</script></p>
<table><tr><th>指标</th><th>2020年</th><th>2025年</th></tr><tr><td>瞪羚企业（家）</td><td>16</td><td>20</td></tr></table>
<h2>二、重点任务</h2>
<p onclick="evil()">支持企业建设<a href="javascript:evil()">创新平台</a>，打造
产业集聚区。</p><p style="display:none">隐藏的文字</p>
<!-- a comment --><noscript>请开启脚本</noscript>
</div></div></div>
<div class="related"><h3>相关文章</h3><ul><li><a>另一份规划</a></li><li><a>再一份规划</a></li></ul></div>
<footer>版权所有 某区人民政府 备案号12345678号-1</footer>
</body></html>"""
