"""What must hold inside a record and among the records of a table, whatever single cells say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kechuang.intake.problems import Problem, Severity
from kechuang.intake.values import Value
from kechuang.register import RecordType
from kechuang.values import Sentence


class Checks:
    """Checks the records of one table in their order; it remembers the keys it saw."""

    def __init__(
        self, sheet: str, record_type: RecordType, places: Mapping[str, int], due: date | None, first_column: int
    ) -> None:
        self.sheet, self.record_type, self.places, self.due, self.first_column = (
            sheet,
            record_type,
            places,
            due,
            first_column,
        )
        self.required = [field for field in record_type.fields if field.required and field.code in places]
        self.either = [there for group in record_type.either if (there := [code for code in group if code in places])]
        self.sums = [one for one in record_type.sums if all(code in places for code in (one.total, *one.parts))]
        #: Sums of the records so far, of the columns that a row of totals can add up.
        self.totals = {
            code: Decimal(0)
            for code in places
            if record_type.field(code).type in ("money", "count") and code in record_type.by_code
        }
        self.keys: dict[tuple[Value, ...], int] = {}

    def problems(
        self, row: int, values: Mapping[str, Value], wrong: set[str | None], places: Mapping[str, int]
    ) -> Iterator[Problem]:
        """What is wrong with a record; ``wrong`` are fields that already have a problem, ``places`` where its fields stand."""
        for field in self.required:
            if values.get(field.code) is None and field.code not in wrong:
                yield self._at("error", "required_empty", row, places.get(field.code), field.code, Sentence(
                    f"必填的“{field.name.zh}”是空的；请补上。", f"The required “{field.name.en}” is empty; fill it in."))  # fmt: skip
        for there in self.either:
            yield from self._whose(row, values, wrong, there)
        yield from self._sums(row, values, places)
        yield from self._late(row, values)
        yield from self._twice(row, values)

    def _at(
        self, severity: Severity, kind: str, row: int, column: int | None, field: str | None, sentence: Sentence
    ) -> Problem:
        return Problem(severity, kind, sentence, self.sheet, row, column or self.first_column, field)

    def add(self, values: Mapping[str, Value]) -> None:
        """Take a record into the totals of the table."""
        for code in self.totals:
            number = _number(values.get(code))
            if number is not None:
                self.totals[code] += number

    def total(self, row: int, values: Mapping[str, Value]) -> Iterator[Problem]:
        """Where a row of totals at the end is not the sum of the records: rows may be missing, or a figure be wrong."""
        for code, added in self.totals.items():
            given = _number(values.get(code))
            if given is not None and given != added:
                name = self.record_type.field(code).name
                said, right = self.shown(code, given), self.shown(code, added)
                yield self._at("note", "total_differs", row, self.places[code], code, Sentence(
                    f"“{name.zh}”的合计写的是{said}，各行相加是{right}；请核对是否漏行或填错。",
                    f"The total of “{name.en}” says {said}, the rows make {right}; check for missing rows."))  # fmt: skip

    def _whose(
        self, row: int, values: Mapping[str, Value], wrong: set[str | None], there: list[str]
    ) -> Iterator[Problem]:
        if all(values.get(code) is None for code in there):
            names = "、".join(self.record_type.field(code).name.zh for code in there)
            names_en = " and ".join(self.record_type.field(code).name.en for code in there)
            yield self._at("error", "nobody", row, self.places[there[0]], there[0], Sentence(
                f"{names}没有一项可用，无法知道是哪家单位；请至少填对一项。",
                f"Nothing of {names_en} can be used, so nobody can tell whose row it is; give at least one."))  # fmt: skip
        elif "uscc" in there and values.get("uscc") is None and "uscc" not in wrong:
            yield self._at("warning", "code_missing", row, self.places["uscc"], "uscc", Sentence(
                "没有填写统一社会信用代码，只能按名称归并；请按营业执照补上。",
                "There is no credit code, so only the name can tell whose row it is; take it from the licence."))  # fmt: skip

    def _sums(self, row: int, values: Mapping[str, Value], places: Mapping[str, int]) -> Iterator[Problem]:
        for one in self.sums:
            total = _number(values.get(one.total))
            parts = [_number(values.get(part)) for part in one.parts]
            if total is None or None in parts:
                continue
            added = sum((part for part in parts if part is not None), Decimal(0))
            if added == total:
                continue
            field = self.record_type.field(one.total)
            names = "＋".join(f"“{self.record_type.field(part).name.zh}”" for part in one.parts)
            names_en = " + ".join(f"“{self.record_type.field(part).name.en}”" for part in one.parts)
            given, right = self.shown(one.total, total), self.shown(one.total, added)
            yield self._at("warning", "arithmetic", row, places.get(one.total), one.total, Sentence(
                f"“{field.name.zh}”写的是{given}，而{names}合起来是{right}；请核对哪一个有误。",
                f"“{field.name.en}” says {given}, but {names_en} make {right}; check which is wrong."))  # fmt: skip

    def shown(self, code: str, value: Decimal) -> str:
        """A figure as a sentence shows it."""
        field = self.record_type.field(code)
        if field.type != "money":
            return f"{value:,f}{field.unit or ''}"
        return f"{_short(value / 1_000_000)}万元" if abs(value) >= 1_000_000 else f"{_short(value / 100)}元"

    def _late(self, row: int, values: Mapping[str, Value]) -> Iterator[Problem]:
        returned = values.get("returned_on")
        if self.due is not None and isinstance(returned, date) and returned > self.due:
            late = (returned - self.due).days
            yield self._at("note", "late_return", row, self.places.get("returned_on"), "returned_on", Sentence(
                f"报送日期{returned.isoformat()}晚于截止日{self.due.isoformat()}，迟{late}天。",
                f"Returned on {returned.isoformat()}, {late} days after it was due on {self.due.isoformat()}."))  # fmt: skip

    def _twice(self, row: int, values: Mapping[str, Value]) -> Iterator[Problem]:
        key = tuple(values.get(code) for code in self.record_type.key)
        if any(part is None for part in key):
            if values.get("uscc") is not None or values.get("name") is None or "uscc" not in self.record_type.key:
                return
            key = tuple(values.get("name" if code == "uscc" else code) for code in self.record_type.key)
            if any(part is None for part in key):
                return
        first = self.keys.setdefault(key, row)
        if first != row:
            column = self.places.get(self.record_type.key[0])
            yield self._at("warning", "duplicate_row", row, column, None, Sentence(
                f"与第{first}行是同一条记录；请删去一行，或核对是否填错。",
                f"This is the record of row {first} once more; remove one, or check what was filled in."))  # fmt: skip


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _short(value: Decimal) -> str:
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text or "0"
