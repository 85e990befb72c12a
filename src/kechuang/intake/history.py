"""Plausibility: figures held against those of the time before, and against the other rows of the table.

A slip of units multiplies every amount of a row, or of a column, by 10, 100, 1,000 or 10,000. Nothing is repaired here: each
finding is a question to the sender. A slip that runs through a whole column is one question, not five hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import log10
from statistics import median

from kechuang.intake.parsing import Row
from kechuang.intake.policy import Policy
from kechuang.intake.problems import Problem, Severity
from kechuang.intake.recognition import Recognition
from kechuang.register import Field
from kechuang.values import Sentence

#: Figures of the time before by organisation (credit code, or name where it has none), then by field; money in whole 分.
Previous = Mapping[str, Mapping[str, int | Decimal]]

_MEASURED = frozenset(("money", "count", "number"))
#: Rows from which a column says what is usual in it.
_ENOUGH = 8
#: The units in which bureaus state amounts, as powers of ten of a yuan: what a slip of units can confuse.
_UNITS = {0: "元", 3: "千元", 4: "万元", 6: "百万元", 8: "亿元"}
_HEADS = "staff_total"


@dataclass(slots=True)
class _Seen:
    """One record's figures: how many powers of ten each lies from the time before."""

    row: Row
    jumps: dict[str, float] = field(default_factory=dict)
    flips: list[str] = field(default_factory=list)
    sizes: dict[str, float] = field(default_factory=dict)
    compared: bool = False


def check_history(rows: Iterable[Row], previous: Previous, recognition: Recognition, policy: Policy) -> list[Problem]:
    """Questions about figures that are unlike those before: ``unit_column``, ``unit_slip`` (a row), ``jump`` (a cell), ``sign``.

    Organisations without earlier figures are held against the rows of this table (``outlier``), where four powers of ten tell.
    Zero and missing figures are never compared. ``rows`` are the records of one table; they are read once.
    """
    record_type = recognition.record_type
    if record_type is None:
        return []
    fields = {code: record_type.field(code) for code in dict.fromkeys(c.field for c in recognition.fields if c.field)}
    measured = {code: one for code, one in fields.items() if one.type in _MEASURED}
    seen = [_look(row, previous, measured) for row in rows if row.kind == "record"]
    check = _Check(seen, measured, recognition, policy)
    return list(check.problems())


def _look(row: Row, previous: Previous, measured: Mapping[str, Field]) -> _Seen:
    found = _Seen(row)
    key = row.values.get("uscc") or row.values.get("name")
    before = previous.get(key) if isinstance(key, str) else None
    for code in measured:
        value = row.values.get(code)
        if not isinstance(value, int | Decimal) or isinstance(value, bool) or not value:
            continue
        size = log10(abs(float(value)))
        found.sizes[code] = size
        old = before.get(code) if before is not None else None
        if old:
            found.compared = True
            found.jumps[code] = size - log10(abs(float(old)))
            if (value > 0) != (old > 0):
                found.flips.append(code)
    return found


