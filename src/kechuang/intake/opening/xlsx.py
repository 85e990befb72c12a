"""Workbooks (.xlsx): rows streamed from the XML of each sheet, after a survey for what must be known before the first row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath

from lxml import etree

from kechuang.files import Archive, Limits
from kechuang.intake.cells import Area, SheetRow, read_area
from kechuang.intake.opening.digest import digest_of
from kechuang.intake.opening.formats import read_styles
from kechuang.intake.opening.sheet_xml import SheetReader, read_texts
from kechuang.intake.problems import Problem
from kechuang.intake.refusals import MAX_SHEETS, refuse
from kechuang.intake.sheets import Sheet, Sheets
from kechuang.values import Sentence

#: Rows read of each sheet while opening, so that a broken or too wide sheet is refused at once.
_TRIED = 20
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z0-9:$]+)["']""")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ATTRIBUTE = re.compile(rb"""(\w+)=["']([^"']*)["']""")
_DDE = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>[^<]*\|[^<]*!")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
#: Merged areas remembered; what merges more is a drawing, not a table.
_MOST_MERGED = 200_000


@dataclass(frozen=True, slots=True)
class _Survey:
    merged: tuple[Area, ...]
    hidden_columns: frozenset[int]
    rows: int


def open_xlsx(data: bytes | Path, name: str, limits: Limits) -> Sheets:
    """The sheets of a workbook.

    Raises:
        IntakeRefusedError: broken, hostile, or with nothing in it.
    """
    archive = Archive(data, name, limits, refuse)
    try:
        return _open(archive, data, name)
    except (KeyError, ValueError, IndexError, TypeError, RecursionError) as error:
        raise _broken(name, error) from error


def _open(archive: Archive, data: bytes | Path, name: str) -> Sheets:
    main = main_part(archive)
    workbook = archive.xml(main)
    links = relations(archive, main)
    notices = _links(archive, name)
    styles = next((target for kind, target in links.values() if kind == "styles"), None)
    formats = read_styles(archive.xml(styles) if styles in archive.names() else None)
    of_book = workbook.find("{*}workbookPr")
    since_1904 = of_book is not None and of_book.get("date1904") in ("1", "true")
    texts = _Texts(archive, next((target for kind, target in links.values() if kind == "sharedStrings"), None))
    declared = [one for one in workbook.iter("{*}sheet") if _link(one) in links]
    if len(declared) > MAX_SHEETS:
        raise refuse("too_many", name, count=len(declared), what=("个工作表", "sheets"), limit=MAX_SHEETS)
    sheets: list[Sheet] = []
    for index, one in enumerate(declared):
        kind, part = links[_link(one)]
        if kind != "worksheet":
            continue  # charts and dialogs hold no rows
        title = one.get("name", f"Sheet{index + 1}")
        survey = _survey(archive, part)
        reader = SheetReader(archive, part, title, texts.get, formats, since_1904=since_1904)
        _try(reader.rows())
        sheets.append(
            Sheet(
                name=title,
                index=len(sheets),
                read=reader.rows,
                merged=survey.merged,
                hidden=one.get("state", "visible") != "visible",
                hidden_columns=survey.hidden_columns,
                row_count=survey.rows,
            )
        )
    if not any(sheet.row_count for sheet in sheets):
        raise refuse("no_rows", name)
    return Sheets(name, "xlsx", tuple(sheets), digest_of(data), data, notices)


def main_part(archive: Archive) -> str:
    """The part that is the workbook."""
    for kind, target in relations(archive, "").values():
        if kind == "officeDocument":
            return target
    return "xl/workbook.xml"


def relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: id → kind and part. Targets outside the file are left out: they are never opened."""
    folder, _, file = part.rpartition("/")
    path = join(folder, "_rels", f"{file}.rels")
    if path not in archive.names():
        return {}
    found: dict[str, tuple[str, str]] = {}
    for one in archive.xml(path):
        target = one.get("Target")
        if target is None or one.get("TargetMode") == "External":
            continue
        whole = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
        found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], whole)
    return found


def _link(sheet: etree._Element) -> str:
    return next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")


def _try(rows: Iterator[SheetRow]) -> None:
    for _ in zip(range(_TRIED), rows, strict=False):
        pass


class _Texts:
    """The shared texts of a workbook, read when the first sheet is."""

    def __init__(self, archive: Archive, part: str | None) -> None:
        self._archive, self._part = archive, part
        self._texts: list[str] | None = None

    def get(self) -> list[str]:
        if self._texts is None:
            there = self._part is not None and self._part in self._archive.names()
            self._texts = read_texts(self._archive, self._part or "") if there else []
        return self._texts


def _links(archive: Archive, name: str) -> tuple[Problem, ...]:
    """Refuse what starts programs; tell what leads to other files, which are not opened."""
    outside = [part for part in archive.names() if part.startswith("xl/externalLinks/") and part.endswith(".xml")]
    for part in outside:
        root = archive.xml(part)
        if root.find("{*}ddeLink") is not None or root.find("{*}oleLink") is not None:
            raise refuse("dde", name)
    notices = []
    if outside:
        sentence = Sentence(
            f"工作簿里有{len(outside)}处链接到别的文件；没有打开，只取文件里存下的数值，请核对是否最新。",
            f"The workbook links to {len(outside)} other files; they were not opened, the stored values were taken. Check that they are current.",
        )
        notices.append(Problem("warning", "external_links", sentence))
    if "xl/connections.xml" in archive.names():
        sentence = Sentence(
            "工作簿里有外部数据连接；没有连接，只取文件里存下的数值。",
            "The workbook has connections to outside data; none was made, the stored values were taken.",
        )
        notices.append(Problem("note", "external_links", sentence))
    return tuple(notices)


def _survey(archive: Archive, part: str) -> _Survey:
    """One pass over a sheet's bytes for what stands after its rows (merged cells), its hidden columns and its number of rows."""
    merged: list[Area] = []
    hidden: set[int] = set()
    rows = 0
    rest = b""
    for piece in archive.pieces(part):
        whole = rest + piece
        cut = whole.rfind(b"<")
        head, rest = (whole[:cut], whole[cut:]) if cut > 0 and len(rest) < 1 << 20 else (whole, b"")
        if _DDE.search(head):
            raise refuse("dde", archive.name)
        if _DOCTYPE.search(head):
            raise refuse("unsafe_xml", archive.name)
        rows += len(_ROW.findall(head))
        if b"col" in head:
            hidden.update(_hidden(head))
        if b"mergeCell" in head and len(merged) < _MOST_MERGED:
            areas = (read_area(found.decode()) for found in _MERGED.findall(head))
            merged += [area for area in areas if area is not None]
    areas = (read_area(found.decode()) for found in _MERGED.findall(rest))
    merged += [area for area in areas if area is not None]
    return _Survey(tuple(merged), frozenset(hidden), rows)


def _hidden(head: bytes) -> Iterator[int]:
    for tag in _COLUMNS.findall(head):
        given = dict(_ATTRIBUTE.findall(tag))
        if given.get(b"hidden") in (b"1", b"true"):
            first, last = int(given.get(b"min", b"0")), int(given.get(b"max", b"0"))
            yield from range(first, min(last, 16_384) + 1)


def _broken(name: str, error: Exception) -> Exception:
    reason = ("工作簿的结构不完整", "its parts do not fit together")
    return error if hasattr(error, "code") else refuse("broken", name, reason=reason)
