"""The XML of a sheet as rows, and of the shared texts as a list: streamed, so that a sheet of any length needs little memory."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from xml.parsers import expat

from kechuang.files import Archive
from kechuang.intake.cells import CellError, Percent, Raw, SheetRow, Uncomputed, column_number
from kechuang.intake.opening.formats import Show
from kechuang.intake.refusals import MAX_COLUMNS, MAX_TEXT, MAX_TEXTS, refuse

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAYS_1900 = date(1899, 12, 30)
_DAYS_1904 = date(1904, 1, 1)
_LAST_DAY = 2_958_465  # 9999-12-31
#: Digits a double holds exactly.
_EXACT = 15


def plain_text(text: str) -> str:
    """A text of the file with Excel's escapes of control characters undone."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def day_of_serial(serial: float, *, since_1904: bool = False) -> date | datetime | None:
    """The day of Excel's serial number, or the moment where it has a fraction; ``None`` where there is no such day.

    >>> day_of_serial(45047), day_of_serial(1), day_of_serial(45047.5)
    (datetime.date(2023, 5, 1), datetime.date(1900, 1, 1), datetime.datetime(2023, 5, 1, 12, 0))
    """
    if not 1 <= serial <= _LAST_DAY:
        return None
    start = _DAYS_1904 if since_1904 else _DAYS_1900
    if not since_1904 and serial < 60:
        serial += 1  # Excel believes that 1900 had a 29 February
    whole = int(serial)
    try:
        day = start + timedelta(days=whole)
    except OverflowError:
        return None
    seconds = round((serial - whole) * 86_400)
    return day if not seconds else datetime.combine(day, datetime.min.time()) + timedelta(seconds=seconds)


class _Parsing(ABC):
    """What reading a part's XML shares: one parser, pieces fed to it, no document type, one sentence for what is broken."""

    def __init__(self, archive: Archive, part: str) -> None:
        self.archive, self.part = archive, part
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._root
        self.prefix = ""

    def _refuse_doctype(self, *_: object) -> None:
        raise refuse("unsafe_xml", self.archive.name)

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        """The first element says which prefix the file writes before its names."""
        self.prefix = name[: name.find(":") + 1]
        self.begin()

    @abstractmethod
    def begin(self) -> None:
        """Set the handlers of what stands below the first element."""

    def feed(self) -> Iterator[None]:
        """Parse piece by piece; what was found by then lies with the subclass."""
        try:
            for piece in self.archive.pieces(self.part):
                self.parser.Parse(piece)
                yield
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            reason = (f"部件 {self.part} 不完整", f"part {self.part} is incomplete")
            raise refuse("broken", self.archive.name, reason=reason) from error
        yield


class _TextsParser(_Parsing):
    def __init__(self, archive: Archive, part: str) -> None:
        super().__init__(archive, part)
        self.texts: list[str] = []
        self.pieces: list[str] = []
        self.reading = False
        self.phonetic = False

    def begin(self) -> None:
        prefix = self.prefix
        self.item, self.text, self.ruby = f"{prefix}si", f"{prefix}t", f"{prefix}rPh"
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, _: dict[str, str]) -> None:
        if name == self.text and not self.phonetic:
            self.parser.CharacterDataHandler = self.pieces.append
        elif name == self.ruby:
            self.phonetic = True

    def _end(self, name: str) -> None:
        if name == self.text:
            self.parser.CharacterDataHandler = None
        elif name == self.ruby:
            self.phonetic = False
        elif name == self.item:
            self.texts.append(plain_text("".join(self.pieces)))
            self.pieces.clear()
            if len(self.texts) > MAX_TEXTS:
                what = ("条共享文字", "shared texts")
                raise refuse("too_many", self.archive.name, count=len(self.texts), what=what, limit=MAX_TEXTS)


def read_texts(archive: Archive, part: str) -> list[str]:
    """The shared texts of a workbook."""
    parsing = _TextsParser(archive, part)
    for _ in parsing.feed():
        pass
    return parsing.texts