class _Check:
    def __init__(self, seen: list[_Seen], measured: Mapping[str, Field], table: Recognition, policy: Policy) -> None:
        self.seen, self.measured, self.table, self.policy = seen, measured, table, policy
        self.money = [code for code, one in measured.items() if one.type == "money"]
        self.columns: dict[str, int] = {}
        self.heads = _HEADS in measured
        #: For each amount the middle and the spread of its size among the rows, per head where heads are told.
        self.usual = self._usual()

    def problems(self) -> Iterator[Problem]:
        yield from self._columns()
        for one in self.seen:
            slip = self._slip(one)
            if slip is not None:
                yield from self._ask_row(one, slip)
                continue
            yield from self._cells(one)
            if not one.compared:
                yield from self._outliers(one)

    def _columns(self) -> Iterator[Problem]:
        """Columns most of whose figures jump by the same factor."""
        for code in self.measured:
            powers = [self._power(one.jumps[code]) for one in self.seen if code in one.jumps]
            power, times = Counter(one for one in powers if one).most_common(1)[0] if any(powers) else (0, 0)
            if times < self.policy.column_rows or times < self.policy.column_share * len(powers):
                continue
            self.columns[code] = power
            column = self.table.column_of(code)
            if column is None:
                continue
            name = self.measured[code].name
            row = self.table.header_rows[-1] if self.table.header_rows else self.table.first_row
            zh, en = self._which_unit(column.unit, power)
            yield Problem("warning", "unit_column", Sentence(
                f"“{name.zh}”整列有{times}行是上期的约{_times(power)}，单位是不是写错了？{zh}",
                f"{times} rows of “{name.en}” are about {_times_en(power)} those before: is the unit wrong? {en}"),
                self.table.sheet, row, column.column, code, whole_column=True)  # fmt: skip

    def _which_unit(self, unit: str | None, power: int) -> tuple[str, str]:
        """千元还是万元？ — the unit stated, and the one that would make the figures fit."""
        fits = _fitting(unit, power)
        return (f"是{fits}还是{unit}？", f"Is it {fits} or {unit}?") if fits else ("请核对。", "Check it.")

    def _power(self, jump: float) -> int:
        """The power of ten a jump looks like; 0 for none."""
        for factor, tolerance in self.policy.factors.items():
            power = round(log10(factor))
            if abs(abs(jump) - power) <= log10(float(tolerance)):
                return power if jump > 0 else -power
        return 0 if abs(jump) < max(map(log10, self.policy.factors), default=4.0) else round(jump)

    def _slip(self, one: _Seen) -> int | None:
        """The power of ten by which all amounts of a row jump together, where a slip between two units makes such a jump."""
        steady = [code for code in self.money if code not in self.policy.volatile and code not in self.columns]
        jumps = [one.jumps[code] for code in steady if code in one.jumps]
        if len(jumps) < self.policy.together:
            return None
        middle = median(jumps)
        power = self._power(middle)
        units = {column.unit for code in steady if (column := self.table.column_of(code)) is not None}
        if not power or not any(_fitting(unit, power) for unit in units):
            return None
        if sum(abs(jump - middle) <= 0.5 for jump in jumps) * 5 < len(jumps) * 4:
            return None
        return power if abs(power) > 1 or self._is_away(one, steady, power) else None

    def _is_away(self, one: _Seen, steady: list[str], power: int) -> bool:
        """Whether a tenfold jump leads away from what is usual in the table, per head where heads are told."""
        away = [
            self._size(one, code) - self.usual[code][0] for code in steady if code in one.sizes and code in self.usual
        ]
        return bool(away) and median(away) * power >= float(self.policy.tenfold_away)

    def _usual(self) -> dict[str, tuple[float, float]]:
        found = {}
        for code in self.money:
            sizes = [self._size(one, code) for one in self.seen if code in one.sizes]
            if len(sizes) >= _ENOUGH:
                middle = median(sizes)
                found[code] = middle, 1.4826 * median(abs(size - middle) for size in sizes)
        return found

    def _size(self, one: _Seen, code: str) -> float:
        return one.sizes[code] - one.sizes.get(_HEADS, 0.0) if self.heads else one.sizes[code]

    def _ask_row(self, one: _Seen, power: int) -> Iterator[Problem]:
        count = sum(code in one.sizes for code in self.money)
        for code in self.money:
            if code not in one.sizes or code in self.columns:
                continue
            column = self.table.column_of(code)
            zh, en = self._which_unit(column.unit if column else None, power)
            yield self._at(one, code, "warning", "unit_slip", Sentence(
                f"这一行的{count}个金额都是上期的约{_times(power)}，单位是不是写错了？{zh}",
                f"All {count} amounts of this row are about {_times_en(power)} those before: is the unit wrong? {en}"))  # fmt: skip

    def _cells(self, one: _Seen) -> Iterator[Problem]:
        for code, jump in one.jumps.items():
            power = self._power(jump)
            if code in self.policy.volatile or self.columns.get(code) == power:
                continue
            if abs(power) >= 2:
                name = self.measured[code].name
                column = self.table.column_of(code)
                zh, en = self._which_unit(
                    column.unit if column and self.measured[code].type == "money" else None, power
                )
                yield self._at(one, code, "warning", "jump", Sentence(
                    f"“{name.zh}”是上期的约{_times(power)}。{zh}", f"“{name.en}” is about {_times_en(power)} that before. {en}"))  # fmt: skip
        for code in one.flips:
            name = self.measured[code].name
            yield self._at(one, code, "note", "sign", Sentence(
                f"“{name.zh}”与上期正负相反；请核对。", f"“{name.en}” has the other sign than before; check it."))  # fmt: skip

    def _outliers(self, one: _Seen) -> Iterator[Problem]:
        """Amounts without a past that are far from the other rows: all of them by a slip's factor per head, or one by far."""
        steady = [
            code for code in self.money if code in one.sizes and code in self.usual and code not in self.policy.volatile
        ]
        away = {code: self._size(one, code) - self.usual[code][0] for code in steady}
        if self.heads and _HEADS in one.sizes and len(away) >= self.policy.together:
            middle = median(away.values())
            power = round(middle)
            units = {column.unit for code in steady if (column := self.table.column_of(code)) is not None}
            close = all(abs(value - middle) <= 0.5 for value in away.values())
            spread = max(self.usual[code][1] for code in steady)
            if (
                power
                and close
                and any(_fitting(unit, power) for unit in units)
                and abs(middle) >= max(0.75, 3 * spread)
            ):
                for code in self.money:
                    if code in one.sizes:
                        yield self._ask_outlier(one, code, power)
                return
        for code, value in away.items():
            if abs(value) > max(float(self.policy.outlier_decades), 3.5 * self.usual[code][1]):
                yield self._ask_outlier(one, code, round(value))

    def _ask_outlier(self, one: _Seen, code: str, power: int) -> Problem:
        name = self.measured[code].name
        heads = ("（按人均）", " per head") if self.heads else ("", "")
        return self._at(one, code, "warning", "outlier", Sentence(
            f"“{name.zh}”是本表一般水平{heads[0]}的约{_times(power)}，没有上期可比；请核对单位。",
            f"“{name.en}” is about {_times_en(power)} what is usual in this table{heads[1]}, and nothing before to compare; check the unit."))  # fmt: skip

    def _at(self, one: _Seen, code: str, severity: Severity, kind: str, sentence: Sentence) -> Problem:
        return Problem(severity, kind, sentence, self.table.sheet, one.row.number, one.row.columns.get(code), code)


def _fitting(unit: str | None, power: int) -> str | None:
    """The unit in which figures too large by a power of ten were really written, where there is such a one.

    >>> _fitting("万元", 4), _fitting("万元", 1), _fitting("元", -3), _fitting("元", 1)
    ('元', '千元', '千元', None)
    """
    stated = next((size for size, symbol in _UNITS.items() if symbol == unit), None)
    return None if stated is None else _UNITS.get(stated - power)


def _times(power: int) -> str:
    """A power of ten in words: 一千倍, 千分之一.

    >>> _times(3), _times(-4), _times(1)
    ('一千倍', '万分之一', '十倍')
    """
    words = {1: "十", 2: "一百", 3: "一千", 4: "一万", 5: "十万", 6: "一百万", 7: "一千万", 8: "一亿"}
    if power > 0:
        return f"{words.get(power, f'10的{power}次方')}倍"
    return f"{words.get(-power, f'10的{-power}次方').removeprefix('一')}分之一"


def _times_en(power: int) -> str:
    return f"{10**power:,} times" if power > 0 else f"1/{10**-power:,} of"
