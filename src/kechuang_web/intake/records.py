"""The rows of one recognised table: parsed by the library, staged, their names collected, their problems kept at their cells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kechuang.intake import Problem, Recognition, Row, Sheet, SheetRow, cell_text, parse, remember
from kechuang.register import RecordType
from kechuang.values import Sentence
from kechuang_web.intake import plausibility
from kechuang_web.intake.models import IntakeMapping, IntakePart
from kechuang_web.intake.questions import ask
from kechuang_web.intake.reading import Table, describe
from kechuang_web.intake.staging import Stage, StagedRow

if TYPE_CHECKING:
    from kechuang_web.intake.checking import Content, Names, Problems, Tally

#: Kinds of rows that are no records, and what they are counted as.
_SKIPPED = {"total": "totals", "note": "notes", "heading": "repeated"}
#: What of a record helps to find its organisation, besides code and name.
_DETAILS = ("address",)


class _Tee:
    """A sheet whose rows are kept for a moment while they are parsed, so that their texts can be staged beside their values."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.last = sheet, SheetRow(0, [])

    def opened(self) -> Sheet:
        """The sheet, reading through this."""
        return replace(self.sheet, read=self._rows)

    def _rows(self) -> Any:
        for row in self.sheet.rows():
            self.last = row
            yield row


def check_records(
    part: IntakePart, table: Table, stage: Stage, problems: Problems, names: Names, held: Content, report: Any
) -> Tally:
    """Parse the rows of a table onto the stage."""
    from kechuang_web.intake.checking import Tally

    found, sheet = table.recognition, table.sheet
    assert found is not None  # noqa: S101  sheets of region figures go elsewhere
    assert sheet is not None  # noqa: S101
    record_type = found.record_type
    assert record_type is not None  # noqa: S101  included parts have one
    describe(part, table)
    answered = {int(column) for column in part.answers.get("units", {})}
    for problem in found.problems:
        if problem.kind != "unit_missing" or problem.column not in answered:
            _keep(problems, problem, None)
    tally, tee = Tally(), _Tee(sheet)
    columns = [one.column for one in found.columns]
    about = _is_about_organisations(record_type)
    compared: list[Row] = []
    places: dict[int, int] = {}
    for row in parse(tee.opened(), found):
        if row.kind != "record":
            kind = _SKIPPED.get(row.kind, row.kind)
            tally.skipped[kind] = tally.skipped.get(kind, 0) + 1
            for problem in row.problems:  # a row of totals that its rows do not make
                _keep(problems, problem, None)
            continue
        who = _who(row, names) if about else None
        values = {key: value for key, value in row.values.items() if value is not None}
        if row.synthetic:
            values["synthetic"] = True
        cells = [cell_text(tee.last.cell(column)).strip() for column in columns]
        place = stage.add(StagedRow(row.number, who, row.blocked, cells, values))
        for problem in row.problems:
            _keep(problems, problem, place)
        held.add(values)
        if len(compared) < plausibility.MOST_COMPARED:
            compared.append(row)
            places.setdefault(row.number, place)
        tally.rows += 1
        tally.wrong += row.blocked
        tally.skipped["hidden"] = tally.skipped.get("hidden", 0) + row.hidden
        report(tally.rows)
    jumped: dict[int, Sentence] = {}
    for problem in plausibility.hold_against_before(compared, found, part.batch.region):
        if problem.whole_column and problem.column is not None:
            jumped[problem.column] = problem.sentence
        if problem.column not in answered:
            _keep(problems, problem, places.get(problem.row or 0))
    part.reading["questions"] = ask(part, found, jumped)
    _remember(part, found)
    return tally


def _is_about_organisations(record_type: RecordType) -> bool:
    return any({"uscc", "name"} & set(group) for group in record_type.either)


def _who(row: Row, names: Names) -> int | None:
    said = row.values
    details = {key: str(said[key]) for key in _DETAILS if said.get(key)}
    return names.number(str(said.get("uscc") or ""), str(said.get("name") or ""), details)


def _keep(problems: Problems, problem: Problem, place: int | None) -> None:
    problems.add(
        problem.severity, problem.kind, problem.sentence, place=None if problem.whole_column else place,
        row=problem.row, column=problem.column, code=problem.field, offer=problem.offer,
    )  # fmt: skip


def _remember(part: IntakePart, found: Recognition) -> None:
    """Keep how this sender's sheets of this shape are read, for the next file."""
    kept = remember(found)
    if not kept["shape"]:
        return
    with transaction.atomic():
        mapping, new = IntakeMapping.objects.get_or_create(
            region=part.batch.region, sender=part.batch.sender, shape=kept["shape"],
            defaults={"record_type": kept["record_type"], "memory": kept, "used_at": timezone.now(), "used": 1,
                      "used_by_name": part.batch.received_by_name},
        )  # fmt: skip
        if not new:
            IntakeMapping.objects.filter(pk=mapping.pk).update(
                record_type=kept["record_type"], memory=kept, used=F("used") + 1, used_at=timezone.now(),
                used_by_name=part.batch.received_by_name,
            )  # fmt: skip
