"""Writing the plan store: documents, readings, versions, amendments. Each is one transaction with its entry in the log.

Arguments are keyword-only; ``actor`` is an :class:`~kechuang_web.audit.services.Actor`. Services check permissions themselves, so
that a command or another door cannot go around them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kechuang.plan.book import Amendment as BookAmendment
from kechuang.plan.book import PlanBook, book_from_dict, book_to_dict, digest
from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require
from kechuang_web.stores.errors import OwnAmendmentError, StaleError, StateError
from kechuang_web.stores.mapping import book_to_columns
from kechuang_web.stores.models import Amendment, PlanDocument, PlanVersion, Reading
from kechuang_web.stores.sm3 import sm3_hex

_KINDS = (
    ("quantities", Reading.Kind.QUANTITY),
    ("tasks", Reading.Kind.TASK),
    ("entities", Reading.Kind.ENTITY),
    ("warnings", Reading.Kind.WARNING),
)


def _require(actor: Actor, permission: str, thing: Any = None) -> None:
    """Commands on the machine itself (no user) may; people need the permission."""
    if actor.user is not None:
        require(actor.user, permission, thing)


# --- documents and their readings -------------------------------------------------------------------------------------


def find_document(*, region: str, data: bytes) -> PlanDocument | None:
    """The document with exactly these bytes, if it was imported before."""
    return PlanDocument.objects.filter(region=region, sha256=hashlib.sha256(data).hexdigest()).first()


@transaction.atomic
def import_document(
    *, actor: Actor, region: str, name: str, data: bytes, text: str, reading: Mapping[str, Any]
) -> tuple[PlanDocument, bool]:
    """Keep an uploaded document and every reading of it; all of it or, whatever happens, nothing.

    ``reading`` is what ``kechuang plan read --json`` prints. The same bytes uploaded again give the document kept before
    and ``False``: its readings and decisions stay as they are.
    """
    _require(actor, "plan.import")
    sha256 = hashlib.sha256(data).hexdigest()
    kept = find_document(region=region, data=data)
    if kept is not None:
        return kept, False
    document = PlanDocument.objects.create(
        region=region,
        name=name[:255],
        data=data,
        size=len(data),
        sha256=sha256,
        sm3=sm3_hex(data),
        text=text,
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        reading=dict(reading),
        uploaded_at=timezone.now(),
        uploaded_by=actor.user,
    )
    Reading.objects.bulk_create(
        Reading(document=document, kind=kind, start=item["start"], end=_end(item), payload=item)
        for key, kind in _KINDS
        for item in reading.get(key, ())
    )
    record(actor=actor, action="plan.imported", kind="document", key=document.pk, label=name, after=sha256,
           detail={"size": len(data), "sm3": document.sm3})  # fmt: skip
    return document, True


def _end(item: Mapping[str, Any]) -> int:
    return int(item["end"]) if "end" in item else int(item["start"]) + max(1, len(str(item.get("name", ""))))


@transaction.atomic
def decide_reading(
    *, actor: Actor, reading: Reading, state: str, lock_version: int, corrected: Mapping[str, Any] | None = None
) -> Reading:
    """Accept, correct, reject or put back to pending. ``lock_version`` is the one that the person saw.

    Raises:
        StaleError: someone else decided meanwhile; nothing is written.
        StateError: ``state`` cannot be chosen for this reading, or its document is published and its review closed.
    """
    _require(actor, "plan.review")
    _require_open(reading.document_id)
    allowed = (
        {"accepted", "corrected", "rejected", "pending"}
        if reading.payload.get("origin") != "person"
        else {"added", "rejected", "corrected"}
    )
    if state not in allowed or (state == "corrected") != (corrected is not None):
        raise StateError(zh=f"这一项不能改为“{state}”。", en=f"This item cannot become “{state}”.")
    before = {"state": reading.state, "content": reading.content}
    undone = state == "pending"
    changed = Reading.objects.filter(pk=reading.pk, lock_version=lock_version).update(
        state=state,
        corrected=None if corrected is None else dict(corrected),
        decided_by=None if undone else actor.user,
        decided_at=None if undone else timezone.now(),
        lock_version=F("lock_version") + 1,
    )
    if not changed:
        now = Reading.objects.select_related("decided_by").get(pk=reading.pk)
        raise StaleError(str(now.decided_by or ""))
    fresh = Reading.objects.select_related("decided_by").get(pk=reading.pk)
    record(actor=actor, action="plan.reading_decided", kind="reading", key=fresh.pk, label=_label(fresh),
           before=before, after={"state": fresh.state, "content": fresh.content},
           detail={"document": fresh.document_id, "from": before["state"], "to": state})  # fmt: skip
    return fresh


@transaction.atomic
def decide_readings(*, actor: Actor, document: PlanDocument, choices: Sequence[tuple[int, int]], state: str) -> int:
    """Accept, reject or put back several at once: ``(pk, lock_version)`` each. All of them, or none if one is stale."""
    rows = {row.pk: row for row in Reading.objects.filter(document=document, pk__in=[pk for pk, _v in choices])}
    for pk, lock_version in choices:
        if pk not in rows:
            raise StateError(zh=f"第 {pk} 项不属于这份文件。", en=f"Item {pk} is not of this document.")
        decide_reading(actor=actor, reading=rows[pk], state=state, lock_version=lock_version)
    return len(choices)


@transaction.atomic
def add_reading(
    *, actor: Actor, document: PlanDocument, kind: str, start: int, end: int, payload: Mapping[str, Any]
) -> Reading:
    """Add what the reader missed: characters ``start:end`` of the text.

    Raises:
        StateError: the span is not in the text, the kind does not exist, or the document is published.
    """
    _require(actor, "plan.review")
    _require_open(document.pk)
    if kind not in Reading.Kind.values or not 0 <= start < end <= len(document.text):
        raise StateError(
            zh=f"所选文字（{start}—{end}）不在文件内，没有保存。",
            en=f"The span {start}–{end} is not in the document; nothing was saved.",
        )
    added = Reading.objects.create(
        document=document, kind=kind, start=start, end=end, payload=dict(payload) | {"origin": "person"},
        state=Reading.State.ADDED,
        decided_by=actor.user, decided_at=timezone.now(),
    )  # fmt: skip
    record(actor=actor, action="plan.reading_added", kind="reading", key=added.pk, label=_label(added), after=added.payload,
           detail={"document": document.pk})  # fmt: skip
    return added


def _require_open(document_id: int) -> None:
    """Hold the document for this transaction, so that nobody decides about it while it is being published, or after."""
    PlanDocument.objects.select_for_update().only("pk").get(pk=document_id)
    if PlanVersion.objects.filter(document_id=document_id).exists():
        raise StateError(
            zh="这份文件已经发布，审阅已结束；需要改动请提出修订。",
            en="This document is published and its review is closed; propose an amendment instead.",
        )


def _label(reading: Reading) -> str:
    return f"{reading.kind} {reading.start}-{reading.end}"


# --- versions ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish_plan(*, actor: Actor, book: PlanBook, document: PlanDocument | None = None) -> PlanVersion:
    """Publish version 1 of a plan. Later versions come from an approved amendment only.

    Raises:
        StateError: the plan has a published version already, or the book is not version 1.
    """
    _require(actor, "plan.publish")
    if document is not None:
        _require_open(document.pk)
    if PlanVersion.objects.filter(region=book.region, plan_code=book.code).exists():
        raise StateError(
            zh=f"规划“{book.code}”已经发布；修改须提出修订并经他人批准。",
            en=f"The plan “{book.code}” is published already; change it by an amendment that another person approves.",
        )
    if book.version != 1:
        raise StateError(
            zh=f"首次发布应为第 1 版，这里是第 {book.version} 版。", en=f"The first version is 1, not {book.version}."
        )
    return add_version(actor=actor, book=book, document=document)


def add_version(
    *,
    actor: Actor,
    book: PlanBook,
    document: PlanDocument | None = None,
    amendment: Amendment | None = None,
    edition: int = 1,
) -> PlanVersion:
    """Write a version row. For the services here and the loading of a region; people publish and amend."""
    try:
        with transaction.atomic():
            version = PlanVersion.objects.create(
                **book_to_columns(book),
                edition=edition,
                document=document,
                amendment=amendment,
                published_at=timezone.now(),
                published_by=actor.user,
                published_by_name=actor.name,
            )
    except IntegrityError as error:
        raise StateError(
            zh=f"规划“{book.code}”第 {book.version} 版刚被他人发布，本次没有保存。",
            en=f"Version {book.version} of “{book.code}” was just published by someone else; nothing was saved.",
        ) from error
    record(actor=actor, action="plan.published", kind="plan_version", key=version.pk, label=str(version), after=version.digest,
           detail={"effective_from": book.effective_from.isoformat(), "content": version.content_digest})  # fmt: skip
    return version


# --- amendments -------------------------------------------------------------------------------------------------------


@transaction.atomic
def draft_amendment(
    *,
    actor: Actor,
    base: PlanVersion,
    proposed: PlanBook,
    reason: str,
    effective_from: date,
    evidence: Sequence[str] = (),
    document_number: str = "",
    diff: Sequence[Any] = (),
) -> Amendment:
    """Start an amendment of a published version. A draft may be unfinished: what it needs is checked when it is submitted."""
    _require(actor, "plan.amend")
    _check_proposal(base, proposed)
    amendment = Amendment.objects.create(
        base=base, author=actor.user, reason=reason.strip(), evidence=list(evidence), document_number=document_number,
        effective_from=effective_from, proposed=_proposal(proposed, base, effective_from), diff=list(diff),
        created_at=timezone.now(),
    )  # fmt: skip
    record(actor=actor, action="plan.amendment_drafted", kind="amendment", key=amendment.pk, label=str(amendment),
           before=base.digest, after=digest(proposed), detail={"reason": amendment.reason})  # fmt: skip
    return amendment


@transaction.atomic
def change_amendment(
    *,
    actor: Actor,
    amendment: Amendment,
    lock_version: int,
    proposed: PlanBook,
    reason: str,
    effective_from: date,
    evidence: Sequence[str] = (),
    document_number: str = "",
    diff: Sequence[Any] = (),
    base: PlanVersion | None = None,
) -> Amendment:
    """Change one's own draft; ``base`` moves it onto a newer version."""
    _require(actor, "plan.amend")
    held = _hold(amendment, lock_version, {"draft"})
    if actor.user is None or held.author_id != actor.user.pk:
        raise StateError(zh="只有提出人可以修改草稿。", en="Only its author changes a draft.")
    held.base = base or held.base
    _check_proposal(held.base, proposed)
    before = held.proposed
    held.reason, held.evidence, held.document_number = reason.strip(), list(evidence), document_number
    held.effective_from, held.diff = effective_from, list(diff)
    held.proposed = _proposal(proposed, held.base, effective_from)
    return _store(held, actor, "plan.amendment_changed", before=before, after=held.proposed)


