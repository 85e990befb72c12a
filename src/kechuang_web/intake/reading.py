"""Opening a file and recognising its tables: the first work on a batch, and the way back to a table for its later works."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from django.db import transaction

from kechuang.intake import (
    Memory,
    Policy,
    Recognition,
    Sheet,
    Sheets,
    cell_text,
    load_policy,
    open_file,
    open_text,
    recognise,
)
from kechuang.values import KechuangError, Period
from kechuang_web.intake import content, figures, jobs
from kechuang_web.intake.jobs import Progress
from kechuang_web.intake.models import IntakeBatch, IntakeMapping, IntakePart
from kechuang_web.stores import memory, selectors

#: What pasted cells are called, as the name of their batch.
PASTED_NAME = "粘贴的单元格.tsv"
#: Cells shown as samples of a column, and the rows they are looked for in.
_SAMPLES, _SAMPLED_ROWS = 3, 12
#: Rows in which the head of a sheet of region figures is looked for.
_HEAD_ROWS = 12
JSON_LINES = ".jsonl"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: its sheet, what it was taken for, and its place among the tables of the sheet.

    Of a sheet of region figures ``head`` is the row of heads and ``names`` are the columns.
    """

    sheet: Sheet | None
    recognition: Recognition | None
    head: int = 0
    names: tuple[str, ...] = ()
    place: int = 0

    @property
    def is_figures(self) -> bool:
        """Whether it holds figures of the region, which go to the region's ledger."""
        return self.recognition is None


def intake_policy(region: str) -> Policy:
    """How files are judged in a region."""
    return memory.content.remember(("intake policy", region), lambda: load_policy(selectors.region_folder(region)))


def open_batch(batch: IntakeBatch) -> Sheets:
    """The sheets of a batch's file.

    Raises:
        KechuangError: it is refused; one sentence.
    """
    data = bytes(batch.file.data)
    if batch.name == PASTED_NAME:
        return open_text(data.decode("utf-8"), PASTED_NAME)
    return open_file(data, batch.name)


def is_json_lines(batch: IntakeBatch) -> bool:
    """Whether a file is one of the library's own exchange format for figures."""
    return batch.name.lower().endswith(JSON_LINES)


def read_file(batch: IntakeBatch, progress: Progress) -> None:
    """Open the file, recognise its tables, and go on by itself where all of them are read as a person confirmed before."""
    parts: list[IntakePart] = []
    progress(0, 0)
    if is_json_lines(batch):
        parts.append(_json_part(batch))
    else:
        for position, table in enumerate(tables_of(batch, open_batch(batch))):
            parts.append(_part(batch, position, table))
            progress(position, 0)
    if not parts:
        raise KechuangError(
            zh=f"“{batch.name}”里没有找到表格；请检查表头是否完整，或下载空白模板填写后再交。",
            en=f"No table was found in “{batch.name}”; check its head row, or fill in an empty template.",
        )
    with transaction.atomic():
        batch.parts.all().delete()
        IntakePart.objects.bulk_create(parts)
        known = [part for part in parts if part.included]
        progress.finish(
            state="recognised", counts={"parts": len(parts), "rows": sum(p.reading.get("rows") or 0 for p in known)}
        )
        if known and all(part.remembered or part.record_type == content.REGION_FIGURE for part in known):
            jobs.order(batch, "check")


def tables_of(batch: IntakeBatch, sheets: Sheets) -> list[Table]:
    """The tables of a file in order. The same file gives the same tables in the same order, whatever was decided since."""
    remembered = _remembered(batch)
    types, policy = content.record_types(batch.region), intake_policy(batch.region)
    tables: list[Table] = []
    for sheet in sheets:
        head = _figures_head(sheet)
        if head is not None:
            tables.append(Table(sheet, None, head[0], head[1]))
            continue
        found = recognise(sheet, types, remembered, policy=policy, file_name=sheets.name)
        tables += [Table(sheet, one, place=place) for place, one in enumerate(found)]
    stamped = [table for table in tables if table.recognition is not None and table.recognition.stamped]
    return stamped or tables  # a template's own sheets of help and choices are no tables


def table_of(part: IntakePart, sheets: Sheets) -> Table:
    """The table of a part, read as people said since: its type, its columns, its units."""
    batch, place = part.batch, part.reading.get("place", 0)
    sheet = sheets.sheets[part.reading["sheet"]]
    head = _figures_head(sheet)
    if part.record_type == content.REGION_FIGURE and head is not None:
        return Table(sheet, None, head[0], head[1])
    found = recognise(
        sheet, content.record_types(batch.region), _remembered(batch), policy=intake_policy(batch.region),
        file_name=sheets.name, record_type=part.record_type or None,
    )[place]  # fmt: skip
    fields = {int(column): code or None for column, code in part.answers.get("fields", {}).items()}
    units = {int(column): symbol for column, symbol in part.answers.get("units", {}).items()}
    if fields or units:
        found = found.correct(fields, units)
    if part.answers.get("year"):
        found = replace(found, period=Period.parse(str(part.answers["year"])))
    return Table(sheet, found, place=place)


