"""Carrying a batch over: foreseeing what that would do, doing it in one transaction, and taking it back.

Foreseeing *is* the commit, rolled back: the counts that a person confirms are not computed by other code than what they confirm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone

from kechuang.ledger import Draft
from kechuang.values import KechuangError, Quantity
from kechuang_web.audit.services import Actor, record
from kechuang_web.intake import content, figures, resolving, selectors
from kechuang_web.intake.jobs import Progress
from kechuang_web.intake.models import IntakeBatch, IntakePart, IntakeProblem
from kechuang_web.intake.staging import StagedRow, rows_at, staged_rows
from kechuang_web.intake.withdrawing import reason_of
from kechuang_web.kit.access import require
from kechuang_web.register.bulk import Committed, commit_records
from kechuang_web.register.models import Organisation
from kechuang_web.register.services import RowSource
from kechuang_web.stores import ledger_services
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.errors import StateError
from kechuang_web.stores.nature import as_declared

#: Touched organisations and differing figures that are kept with the batch for its pages.
MOST_TOUCHED, MOST_DIFFERENCES = 200, 100
#: Rows tried together when it is looked for which of them the register refuses.
_HALVED = 1_000
KEYS = ("new", "changed", "unchanged", "wrong", "nobody", "refused")


@dataclass(slots=True)
class Outcome:
    """What carrying a batch over did, or would do."""

    parts: dict[str, dict[str, int]] = field(default_factory=dict)
    facts: int = 0
    organisations: int = 0
    conflicts: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)
    touched: dict[int, dict[str, Any]] = field(default_factory=dict)
    concerned: set[int] = field(default_factory=set)

    def counts(self, part: IntakePart) -> dict[str, int]:
        """The counts of a part."""
        return self.parts.setdefault(str(part.position), dict.fromkeys(KEYS, 0))

    def total(self, *keys: str) -> int:
        """The sum of some counts over all parts."""
        return sum(counts[key] for counts in self.parts.values() for key in keys)

    def note_touched(self, done: Committed, region: str) -> None:
        """Keep the organisations concerned, those created first, as many as pages list."""
        created = set(done.created)
        self.concerned |= done.touched | created
        room = MOST_TOUCHED - len(self.touched)
        wanted = [*done.created, *(pk for pk in sorted(done.touched) if pk not in created)][: max(room, 0)]
        named = Organisation.objects.in_region(region).filter(pk__in=wanted).values_list("pk", "name")
        for pk, name in sorted(named, key=lambda pair: (pair[0] not in created, pair[1])):
            self.touched[pk] = {"organisation": pk, "name": name, "new": pk in created}

    def note_differences(self, done: Committed, region: str) -> None:
        """Keep the figures about which another source says otherwise, as many as pages list."""
        pks = {int(one.draft.subject.rpartition("/")[2]) for one in done.differences}
        names = dict(Organisation.objects.in_region(region).filter(pk__in=pks).values_list("pk", "name"))
        for one in done.differences[: MOST_DIFFERENCES - len(self.differences)]:
            draft = one.draft
            self.differences.append(
                {
                    "who": names.get(int(draft.subject.rpartition("/")[2]), draft.subject), "field": draft.attribute,
                    "period": draft.period.text if draft.period else "", "held": _told(one.other), "said": _told(draft.value),
                    "source": one.other_source,
                }
            )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """As the batch keeps it."""
        return {
            "foreseen": self.parts, "facts": self.facts, "organisations": self.organisations, "conflicts": self.conflicts,
            "differences": self.differences[:MOST_DIFFERENCES], "touched": list(self.touched.values())[:MOST_TOUCHED],
            "organisations_touched": len(self.concerned), "new": self.total("new"), "changed": self.total("changed"),
            "unchanged": self.total("unchanged"), "left": self.total("wrong", "nobody", "refused"),
        }  # fmt: skip


def _told(value: Quantity | str) -> dict[str, str]:
    """A figure in both languages, as the batch keeps it."""
    if isinstance(value, Quantity):
        return {"zh": value.label("zh"), "en": value.label("en")}
    return {"zh": value, "en": value}


def changed_anything(batch: IntakeBatch) -> bool:
    """Whether a committed batch wrote anything."""
    return any(batch.outcome.get(key) for key in ("new", "changed", "facts", "organisations"))


def resolve_and_foresee(batch: IntakeBatch, progress: Progress) -> None:
    """Find out whom the rows mean, and what the commit would do."""
    resolving.resolve_names(batch, progress)
    foresee(batch, progress)


def foresee(batch: IntakeBatch, progress: Progress) -> None:
    """Do the commit and take it back, keeping what it counted."""
    actor = Actor.command("intake forecast")
    progress.quiet = True
    for part in selectors.included_parts(batch):
        if part.counts.pop("refused", None):
            part.save(update_fields=["counts"])
    try:
        outcome = _rehearse(batch, actor)
    except KechuangError:
        find_refused(batch)
        outcome = _rehearse(batch, actor)
    progress.quiet = False
    with transaction.atomic():
        progress.finish(state="resolved", outcome=outcome.to_json(), foreseen=True)


def _rehearse(batch: IntakeBatch, actor: Actor) -> Outcome:
    """Carry everything over and take it back."""
    with transaction.atomic():
        outcome = _carry(batch, actor)
        transaction.set_rollback(True)
    return outcome


def commit_batch(batch: IntakeBatch, progress: Progress) -> None:
    """Write everything of a confirmed batch, in one transaction, in the name of who confirmed it."""
    actor = confirmer(batch)
    progress.quiet = True
    with transaction.atomic():
        held = IntakeBatch.objects.select_for_update().get(pk=batch.pk)
        if held.state != "resolved":
            raise StateError(
                zh="这份文件已经不在待确认状态，没有写入。",
                en="The file no longer waits to be confirmed; nothing was written.",
            )
        if actor.user is not None:
            require(actor.user, "intake.commit")
        books = (held.region, stores.organisations_book(held.region))
        before = {book: stores.ledger_head(book).count for book in books}
        outcome = _carry(held, actor)
        kept = outcome.to_json() | {"books": {book: [before[book], stores.ledger_head(book).count] for book in books}}
        record(
            actor=actor, action="intake.committed", kind="intake", key=held.pk, label=f"{held.name}（{held.sender}）",
            after=held.sha256, detail={key: kept[key] for key in ("new", "changed", "unchanged", "left", "facts", "organisations")},
        )  # fmt: skip
        progress.finish(
            state="committed", outcome=kept, ended_at=timezone.now(), foreseen=False,
            ended_by_name=getattr(actor.user, "display_name", "") or actor.name,
            same_as=selectors.earlier_with_same_content(held) if not (outcome.total("new", "changed") or outcome.facts) else None,
        )  # fmt: skip


def confirmer(batch: IntakeBatch) -> Actor:
    """Who asked for the commit or its withdrawal."""
    user, said = batch.confirmed_by, batch.choices
    name = user.get_username() if user is not None else said.get("name", "command:intake")
    return Actor(user, name, getattr(user, "role", ""), said.get("address", ""))


def _carry(batch: IntakeBatch, actor: Actor) -> Outcome:
    """Carry every included part over, in the caller's transaction."""
    outcome = Outcome()
    for part in selectors.included_parts(batch):
        if part.record_type == content.REGION_FIGURE:
            _carry_figures(part, actor, outcome)
        else:
            _carry_records(part, actor, outcome)
    return outcome