@transaction.atomic
def submit_amendment(*, actor: Actor, amendment: Amendment, lock_version: int) -> Amendment:
    """Ask for approval.

    Raises:
        StateError: it is not one's own draft, changes nothing, or lacks its reason or evidence.
    """
    _require(actor, "plan.amend")
    held = _hold(amendment, lock_version, {"draft"})
    if actor.user is None or held.author_id != actor.user.pk:
        raise StateError(zh="只有提出人可以提交草稿。", en="Only its author submits a draft.")
    _check_complete(held)
    held.state, held.submitted_at = Amendment.State.SUBMITTED, timezone.now()
    return _store(held, actor, "plan.amendment_submitted", before="draft", after="submitted")


@transaction.atomic
def withdraw_amendment(*, actor: Actor, amendment: Amendment, lock_version: int) -> Amendment:
    """Take one's own draft or submission back."""
    held = _hold(amendment, lock_version, {"draft", "submitted"})
    if actor.user is None or held.author_id != actor.user.pk:
        raise StateError(zh="只有提出人可以撤回。", en="Only its author withdraws it.")
    before = held.state
    held.state = Amendment.State.WITHDRAWN
    return _store(held, actor, "plan.amendment_withdrawn", before=before, after="withdrawn")


@transaction.atomic
def reject_amendment(*, actor: Actor, amendment: Amendment, lock_version: int, note: str) -> Amendment:
    """Refuse a submission, saying why."""
    held = _hold_for_decision(actor, amendment, lock_version)
    if not note.strip():
        raise StateError(zh="不予批准须写明理由。", en="A refusal states its reason.")
    held.state, held.note, held.decided_by, held.decided_at = "rejected", note.strip(), actor.user, timezone.now()
    return _store(held, actor, "plan.amendment_rejected", before="submitted", after="rejected")


