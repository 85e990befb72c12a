"""Reading SERIES: ``series, period, value``. Periods run on without gaps; what is missing inside is bridged and said."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kechuang.content.errors import ContentError, Where
from kechuang.content.tables import CsvRow, read_csv
from kechuang.foresight.series.models import Values

_FORMS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), 12),
    (re.compile(r"(\d{4})-?Q([1-4])"), 4),
    (re.compile(r"(\d{1,6})"), 1),
)


@dataclass(frozen=True, slots=True)
class Series:
    """A series without gaps, oldest first.

    Attributes:
        name: of the series.
        per_year: 12 for months, 4 for quarters, 1 for years (or plain numbers).
        start: ordinal of the first period: the year, ``4 × year + quarter - 1`` or ``12 × year + month - 1``.
        values: one a period.
        bridged: ordinals of the periods that had no value and were put on the line between their neighbours.
    """

    name: str
    per_year: int
    start: int
    values: Values
    bridged: tuple[int, ...] = ()

    def period(self, ordinal: int) -> str:
        """A period as it is written.

        >>> Series("x", 12, 24239, np.zeros(1)).period(24240), Series("x", 4, 0, np.zeros(1)).period(8095)
        ('2020-01', '2023-Q4')
        """
        if self.per_year == 1:
            return str(ordinal)
        year, place = divmod(ordinal, self.per_year)
        return f"{year:04}-{place + 1:02}" if self.per_year == 12 else f"{year:04}-Q{place + 1}"


def read_series(path: Path) -> tuple[Series, ...]:
    """The series of a file, in the order of their first rows. Leading and trailing empty values are left out.

    Raises:
        ContentError: a column is missing, a period is no year, quarter, month or number, a series mixes them or has a period
            twice, a value is no finite number, or a series has more gaps than values.
    """
    rows = read_csv(path)
    absent = [column for column in ("series", "period", "value") if not rows or column not in rows[0].cells]
    if absent:
        raise ContentError(
            Where(path, 1),
            zh=f"缺少列 {'、'.join(absent)} 或没有数据；须有 series、period、value。",
            en=f"the columns {', '.join(absent)} or all rows are missing; needed are series, period, value.",
        )
    held: dict[str, dict[int, tuple[float, CsvRow]]] = {}
    rhythm: dict[str, int] = {}
    for row in rows:
        name = row["series"]
        ordinal, per_year = _period(row)
        if rhythm.setdefault(name, per_year) != per_year:
            raise ContentError(
                row.where,
                zh=f"序列“{name}”混用了年、季、月；请分成几个序列。",
                en=f"the series '{name}' mixes years, quarters and months; make it several series.",
            )
        if ordinal in held.setdefault(name, {}):
            raise ContentError(
                row.where,
                zh=f"序列“{name}”的“{row['period']}”写了两次。",
                en=f"the series '{name}' has the period '{row['period']}' twice.",
            )
        held[name][ordinal] = (_value(row), row)
    return tuple(_series(name, rhythm[name], points) for name, points in held.items())


def _period(row: CsvRow) -> tuple[int, int]:
    text = row["period"]
    for form, per_year in _FORMS:
        match = form.fullmatch(text)
        if match:
            first = int(match[1])
            return (first if per_year == 1 else first * per_year + int(match[2]) - 1), per_year
    raise ContentError(
        row.where,
        zh=f"期间“{text}”无法识别；请写 2023、2023-Q2 或 2023-05。",
        en=f"the period '{text}' is not understood; write 2023, 2023-Q2 or 2023-05.",
    )


def _value(row: CsvRow) -> float:
    text = row["value"]
    if text in {"", "NA", "null"}:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        raise ContentError(
            row.where,
            zh=f"“{text}”不是数；没有数据请留空。",
            en=f"'{text}' is no number; leave the cell empty where there is no figure.",
        )
    return value


def _series(name: str, per_year: int, points: dict[int, tuple[float, CsvRow]]) -> Series:
    known = sorted(ordinal for ordinal, (value, _) in points.items() if not math.isnan(value))
    if not known:
        return Series(name, per_year, min(points), np.empty(0))
    span = np.arange(known[0], known[-1] + 1)
    if len(span) > 2 * len(known):
        raise ContentError(
            points[known[-1]][1].where,
            zh=f"序列“{name}”缺的期间比有的还多，不作预测；请补数据或缩短。",
            en=f"the series '{name}' misses more periods than it has; add figures or shorten it.",
        )
    values = np.interp(span, known, [points[ordinal][0] for ordinal in known])
    bridged = tuple(int(ordinal) for ordinal in span if ordinal not in set(known))
    return Series(name, per_year, known[0], values, bridged)
