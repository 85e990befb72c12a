"""Every cell held against what its column may hold: rows go to the stage, faults to their cells, names to be resolved.

One pass over the file, a chunk of rows in memory at a time. Nothing is decided here that a person should decide: a unit that figures
speak against is asked, a name is only collected.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from kechuang.intake import SheetRow, Sheets, cell_text
from kechuang.ledger import Draft, draft_record, seal
from kechuang.values import KechuangError, Sentence, normalise_uscc
from kechuang_web.intake import content, figures, records, selectors
from kechuang_web.intake.jobs import Progress
from kechuang_web.intake.models import IntakeBatch, IntakeName, IntakePart, IntakeProblem
from kechuang_web.intake.reading import is_json_lines, open_batch, table_of
from kechuang_web.intake.staging import Stage, StagedRow, canonical
from kechuang_web.stores import selectors as stores

#: Problems of one kind that are kept with their cells; all are counted.
MOST_OF_A_KIND = 5_000
_WRITE_AT_ONCE = 1_000
_MODULUS = 1 << 256


class Problems:
    """Writes the problems of a part in batches, and counts them all. What was kept before is replaced."""

    def __init__(self, part: IntakePart) -> None:
        self.part = part
        self.kinds: Counter[str] = Counter()
        self.severities: Counter[str] = Counter()
        self._waiting: list[IntakeProblem] = []
        part.problems.all().delete()

    def add(
        self, severity: str, kind: str, sentence: Sentence, *, place: int | None = None, row: int | None = None,
        column: int | None = None, code: str | None = None, offer: str | None = None,
    ) -> None:  # fmt: skip
        """Note a problem; ``place`` is the row's on the stage, ``None`` for one of a whole column or sheet."""
        self.kinds[kind] += 1
        self.severities[severity] += 1
        if self.kinds[kind] > MOST_OF_A_KIND:
            return
        self._waiting.append(
            IntakeProblem(
                part=self.part, place=place, row=row, column=column, field=(code or "")[:60], severity=severity, kind=kind[:40],
                offer=(offer or "")[:200], sentence={"zh": sentence.zh, "en": sentence.en},
            )
        )  # fmt: skip
        if len(self._waiting) >= _WRITE_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        IntakeProblem.objects.bulk_create(self._waiting)
        self._waiting = []


@dataclass(slots=True)
class Named:
    """A spelling of an organisation and how many rows bear it."""

    number: int
    uscc: str
    name: str
    details: dict[str, str]
    rows: int = 0


@dataclass(slots=True)
class Names:
    """The different spellings of a batch, numbered as they appear."""

    held: dict[tuple[str, str], Named] = field(default_factory=dict)

    def number(self, uscc: str, name: str, details: Mapping[str, str] | None = None) -> int | None:
        """The number of a spelling; ``None`` where the row says neither code nor name."""
        uscc, name = normalise_uscc(uscc)[:40] if uscc else "", name.strip()[:300]
        if not uscc and not name:
            return None
        one = self.held.get((uscc, name))
        if one is None:
            one = self.held[uscc, name] = Named(len(self.held) + 1, uscc, name, dict(details or {}))
        one.rows += 1
        return one.number


class Content:
    """A digest of records that depends neither on their order nor on the columns' order."""

    def __init__(self) -> None:
        self._sum = self._count = 0

    def add(self, values: Mapping[str, Any]) -> None:
        """Count a record in."""
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(canonical(values)).digest())) % _MODULUS
        self._count += 1

    def digest(self, record_type: str) -> str:
        """The digest of what was counted in; empty for nothing."""
        if not self._count:
            return ""
        return hashlib.sha256(f"{record_type}:{self._count}:{self._sum:x}".encode()).hexdigest()


@dataclass(slots=True)
class Tally:
    """What one part gave."""

    rows: int = 0
    wrong: int = 0
    skipped: dict[str, int] = field(default_factory=dict)


def check_rows(batch: IntakeBatch, progress: Progress) -> None:
    """Parse every included sheet as it is to be read; stage rows, keep problems, collect names."""
    sheets = None if is_json_lines(batch) else open_batch(batch)
    names = Names()
    parts = selectors.included_parts(batch)
    total, before = sum(part.reading.get("rows") or 0 for part in parts), 0
    for part in parts:

        def report(done: int, base: int = before) -> None:
            progress(base + done, max(total, base + done))

        _check_part(part, sheets, names, report)
        before += part.counts["rows"]
    with transaction.atomic():
        _keep_names(batch, names)
        counts = {
            "parts": len(parts),
            "rows": before,
            **{key: sum(part.counts.get(key, 0) for part in parts) for key in ("wrong", "error", "warning", "note")},
        }
        progress.finish(state="checked", counts=counts, foreseen=False)


def _check_part(part: IntakePart, sheets: Sheets | None, names: Names, report: Any) -> None:
    problems, stage, held = Problems(part), Stage(part), Content()
    if part.record_type == content.REGION_FIGURE:
        tally = _check_figures(part, sheets, stage, problems, held, report)
    else:
        assert sheets is not None  # noqa: S101  records come from sheets
        tally = records.check_records(part, table_of(part, sheets), stage, problems, names, held, report)
    stage.flush()
    problems.flush()
    part.counts = {
        "rows": tally.rows, "wrong": tally.wrong, "skipped": tally.skipped, "kinds": dict(problems.kinds),
        **{key: problems.severities[key] for key in ("error", "warning", "note")},
    }  # fmt: skip
    part.content = held.digest(part.record_type)
    part.save(update_fields=["counts", "content", "columns", "reading", "score"])