@transaction.atomic
def return_amendment(*, actor: Actor, amendment: Amendment, lock_version: int, note: str) -> Amendment:
    """Send a submission back to its author as a draft, saying what is to be done."""
    held = _hold_for_decision(actor, amendment, lock_version)
    if not note.strip():
        raise StateError(zh="退回须写明意见。", en="Sending it back states why.")
    held.state, held.note, held.submitted_at = "draft", note.strip(), None
    return _store(held, actor, "plan.amendment_returned", before="submitted", after="draft")


@transaction.atomic
def approve_amendment(*, actor: Actor, amendment: Amendment, lock_version: int, note: str = "") -> PlanVersion:
    """Approve: the proposed book becomes the next version, effective from its day.

    Raises:
        OwnAmendmentError: the person wrote it.
        StateError: it is not submitted, or another version was published since it was drafted.
        StaleError: it changed since the person looked at it.
    """
    held = _hold_for_decision(actor, amendment, lock_version)
    newest = (
        PlanVersion.objects.filter(region=held.base.region, plan_code=held.base.plan_code)
        .order_by("-number", "-edition")
        .first()
    )
    if newest is None or newest.number != held.base.number:
        raise StateError(
            zh=f"这项修订以第 {held.base.number} 版为基础，其后已发布新版；请在新版上重新提出。",
            en=f"This amendment is based on version {held.base.number}, and a later one is published; propose it on that one.",
        )
    today = timezone.localdate()
    held.state, held.note, held.decided_by, held.decided_at = "approved", note.strip(), actor.user, timezone.now()
    _store(held, actor, "plan.amendment_approved", before="submitted", after="approved")
    book = replace(
        book_from_dict(held.proposed),
        version=held.base.number + 1,
        effective_from=held.effective_from,
        amended=BookAmendment(
            reason=held.reason,
            author=str(held.author),
            approved_by=actor.name if actor.user is None else str(actor.user),
            approved_on=today,
            evidence=tuple(held.evidence),
            document=held.document_number or None,
        ),
    )
    return add_version(actor=actor, book=book, document=held.base.document, amendment=held)


