"""One digest for the rows of a table, the same whatever database they stand in and whatever order they come in."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import Field, Model

_SIZE = 2**256


class TableDigest:
    """Counts rows and adds their digests up; two tables with the same rows have equal digests.

    A sum rather than a chain, because databases sort texts differently.
    """

    __slots__ = ("rows", "total")

    def __init__(self) -> None:
        self.rows, self.total = 0, 0

    def add(self, row: Model, fields: list[Field]) -> None:
        """Take in a row."""
        plain = json.dumps([plain_value(getattr(row, field.attname)) for field in fields], ensure_ascii=False)
        self.rows += 1
        self.total = (self.total + int.from_bytes(sha256(plain.encode("utf-8", "surrogatepass")).digest())) % _SIZE

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TableDigest) and (self.rows, self.total) == (other.rows, other.total)

    def __hash__(self) -> int:
        return hash((self.rows, self.total))


def plain_value(value: Any) -> Any:
    """A column's value in one form: databases give bytes, decimals, times and JSON back in several."""
    match value:
        case None | bool() | str() | int():
            return value
        case float():
            return int(value) if value.is_integer() else repr(value)
        case Decimal():
            return ["decimal", str(value.normalize() + 0)]
        case datetime():
            moment = value.astimezone(UTC) if value.tzinfo is not None else value
            return ["moment", moment.isoformat(timespec="microseconds")]
        case date() | time():
            return ["day", value.isoformat()]
        case timedelta():
            return ["span", value.total_seconds()]
        case bytes() | bytearray() | memoryview():
            return ["bytes", bytes(value).hex()]
        case dict():
            return ["map", sorted([str(key), plain_value(one)] for key, one in value.items())]
        case list() | tuple():
            return ["list", [plain_value(one) for one in value]]
        case _:
            return [type(value).__name__, str(value)]
