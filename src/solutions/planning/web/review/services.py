"""What a reviewer does: import, decide, correct, add, take back. Each in one transaction, with its entry in the log."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require
from kechuang_web.stores import plan_services as stores
from kechuang_web.stores.errors import StateError
from kechuang_web.stores.models import PlanDocument, Reading
from solutions.planning.web.models import ReviewStep
from solutions.planning.web.review.reading import ReadingLimits, read_apart


def import_plan(
    *, actor: Actor, region: str, name: str, data: bytes, limits: ReadingLimits | None = None
) -> tuple[PlanDocument, bool]:
    """Read an uploaded file in a process of its own and keep it with all its readings, or refuse it and keep nothing.

    A file that was imported before is recognised by its digest and not read again; then the second value is ``False``.

    Raises:
        PermissionDenied: the person may not import.
        ImportRefusedError: the file cannot be read.
    """
    if actor.user is not None:
        require(actor.user, "plan.import")
    known = stores.find_document(region=region, data=data)
    if known is not None:
        return known, False
    reading = read_apart(data, name, limits)
    text = reading.pop("text")
    return stores.import_document(actor=actor, region=region, name=name, data=data, text=text, reading=reading)


@transaction.atomic
def decide(
    *,
    actor: Actor,
    reading: Reading,
    state: str,
    lock_version: int,
    corrected: Mapping[str, Any] | None = None,
    batch: str = "",
) -> Reading:
    """Accept, correct or reject a reading, so that the step can be taken back.

    Raises:
        StaleError: someone else decided meanwhile; nothing is written.
        StateError: the document is published, or the reading cannot come to this state.
    """
    fresh = stores.decide_reading(
        actor=actor, reading=reading, state=state, lock_version=lock_version, corrected=corrected
    )
    _keep_step(actor, fresh, reading.state, reading.corrected, batch)
    return fresh


@transaction.atomic
def accept_many(*, actor: Actor, document: PlanDocument, choices: Sequence[tuple[int, int]]) -> int:
    """Accept several readings, ``(pk, lock_version)`` each, as one step: all of them, or none if one has changed."""
    rows = {row.pk: row for row in Reading.objects.filter(document=document, pk__in=[pk for pk, _version in choices])}
    batch = uuid.uuid4().hex
    for pk, lock_version in choices:
        if pk not in rows:
            raise StateError(
                zh=f"第 {pk} 条不属于这份文件，没有保存；请刷新页面。",
                en=f"Item {pk} is not of this document and nothing was saved; reload the page.",
            )
        decide(actor=actor, reading=rows[pk], state="accepted", lock_version=lock_version, batch=batch)
    return len(choices)


@transaction.atomic
def add(
    *, actor: Actor, document: PlanDocument, kind: str, start: int, end: int, payload: Mapping[str, Any]
) -> Reading:
    """Add a reading that was missed: characters ``start:end`` of the text."""
    added = stores.add_reading(actor=actor, document=document, kind=kind, start=start, end=end, payload=payload)
    _keep_step(actor, added, "rejected", None, "")
    return added


@transaction.atomic
def undo(*, actor: Actor, document: PlanDocument) -> list[Reading]:
    """Take back the person's last step in a document; of a bulk acceptance, all of it.

    Raises:
        StateError: there is nothing of theirs left to take back.
        StaleError: someone else has decided the same reading since.
    """
    mine = ReviewStep.objects.filter(reading__document=document, by=actor.user, undoes=None, undone_by=None)
    last = mine.order_by("-id").first()
    if last is None:
        raise StateError(zh="没有可以撤销的操作。", en="There is nothing of yours to undo.")
    steps = mine.filter(batch=last.batch).order_by("-id") if last.batch else [last]
    restored = []
    for step in steps:
        reading = Reading.objects.get(pk=step.reading_id)
        fresh = stores.decide_reading(
            actor=actor,
            reading=reading,
            state=step.before_state,
            lock_version=_version_to_undo(step),
            corrected=step.before_corrected if step.before_state == "corrected" else None,
        )
        _keep_step(actor, fresh, reading.state, reading.corrected, "", undoes=step)
        restored.append(fresh)
    record(actor=actor, action="plan.reading_undone", kind="document", key=document.pk, label=document.name,
           detail={"readings": [one.pk for one in restored]})  # fmt: skip
    return restored


def _version_to_undo(step: ReviewStep) -> int:
    """The version a reading has if all that happened to it since the step was taken back again.

    Otherwise the step's own, which the reading no longer has, so that undoing it is refused as stale.
    """
    later = list(
        ReviewStep.objects.filter(reading=step.reading_id, pk__gte=step.pk).select_related("undone_by").order_by("pk")
    )
    standing = [one for one in later if one.undoes_id is None and not hasattr(one, "undone_by")]
    return step.version if [one.pk for one in standing] != [step.pk] else later[-1].version


def _keep_step(
    actor: Actor, fresh: Reading, state: str, corrected: Any, batch: str, undoes: ReviewStep | None = None
) -> None:
    ReviewStep.objects.create(
        reading=fresh, by=actor.user, at=timezone.now(), batch=batch, before_state=state, before_corrected=corrected,
        version=fresh.lock_version, undoes=undoes,
    )  # fmt: skip