def _keep_names(batch: IntakeBatch, names: Names) -> None:
    """Write the names of a batch; what people decided of the same spelling before stays."""
    decided = {
        (one.uscc, one.name): one for one in batch.names.exclude(decision="").only(
            "uscc", "name", "decision", "organisation", "decided_by", "decided_at"
        )
    }  # fmt: skip
    batch.names.all().delete()
    rows = []
    for key, one in names.held.items():
        row = IntakeName(
            batch=batch, number=one.number, uscc=one.uscc, name=one.name, details=one.details, rows=one.rows
        )
        if (before := decided.get(key)) is not None:
            row.decision, row.organisation = before.decision, before.organisation
            row.decided_by_id, row.decided_at = before.decided_by_id, before.decided_at
        rows.append(row)
    IntakeName.objects.bulk_create(rows, batch_size=_WRITE_AT_ONCE)


# --- figures of the region --------------------------------------------------------------------------------------------


def _check_figures(
    part: IntakePart, sheets: Sheets | None, stage: Stage, problems: Problems, held: Content, report: Any
) -> Tally:
    reader, tally = figures.FigureReader(part.batch.region), Tally()
    taken: dict[str, int] = {}
    drafts: list[Draft] = []
    for row, cells, draft, error in _figure_rows(part, sheets, reader, problems):
        if draft is not None and draft.id in taken:
            error = KechuangError(
                zh=f"与第 {taken[draft.id]} 行是同一条（编号 {draft.id}），只记一次。",
                en=f"This is the figure of row {taken[draft.id]} again (id {draft.id}); it is recorded once.",
            )
            problems.add("warning", "repeated", Sentence(error.zh, error.en), place=stage.count, row=row)
            stage.add(StagedRow(row, None, True, cells, {}))
            tally.rows, tally.wrong = tally.rows + 1, tally.wrong + 1
            continue
        values: dict[str, Any] = {}
        if draft is not None:
            taken[draft.id] = row
            drafts.append(draft)
            values = {"record": figures.dump_draft(draft)}
            held.add({"id": draft.id, "record": values["record"]})
        else:
            assert error is not None  # noqa: S101
            problems.add("error", "figure", Sentence(error.zh, error.en), place=stage.count, row=row)
        stage.add(StagedRow(row, None, draft is None, cells, values))
        tally.rows += 1
        tally.wrong += draft is None
        report(tally.rows)
    _hold_against_ledger(part, drafts, problems)
    return tally


def _figure_rows(
    part: IntakePart, sheets: Sheets | None, reader: figures.FigureReader, problems: Problems
) -> Iterable[Any]:
    if sheets is None:
        text = bytes(part.batch.file.data).decode("utf-8-sig", "replace")
        for number, record in figures.json_lines(text):
            draft, error = _attempt(reader.take, record) if record is not None else (None, _NO_JSON)
            yield number, [str(record)[:200] if record is not None else ""], draft, error
        return
    table = table_of(part, sheets)
    assert table.sheet is not None  # noqa: S101
    for name in figures.unknown_columns(table.names):
        problems.add(
            "warning", "column_unknown",
            Sentence(f"不认识“{name}”一列，没有读。", f"The column “{name}” is unknown and was not read."), row=table.head,
        )  # fmt: skip
    known = [
        (place, name)
        for place, name in enumerate(table.names, 1)
        if name and name not in figures.unknown_columns([name])
    ]
    for row in table.sheet.rows():
        if row.number <= table.head:
            continue
        cells = _texts(row, [one["column"] for one in part.columns])
        if any(cells):
            draft, error = _attempt(reader.read, {name: cell_text(row.cell(place)).strip() for place, name in known})
            yield row.number, cells, draft, error


_NO_JSON = KechuangError(zh="这一行不是一条 JSON 记录。", en="This line is no JSON record.")


def _attempt(read: Any, said: Any) -> tuple[Draft | None, KechuangError | None]:
    try:
        return read(said), None
    except KechuangError as error:
        return None, error


def _texts(row: SheetRow, columns: Iterable[int]) -> list[str]:
    return [cell_text(row.cell(column)).strip() for column in columns]


def _hold_against_ledger(part: IntakePart, drafts: list[Draft], problems: Problems) -> None:
    """Tell before anybody confirms what the ledger would refuse: a taken number with another content, a correction of nothing."""
    ledger = stores.ledger(part.batch.region)
    new = []
    for draft in drafts:
        kept = ledger.get(draft.id)
        if kept is None:
            new.append(draft)
        elif draft_record(kept) != draft_record(draft):
            problems.add(
                "error", "taken",
                Sentence(
                    f"编号“{draft.id}”在台账里是另一个数；更正请用新编号，并在“更正编号”里写明它。",
                    f"The id “{draft.id}” is another figure in the ledger; a correction takes a new id and names this one.",
                ),
            )  # fmt: skip
    if new:
        try:
            seal(ledger, new, recorded_at=timezone.now(), recorded_by="check")
        except KechuangError as error:
            problems.add("error", "refused", Sentence(error.zh, error.en))
