"""Holding a record against its type: what cannot be stored, and what somebody should be asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from kechuang.register.cells import Value, read_value, show_value
from kechuang.register.types import Field, RecordType
from kechuang.values import KechuangError, Sentence, unit

ProblemCode = Literal["unknown_field", "value", "missing", "either", "sum", "limit", "order"]

#: Files round money to 万元 at the coarsest; a total may differ from its rounded parts by half a step for each number.
_COARSEST_STEP = 1_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a record.

    An ``error`` cannot be stored; a ``doubt`` can, once somebody has looked. ``fields`` are those concerned, the one to
    look at first in front.
    """

    code: ProblemCode
    fields: tuple[str, ...]
    message: Sentence
    severity: Literal["error", "doubt"] = "error"


def check_record(record_type: RecordType, record: Mapping[str, Any]) -> list[Problem]:
    """Every problem of a record, the errors first; empty when there is none.

    ``record`` holds typed values or what was typed, by the fields' codes; absent, ``None`` and empty are unknown.

    >>> from kechuang.content import load_region
    >>> from kechuang.register import load_record_types
    >>> contract = load_record_types(load_region("baodi"))["technology_contract"]
    >>> for problem in check_record(contract, {"number": "1", "name": "甲公司", "kind": "技术服务",
    ...     "amount": "100", "technical_amount": "80", "other_amount": "30"}):
    ...     print(problem.severity, problem.message.zh)
    error “合同成交额”写的是100万元，应为“其中：技术交易额”80＋“其中：其他”30＝110万元；请核对。
    """
    return read_record(record_type, record)[1]


def read_record(record_type: RecordType, record: Mapping[str, Any]) -> tuple[dict[str, Value], list[Problem]]:
    """The values of a record that could be read, without those unknown, and every problem of it.

    A year that follows from a date (``year_of``) is filled in.
    """
    problems = [
        Problem(
            "unknown_field",
            (str(code),),
            Sentence(f"“{record_type.name.zh}”没有字段“{code}”。", f"'{record_type.code}' has no field '{code}'."),
        )
        for code in record
        if code not in record_type.by_code
    ]
    values: dict[str, Value] = {}
    faulty: set[str] = set()
    for field in record_type.fields:
        try:
            value = read_value(field, record.get(field.code))
        except KechuangError as error:
            faulty.add(field.code)
            problems.append(Problem("value", (field.code,), Sentence(error.zh, error.en)))
            continue
        if value is not None:
            values[field.code] = value
    for field in record_type.fields:
        source = values.get(field.year_of or "")
        if field.code not in values and field.code not in faulty and isinstance(source, date):
            values[field.code] = source.year
    problems += _missing(record_type, values, faulty)
    problems += _relations(record_type, values)
    return values, sorted(problems, key=lambda problem: problem.severity != "error")


def _missing(record_type: RecordType, values: Mapping[str, Value], faulty: set[str]) -> list[Problem]:
    problems = [
        Problem(
            "missing",
            (field.code,),
            Sentence(f"缺少“{field.name.zh}”，请补上。", f"'{field.name.en}' is missing; add it."),
        )
        for field in record_type.fields
        if field.required and field.code not in values and field.code not in faulty
    ]
    for group in record_type.either:
        if not any(code in values or code in faulty for code in group):
            zh = "、".join(f"“{record_type.field(code).name.zh}”" for code in group)
            en = ", ".join(f"'{record_type.field(code).name.en}'" for code in group)
            problems.append(
                Problem("either", group, Sentence(f"{zh}至少要填一个。", f"At least one of {en} must be filled in."))
            )
    return problems


def _relations(record_type: RecordType, values: Mapping[str, Value]) -> list[Problem]:
    problems: list[Problem] = []
    for one in record_type.sums:
        total = record_type.field(one.total)
        parts = [record_type.field(code) for code in one.parts]
        if all(field.code in values for field in (total, *parts)):
            found = _exact(values[one.total])
            summed = sum((_exact(values[code]) for code in one.parts), Fraction(0))
            if abs(found - summed) > _slack(total, [found, *(_exact(values[code]) for code in one.parts)]):
                problems.append(_sum_problem(total, parts, values, summed))
    for limit in record_type.limits:
        part, whole = record_type.field(limit.part), record_type.field(limit.whole)
        if limit.part in values and limit.whole in values:
            low, high = _base(part, values[limit.part]), _base(whole, values[limit.whole])
            if low > high + _slack(part, [low, high]):
                problems.append(_limit_problem(part, whole, values))
    for row in record_type.order:
        days = [(code, day) for code, day in ((code, values.get(code)) for code in row) if isinstance(day, date)]
        for (first, before), (second, after) in pairwise(days):
            if before > after:
                late, early = record_type.field(second), record_type.field(first)
                problems.append(
                    Problem(
                        "order",
                        (second, first),
                        Sentence(
                            f"“{late.name.zh}”{after}早于“{early.name.zh}”{before}；请核对两个日期。",
                            f"'{late.name.en}' {after} is before '{early.name.en}' {before}; compare the two days.",
                        ),
                    )
                )
    return problems


def _sum_problem(total: Field, parts: list[Field], values: Mapping[str, Value], summed: Fraction) -> Problem:
    symbol = total.unit or ""
    told = "＋".join(f"“{field.name.zh}”{show_value(field, values[field.code])}" for field in parts)
    told_en = " + ".join(f"'{field.name.en}' {show_value(field, values[field.code])}" for field in parts)
    found, right = show_value(total, values[total.code]), show_value(total, summed)
    return Problem(
        "sum",
        (total.code, *(field.code for field in parts)),
        Sentence(
            f"“{total.name.zh}”写的是{found}{symbol}，应为{told}＝{right}{symbol}；请核对。",
            f"'{total.name.en}' is {found} {symbol} and should be {told_en} = {right} {symbol}; compare them.",
        ),
        "doubt" if total.attribute is not None else "error",
    )


def _limit_problem(part: Field, whole: Field, values: Mapping[str, Value]) -> Problem:
    small, large = show_value(part, values[part.code]), show_value(whole, values[whole.code])
    return Problem(
        "limit",
        (part.code, whole.code),
        Sentence(
            f"“{part.name.zh}”{small}{part.unit}大于“{whole.name.zh}”{large}{whole.unit}；请核对单位和两个数。",
            f"'{part.name.en}' {small} {part.unit} is more than '{whole.name.en}' {large} {whole.unit}; check units and figures.",
        ),
        "doubt" if part.attribute is not None else "error",
    )


def _exact(value: Value) -> Fraction:
    return Fraction(value) if isinstance(value, int | Decimal | Fraction) else Fraction(0)


def _base(field: Field, value: Value) -> Fraction:
    """In the base unit of the dimension; money and shares are so already."""
    return _exact(value) if field.type in ("money", "share") else _exact(value) * unit(field.unit or "个").factor


def _slack(field: Field, numbers: list[Fraction]) -> Fraction:
    """What rounding alone may make of a sum: half of the step the figures seem rounded to, for each of them."""
    if field.type != "money":
        return Fraction(0)
    step = 1
    while step < _COARSEST_STEP and all(number % (step * 10) == 0 for number in numbers):
        step *= 10
    return Fraction(step * len(numbers), 2) if step > 1 else Fraction(0)
