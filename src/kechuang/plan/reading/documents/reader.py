"""The way from a file to its text."""

from __future__ import annotations

from pathlib import Path

from kechuang.files import FileRefusedError, decode, size
from kechuang.plan.reading.documents.detect import detect, text_kind
from kechuang.plan.reading.documents.encoding import decode_html
from kechuang.plan.reading.documents.model import BLANKS, Block, Document, Limits
from kechuang.plan.reading.documents.refusals import refuse


def read_document(source: str | Path | bytes, name: str | None = None, limits: Limits | None = None) -> Document:
    r"""The text of a file (a path) or of its bytes, with what its mark-up says about headings and rows.

    ``name`` is how refusals call the file; it defaults to the file's name. The kind is recognised by content.

    Raises:
        DocumentRefusedError: the file is missing, empty, too large, broken, encrypted, scanned or of another kind.

    >>> read_document("一、总则\\n到2025年，达到280家。".encode(), "规划.txt").media_type
    'text/plain'
    """
    limits = limits or Limits()
    if isinstance(source, bytes):
        data, name = source, name or "未命名文件"
        if len(data) > limits.max_bytes:
            raise refuse("oversized", name, size=size(len(data)), limit=size(limits.max_bytes))
    else:
        path = Path(source)
        name = name or path.name
        data = _load(path, name, limits)
    if not data:
        raise refuse("empty", name)
    kind = detect(data, name, limits)
    if kind == "docx":
        from kechuang.plan.reading.documents.docx import read_docx

        return read_docx(data, name, limits)
    if kind == "pdf":
        from kechuang.plan.reading.documents.pdf import read_pdf

        return read_pdf(data, name, limits)
    return _read_text(data, name)


def _load(path: Path, name: str, limits: Limits) -> bytes:
    try:
        if not path.exists():
            raise refuse("missing", str(path))
        if not path.is_file():
            raise refuse("not_a_file", str(path))
        with path.open("rb") as stream:
            # One byte more than allowed: the size on record may change or lie while the file is read.
            data = stream.read(limits.max_bytes + 1)
    except FileRefusedError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse("unreadable", str(path), reason=reason) from error
    if len(data) > limits.max_bytes:
        raise refuse("oversized", name, size=size(max(path.stat().st_size, len(data))), limit=size(limits.max_bytes))
    return data


def _read_text(data: bytes, name: str) -> Document:
    try:
        text = decode(data, name, refuse)
    except FileRefusedError as refusal:
        if refusal.code != "encoding" or text_kind(data[:20000].decode("ascii", "replace"), name) != "html":
            raise
        text = decode_html(data, name)[0]
    if not text.strip(BLANKS):
        raise refuse("empty", name)
    kind = text_kind(text, name)
    if kind == "html":
        from kechuang.plan.reading.documents.html import read_html

        return read_html(data, name)
    return Document(text, "text/markdown" if kind == "markdown" else "text/plain", blocks=line_blocks(text))


def line_blocks(text: str) -> tuple[Block, ...]:
    """The lines of a plain text as blocks, without the blanks around them. Offsets count in the text as it is."""
    blocks: list[Block] = []
    position = 0
    for line in text.split("\n"):
        stripped = line.strip(BLANKS)
        if stripped:
            start = position + line.index(stripped)
            blocks.append(Block("paragraph", start, start + len(stripped)))
        position += len(line) + 1
    return tuple(blocks)