class _RowsParser(_Parsing):
    """Collects finished rows in ``done``."""

    def __init__(self, reader: SheetReader) -> None:
        super().__init__(reader.archive, reader.part)
        self.reader = reader
        self.texts = reader.texts()
        self.done: list[SheetRow] = []
        self.cells: list[Raw] = []
        self.number = 0
        self.hidden = False
        self.place = 0
        self.style = 0
        self.kind = "n"
        self.value: list[str] = []
        self.formula: list[str] = []
        self.has_formula = self.has_value = False

    def begin(self) -> None:
        prefix = self.prefix
        self.row, self.cell, self.v, self.f, self.t = (f"{prefix}{one}" for one in ("row", "c", "v", "f", "t"))
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.cell:
            reference = attributes.get("r")
            self.place = column_number(reference.rstrip("0123456789")) if reference else self.place + 1
            self.kind = attributes.get("t", "n")
            self.style = int(attributes.get("s", 0))
        elif name == self.v or name == self.t:
            self.has_value = True
            self.parser.CharacterDataHandler = self.value.append
        elif name == self.f:
            self.has_formula = True
            self.parser.CharacterDataHandler = self.formula.append
        elif name == self.row:
            self.number = int(attributes.get("r", self.number + 1))
            self.hidden = attributes.get("hidden") in ("1", "true")
            self.place = 0
            self.cells = []

    def _end(self, name: str) -> None:
        if name == self.v or name == self.t or name == self.f:
            self.parser.CharacterDataHandler = None
        elif name == self.cell:
            if self.has_value or self.has_formula:
                self._put()
        elif name == self.row and self.cells:
            self.done.append(SheetRow(self.number, self.cells, self.hidden))

    def _put(self) -> None:
        text = "".join(self.value)
        value: Raw
        if self.has_formula and not text and self.kind != "str":
            value = Uncomputed("".join(self.formula)[:200])
        else:
            value = self.reader.convert(text, self.kind, self.style, self.texts)
        self.value.clear()
        self.formula.clear()
        self.has_value = self.has_formula = False
        if value is None or value == "":
            return
        if self.place > MAX_COLUMNS:
            name, sheet = self.archive.name, self.reader.sheet
            raise refuse("too_wide", name, sheet=sheet, columns=self.place, limit=MAX_COLUMNS)
        missing = self.place - 1 - len(self.cells)
        if missing > 0:
            self.cells.extend([None] * missing)
        if missing >= 0:
            self.cells.append(value)
        elif self.place >= 1:
            self.cells[self.place - 1] = value


class SheetReader:
    """The rows of one sheet of a workbook, each time from the top."""

    def __init__(
        self,
        archive: Archive,
        part: str,
        sheet: str,
        texts: Callable[[], list[str]],
        shows: list[Show],
        *,
        since_1904: bool,
    ) -> None:
        self.archive, self.part, self.sheet, self.texts = archive, part, sheet, texts
        self.shows, self.since_1904 = shows, since_1904

    def rows(self) -> Iterator[SheetRow]:
        """The rows that hold something, in the file's order.

        Raises:
            IntakeRefusedError: the sheet is broken, unsafe or too wide.
        """
        parsing = _RowsParser(self)
        try:
            for _ in parsing.feed():
                if parsing.done:
                    yield from parsing.done
                    parsing.done = []
        except (ValueError, IndexError) as error:
            reason = (f"工作表“{self.sheet}”的内容不合格式", f"the sheet “{self.sheet}” is not written as it should be")
            raise refuse("broken", self.archive.name, reason=reason) from error

    def convert(self, text: str, kind: str, style: int, texts: list[str]) -> Raw:
        """A cell's value from its text, its type and its style."""
        if kind == "n":
            return self._number(text, style)
        if kind == "s":
            return texts[int(text)][:MAX_TEXT] if text else None
        if kind == "b":
            return text in ("1", "true")
        if kind == "e":
            return CellError(text)
        if kind == "d":
            moment = datetime.fromisoformat(text)
            return moment.date() if moment.time() == datetime.min.time() else moment
        return plain_text(text)[:MAX_TEXT]

    def _number(self, text: str, style: int) -> Raw:
        show = self.shows[style] if style < len(self.shows) else "number"
        if show == "number":
            return int(text) if text.isdigit() and len(text) <= _EXACT else _float(text)
        number = _float(text)
        if number is None:
            return None
        if show == "percent":
            return Percent(number)
        day = day_of_serial(number, since_1904=self.since_1904)
        return number if day is None else day


def _float(text: str) -> float | None:
    if not text:
        return None
    number = float(text)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("a number that is none")
    return number
