"""Reading a file of drafts that people or programs want recorded: JSON lines or CSV, checked against the dictionary."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kechuang.content import ContentError, Where, read_csv
from kechuang.dictionary import Dictionary, Subjects
from kechuang.ledger.facts import Draft
from kechuang.ledger.records import DRAFT_COLUMNS, draft_from_record
from kechuang.values import KechuangError, Quantity, unit

#: Columns of the CSV form: those of a draft, with the number as people write it (``>2000``, ``3~5``) in ``value``.
CSV_COLUMNS = (
    *(column for column in DRAFT_COLUMNS if column not in ("low", "high", "bound", "text", "synthetic")),
    "value",
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What drafts are checked against."""

    dictionary: Dictionary
    subjects: Subjects


def read_drafts(path: Path, catalogue: Catalogue) -> tuple[Draft, ...]:
    """The drafts of a ``.jsonl`` file (columns of ``records.DRAFT_COLUMNS``) or a ``.csv`` file (``CSV_COLUMNS``).

    Raises:
        ContentError: a line cannot be read, or names an attribute, definition or subject that is not declared, or gives a
            value its attribute cannot have; names the line.
    """
    drafts: list[Draft] = []
    for where, record in _records(path):
        try:
            draft = draft_from_record(record)
            check_draft(draft, catalogue)
        except KechuangError as error:
            raise ContentError(where, zh=error.zh, en=error.en) from error
        drafts.append(draft)
    return tuple(drafts)


def check_draft(draft: Draft, catalogue: Catalogue) -> None:
    """Refuse a draft that the dictionary and the subjects do not allow.

    Raises:
        KechuangError: an attribute, definition or subject is not declared, or the value is of another kind or dimension.
    """
    attribute = catalogue.dictionary.attribute(draft.attribute)
    definition = catalogue.dictionary.definition(draft.definition)
    catalogue.subjects.get(draft.subject)
    if definition.attribute != attribute.code:
        raise KechuangError(
            zh=f"口径“{definition.key}”不属于数据元“{attribute.code}”。",
            en=f"The definition '{definition.key}' is not one of '{attribute.code}'.",
        )
    if (attribute.type == "quantity") == isinstance(draft.value, str):
        raise KechuangError(
            zh=f"数据元“{attribute.code}”{'只收数值' if attribute.type == 'quantity' else '只收文字'}。",
            en=f"'{attribute.code}' takes {'a number' if attribute.type == 'quantity' else 'a text'} only.",
        )
    if isinstance(draft.value, str):
        attribute.check_text(draft.value)
    if isinstance(draft.value, Quantity) and draft.value.unit.dimension != unit(attribute.unit or "").dimension:
        raise KechuangError(
            zh=f"单位“{draft.value.unit}”与数据元的单位“{attribute.unit}”不是一类。",
            en=f"The unit '{draft.value.unit}' does not measure what the attribute's '{attribute.unit}' does.",
        )


def _records(path: Path) -> Iterator[tuple[Where, dict[str, Any]]]:
    match path.suffix.lower():
        case ".csv":
            for row in read_csv(path):
                for column in row.cells:
                    if column not in CSV_COLUMNS:
                        raise ContentError(
                            Where(path, 1),
                            zh=f"不认识“{column}”一列；可用：{'、'.join(CSV_COLUMNS)}。",
                            en=f"the column '{column}' is unknown; known are {', '.join(CSV_COLUMNS)}.",
                        )
                yield row.where, _from_csv(dict(row.cells), row.where)
        case ".jsonl":
            yield from _json_lines(path)
        case _:
            raise KechuangError(
                zh=f"“{path.name}”不是 .csv 或 .jsonl 文件。", en=f"'{path.name}' is neither a .csv nor a .jsonl file."
            )


def _json_lines(path: Path) -> Iterator[tuple[Where, dict[str, Any]]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KechuangError(
            zh=f"读不到“{path.name}”（{error}）。", en=f"'{path.name}' cannot be read ({error})."
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise ContentError(Where(path, number), zh="不是一条JSON记录。", en="this is no JSON record.")
        yield Where(path, number), record


def _from_csv(cells: dict[str, str], where: Where) -> dict[str, Any]:
    record: dict[str, Any] = {key: text for key, text in cells.items() if text}
    value, symbol = record.pop("value", None), record.pop("unit", None)
    if "keywords" in record:
        record["keywords"] = record["keywords"].split()
    if value is None:
        raise ContentError(where, zh="缺少“value”。", en="'value' is missing.")
    if symbol is None:
        return record | {"text": value}
    try:
        quantity = Quantity.parse(value, symbol)
    except KechuangError as error:
        raise ContentError(where, zh=error.zh, en=error.en) from error
    return record | {
        "low": str(quantity.low), "high": str(quantity.high), "unit": quantity.unit.symbol, "bound": quantity.bound,
    }  # fmt: skip
