"""What a person decided about a table once, kept for the next file of the same shape from the same sender."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any, TypedDict

from kechuang.intake.recognition import ColumnMatch, Recognition
from kechuang.intake.words import fold_heading

_YEAR = re.compile(r"(?:19|20)\d{2}")


class Memory(TypedDict):
    """A remembered mapping, plain enough for JSON: record type, and by folded heading the field (``""`` for none) and the unit."""

    shape: str
    record_type: str
    columns: dict[str, str]
    units: dict[str, str]


def heading_key(headings: Iterable[str]) -> str:
    """A column's headings as the key under which its field is remembered; years are left out.

    >>> heading_key(("经济指标", "2022年营业收入（万元）"))
    '经济指标/年营业收入'
    """
    return "/".join(filter(None, (_YEAR.sub("", fold_heading(one)) for one in headings)))


def shape_of(columns: Iterable[tuple[str, ...]]) -> str:
    """Sixteen characters that name the form of a table by its headings, in whatever order and of whatever year.

    >>> shape_of([("名称",), ("2022年收入",)]) == shape_of([("2023年收入",), ("名称",)])
    True
    """
    keys = sorted(filter(None, map(heading_key, columns)))
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]


def remember(recognition: Recognition) -> Memory:
    """What to keep of a recognition that a person has confirmed; give it back as ``remembered[memory["shape"]]``.

    Units are kept only where a person said them: what a file states itself goes before any memory.
    """
    columns: dict[str, str] = {}
    units: dict[str, str] = {}
    for column in recognition.columns:
        key = heading_key(column.headings)
        if key and column.role in ("field", "ignored", "unknown"):
            columns.setdefault(key, column.field or "")
            if column.unit and column.unit_from == "person":
                units.setdefault(key, column.unit)
    record_type = recognition.record_type.code if recognition.record_type else ""
    return {"shape": recognition.shape, "record_type": record_type, "columns": columns, "units": units}


def recall(memory: Any, column: ColumnMatch) -> str | None:
    """The field remembered for a column; ``""`` for none, ``None`` where nothing is remembered."""
    found = memory.get("columns", {}).get(heading_key(column.headings))
    return found if isinstance(found, str) else None
