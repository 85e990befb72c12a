"""The clean tables of a twin as Parquet: their columns, and a writer that appends a year at a time."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kechuang.twin.firms import COUNTS, MONEY

FOLDER = "truth"
LABEL = "合成数据，不对应任何真实单位 / Synthetic data; describes no real organisation"

_TEXT, _DAY, _WHOLE = pa.string(), pa.date32(), pa.int64()
_ROWS = 250_000

TABLES: dict[str, dict[str, pa.DataType]] = {
    "organisations": {
        "uscc": _TEXT, "name": _TEXT, "brand": _TEXT, "registered_on": _DAY, "left_on": _DAY, "industry_code": _TEXT,
        "industry": _TEXT, "technology_field": _TEXT, "emerging": pa.bool_(), "park": _TEXT, "park_name": _TEXT,
        "town": _TEXT, "address": _TEXT,
    },
    "facts": {"uscc": _TEXT, "year": pa.int32(), "above_designated_size": pa.bool_()}
    | dict.fromkeys((*MONEY, *COUNTS), _WHOLE),
    "titles": {
        "uscc": _TEXT, "title": _TEXT, "title_name": _TEXT, "number": _TEXT, "issued": _DAY, "expires": _DAY, "year": pa.int32(),
    },
    "intellectual_property": {
        "uscc": _TEXT, "number": _TEXT, "kind": _TEXT, "ip_class": pa.int32(), "granted": _DAY, "year": pa.int32(),
    },
    "contracts": {
        "uscc": _TEXT, "number": _TEXT, "kind": _TEXT, "registered_on": _DAY, "amount": _WHOLE, "technical_amount": _WHOLE,
        "other_amount": _WHOLE, "year": pa.int32(),
    },
    "projects": {
        "uscc": _TEXT, "number": _TEXT, "level": _TEXT, "starts": _DAY, "ends": _DAY, "budget": _WHOLE, "public_funds": _WHOLE,
        "year": pa.int32(),
    },
    "financing": {"uscc": _TEXT, "kind": _TEXT, "day": _DAY, "amount": _WHOLE, "year": pa.int32()},
    "relations": {"uscc": _TEXT, "relation": _TEXT, "other": _TEXT, "since": _DAY},
    "counters": {"title": _TEXT, "month": _DAY, "in_force": _WHOLE, "since_january": _WHOLE},
    "stock": {"year": pa.int32(), "opening": _WHOLE, "entered": _WHOLE, "left": _WHOLE, "closing": _WHOLE},
    "faults": {
        "file": _TEXT, "sheet": _TEXT, "row": pa.int32(), "column": pa.int32(), "attribute": _TEXT, "kind": _TEXT,
        "record": pa.int32(), "uscc": _TEXT, "year": pa.int32(), "true_value": _TEXT, "shown_value": _TEXT,
    },
}  # fmt: skip


def schema_of(table: str) -> pa.Schema:
    """The columns of a table; money is whole 分. Every table ends with the column ``synthetic``, which is true."""
    columns = [*TABLES[table].items(), ("synthetic", pa.bool_())]
    return pa.schema(columns, metadata={"synthetic": "true", "label": LABEL})


class TruthWriter:
    """Writes the tables of a folder, each kept open until all years are in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}
        self._open: dict[str, pq.ParquetWriter] = {}
        folder.mkdir(parents=True)

    def __enter__(self) -> TruthWriter:
        for table in TABLES:
            path = self.folder / f"{table}.parquet"
            self._open[table] = pq.ParquetWriter(path, schema_of(table), compression="zstd", compression_level=1)
            self.rows[table] = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._open.values():
            writer.close()

    def finish(self, table: str) -> None:
        """Close one table, so that it can be read while others are still written."""
        self._open.pop(table).close()

    def add(self, table: str, columns: dict[str, Any]) -> None:
        """Append rows; every column of the table must be given (arrays of one length)."""
        schema = schema_of(table)
        count = len(next(iter(columns.values())))
        if count:
            columns = columns | {"synthetic": np.ones(count, dtype=np.bool_)}
            arrays = [
                value
                if isinstance(value, pa.Array | pa.ChunkedArray)
                else pa.array(value, type=schema.field(name).type)
                for name, value in ((name, columns[name]) for name in schema.names)
            ]
            made = pa.table(arrays, schema=schema)
            self._open[table].write_table(made, row_group_size=_ROWS)
        self.rows[table] += count


def read_table(folder: Path, table: str) -> pa.Table:
    """One clean table of a twin's folder."""
    return pq.read_table(folder / FOLDER / f"{table}.parquet")


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
