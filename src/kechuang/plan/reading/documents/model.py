"""What a read document is, and how much of one is read at most."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kechuang.files import Limits as FileLimits
from kechuang.values import Sentence

MediaType = Literal["text/plain", "text/markdown", "text/html", "application/docx", "application/pdf"]
# Every kind of blank, and the marks of width zero that web editors leave behind.
BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\ufeff\u200b\u200c\u200d\u2060"
BlockKind = Literal["heading", "paragraph", "row"]


@dataclass(frozen=True, slots=True)
class Limits(FileLimits):
    """How large a document may be. ``max_pages`` and ``max_seconds`` hold for PDF, whose loops cannot be seen beforehand."""

    max_pages: int = 2_000
    max_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph or table row of the document, as a span of its text.

    ``level`` is the level of a heading as the document's own mark-up gives it (h2, 标题 2), otherwise None. The cells of
    a row are separated by tabs.
    """

    kind: BlockKind
    start: int
    end: int
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file and what its mark-up said about it.

    ``text`` is what all offsets count in; for .txt and .md it is the file as it is. ``title`` is the document's own
    title where it declares one. ``notes`` tell what was left out or mended on the way.
    """

    text: str
    media_type: MediaType
    title: str | None = None
    notes: tuple[Sentence, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(slots=True)
class TextBuilder:
    """Collects blocks into one text, one block a line, keeping their offsets."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, kind: BlockKind = "paragraph", level: int | None = None) -> None:
        """Add a block; empty ones are dropped. A block of several lines stays one block."""
        text = text.strip(BLANKS)
        if not text:
            return
        self.blocks.append(Block(kind, self.length, self.length + len(text), level))
        self.parts.append(text)
        self.length += len(text) + 1

    def text(self) -> str:
        """All blocks, one a line."""
        return "".join(part + "\n" for part in self.parts)
