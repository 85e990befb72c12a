"""In which unit does a column stand? Asked once per column, where the file does not say or where its figures speak against what it says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from kechuang.intake import ColumnMatch, Recognition, cell_name
from kechuang.values import Sentence, unit
from kechuang_web.intake.models import IntakePart

#: The units of money that bureaus write in tables.
MONEY_UNITS = ("元", "千元", "万元", "亿元")
_ASKED = MONEY_UNITS[:3]
_FEN = 100


def letter_of(column: int) -> str:
    """The letters of a column counted from 1.

    >>> letter_of(1), letter_of(28)
    ('A', 'AB')
    """
    return cell_name(1, column)[:-1]


def stated_unit(column: Mapping[str, Any]) -> str:
    """The unit of a described column as far as the file or a person said it; empty for money in a unit that was only assumed."""
    assumed = column.get("unit_from") == "field" and not column.get("said_unit")
    return "" if assumed and column.get("unit") in MONEY_UNITS else str(column.get("unit") or "")


def ask(part: IntakePart, found: Recognition, jumped: Mapping[int, Sentence] | None = None) -> list[dict[str, Any]]:
    """The questions of a part, and onto its columns the units that may be answered.

    ``jumped`` are columns whose figures, held against what is known, make their unit doubtful, with the sentence that says so. A column
    that a person has answered is not asked again.
    """
    jumped = jumped or {}
    said = part.answers.get("units", {})
    described = {one["column"]: one for one in part.columns}
    questions = []
    for one in found.fields:
        field = found.record_type.field(str(one.field)) if found.record_type else None
        if field is None or field.type != "money" or str(one.column) in said:
            continue
        if one.column in jumped:
            sentence, why = jumped[one.column], "jump"
        elif one.unit_from == "field":
            sentence, why = _unsaid(one, part), "unsaid"
        else:
            continue
        described[one.column]["asked"] = list(_ASKED)
        sample = next(iter(described[one.column].get("samples", ())), "")
        questions.append(
            {
                "index": one.column, "letter": letter_of(one.column), "heading": one.heading, "why": why,
                "sentence": {"zh": sentence.zh, "en": sentence.en},
                "offers": [{"unit": symbol, "example": _example(sample, symbol)} for symbol in _ASKED],
            }
        )  # fmt: skip
    return questions


def _unsaid(one: ColumnMatch, part: IntakePart) -> Sentence:
    samples = next((column.get("samples", []) for column in part.columns if column["column"] == one.column), [])
    told = "、".join(samples[:2])
    return Sentence(
        f"表里没有写“{one.heading}”的单位{f'，如 {told}' if told else ''}：是元、千元还是万元？",
        f"The table does not state the unit of “{one.heading}”{f', such as {told}' if told else ''}: 元, 千元 or 万元?",
    )


def _example(sample: str, symbol: str) -> str:
    """What a figure would be in a unit: ``3,200 → 320万元``; empty where the sample is no plain number."""
    try:
        number = Decimal(sample.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return ""
    wan = number * Decimal(int(unit(symbol).factor)) / Decimal(int(unit("万元").factor))
    shown = f"{wan.normalize():,f}"
    return f"{sample} → {shown}万元"
