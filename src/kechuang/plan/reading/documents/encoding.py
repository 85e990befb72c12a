"""The characters of a web page, which is served by programs that do not check them."""

from __future__ import annotations

import codecs
import re

from kechuang.files import CONTROL, decode_strictly
from kechuang.plan.reading.documents.refusals import DocumentRefusedError, refuse

_META = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)


def decode_html(data: bytes, name: str) -> tuple[str, int]:
    """The characters of a web page and how many bytes could not be read.

    A page is served by programs that do not check it, so single broken bytes are replaced and counted, up to one in a
    hundred characters; beyond that the page is refused.
    """
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    try:
        return decode_strictly(data, name, refuse), 0
    except DocumentRefusedError as refusal:
        if refusal.code != "encoding":
            raise
    declared = _META.search(data[:4096])
    label = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    codec = "gb18030" if label in ("gb2312", "gbk", "gb18030", "x-gbk") else "utf-8"
    text = data.decode(codec, errors="replace")
    lost = text.count("\ufffd")
    if lost * 100 > len(text) or len(CONTROL.findall(text)) * 100 > len(text):
        raise refuse("binary", name, found=("二进制数据", "binary data"))
    return text, lost