def _check_proposal(base: PlanVersion, proposed: PlanBook) -> None:
    if (proposed.region, proposed.code) != (base.region, base.plan_code):
        raise StateError(
            zh="修订不能改变规划的编码或地区。", en="An amendment does not change the plan's code or region."
        )


def _check_complete(held: Amendment) -> None:
    proposed = replace(book_from_dict(held.proposed), version=held.base.number, effective_from=held.base.effective_from)
    current = replace(book_from_dict(held.base.book), amended=None)
    if digest(proposed) == digest(current):
        raise StateError(
            zh="修订与现行版本没有不同；请先修改内容。", en="The amendment changes nothing; change something first."
        )
    if not held.reason.strip():
        raise StateError(zh="修订须写明理由。", en="An amendment states its reason.")
    if not held.evidence:
        raise StateError(zh="修订须附上依据。", en="An amendment names its evidence.")


def _proposal(proposed: PlanBook, base: PlanVersion, effective_from: date) -> dict[str, Any]:
    if effective_from < base.effective_from:
        raise StateError(
            zh=f"修订的生效日不能早于现行版本的生效日（{base.effective_from}）。",
            en=f"An amendment takes effect no earlier than the version it changes ({base.effective_from}).",
        )
    return book_to_dict(replace(proposed, version=base.number + 1, effective_from=effective_from, amended=None))


def _hold(amendment: Amendment, lock_version: int, states: set[str]) -> Amendment:
    held = Amendment.objects.select_for_update(of=("self",)).select_related("base", "author").get(pk=amendment.pk)
    if held.lock_version != lock_version:
        raise StaleError(str(held.decided_by or ""))
    if held.state not in states:
        raise StateError(zh="这项修订已办结或不在可办状态。", en="This amendment is closed or cannot be changed now.")
    return held


def _hold_for_decision(actor: Actor, amendment: Amendment, lock_version: int) -> Amendment:
    _require(actor, "plan.approve")
    held = _hold(amendment, lock_version, {"submitted"})
    if actor.user is None:
        raise KechuangError(zh="修订须由人批准。", en="An amendment is decided by a person.")
    if actor.user.pk == held.author_id:
        raise OwnAmendmentError
    return held


def _store(held: Amendment, actor: Actor, action: str, *, before: Any, after: Any) -> Amendment:
    held.lock_version += 1
    held.save()
    record(actor=actor, action=action, kind="amendment", key=held.pk, label=str(held), before=before, after=after,
           detail={"note": held.note} if held.note else {})  # fmt: skip
    return held
