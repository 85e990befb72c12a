"""Edits of a sheet's XML by byte places: what is not edited stays byte for byte what the sender wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from kechuang.files import Archive
from kechuang.intake.cells import cell_name, column_number
from kechuang.intake.marking.marks import Mark

#: What may stand after the place of a legacyDrawing in a sheet.
_AFTER_DRAWING = frozenset(
    ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLE = re.compile(rb"""\ss\s*=\s*(?:"[^"]*"|'[^']*')""")
_TAG = re.compile(rb"""<[^\s/>]+(?:[^>"']|"[^"]*"|'[^']*')*>""")
#: Bytes within which a start tag ends.
_LONGEST_TAG = 1 << 16

StyleOf = Callable[[int, str], int]


@dataclass(frozen=True, slots=True)
class Edit:
    """At a byte place: text to put in before it, or a start tag to give another style, or an empty row to fill."""

    at: int
    insert: bytes = b""
    style: int | None = None
    fill: bytes | None = None


class _Finder:
    """Walks a sheet once and says where to edit."""

    def __init__(self, archive: Archive, part: str, marks: Mapping[tuple[int, int], Mark], style_of: StyleOf) -> None:
        self.archive, self.part, self.style_of = archive, part, style_of
        self.rows: dict[int, list[tuple[int, Mark]]] = {}
        for (row, column), mark in sorted(marks.items()):
            self.rows.setdefault(row, []).append((column, mark))
        self.order = sorted(self.rows)
        self.edits: list[Edit] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.depth = self.row = self.column = self.row_at = 0
        self.prefix = ""
        self.open: list[tuple[int, Mark]] = []
        self.drawing_at: int | None = None
        self.has_drawing = False

    def find(self) -> list[Edit]:
        for piece in self.archive.pieces(self.part):
            self.parser.Parse(piece)
        self.parser.Parse(b"", True)
        return self.edits

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 0:
            self.prefix = name[: name.find(":") + 1]
        elif self.depth == 1:
            local = name.rpartition(":")[2]
            self.has_drawing = self.has_drawing or local == "legacyDrawing"
            if local in _AFTER_DRAWING and self.drawing_at is None:
                self.drawing_at = self.parser.CurrentByteIndex
        elif self.depth == 2 and name == f"{self.prefix}row":
            self._start_row(attributes)
        elif self.depth == 3 and self.open and name == f"{self.prefix}c":
            self._start_cell(attributes)
        self.depth += 1

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes.get("r", self.row + 1))
        self._insert_rows(before=self.row)
        self.column, self.row_at = 0, self.parser.CurrentByteIndex
        self.open = self.rows.pop(self.row, [])
        if self.open:
            self.order.remove(self.row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self.column = column_number(reference.rstrip("0123456789")) if reference else self.column + 1
        self._insert_cells(before=self.column)
        if self.open and self.open[0][0] == self.column:
            _, mark = self.open.pop(0)
            style = self.style_of(int(attributes.get("s", 0)), mark.severity)
            self.edits.append(Edit(self.parser.CurrentByteIndex, style=style))

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.depth == 2 and name == f"{self.prefix}row" and self.open:
            if not (self.parser.GetInputContext() or b"").startswith(b"</"):  # <row r="5"/>: opened to take the cells
                self.edits.append(Edit(self.row_at, fill=self._cells(self.open)))
                self.open = []
            else:
                self._insert_cells(before=None)
        elif self.depth == 1 and name == f"{self.prefix}sheetData":
            self._insert_rows(before=None)
        elif self.depth == 0 and self.drawing_at is None:
            self.drawing_at = self.parser.CurrentByteIndex

    def _insert_cells(self, before: int | None) -> None:
        there = [one for one in self.open if before is None or one[0] < before]
        if there:
            self.edits.append(Edit(self.parser.CurrentByteIndex, insert=self._cells(there)))
            self.open = self.open[len(there) :]

    def _insert_rows(self, before: int | None) -> None:
        while self.order and (before is None or self.order[0] < before):
            number = self.order.pop(0)
            cells = self._cells(self.rows.pop(number), number)
            row = f'<{self.prefix}row r="{number}">'.encode() + cells + f"</{self.prefix}row>".encode()
            self.edits.append(Edit(self.parser.CurrentByteIndex, insert=row))

    def _cells(self, marks: list[tuple[int, Mark]], row: int | None = None) -> bytes:
        number = self.row if row is None else row
        return "".join(
            f'<{self.prefix}c r="{cell_name(number, column)}" s="{self.style_of(0, mark.severity)}"/>'
            for column, mark in marks
        ).encode()


def find_edits(
    archive: Archive, part: str, marks: Mapping[tuple[int, int], Mark], style_of: StyleOf, drawing: str | None
) -> list[Edit]:
    """The edits that colour the marked cells; ``drawing`` is the relation of the comments' shapes, where it is new.

    ``style_of`` gives the number of the style that is another style with the colour of a severity.
    """
    finder = _Finder(archive, part, marks, style_of)
    edits = finder.find()
    if drawing is not None and not finder.has_drawing and finder.drawing_at is not None:
        tag = f'<{finder.prefix}legacyDrawing xmlns:kcr="{_RELATIONS}" kcr:id="{drawing}"/>'
        edits.append(Edit(finder.drawing_at, insert=tag.encode()))
    return edits


def apply_edits(pieces: Iterator[bytes], edits: list[Edit]) -> Iterator[bytes]:
    """The sheet's bytes with the edits made; the edits stand in the order of their places."""
    waiting = list(reversed(edits))
    buffer, start = b"", 0
    for piece in pieces:
        buffer += piece
        while waiting and waiting[-1].at + _LONGEST_TAG < start + len(buffer):
            buffer, start, done = _step(buffer, start, waiting.pop())
            yield from done
        if not waiting or waiting[-1].at > start + len(buffer):
            yield buffer
            start += len(buffer)
            buffer = b""
    while waiting:
        buffer, start, done = _step(buffer, start, waiting.pop())
        yield from done
    yield buffer


def _step(buffer: bytes, start: int, edit: Edit) -> tuple[bytes, int, list[bytes]]:
    """Make one edit: the rest of the buffer, its place, and the bytes that are finished."""
    place = edit.at - start
    done = [buffer[:place], edit.insert]
    if edit.style is None and edit.fill is None:
        return buffer[place:], edit.at, done
    found = _TAG.match(buffer, place)
    if found is None:
        raise ValueError("an edit does not stand at a tag")
    tag = found[0]
    name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
    if edit.style is not None:
        bare = _STYLE.sub(b"", tag, count=1)
        done.append(b"<" + name + f' s="{edit.style}"'.encode() + bare[1 + len(name) :])
    else:
        done.append(tag[:-1].rstrip().rstrip(b"/") + b">" + (edit.fill or b"") + b"</" + name + b">")
    return buffer[found.end() :], start + found.end(), done
