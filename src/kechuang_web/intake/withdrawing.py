"""Taking a committed batch back: rows of the register to what they were before, figures of the ledger by further facts.

Nothing is erased. A row that the batch brought is withdrawn, one that it changed gets its earlier state back, each with its history; a
figure that corrected another is followed by the earlier value again, one that was new by a fact that says it was withdrawn. If anything
later stands on the batch, nothing is done and the first such thing is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from kechuang.ledger import WITHDRAWN, Draft, Fact
from kechuang.values import KechuangError, Source
from kechuang_web.audit.services import Actor, record
from kechuang_web.intake.jobs import Progress
from kechuang_web.intake.models import IntakeBatch
from kechuang_web.kit.access import require
from kechuang_web.register.checks import fill_derived
from kechuang_web.register.models import Organisation, Row
from kechuang_web.register.tables import TABLES
from kechuang_web.stores import ledger_services
from kechuang_web.stores.errors import StateError
from kechuang_web.stores.ledger_bulk import Appending, in_chunks
from kechuang_web.stores.mapping import row_to_fact
from kechuang_web.stores.models import LedgerFact
from kechuang_web.stores.selectors import organisations_book

_AT_ONCE = 200
_LOOKED_UP = 500
_CHUNK = 2000
#: Columns of a row that its earlier state does not bring back.
_KEPT = frozenset({"id", "lock_version", "changed_at"})


class LaterWorkError(StateError):
    """Something later stands on the batch."""


def reason_of(batch: IntakeBatch) -> str:
    """What the history of every row says that a batch brought or changed."""
    return f"{batch.name}（第 {batch.pk} 批）"


def withdraw_batch(batch: IntakeBatch, progress: Progress) -> None:
    """Take a committed batch back, in one transaction, in the name of who asked for it."""
    from kechuang_web.intake.committing import confirmer

    actor, why = confirmer(batch), str(batch.choices.get("reason", ""))
    progress.quiet = True
    with transaction.atomic():
        held = IntakeBatch.objects.select_for_update().get(pk=batch.pk)
        if held.state != "committed":
            raise StateError(
                zh="这份文件不在已入库状态，没有撤回。", en="The file is not taken over, so nothing was withdrawn."
            )
        if actor.user is not None:
            require(actor.user, "intake.commit")
        facts = sum(
            _withdraw_facts(held, book, first, last, actor, why)
            for book, (first, last) in held.outcome.get("books", {}).items()
        )
        rows = _withdraw_rows(held, actor, why)
        record(
            actor=actor, action="intake.withdrawn", kind="intake", key=held.pk, label=f"{held.name}（{held.sender}）",
            before=held.sha256, detail={"reason": why, "rows": rows, "facts": facts},
        )  # fmt: skip
        name = getattr(actor.user, "display_name", "") or actor.name
        progress.finish(state="withdrawn", reason=why[:500], ended_at=timezone.now(), ended_by_name=name)


# --- rows of the register ---------------------------------------------------------------------------------------------


def _withdraw_rows(batch: IntakeBatch, actor: Actor, why: str) -> int:
    reason = f"撤回第 {batch.pk} 批“{batch.name}”：{why}"
    ours = {table.model: list(_ours(table.model, batch)) for table in TABLES.values()}
    gone = {model: {pk for pk, before in found if before is None} for model, found in ours.items()}
    count = 0
    for model, found in ours.items():
        if found:
            _refuse_dependants(model, gone, batch)
    _refuse_later_figures(sorted(gone[Organisation]), batch)
    for model, found in ours.items():
        for at in range(0, len(found), _AT_ONCE):
            _put_back(model, dict(found[at : at + _AT_ONCE]), actor, reason)
        count += len(found)
    return count


def _ours(model: type[Row], batch: IntakeBatch) -> Iterator[tuple[int, Any]]:
    """The rows that a batch touched, each with its state before (``None``: the batch brought it).

    Raises:
        LaterWorkError: a row was changed since.
    """
    past = model.history.model  # type: ignore[attr-defined]
    mine = past.objects.filter(region=batch.region, batch=str(batch.pk), history_change_reason=reason_of(batch))
    touched = sorted(set(mine.values_list("id", flat=True)))
    for at in range(0, len(touched), _LOOKED_UP):
        states: defaultdict[int, list[Any]] = defaultdict(list)
        for state in past.objects.filter(id__in=touched[at : at + _LOOKED_UP]).order_by("history_id"):
            states[state.id].append(state)
        for pk, held in states.items():
            own = [state.batch == str(batch.pk) and state.history_change_reason == reason_of(batch) for state in held]
            if not own[-1]:
                raise _later(model, held[-1])
            first = own.index(True)
            if not all(own[first:]):
                raise _later(model, held[-1])
            yield pk, held[first - 1] if first else None


def _later(model: type[Row], state: Any) -> LaterWorkError:
    name, label = model._meta.verbose_name, str(state.instance)[:60]
    why = state.history_change_reason or ""
    return LaterWorkError(
        zh=f"{name}“{label}”在这一批之后又有改动（{state.actor_name}：{why}），不能撤回；请先撤销那一处改动，或改用更正。",
        en=f"“{label}” ({model.__name__}) was changed after this batch ({state.actor_name}: {why}), so the batch cannot be withdrawn; "
        "take that change back first, or correct the rows.",
    )


def _refuse_dependants(model: type[Row], gone: dict[type[Row], set[int]], batch: IntakeBatch) -> None:
    """Refuse if a row of later work belongs to one that would go."""
    ids = sorted(gone[model])
    for relation in model._meta.related_objects:
        other = relation.related_model
        if not issubclass(other, Row):
            continue
        name = relation.field.name
        for at in range(0, len(ids), _LOOKED_UP):
            rows = other.objects.standing().filter(**{f"{name}__in": ids[at : at + _LOOKED_UP]}, region=batch.region)
            for row in rows.exclude(batch=str(batch.pk)).select_related(name)[:1]:
                raise LaterWorkError(
                    zh=f"{other._meta.verbose_name}“{row}”是这一批之后登记的，属于这一批带来的“{getattr(row, name)}”，不能撤回；请先处理它。",
                    en=f"“{row}” ({other.__name__}) was recorded after this batch and belongs to “{getattr(row, name)}”, which the batch "
                    "brought; see to it first.",
                )


def _refuse_later_figures(organisations: list[int], batch: IntakeBatch) -> None:
    """Refuse if a figure of later work speaks of an organisation that would go."""
    book = organisations_book(batch.region)
    last = batch.outcome.get("books", {}).get(book, [0, 0])[1]
    for at in range(0, len(organisations), _LOOKED_UP):
        subjects = [f"organisation/{pk}" for pk in organisations[at : at + _LOOKED_UP]]
        later = list(LedgerFact.objects.filter(region=book, subject__in=subjects, seq__gt=last).order_by("seq"))
        superseded = {row.supersedes for row in later}
        for row in later:
            if row.fact_id not in superseded and WITHDRAWN not in row.keywords:
                name = Organisation.objects.get(pk=int(row.subject.rpartition("/")[2])).name
                raise LaterWorkError(
                    zh=f"“{name}”是这一批带来的，之后“{row.source_publisher or row.source_title}”又报来它的数（{row.fact_id}），不能撤回；"
                    "请先撤回后来的那一批，或改用更正。",
                    en=f"“{name}” came with this batch, and “{row.source_publisher or row.source_title}” has since reported figures of it "
                    f"({row.fact_id}), so the batch cannot be withdrawn; withdraw the later batch first, or correct the figures.",
                )


def _put_back(model: type[Row], states: dict[int, Any], actor: Actor, reason: str) -> None:
    """Give rows their earlier state, or withdraw those that had none; each with its history."""
    now = timezone.now()
    rows = list(model.objects.select_for_update().filter(pk__in=states))
    columns = [column for column in model._meta.concrete_fields if column.name not in _KEPT]
    for row in rows:
        before = states[row.pk]
        if before is None:
            row.withdrawn_at = now
        else:
            for column in columns:
                setattr(row, column.attname, getattr(before, column.attname))
            fill_derived(row)
        row.changed_at, row.lock_version = now, row.lock_version + 1
    names = [*(column.name for column in columns), "changed_at", "lock_version"]
    try:
        with transaction.atomic():
            model.objects.bulk_update(rows, names, batch_size=_AT_ONCE)
    except IntegrityError as error:
        raise LaterWorkError(
            zh=f"恢复{model._meta.verbose_name}时与后来登记的一行相冲突，不能撤回；请先处理后来的那一行。",
            en=f"A row of {model.__name__} recorded later stands in the way, so the batch cannot be withdrawn; see to it first.",
        ) from error
    model.history.bulk_history_create(  # type: ignore[attr-defined]
        rows, batch_size=_AT_ONCE, update=True, default_user=actor.user, default_change_reason=reason,
        custom_historical_attrs={"actor_name": actor.name},
    )  # fmt: skip


# --- figures of the ledger --------------------------------------------------------------------------------------------


def _withdraw_facts(batch: IntakeBatch, book: str, first: int, last: int, actor: Actor, why: str) -> int:
    """Follow every figure that the batch appended to a book by the earlier value, or by a fact that says it was withdrawn."""
    if last <= first:
        return 0
    mine = LedgerFact.objects.filter(region=book, seq__gt=first, seq__lte=last)
    later = LedgerFact.objects.filter(region=book, seq__gt=last, supersedes__in=mine.values("fact_id")).first()
    if later is not None:
        raise LaterWorkError(
            zh=f"台账里的一个数（{later.supersedes}）在这一批之后被更正（{later.fact_id}），不能撤回；请改用更正。",
            en=f"A figure of the ledger ({later.supersedes}) was corrected after this batch ({later.fact_id}), so the batch cannot be "
            "withdrawn; correct the figures instead.",
        )
    drafts = _withdrawals(batch, book, mine, why)
    reason = f"撤回第 {batch.pk} 批：{why}"[:200]
    if book == batch.region:
        return len(ledger_services.append_facts(actor=actor, region=book, drafts=tuple(drafts), reason=reason))
    with Appending(actor=actor, book=book, reason=reason) as appending:
        for chunk in in_chunks(drafts, _CHUNK):
            appending.add(chunk)
    return appending.told.new + appending.told.corrected


def _withdrawals(batch: IntakeBatch, book: str, mine: Any, why: str) -> Iterator[Draft]:
    corrected = dict(mine.exclude(supersedes=None).values_list("supersedes", "fact_id"))
    ids = set(mine.values_list("fact_id", flat=True))
    for row in mine.order_by("seq").iterator(chunk_size=2000):
        if row.fact_id in corrected:
            continue  # a later figure of the same batch stands for it
        before = row.supersedes
        while before in ids:
            before = mine.values_list("supersedes", flat=True).get(fact_id=before)
        new_id = f"{book}/w{batch.pk}-{row.seq}"
        fact = row_to_fact(row)
        note = f"撤回第 {batch.pk} 批“{batch.name}”：{why}"
        if before is None:
            yield _as_draft(
                fact, id=new_id, value=f"撤回：{why}"[:200], supersedes=fact.id, keywords=(WITHDRAWN,), confidence="low", note_zh=note,
                source=Source(f"撤回：{fact.source.title}", fact.source.publisher),
            )  # fmt: skip
        else:
            held = row_to_fact(LedgerFact.objects.get(region=book, fact_id=before))
            yield _as_draft(held, id=new_id, supersedes=fact.id, note_zh=note)


def _as_draft(fact: Fact, **changes: Any) -> Draft:
    return replace(Draft(**{one.name: getattr(fact, one.name) for one in fields(Draft)}), **changes)


def order_withdrawal(*, actor: Actor, batch: IntakeBatch, lock_version: int | None, reason: str) -> None:
    """Have a committed batch taken back.

    Raises:
        KechuangError: no reason is given.
        StaleError, StateError: it is not committed, or someone else was quicker.
    """
    from kechuang_web.intake import jobs, services

    with transaction.atomic():
        services.permit(actor, "intake.commit", batch)
        held = services.lock_batch(batch, lock_version, "committed")
        reason = reason.strip()[:500]
        if not reason:
            raise KechuangError(
                zh="请写明撤回的理由，日后查账要看。", en="Say why the batch is withdrawn; auditors will ask."
            )
        IntakeBatch.objects.filter(pk=held.pk).update(
            confirmed_by=actor.user,
            choices=held.choices | {"reason": reason, "address": actor.address, "name": actor.name},
        )
        jobs.order(held, "withdraw")
    batch.refresh_from_db()