# --- figures of the region --------------------------------------------------------------------------------------------


def _carry_figures(part: IntakePart, actor: Actor, outcome: Outcome) -> None:
    """Append the figures that the region's ledger does not hold yet; the same figure again changes nothing."""
    batch, counts = part.batch, outcome.counts(part)
    ledger = stores.ledger(batch.region)
    drafts: list[Draft] = []
    for _place, row in staged_rows(part):
        if row.wrong:
            counts["wrong"] += 1
            continue
        draft = figures.load_draft(row.values["record"])
        if ledger.get(draft.id) is not None:
            counts["unchanged"] += 1
            continue
        counts["changed" if draft.supersedes else "new"] += 1
        drafts.append(draft)
    if drafts:
        ledger_services.append_facts(
            actor=actor,
            region=batch.region,
            drafts=as_declared(batch.region, drafts),
            reason=f"{batch.name} #{batch.pk}"[:200],
        )
        outcome.facts += len(drafts)


# --- records of the register ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom the rows of one name go to: an organisation of the register, a new one under a code and a name, or nobody."""

    organisation: int | None
    uscc: str
    name: str
    nobody: bool = False


def _whose(batch: IntakeBatch) -> dict[int, Whose]:
    """Number of a name → whom its rows go to, as resolved and decided."""
    names = {one.number: one for one in batch.names.all()}
    found = {}
    for number, one in names.items():
        leader = names.get(one.same_as or number, one) if one.is_new else one
        nobody = one.is_open or one.decision == "leave" or (one.kind == "outside" and not one.decision)
        found[number] = Whose(None if one.is_new else one.organisation, leader.uscc, leader.name, nobody)
    return found


