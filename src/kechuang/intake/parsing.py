"""From the rows of a recognised table to records: typed values, and what is wrong at which cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kechuang.intake.cells import Area, SheetRow, cell_text
from kechuang.intake.checks import Checks
from kechuang.intake.evidence import profile_of
from kechuang.intake.problems import Problem
from kechuang.intake.recognition import ColumnMatch, Recognition
from kechuang.intake.sheets import Sheet
from kechuang.intake.values import Complaint, Reader, Value, make_reader
from kechuang.intake.values.complaints import complain
from kechuang.intake.words import SYNTHETIC, fold_heading, fold_text, is_note, is_total
from kechuang.register import RecordType
from kechuang.values import KechuangError, Period

RowKind = Literal["record", "total", "note", "heading", "blank"]
#: Told after so many rows, for a bar of progress.
_STEP = 2_000
#: What names the total of all rows.
_WHOLE = frozenset(("合计", "总计", "共计", "合计数", "total"))
#: Records looked at to tell 0.031 from 3.1.
_SAMPLED = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    ``values`` holds every field of the table's columns, and what title or dates say instead of a column (the year): money in
    whole 分, shares as exact ratios, days as ``date`` (or :class:`Period` where only a month or year is written), choices as
    their codes, ``None`` for nothing. A value with an error is ``None``. Only rows of the kind ``record`` have values. Where columns of several years
    stand side by side, one row of the sheet gives a record for each year. ``columns`` says where each field stands.
    """

    number: int
    kind: RowKind
    values: Mapping[str, Value]
    problems: tuple[Problem, ...]
    columns: Mapping[str, int]
    synthetic: bool = False
    hidden: bool = False

    @property
    def blocked(self) -> bool:
        """Whether an error keeps something of this row out."""
        return any(problem.severity == "error" for problem in self.problems)


def parse(
    sheet: Sheet, recognition: Recognition, progress: Callable[[int, int | None], None] | None = None
) -> Iterator[Row]:
    """The rows of a recognised table in order, lazily; blank ones are left out.

    ``progress`` is called now and then with the number of rows read and of rows there are (``None`` where unknown).

    Raises:
        KechuangError: the recognition has no record type.
        IntakeRefusedError: the sheet turns out broken further down.
    """
    if recognition.record_type is None:
        raise KechuangError(
            zh=f"工作表“{recognition.sheet}”的记录类型还没有确定；请先指定类型。",
            en=f"The record type of the sheet “{recognition.sheet}” is not settled; say it first.",
        )
    return _Parser(sheet, recognition, recognition.record_type).rows(progress)


_HIDDEN = complain(
    "note",
    "row_hidden",
    "这是隐藏的行，已读入；请核对是否要报送。",
    "This row is hidden; it was read. Check that it is meant to be sent.",
)


@dataclass(frozen=True, slots=True)
class _Column:
    match: ColumnMatch
    field: str
    read: Reader


