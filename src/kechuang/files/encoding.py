"""Bytes to characters: UTF-8, UTF-16 and GB18030, told apart by what decodes and makes sense."""

from __future__ import annotations

import codecs
import re

from kechuang.files.refusals import Refusals

# Control characters other than tab, line breaks and form feed do not occur in text.
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2018-\u201d\u2014\u2026\u00b7]")


def decode(data: bytes, name: str, refuse: Refusals) -> str:
    """The characters of a text file, nothing dropped: a byte-order mark of UTF-8 stays as the first character.

    Raises:
        FileRefusedError: ``binary`` or ``encoding``.
    """
    text = decode_strictly(data, name, refuse)
    controls = len(CONTROL.findall(text))
    # One stray control character in a thousand is a damaged text; more is not text.
    if controls and controls * 1000 > len(text):
        raise refuse("binary", name, found=("含有不可显示的控制字符", "it holds control characters"))
    return text


def decode_strictly(data: bytes, name: str, refuse: Refusals) -> str:
    """Like :func:`decode`, without asking whether control characters make it something else than text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(data, "utf-16", name, refuse)
    if b"\x00" in data[:65536]:
        wide = _guess_utf16(data)
        if wide is None:
            raise refuse("binary", name, found=("二进制数据", "binary data"))
        return _strictly(data, wide, name, refuse)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken_at = error.start + 1
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise refuse("encoding", name, position=broken_at) from error
    foreign = [character for character in text if ord(character) > 127]
    if len(CHINESE.findall("".join(foreign))) < 0.7 * len(foreign):
        # It decodes, but to no Chinese: a broken UTF-8 file or no text at all.
        raise refuse("encoding", name, position=broken_at)
    return text


def _guess_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: the byte order in which nearly every character is Chinese or plain ASCII."""
    sample = data[: 65536 & ~1]
    shares: list[tuple[float, str]] = []
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        readable = len(CHINESE.findall(text)) + sum(character < "\x7f" for character in text)
        shares.append((readable / max(1, len(text)), codec))
    share, codec = max(shares, default=(0.0, ""))
    return codec if share > 0.9 and not data.startswith(b"\x00\x00") else None


def _strictly(data: bytes, codec: str, name: str, refuse: Refusals) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise refuse("broken", name, reason=(f"第 {error.start + 1} 个字节", f"byte {error.start + 1}")) from error
