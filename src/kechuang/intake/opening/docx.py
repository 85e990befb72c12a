"""Word documents (.docx): each table is a sheet, and the lines above it its titles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from kechuang.files import Archive, Limits
from kechuang.intake.cells import Area, SheetRow
from kechuang.intake.opening.digest import digest_of
from kechuang.intake.opening.xlsx import main_part
from kechuang.intake.refusals import MAX_COLUMNS, MAX_SHEETS, refuse
from kechuang.intake.sheets import Sheet, Sheets

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Lines above a table that may say its title, unit and period.
_LINES = 4
_GONE = {W + "del", W + "moveFrom", W + "instrText", W + "delText"}
#: Columns that one cell of a table may span.
_WIDEST = 500


def open_docx(data: bytes | Path, name: str, limits: Limits) -> Sheets:
    """The tables of a document in their order; a table inside a cell is part of that cell's text.

    Raises:
        IntakeRefusedError: broken, or without a table.
    """
    archive = Archive(data, name, limits, refuse)
    part = main_part(archive)
    if part not in archive.names():
        part = "word/document.xml"
    try:
        body = archive.xml(part).find(W + "body") if part in archive.names() else None
        sheets = [] if body is None else list(_tables(body))
    except (ValueError, RecursionError) as error:
        reason = ("文档的结构不完整", "its parts do not fit together")
        raise refuse("broken", name, reason=reason) from error
    if not sheets:
        raise refuse("no_tables", name)
    if len(sheets) > MAX_SHEETS:
        raise refuse("too_many", name, count=len(sheets), what=("个表格", "tables"), limit=MAX_SHEETS)
    if any(max(len(row.cells) for row in sheet.rows()) > MAX_COLUMNS for sheet in sheets if sheet.row_count):
        raise refuse("too_wide", name, sheet=sheets[0].name, columns=MAX_COLUMNS + 1, limit=MAX_COLUMNS)
    return Sheets(name, "docx", tuple(sheets), digest_of(data), data)


def _tables(body: etree._Element) -> Iterator[Sheet]:
    above: list[str] = []
    index = 0
    for child in _blocks(body):
        if child.tag == W + "p":
            text = _text(child).strip()
            if text:
                above.append(text)
            continue
        rows, merged = _grid(child)
        yield Sheet(
            name=f"表{index + 1}",
            index=index,
            read=rows.__iter__,
            merged=merged,
            row_count=len(rows),
            before=tuple(above[-_LINES:]),
        )
        index += 1
        above = []


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag not in _GONE:
            yield from _blocks(child)


def _grid(table: etree._Element) -> tuple[list[SheetRow], tuple[Area, ...]]:
    """The cells at their places, and the merged areas."""
    rows: list[SheetRow] = []
    areas: dict[int, Area] = {}
    merged: list[Area] = []
    found = [row for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl")) is table]
    for number, row in enumerate(found, 1):
        cells: list[str | None] = [None] * _whole(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in row.iter(W + "tc"):
            if next(cell.iterancestors(W + "tr")) is not row:
                continue
            left = len(cells) + 1
            span = max(1, _whole(cell.find(f"{W}tcPr/{W}gridSpan"), 1))
            down = cell.find(f"{W}tcPr/{W}vMerge")
            above = areas.get(left)
            if down is not None and (down.get(W + "val") or "continue") == "continue" and above is not None:
                areas[left] = Area(above.top, above.left, number, above.right)
                cells += [None] * span
                continue
            if above is not None:
                merged.append(above)
            areas[left] = Area(number, left, number, left + span - 1)
            cells += [
                " ".join(filter(None, (_text(part).strip() for part in cell.iter(W + "p")))),
                *[None] * (span - 1),
            ]
        rows.append(SheetRow(number, cells))
    merged += areas.values()
    return rows, tuple(area for area in merged if (area.top, area.left) != (area.bottom, area.right))


def _whole(element: etree._Element | None, default: int) -> int:
    value = (element.get(W + "val") or "") if element is not None else ""
    return min(int(value), _WIDEST) if value.isdigit() else default


def _text(paragraph: etree._Element) -> str:
    pieces = []
    for element in paragraph.iter():
        if element.tag == W + "t" and not any(one.tag in _GONE for one in element.iterancestors()):
            pieces.append(element.text or "")
        elif element.tag in (W + "tab", W + "br"):
            pieces.append(" ")
    return "".join(pieces)