class _Parser:
    def __init__(self, sheet: Sheet, table: Recognition, record_type: RecordType) -> None:
        self.sheet, self.table, self.record_type = sheet, table, record_type
        self.columns = [self._column(one) for one in table.fields]
        self.years = sorted({one.match.year for one in self.columns if one.match.year is not None})
        self.nature = next((one.column for one in table.columns if one.role == "synthetic"), None)
        self.returned = next((one.column for one in table.columns if one.role == "returned"), None)
        self.serials = frozenset(one.column for one in table.columns if one.role == "serial")
        self.headings = {fold_heading(one.headings[-1]) for one in table.columns if one.headings}
        self.areas = _areas_below(sheet.merged, table.first_row)
        self.held: dict[Area, Any] = {}
        self.places = {one.field: one.match.column for one in self.columns}
        self.read = 0
        self.checks = Checks(sheet.name, record_type, self.places, table.due, table.first_column)

    def rows(self, progress: Callable[[int, int | None], None] | None) -> Iterator[Row]:
        table = self.table
        seen = 0
        for row in self.sheet.rows():
            if table.last_row is not None and row.number > table.last_row:
                break
            seen += 1
            if progress is not None and seen % _STEP == 0:
                progress(seen, self.sheet.row_count)
            if row.number >= table.first_row:
                yield from self._row(self._filled(row) if self.areas else row)
        if progress is not None:
            progress(seen, self.sheet.row_count)

    def _column(self, match: ColumnMatch) -> _Column:
        field = self.record_type.field(str(match.field))
        ratio = field.type == "share" and match.unit_from != "heading" and self._are_ratios(match.column)
        return _Column(match, field.code, make_reader(field, match.unit, ratio=ratio))

    def _are_ratios(self, column: int) -> bool:
        """Whether plain numbers of a column of shares are fractions (0.031): none of them is above one."""
        values = []
        for row in self.sheet.rows():
            if row.number >= self.table.first_row:
                values.append(row.cell(column))
                if len(values) >= _SAMPLED:
                    break
        return profile_of(values).largest <= 1

    def _filled(self, row: SheetRow) -> SheetRow:
        """The row with the values of cells merged downwards into it."""
        cells = row.cells
        for area in [one for one in self.areas if one.top <= row.number <= one.bottom]:
            if row.number == area.top:
                self.held[area] = row.cell(area.left)
            elif self.held.get(area) is not None:
                cells = [*cells, *[None] * (area.left - len(cells))]
                cells[area.left - 1] = self.held[area]
        return row if cells is row.cells else SheetRow(row.number, cells, row.hidden)

    def _row(self, row: SheetRow) -> Iterator[Row]:
        kind = self._kind(row)
        if kind == "blank":
            return
        if kind != "record":
            problems = tuple(self._totals(row)) if kind == "total" and not self.years else ()
            yield Row(row.number, kind, {}, problems, self.places, hidden=row.hidden)
            return
        if not self.years:
            yield self._record(row, self.columns, None)
            return
        shared = [one for one in self.columns if one.match.year is None]
        for year in self.years:
            mine = [one for one in self.columns if one.match.year == year]
            if any(not _is_empty(row.cell(one.match.column)) for one in mine):
                yield self._record(row, [*shared, *mine], year)

    def _totals(self, row: SheetRow) -> Iterator[Problem]:
        """A last row of totals held against the records above it; a subtotal or one on top is not."""
        named = next((fold_text(value) for value in row.cells if isinstance(value, str) and value.strip()), "")
        if named in _WHOLE and self.read:
            yield from self.checks.total(
                row.number, {one.field: one.read(row.cell(one.match.column))[0] for one in self.columns}
            )

    def _kind(self, row: SheetRow) -> RowKind:
        """Whether a row is a record, a total, a note, a heading repeated on a new page, or blank."""
        first, last = self.table.first_column, self.table.last_column
        filled = []
        for column, value in enumerate(row.cells[first - 1 : last], first):
            if not _is_empty(value):
                filled.append((column, value))
                if len(filled) > 6:
                    break
        if not filled or all(column in self.serials and cell_text(value).strip().isdigit() for column, value in filled):
            return "blank"  # rows that a form numbered beforehand and nobody filled in
        texts = [value for _, value in filled[:4] if isinstance(value, str)]
        if any(is_total(text) for text in texts[:3]) and not self._has_code(row):
            return "total"
        if len(filled) <= 3 and texts and is_note(texts[0]):
            return "note"
        if len(filled) == 1 and len(self.columns) > 1 and not self._carries(filled[0][0]):
            return "note"
        if (
            len(texts) == len(filled[:4])
            and len(texts) >= 2
            and all(fold_heading(text) in self.headings for text in texts)
        ):
            return "heading"
        return "record"

    def _carries(self, column: int) -> bool:
        """Whether a lone cell can be a record's: it stands under a heading of its own that names something."""
        return (
            any(one.match.column == column and one.field in self.record_type.key for one in self.columns)
            and len(self.columns) < 3
        )

    def _has_code(self, row: SheetRow) -> bool:
        column = self.places.get("uscc")
        return column is not None and not _is_empty(row.cell(column))

    def _record(self, row: SheetRow, columns: list[_Column], year: int | None) -> Row:
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        cells, width = row.cells, len(row.cells)
        for one in columns:
            place = one.match.column
            value, complaint = one.read(cells[place - 1]) if place <= width else (None, None)
            values[one.field] = value
            if complaint is not None:
                problems.append(self._at(row.number, place, one.field, complaint))
        self._fill_in(values, year)
        self.read += 1
        self.checks.add(values)
        if row.hidden:
            problems.append(self._at(row.number, self.table.first_column, None, _HIDDEN))
        synthetic = self.table.synthetic
        if self.nature is not None:
            mark = row.cell(self.nature)
            synthetic = synthetic or mark is True or fold_text(cell_text(mark)) in SYNTHETIC
        places = self.places if year is None else {one.field: one.match.column for one in columns}
        problems += self.checks.problems(row.number, values, {problem.field for problem in problems}, places)
        return Row(row.number, "record", values, tuple(problems), places, synthetic, row.hidden)

    def _at(self, row: int, column: int, field: str | None, said: Complaint) -> Problem:
        return Problem(said.severity, said.kind, said.sentence, self.sheet.name, row, column, field, said.offer)

    def _fill_in(self, values: dict[str, Value], year: int | None) -> None:
        """The year, where no column gives it: from the heading, from a date of the record, or from the title."""
        for field in self.record_type.fields:
            if field.type != "year" or values.get(field.code) is not None:
                continue
            if field.code in values and field.code in self.places:
                if field.year_of is None and year is None and self.table.period is None:
                    continue
            source = values.get(field.year_of or "")
            if year is not None:
                values[field.code] = year
            elif isinstance(source, date):
                values[field.code] = source.year
            elif isinstance(source, Period):
                values[field.code] = source.end.year
            elif self.record_type.yearly and self.table.period is not None:
                values[field.code] = self.table.period.end.year


def _areas_below(merged: tuple[Area, ...], first_row: int) -> list[Area]:
    """Cells merged downwards among the records."""
    return [area for area in merged if area.bottom > area.top and area.bottom >= first_row and area.top >= first_row]


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and (not value or value.isspace()))