def _carry_records(part: IntakePart, actor: Actor, outcome: Outcome) -> None:
    """Hand the rows of a part to the register, in one stream."""
    batch, counts = part.batch, outcome.counts(part)
    whose = _whose(batch)
    refused = frozenset(part.counts.get("refused", ()))
    source = RowSource(
        title=(part.reading.get("found") or {}).get("title") or PurePath(batch.name).stem, publisher=batch.sender, file=batch.name,
        batch=str(batch.pk),
    )  # fmt: skip
    done = commit_records(
        actor=actor, region=batch.region, record_type=part.record_type, records=_records(part, whose, refused, counts), source=source,
        batch=str(batch.pk), reason=reason_of(batch),
    )  # fmt: skip
    counts["new"], counts["changed"] = done.new, done.changed
    counts["unchanged"] += done.unchanged
    outcome.facts += done.facts
    outcome.organisations += len(done.created)
    outcome.conflicts += done.conflicts
    outcome.note_touched(done, batch.region)
    outcome.note_differences(done, batch.region)


def _records(
    part: IntakePart, whose: dict[int, Whose], refused: frozenset[int], counts: dict[str, int]
) -> Iterator[dict[str, Any]]:
    """The rows of a part as records, without those that stay out; these are counted."""
    for place, row in staged_rows(part):
        target = whose.get(row.who) if row.who is not None else None
        if row.wrong:
            counts["wrong"] += 1
        elif target is not None and target.nobody:
            counts["nobody"] += 1
        elif place in refused:
            counts["refused"] += 1
        else:
            yield _record(part, row, whose)


def _record(part: IntakePart, row: StagedRow, whose: dict[int, Whose]) -> dict[str, Any]:
    """A row as the register takes it, with whom it is about and its place in the file."""
    said = dict(row.values)
    target = whose.get(row.who) if row.who is not None else None
    if target is not None:
        said |= {"uscc": target.uscc or None, "name": target.name or None}
        if target.organisation is not None:
            said["organisation"] = target.organisation
    return said | {"locator": f"{part.sheet}!A{row.row}" if part.sheet else f"A{row.row}"}


def find_refused(batch: IntakeBatch) -> None:
    """Find the rows that the register refuses, by halves, and keep each with its sentence: they are told and stay out.

    Only called when the whole was refused; everything it writes to the register is taken back.
    """
    for part in selectors.included_parts(batch):
        if part.record_type == content.REGION_FIGURE:
            continue
        whose = _whose(batch)
        places = [
            place for place, row in staged_rows(part) if not row.wrong and not (row.who and whose[row.who].nobody)
        ]
        found: dict[int, KechuangError] = {}
        for at in range(0, len(places), _HALVED):
            _halve(part, whose, places[at : at + _HALVED], found)
        part.counts["refused"] = sorted(found)
        part.save(update_fields=["counts"])
        part.problems.filter(kind="refused").delete()
        rows = rows_at(part, found)
        IntakeProblem.objects.bulk_create(
            IntakeProblem(
                part=part, place=place, row=rows[place].row, column=1, severity="error", kind="refused",
                sentence={"zh": error.zh, "en": error.en},
            )
            for place, error in sorted(found.items())
        )  # fmt: skip


def _halve(part: IntakePart, whose: dict[int, Whose], places: list[int], found: dict[int, KechuangError]) -> None:
    wanted = frozenset(places)
    rows = rows_at(part, places)
    error = _attempt(part, whose, rows, wanted)
    if error is None:
        return
    if len(places) == 1:
        found[places[0]] = error
        return
    middle = len(places) // 2
    _halve(part, whose, places[:middle], found)
    _halve(part, whose, places[middle:], found)


def _attempt(
    part: IntakePart, whose: dict[int, Whose], rows: dict[int, StagedRow], wanted: frozenset[int]
) -> KechuangError | None:
    """Whether some rows can be recorded; whatever comes of it is taken back."""
    try:
        with transaction.atomic():
            commit_records(
                actor=Actor.command("intake forecast"), region=part.batch.region, record_type=part.record_type,
                records=[_record(part, rows[place], whose) for place in sorted(wanted)],
                source=RowSource(part.batch.name, part.batch.sender, part.batch.name), batch=str(part.batch_id),
            )  # fmt: skip
            transaction.set_rollback(True)
    except KechuangError as error:
        return error
    return None
