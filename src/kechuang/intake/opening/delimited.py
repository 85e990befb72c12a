"""CSV and pasted cells: the encoding and the separator are found, then lines are streamed."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kechuang.files import CHINESE, CONTROL, Limits
from kechuang.intake.cells import SheetRow
from kechuang.intake.opening.digest import digest_of
from kechuang.intake.refusals import MAX_COLUMNS, MAX_TEXT, refuse
from kechuang.intake.sheets import Sheet, Sheets

_CHUNK = 1 << 20
_SEPARATORS = ",\t;|，"
_SAMPLE_LINES = 60


def open_delimited(data: bytes | Path, name: str, limits: Limits, *, pasted: bool = False) -> Sheets:
    """The one sheet of a text table. The whole file is decoded once beforehand, so that reading never fails half-way.

    Raises:
        IntakeRefusedError: no text, an encoding that cannot be read, or lines that are no table.
    """
    encoding, rows = _check_text(data, name)
    separator = "\t" if pasted and _has_tabs(data, encoding) else _find_separator(_sample(data, encoding))
    reader = _Lines(data, name, encoding, separator)
    sheet = Sheet(name=Path(name).stem if not pasted else name, index=0, read=reader.rows, row_count=rows)
    if not any(any(cell.strip() for cell in row.cells) for row, _ in zip(sheet.rows(), range(1000), strict=False)):
        raise refuse("no_rows", name)
    return Sheets(name, "pasted" if pasted else "csv", (sheet,), digest_of(data), data)


def _stream(data: bytes | Path) -> BinaryIO:
    return io.BytesIO(data) if isinstance(data, bytes) else data.open("rb")


def _check_text(data: bytes | Path, name: str) -> tuple[str, int]:
    """The encoding of the text and its number of lines."""
    with _stream(data) as stream:
        head = stream.read(_CHUNK)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        lines, fault = _decode_all(data, "utf-16")
        if fault is None:
            return "utf-16", lines
        raise refuse("encoding", name, position=fault + 1)
    nul = head.find(b"\x00")
    if nul >= 0:
        raise refuse("nul", name, position=nul + 1)
    lines, broken_at = _decode_all(data, "utf-8")
    if broken_at is None:
        _check_readable(head.decode("utf-8", "ignore"), name)
        return "utf-8-sig", lines
    lines, fault = _decode_all(data, "gb18030")
    text = head.decode("gb18030", "ignore")
    foreign = [character for character in text if ord(character) > 127]
    # Most bytes decode as GB18030 to something: it must be Chinese to be believed.
    if fault is not None or len(CHINESE.findall("".join(foreign))) < 0.7 * len(foreign):
        raise refuse("encoding", name, position=broken_at + 1)
    _check_readable(text, name)
    return "gb18030", lines


def _check_readable(text: str, name: str) -> None:
    controls = len(CONTROL.findall(text))
    if controls and controls * 1000 > len(text):
        raise refuse("binary", name, found=("含有不可显示的控制字符", "it holds control characters"))


def _decode_all(data: bytes | Path, encoding: str) -> tuple[int, int | None]:
    """Lines of the text, and the byte at which the encoding fails (``None`` if it never does)."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = seen = 0
    with _stream(data) as stream:
        while True:
            piece = stream.read(_CHUNK)
            if b"\x00" in piece and encoding != "utf-16":
                return lines, seen + piece.index(b"\x00")
            try:
                lines += decoder.decode(piece, final=not piece).count("\n")
            except UnicodeDecodeError as error:
                return lines, seen + error.start
            if not piece:
                return lines + 1, None
            seen += len(piece)


def _sample(data: bytes | Path, encoding: str) -> list[str]:
    with _stream(data) as stream, io.TextIOWrapper(stream, encoding, errors="replace", newline=None) as text:
        return [line for line, _ in zip(text, range(_SAMPLE_LINES), strict=False)]


def _has_tabs(data: bytes | Path, encoding: str) -> bool:
    return any("\t" in line for line in _sample(data, encoding))


def _find_separator(lines: list[str]) -> str:
    r"""The separator that most lines hold in the same number; quoted text does not count.

    >>> _find_separator(["名称;收入\n", "甲,乙公司;3\n", "丙公司;4\n"])
    ';'
    """
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        counts = Counter(_outside_quotes(line).count(separator) for line in lines if line.strip())
        common = [(times * many, many) for many, times in counts.items() if many]
        if common:
            weight, many = max(common)
            # Lines agreeing on the number speak louder than the number of separators itself.
            score = counts[many] / sum(counts.values()) + min(weight, 1000) / 10_000
            if score > best_score:
                best, best_score = separator, score
    return best


def _outside_quotes(line: str) -> str:
    return "".join(part for place, part in enumerate(line.split('"')) if place % 2 == 0)


class _Lines:
    """The rows of a text table, each time from the top."""

    def __init__(self, data: bytes | Path, name: str, encoding: str, separator: str) -> None:
        self.data, self.name, self.encoding, self.separator = data, name, encoding, separator

    def rows(self) -> Iterator[SheetRow]:
        """The lines that hold something; a quoted cell may run over several lines of the file and is one row.

        Raises:
            IntakeRefusedError: a line is too wide, or a quotation mark is never closed.
        """
        with _stream(self.data) as stream, io.TextIOWrapper(stream, self.encoding, newline="") as text:
            lines = csv.reader(text, delimiter=self.separator, skipinitialspace=False)
            try:
                for number, cells in enumerate(lines, 1):
                    if len(cells) > MAX_COLUMNS:
                        self._check_width(cells)
                    if cells:
                        yield SheetRow(number, cells)
            except csv.Error as error:
                reason = (
                    f"第 {lines.line_num} 行的引号没有配对或单元格过长",
                    f"line {lines.line_num} has an open quotation mark or too long a cell",
                )
                raise refuse("broken", self.name, reason=reason) from error

    def _check_width(self, cells: list[str]) -> None:
        width = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
        if width > MAX_COLUMNS:
            raise refuse("too_wide", self.name, sheet=self.name, columns=width, limit=MAX_COLUMNS)


csv.field_size_limit(max(csv.field_size_limit(), MAX_TEXT * 4))
