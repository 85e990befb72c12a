"""What was understood of a table, and why: the value that recognition gives, people correct and parsing follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from kechuang.intake.cells import column_name
from kechuang.intake.problems import Problem
from kechuang.register import RecordType
from kechuang.values import Language, Period, Sentence

#: ``field``: its values are read. ``synthetic``: says which rows are invented data. ``returned``: the day of the return.
#: ``serial`` and ``ignored`` are known to carry nothing; ``unknown`` is a question for a person.
Role = Literal["field", "synthetic", "returned", "serial", "ignored", "unknown"]
_NO_REASON = Sentence("", "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field a column could be, with its score (0 to 100) and why."""

    field: str
    score: int
    reason: Sentence


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What one column was taken for.

    ``headings`` are its headings from the top, a merged one repeated; ``unit`` the unit its figures stand in (``None`` where
    none applies) and ``unit_from`` where that was read: ``heading``, ``sheet`` (a line such as 单位：万元) or ``field`` (nothing was
    said: the form's own unit, which is a question). ``year`` is set where columns of several years stand side by side.
    ``candidates`` are other fields it could be, best first.
    """

    column: int
    headings: tuple[str, ...]
    role: Role
    field: str | None = None
    score: int = 0
    reason: Sentence = _NO_REASON
    unit: str | None = None
    unit_from: Literal["heading", "sheet", "field", "person"] | None = None
    year: int | None = None
    candidates: tuple[Candidate, ...] = ()
    hidden: bool = False

    @property
    def heading(self) -> str:
        """The headings as one text."""
        return " / ".join(dict.fromkeys(filter(None, self.headings)))

    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """The column for JSON."""
        return {
            "column": column_name(self.column), "heading": self.heading, "role": self.role, "field": self.field, "score": self.score,
            "reason": self.reason.text(lang), "unit": self.unit, "unit_from": self.unit_from, "year": self.year, "hidden": self.hidden,
            "candidates": [{"field": one.field, "score": one.score, "reason": one.reason.text(lang)} for one in self.candidates],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognition:
    """What one table of a sheet was taken for.

    ``record_type`` is ``None`` where no type reaches the threshold; ``score`` (0 to 100), ``runner_up`` and ``reasons`` say how
    sure that is. Rows count from 1: ``title_rows`` and ``header_rows``, records from ``first_row`` to ``last_row`` (``None``: to
    the sheet's end); ``first_column`` to ``last_column`` bound the table where several stand side by side. ``due`` is the day by
    which such a return had to come. ``remembered`` says that a person's earlier mapping was followed, ``shape`` names the table's
    form, by which it is remembered.
    """

    sheet: str
    record_type: RecordType | None
    score: int
    runner_up: tuple[str, int] | None
    reasons: tuple[Sentence, ...]
    titles: tuple[str, ...]
    title_rows: tuple[int, ...]
    header_rows: tuple[int, ...]
    first_row: int
    last_row: int | None
    columns: tuple[ColumnMatch, ...]
    period: Period | None = None
    period_from: Sentence | None = None
    unit: str | None = None
    unit_line: str | None = None
    synthetic: bool = False
    due: date | None = None
    problems: tuple[Problem, ...] = ()
    shape: str = ""
    remembered: bool = False
    stamped: bool = False
    first_column: int = 1
    last_column: int = 0

    @property
    def fields(self) -> tuple[ColumnMatch, ...]:
        """The columns whose values are read."""
        return tuple(column for column in self.columns if column.role == "field")

    @property
    def questions(self) -> tuple[ColumnMatch, ...]:
        """The columns nobody understood."""
        return tuple(column for column in self.columns if column.role == "unknown")

    def column_of(self, field: str) -> ColumnMatch | None:
        """The first column that carries a field."""
        return next((column for column in self.columns if column.field == field), None)

    def correct(self, fields: Mapping[int, str | None], units: Mapping[int, str] | None = None) -> Recognition:
        """The same with columns (from 1) given other fields, ``None`` for none, and other units, as a person decided.

        Raises:
            KechuangError: the record type has no such field.
        """
        units = units or {}
        said = Sentence("由人指定", "said by a person")
        columns = []
        for column in self.columns:
            if column.column in fields:
                code = fields[column.column]
                field = self.record_type.field(code) if code is not None and self.record_type is not None else None
                unit = (column.unit or self.unit or field.unit) if field is not None and field.unit else None
                column = replace(
                    column, role="field" if field else "ignored", field=field.code if field else None, score=100, reason=said, unit=unit
                )  # fmt: skip
            if column.column in units:
                column = replace(column, unit=units[column.column], unit_from="person")
            columns.append(column)
        return replace(self, columns=tuple(columns))

    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """The recognition for JSON."""
        return {
            "sheet": self.sheet, "record_type": self.record_type.code if self.record_type else None, "score": self.score,
            "runner_up": {"record_type": self.runner_up[0], "score": self.runner_up[1]} if self.runner_up else None,
            "reasons": [reason.text(lang) for reason in self.reasons], "titles": list(self.titles),
            "title_rows": list(self.title_rows), "header_rows": list(self.header_rows), "first_row": self.first_row, "last_row": self.last_row,
            "period": self.period.text if self.period else None, "period_from": self.period_from.text(lang) if self.period_from else None,
            "unit": self.unit, "synthetic": self.synthetic, "due": self.due.isoformat() if self.due else None,
            "remembered": self.remembered, "stamped": self.stamped, "shape": self.shape,
            "columns": [column.to_dict(lang) for column in self.columns],
            "problems": [problem.to_dict(lang) for problem in self.problems],
        }  # fmt: skip