def _remembered(batch: IntakeBatch) -> dict[str, Memory]:
    kept = IntakeMapping.objects.filter(region=batch.region, sender=batch.sender)
    return {one.shape: one.memory for one in kept}


def _figures_head(sheet: Sheet) -> tuple[int, tuple[str, ...]] | None:
    """Row and column names of a head of region figures, if the sheet has one near its top."""
    for row in islice(sheet.rows(), _HEAD_ROWS):
        cells = [cell_text(cell) for cell in row.cells]
        if figures.is_head(cells):
            return row.number, tuple(figures.name_columns(cells))
    return None


def _part(batch: IntakeBatch, position: int, table: Table) -> IntakePart:
    sheet = table.sheet
    assert sheet is not None  # noqa: S101  tables of a file have one
    if table.is_figures:
        return _figures_part(batch, position, table)
    found = table.recognition
    assert found is not None  # noqa: S101
    part = IntakePart(
        batch=batch, position=position, sheet=sheet.name[:120], included=found.record_type is not None and not sheet.hidden,
        record_type=found.record_type.code if found.record_type else "", score=found.score, shape=found.shape,
        remembered=found.remembered,
    )  # fmt: skip
    describe(part, table)
    return part


def describe(part: IntakePart, table: Table) -> None:
    """Put what was understood of a table onto its part, for the pages. The part is not saved."""
    found, sheet = table.recognition, table.sheet
    assert found is not None  # noqa: S101
    assert sheet is not None  # noqa: S101
    samples = _samples(sheet, found)
    asked = part.answers.get("units", {})
    by_person = part.answers.get("fields", {})
    part.score = found.score
    part.columns = [
        {
            "column": one.column, "heading": one.heading, "role": one.role, "field": one.field or "", "score": one.score,
            "reason": {"zh": one.reason.zh, "en": one.reason.en}, "unit": one.unit or "", "unit_from": one.unit_from or "",
            "year": one.year, "samples": samples.get(one.column, []), "by": "person" if str(one.column) in by_person else "",
            "said_unit": asked.get(str(one.column), ""),
        }
        for one in found.columns
    ]  # fmt: skip
    year = found.period.end.year if found.period is not None else None
    part.reading = {
        "sheet": sheet.index, "place": table.place, "rows": _count(sheet, found), "year": year,
        "found": {
            "title": "".join(found.titles[:1])[:120],
            "reason": [{"zh": one.zh, "en": one.en} for one in found.reasons],
        },
        "synthetic": found.synthetic, "shape": found.shape,
    }  # fmt: skip


def _samples(sheet: Sheet, found: Recognition) -> dict[int, list[str]]:
    samples: dict[int, list[str]] = {}
    rows = (row for row in sheet.rows() if row.number >= found.first_row)
    for row in islice(rows, _SAMPLED_ROWS):
        for one in found.columns:
            text = cell_text(row.cell(one.column)).strip()[:40]
            held = samples.setdefault(one.column, [])
            if text and len(held) < _SAMPLES:
                held.append(text)
    return samples


def _count(sheet: Sheet, found: Recognition) -> int | None:
    if found.last_row is not None:
        return max(0, found.last_row - found.first_row + 1)
    return None if sheet.row_count is None else max(0, sheet.row_count - found.first_row + 1)


def _figures_part(batch: IntakeBatch, position: int, table: Table) -> IntakePart:
    sheet = table.sheet
    assert sheet is not None  # noqa: S101
    columns = [
        {"column": place, "heading": name, "role": "field", "field": name, "score": 100, "unit": "", "samples": []}
        for place, name in enumerate(table.names, 1)
        if name
    ]
    rows = None if sheet.row_count is None else max(0, sheet.row_count - table.head)
    return IntakePart(
        batch=batch, position=position, sheet=sheet.name[:120], record_type=content.REGION_FIGURE, score=100, columns=columns,
        reading={"sheet": sheet.index, "place": 0, "rows": rows}, remembered=True,
    )  # fmt: skip


def _json_part(batch: IntakeBatch) -> IntakePart:
    return IntakePart(
        batch=batch, position=0, sheet="", record_type=content.REGION_FIGURE, score=100, reading={"sheet": 0, "place": 0},
        columns=[{"column": 1, "heading": "JSON", "role": "field", "field": "value", "score": 100, "unit": "", "samples": []}],
    )  # fmt: skip
