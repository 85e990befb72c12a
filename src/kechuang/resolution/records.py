"""Records to be resolved: an id and texts by column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kechuang.resolution.fields import COLUMNS
from kechuang.values import KechuangError

#: A cell longer than this is no name, address or person; it is a file gone wrong.
LONGEST_CELL = 10_000


class RecordsRefusedError(KechuangError, ValueError):
    """A table cannot be resolved; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class Records:
    """A table by columns; an absent value is ``""``.

    >>> Records.from_rows([{"id": "1", "name": "华美机械"}, {"id": "2", "name": "华美", "phone": "022"}]).columns
    {'name': ('华美机械', '华美'), 'phone': ('', '022')}
    """

    ids: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> Records:
        """Records of rows with the key ``id`` and any of :data:`~kechuang.resolution.fields.COLUMNS`; others are left out.

        Raises:
            RecordsRefusedError: no row, a row without id, an id twice, or no column that can be compared.
        """
        table = list(rows)
        return make_records(
            [row.get("id", "") for row in table],
            {
                column: [row.get(column, "") for row in table]
                for column in COLUMNS
                if any(column in row for row in table)
            },
        )


def make_records(ids: Iterable[str], columns: Mapping[str, Iterable[str]], name: str = "") -> Records:
    """Records of columns; ``name`` is the file's, for the sentence of a refusal.

    Raises:
        RecordsRefusedError: as :meth:`Records.from_rows`.
    """
    cleaned = tuple(text.strip() for text in ids)
    kept = {column: tuple(values) for column, values in columns.items() if column in COLUMNS}
    file = (f"文件“{name}”", f"The file '{name}'") if name else ("表", "The table")
    if not cleaned:
        raise RecordsRefusedError(
            zh=f"{file[0]}里没有记录；请检查是否选错了文件。",
            en=f"{file[1]} holds no records; check that it is the right one.",
        )
    if not kept:
        raise RecordsRefusedError(
            zh=f"{file[0]}里没有可以比较的列；除 id 外至少要有一列：{'、'.join(COLUMNS)}。",
            en=f"{file[1]} has no column to compare; besides id it needs one of {', '.join(COLUMNS)}.",
        )
    seen: dict[str, int] = {}
    for number, identifier in enumerate(cleaned, 1):
        if not identifier:
            raise RecordsRefusedError(
                zh=f"{file[0]}第{number}条记录没有 id；请补上，每条不同。",
                en=f"{file[1]}, record {number} has no id; give each record one of its own.",
            )
        if identifier in seen:
            raise RecordsRefusedError(
                zh=f"{file[0]}第{seen[identifier]}条和第{number}条记录的 id 都是“{identifier[:50]}”；id 不能重复，请改正。",
                en=f"{file[1]}, records {seen[identifier]} and {number} share the id '{identifier[:50]}'; ids must differ.",
            )
        seen[identifier] = number
    return Records(cleaned, kept)


def read_records(data: bytes, name: str) -> Records:
    """Records of a CSV file in UTF-8 (with or without its mark) or GB18030. Columns it does not know are left out.

    Raises:
        RecordsRefusedError: not text, no header with ``id``, a column twice, a row with more cells than the header, a
            cell of more than 10,000 characters, or as :meth:`Records.from_rows`.
    """
    lines = csv.reader(io.StringIO(_decode(data, name), newline=""))
    try:
        header = [cell.strip().lower() for cell in next(lines, [])]
        places = _places(header, name)
        ids: list[str] = []
        columns: dict[str, list[str]] = {column: [] for column in places if column != "id"}
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            _check_row(cells, header, lines.line_num, name)
            ids.append(_cell(cells, places["id"]))
            for column, values in columns.items():
                values.append(_cell(cells, places[column]))
    except csv.Error as error:
        raise RecordsRefusedError(
            zh=f"文件“{name}”第{lines.line_num}行不是有效的 CSV（{error}）；多半是引号没有闭合或某格过长。",
            en=f"The file '{name}' is not valid CSV at line {lines.line_num} ({error}): an open quote or a huge cell.",
        ) from error
    return make_records(ids, columns, name)


def _decode(data: bytes, name: str) -> str:
    for codec in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if not text.strip():
            raise RecordsRefusedError(
                zh=f"文件“{name}”是空的；第一行应是列名，其中有 id。",
                en=f"The file '{name}' is empty; its first line must name the columns, one of them id.",
            )
        return text
    raise RecordsRefusedError(
        zh=f"文件“{name}”不是 UTF-8 或 GB18030 的文本；请另存为 CSV 后再试。",
        en=f"The file '{name}' is no text in UTF-8 or GB18030; save it as CSV and try again.",
    )


def _places(header: list[str], name: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, column in enumerate(header):
        if column not in COLUMNS and column != "id":
            continue
        if column in places:
            raise RecordsRefusedError(
                zh=f"文件“{name}”有两列都叫“{column}”；请改名或删去一列。",
                en=f"The file '{name}' has two columns '{column}'; rename or remove one.",
            )
        places[column] = place
    if "id" not in places:
        found = "、".join(header)[:80]
        raise RecordsRefusedError(
            zh=f"文件“{name}”没有 id 列（现有：{found}）；请加一列 id，每条记录不同。",
            en=f"The file '{name}' has no column id (it has: {found}); add one, different for each record.",
        )
    return places


def _check_row(cells: list[str], header: list[str], line: int, name: str) -> None:
    if len(cells) > len(header):
        raise RecordsRefusedError(
            zh=f"文件“{name}”第{line}行有{len(cells)}格，表头只有{len(header)}格；含逗号的文字要加引号。",
            en=f"The file '{name}', line {line} has {len(cells)} cells and the header {len(header)}; quote texts with commas.",
        )
    for place, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            raise RecordsRefusedError(
                zh=f"文件“{name}”第{line}行“{header[place]}”一格有{len(cell)}字，超过{LONGEST_CELL}字；多半是引号没有闭合。",
                en=f"The file '{name}', line {line}, cell '{header[place]}' has {len(cell)} characters, more than "
                f"{LONGEST_CELL}; a quote is probably left open.",
            )


def _cell(cells: list[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
