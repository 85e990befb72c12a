"""Word documents (.docx): paragraphs, headings, numbering, tables and text boxes in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from kechuang.files import Archive
from kechuang.plan.reading.documents.model import Document, Limits, TextBuilder
from kechuang.plan.reading.documents.numbering import Numbering
from kechuang.plan.reading.documents.refusals import refuse
from kechuang.values import Sentence

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
# What is not the text as it stands: deleted and moved-away text, field codes, the copy of a text box for old programs.
_SKIPPED = {
    W + "del", W + "moveFrom", W + "instrText", W + "delText", W + "rPr", W + "sectPr",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}  # fmt: skip
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|目录)\s*(?:heading|标题|[1-9])?$", re.IGNORECASE)


def read_docx(data: bytes, name: str, limits: Limits) -> Document:
    """The text of a .docx, one paragraph or table row a line.

    Automatic numbers of headings (一、, （一）, 1.) are written out, because they are not in the file's text. Left out
    with a note: a generated table of contents, deleted text of tracked changes. Headers, footers, comments and
    footnotes are not part of the text.
    """
    archive = Archive(data, name, limits, refuse)
    reader = _Reader(archive, _main_part(archive))
    reader.read_body()
    text = reader.builder.text()
    if not text:
        raise refuse("no_text", name)
    return Document(
        text, "application/docx", reader.title(), tuple(reader.notes.values()), tuple(reader.builder.blocks)
    )


def _main_part(archive: Archive) -> str:
    """The part that holds the text: the relationship says, since it need not be word/document.xml."""
    if "_rels/.rels" in archive.names():
        for relation in archive.xml("_rels/.rels").iter(_RELATIONSHIPS + "Relationship"):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                part = (relation.get("Target") or "").lstrip("/")
                if part in archive.names():
                    return part
    if "word/document.xml" in archive.names():
        return "word/document.xml"
    raise refuse("broken", archive.name, reason=("缺少正文部件", "its main part is missing"))


class _Reader:
    def __init__(self, archive: Archive, part: str) -> None:
        self.archive = archive
        self.folder = part.rpartition("/")[0]
        self.body = archive.xml(part)
        self.styles = self._read_styles()
        self.numbering = Numbering(self._optional("numbering.xml"))
        self.builder = TextBuilder()
        self.notes: dict[str, Sentence] = {}
        self._title: str | None = None

    def _optional(self, name: str) -> etree._Element | None:
        part = f"{self.folder}/{name}" if self.folder else name
        return self.archive.xml(part) if part in self.archive.names() else None

    def _read_styles(self) -> dict[str, tuple[str, int | None, str | None, etree._Element | None]]:
        """Style id → name, outline level, parent style, numbering."""
        styles: dict[str, tuple[str, int | None, str | None, etree._Element | None]] = {}
        root = self._optional("styles.xml")
        for style in () if root is None else root.iter(W + "style"):
            named, outline, parent = (
                style.find(W + "name"),
                style.find(f"{W}pPr/{W}outlineLvl"),
                style.find(W + "basedOn"),
            )
            styles[style.get(W + "styleId") or ""] = (
                (named.get(W + "val") or "") if named is not None else "",
                _level(outline),
                parent.get(W + "val") if parent is not None else None,
                style.find(f"{W}pPr/{W}numPr"),
            )
        return styles

    def _chain(self, style: str | None) -> Iterator[tuple[str, int | None, str | None, etree._Element | None]]:
        """A style and those it is based on; a loop of styles ends after sixteen."""
        for _ in range(16):
            if style is None or style not in self.styles:
                return
            yield self.styles[style]
            style = self.styles[style][2]

    def title(self) -> str | None:
        """The paragraph in the style Title, else the title in the file's properties."""
        if self._title:
            return self._title
        if "docProps/core.xml" in self.archive.names():
            found = self.archive.xml("docProps/core.xml").find("{http://purl.org/dc/elements/1.1/}title")
            if found is not None and found.text and found.text.strip():
                return found.text.strip()
        return None

    def read_body(self) -> None:
        root = self.body.find(W + "body")
        self._blocks(self.body if root is None else root)

    def _blocks(self, parent: etree._Element) -> None:
        for child in parent:
            if child.tag in _SKIPPED:
                continue
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag == W + "sdt":
                self._content_control(child)
            else:  # custom XML, smart tags, inserted text: their children are blocks
                self._blocks(child)

    def _content_control(self, control: etree._Element) -> None:
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and "Table of Contents" in (gallery.get(W + "val") or ""):
            self._note_contents()
            return
        content = control.find(W + "sdtContent")
        if content is not None:
            self._blocks(content)

    def _note_contents(self) -> None:
        self.notes["contents"] = Sentence("自动目录已略去。", "The generated table of contents was left out.")

    def _paragraph(self, paragraph: etree._Element) -> None:
        style_of = paragraph.find(f"{W}pPr/{W}pStyle")
        chain = list(self._chain(style_of.get(W + "val") if style_of is not None else None))
        if chain and _CONTENTS_STYLE.match(chain[0][0]):
            self._note_contents()
            return
        pieces: list[str] = []
        boxes: list[etree._Element] = []
        self._inline(paragraph, pieces, boxes)
        text = "".join(pieces).strip()
        if text:
            number = self._number(paragraph, chain)
            level = self._heading_level(paragraph, chain)
            if chain and chain[0][0].lower() in ("title", "标题") and self._title is None:
                self._title = text
            self.builder.add(number + text, "heading" if level else "paragraph", level)
        for box in boxes:
            self._blocks(box)

    def _heading_level(
        self, paragraph: etree._Element, chain: list[tuple[str, int | None, str | None, etree._Element | None]]
    ) -> int | None:
        own = _level(paragraph.find(f"{W}pPr/{W}outlineLvl"))
        if own is not None:
            return own
        for style_name, outline, _, _ in chain:
            named = _HEADING_STYLE.match(style_name)
            if named:
                return int(named.group(1))
            if outline is not None:
                return outline
        return None

    def _number(
        self, paragraph: etree._Element, chain: list[tuple[str, int | None, str | None, etree._Element | None]]
    ) -> str:
        declared = [paragraph.find(f"{W}pPr/{W}numPr"), *(numbering for _, _, _, numbering in chain)]
        chosen = next((numbering for numbering in declared if numbering is not None), None)
        if chosen is None:
            return ""
        list_id, depth = chosen.find(W + "numId"), chosen.find(W + "ilvl")
        if list_id is None:
            return ""
        level = (depth.get(W + "val") if depth is not None else None) or "0"
        return self.numbering.next(list_id.get(W + "val") or "", int(level) if level.isdigit() else 0)

    def _inline(self, element: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
        for child in element:
            if child.tag in _SKIPPED or child.tag == W + "pPr":
                if child.tag in (W + "del", W + "moveFrom"):
                    self.notes["tracked"] = Sentence(
                        "修订中已删除的文字未读入。", "Text deleted by tracked changes was left out."
                    )
            elif child.tag == W + "t":
                pieces.append(child.text or "")
            elif child.tag == W + "tab":
                pieces.append("\t")
            elif child.tag in (W + "br", W + "cr"):
                pieces.append("\n")
            elif child.tag == W + "noBreakHyphen":
                pieces.append("-")
            elif child.tag == W + "txbxContent":
                boxes.append(child)
            else:
                self._inline(child, pieces, boxes)

    def _table(self, table: etree._Element) -> None:
        for row in table.iter(W + "tr"):
            if next(row.iterancestors(W + "tbl")) is not table:
                continue  # a row of a table inside a cell: it is part of that cell's text
            cells = [
                " ".join("".join(str(piece) for piece in part.itertext(W + "t")) for part in cell.iter(W + "p")).strip() for cell in row.iter(W + "tc")
                if next(cell.iterancestors(W + "tr")) is row
            ]  # fmt: skip
            self.builder.add("\t".join(cells), "row")


def _level(outline: etree._Element | None) -> int | None:
    """The heading level 1-9 of an outline level 0-8; 9 means body text."""
    value = outline.get(W + "val") if outline is not None else None
    return int(value) + 1 if value is not None and value.isdigit() and int(value) < 9 else None
