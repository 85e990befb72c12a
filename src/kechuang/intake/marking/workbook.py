"""The sender's own .xlsx with marks: only the sheets concerned, the styles and the comments are touched."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Iterator
from posixpath import basename, dirname, join, relpath

from lxml import etree

from kechuang.files import Archive, FileRefusedError
from kechuang.intake.marking.comments import add_comments, add_shapes
from kechuang.intake.marking.marks import FILLS, Marks, commented
from kechuang.intake.marking.sheet_edits import apply_edits, find_edits
from kechuang.intake.opening.xlsx import main_part, relations
from kechuang.intake.refusals import LIMITS, refuse
from kechuang.intake.sheets import Sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"

Part = bytes | Callable[[], Iterator[bytes]]


class CannotMarkError(Exception):
    """The workbook is written in a way that cannot be edited by bytes; a copy is made instead."""


def mark_workbook(sheets: Sheets, marks: Marks, out: io.BytesIO) -> None:
    """Write the workbook with its marks.

    Raises:
        CannotMarkError: a sheet is not UTF-8, or the parts do not fit together.
    """
    archive = Archive(sheets.source, sheets.name, LIMITS, refuse)
    try:
        _Marking(archive, marks).write(out)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, FileRefusedError, etree.LxmlError) as error:
        raise CannotMarkError(str(error)) from error


class _Marking:
    def __init__(self, archive: Archive, marks: Marks) -> None:
        self.archive, self.marks = archive, marks
        self.main = main_part(archive)
        self.links = relations(archive, self.main)
        self.names = archive.names()
        self.parts: dict[str, Part] = {}
        self.types = archive.xml("[Content_Types].xml")
        self.styles_part = next((target for kind, target in self.links.values() if kind == "styles"), None)
        self.styles = archive.xml(self.styles_part) if self.styles_part in self.names else self._new_styles()
        self.made: dict[tuple[int, str], int] = {}
        self.fills: dict[str, int] = {}

    def write(self, out: io.BytesIO) -> None:
        for one in self.archive.xml(self.main).iter("{*}sheet"):
            link = next(str(value) for key, value in one.attrib.items() if str(key).endswith("}id"))
            name = one.get("name", "")
            if link in self.links and self.marks.get(name):
                self._mark_sheet(name, self.links[link][1])
        self.parts[str(self.styles_part)] = _xml(self.styles)
        self.parts["[Content_Types].xml"] = _xml(self.types)
        self._copy(out)

    def _mark_sheet(self, name: str, part: str) -> None:
        head = next(self.archive.pieces(part), b"")
        if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b'encoding="UTF-16' in head[:200]:
            raise CannotMarkError("a sheet in UTF-16")
        texts = commented(self.marks[name])
        drawing = self._comments(part, texts)
        edits = find_edits(self.archive, part, self.marks[name], self._style, drawing)
        self.parts[part] = lambda: apply_edits(self.archive.pieces(part), edits)

    def _comments(self, part: str, texts: dict[tuple[int, int], str]) -> str | None:
        """Put comments and their shapes in; returns the relation of the shapes where the sheet has none yet."""
        links = relations(self.archive, part)
        comments = next((target for kind, target in links.values() if kind == "comments"), None)
        shapes = next((target for kind, target in links.values() if kind == "vmlDrawing"), None)
        root = self.archive.xml(comments) if comments in self.names and comments is not None else None
        done, fresh = add_comments(root, texts)
        old_shapes = self.archive.read(shapes) if shapes in self.names and shapes is not None else None
        new: list[tuple[str, str]] = []
        if comments is None:
            comments = self._free("xl/comments{}.xml")
            new.append(("comments", comments))
            self._override(comments, _COMMENTS_TYPE)
        drawing_is_new = shapes is None
        if shapes is None:
            shapes = self._free("xl/drawings/vmlDrawing{}.vml")
            new.append(("vmlDrawing", shapes))
            self._default("vml", _VML_TYPE)
        self.parts[comments] = _xml(done)
        self.parts[shapes] = add_shapes(old_shapes, fresh)
        made = self._relate(part, new)
        return made.get(shapes) if drawing_is_new else None

    def _relate(self, part: str, targets: list[tuple[str, str]]) -> dict[str, str]:
        path = join(dirname(part), "_rels", f"{basename(part)}.rels")
        root = (
            self.archive.xml(path) if path in self.names else etree.fromstring(f'<Relationships xmlns="{_RELATIONS}"/>')
        )
        taken = {one.get("Id") for one in root}
        made: dict[str, str] = {}
        for kind, target in targets:
            number = 1
            while f"rIdKc{number}" in taken:
                number += 1
            taken.add(f"rIdKc{number}")
            made[target] = f"rIdKc{number}"
            etree.SubElement(
                root,
                f"{{{_RELATIONS}}}Relationship",
                Id=made[target],
                Type=f"{_OFFICE}/{kind}",
                Target=relpath(target, dirname(part)),
            )
        if targets:
            self.parts[path] = _xml(root)
        return made

    def _free(self, pattern: str) -> str:
        number = 1
        while pattern.format(f"Kc{number}") in self.names or pattern.format(f"Kc{number}") in self.parts:
            number += 1
        return pattern.format(f"Kc{number}")

    def _override(self, part: str, kind: str) -> None:
        etree.SubElement(self.types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=kind)

    def _default(self, extension: str, kind: str) -> None:
        if not any(one.get("Extension", "").lower() == extension for one in self.types):
            self.types.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind))

    def _style(self, style: int, severity: str) -> int:
        """The number of a style that is another with the colour of a severity; made when first needed."""
        key = style, severity
        if key not in self.made:
            formats = _child(self.styles, "cellXfs")
            base = formats[style] if style < len(formats) else formats[0]
            changed = copy.deepcopy(base)
            changed.set("fillId", str(self._fill(severity)))
            changed.set("applyFill", "1")
            formats.append(changed)
            formats.set("count", str(len(formats)))
            self.made[key] = len(formats) - 1
        return self.made[key]

    def _fill(self, severity: str) -> int:
        if severity not in self.fills:
            fills = _child(self.styles, "fills")
            space = etree.QName(self.styles).namespace
            fill = etree.SubElement(fills, f"{{{space}}}fill")
            pattern = etree.SubElement(fill, f"{{{space}}}patternFill", patternType="solid")
            etree.SubElement(pattern, f"{{{space}}}fgColor", rgb=FILLS[severity])  # type: ignore[index]
            etree.SubElement(pattern, f"{{{space}}}bgColor", indexed="64")
            fills.set("count", str(len(fills)))
            self.fills[severity] = len(fills) - 1
        return self.fills[severity]

    def _new_styles(self) -> etree._Element:
        """The least that a workbook without styles needs."""
        self.styles_part = "xl/styles.xml"
        self._override(self.styles_part, _STYLES_TYPE)
        self._relate(self.main, [("styles", self.styles_part)])
        return etree.fromstring(
            f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
            '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/>'
            '<right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
            '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
        )

    def _copy(self, out: io.BytesIO) -> None:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in self.archive.ordered():
                self._put(target, name, self.parts.pop(name, None))
            for name, part in self.parts.items():
                self._put(target, name, part)

    def _put(self, target: zipfile.ZipFile, name: str, part: Part | None) -> None:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        with target.open(info, "w", force_zip64=True) as stream:
            pieces = self.archive.pieces(name) if part is None else (part,) if isinstance(part, bytes) else part()
            for piece in pieces:
                stream.write(piece)


def _child(root: etree._Element, name: str) -> etree._Element:
    found = root.find(f"{{*}}{name}")
    if found is None:
        raise ValueError(f"the styles have no {name}")
    return found


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
