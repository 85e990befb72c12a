"""The figures an index starts from: one row a unit, one column an indicator or denominator; empty is missing."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kechuang.content.errors import ContentError, Where
from kechuang.content.tables import CsvRow, read_csv

Values = NDArray[np.float64]

#: How files write "nothing here". A unit that is not held is missing, never zero.
_MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "None", "-", "—", "…"})


@dataclass(frozen=True, slots=True)
class Table:
    """Figures by unit.

    Attributes:
        units: names of the units, in the file's order, each once.
        columns: codes of the numeric columns.
        values: ``(units, columns)``; missing is ``nan``.
        groups: text columns by name, for imputing within a group.
    """

    units: tuple[str, ...]
    columns: tuple[str, ...]
    values: Values
    groups: dict[str, tuple[str, ...]]

    def column(self, code: str) -> Values:
        """The figures of one column, ``(units,)``."""
        return self.values[:, self.columns.index(code)]

    def only(self, kept: NDArray[np.bool_]) -> Table:
        """The table of the units that are kept."""
        groups = {
            name: tuple(word for word, stays in zip(words, kept, strict=True) if stays)
            for name, words in self.groups.items()
        }
        units = tuple(unit for unit, stays in zip(self.units, kept, strict=True) if stays)
        return replace(self, units=units, values=self.values[kept], groups=groups)


def read_table(path: Path) -> Table:
    """Read DATA: a column ``unit`` and one column for each indicator and denominator.

    A column whose cells are numbers or missing is numeric; a column with words throughout is a group.

    Raises:
        ContentError: no ``unit``, a unit twice or unnamed, no unit at all, a word among numbers, a number that is not finite.
    """
    rows = read_csv(path)
    if not rows or "unit" not in rows[0].cells:
        raise ContentError(
            Where(path, 1),
            zh="缺少 unit 列或没有数据行；首列写单位名称。",
            en="the column 'unit' or every row is missing; name the units in it.",
        )
    units: dict[str, CsvRow] = {}
    for row in rows:
        name = row["unit"]
        if not name or name in units:
            raise ContentError(
                row.where,
                zh=f"单位“{name}”为空或重复；每个单位只占一行。",
                en=f"the unit '{name}' is empty or given twice; write one row for each.",
            )
        units[name] = row
    columns: dict[str, list[float]] = {}
    groups: dict[str, tuple[str, ...]] = {}
    for code in rows[0].cells:
        if code == "unit":
            continue
        read = [_number(row[code]) for row in rows]
        words = [row[code] for row, value in zip(rows, read, strict=True) if value is None]
        if len(words) == sum(row[code] not in _MISSING for row in rows) and words:
            groups[code] = tuple(row[code] for row in rows)
            continue
        for row, value in zip(rows, read, strict=True):
            if value is None or math.isinf(value):
                raise ContentError(
                    row.where,
                    zh=f"列“{code}”的“{row[code]}”不是数；没有数据请留空。",
                    en=f"'{row[code]}' in column '{code}' is no number; leave the cell empty where there is no figure.",
                )
        columns[code] = [math.nan if value is None else value for value in read]
    values = np.array(list(columns.values()), dtype=np.float64).T.reshape(len(units), len(columns))
    return Table(tuple(units), tuple(columns), values, groups)


def _number(text: str) -> float | None:
    """The number a cell holds, ``nan`` where it is missing, ``None`` where it is a word."""
    if text in _MISSING:
        return math.nan
    try:
        value = float(text.replace(",", "") if "," in text else text)
    except ValueError:
        return None
    return None if math.isnan(value) else value
