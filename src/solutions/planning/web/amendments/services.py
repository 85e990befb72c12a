"""What an author and an approver do with an amendment. The stores check who may; here the proposed book is edited."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from kechuang.plan.book import PlanBook, book_from_dict, diff_books
from kechuang_web.audit.services import Actor, record
from kechuang_web.stores import plan_services as stores
from kechuang_web.stores.errors import StateError
from kechuang_web.stores.models import Amendment, PlanVersion
from solutions.planning.domain.edits import Table, carry_over
from solutions.planning.web.models import EvidenceFile

#: How evidence is written down: ``fact:ID`` of the ledger, ``file:PK`` of an upload, anything else a citation in words.
FACT, FILE = "fact:", "file:"
_SIGNATURES = {
    b"%PDF": "application/pdf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"PK\x03\x04": "application/zip",
}


@transaction.atomic
def start(*, actor: Actor, base: PlanVersion) -> Amendment:
    """An empty draft on a published version; the author's open empty draft on it is taken up again."""
    open_drafts = Amendment.objects.filter(base=base, author=actor.user, state="draft", diff=[], reason="", evidence=[])
    draft = open_drafts.order_by("-id").first()
    if draft is not None:
        return draft
    today = timezone.localdate()
    return stores.draft_amendment(
        actor=actor,
        base=base,
        proposed=book_from_dict(base.book),
        reason="",
        effective_from=max(today, base.effective_from),
    )


@transaction.atomic
def edit(*, actor: Actor, amendment: Amendment, lock_version: int, change: Callable[[PlanBook], PlanBook]) -> Amendment:
    """Change the proposed book.

    Raises:
        StaleError: the draft was saved by another window meanwhile; nothing is written.
        PlanBookError: the change does not fit the book.
    """
    proposed = change(book_from_dict(amendment.proposed))
    return _save(actor, amendment, lock_version, proposed=proposed)


@transaction.atomic
def set_reason(
    *, actor: Actor, amendment: Amendment, lock_version: int, reason: str, effective_from: date, document_number: str
) -> Amendment:
    """Say why, from which day, and under which number of a paper."""
    return _save(
        actor, amendment, lock_version, reason=reason, effective_from=effective_from, document_number=document_number
    )


@transaction.atomic
def set_evidence(*, actor: Actor, amendment: Amendment, lock_version: int, evidence: Sequence[str]) -> Amendment:
    """Write down what supports the amendment."""
    return _save(actor, amendment, lock_version, evidence=list(dict.fromkeys(evidence)))


@transaction.atomic
def attach_file(*, actor: Actor, amendment: Amendment, lock_version: int, name: str, data: bytes) -> Amendment:
    """Keep a paper with the amendment. Its kind is told by its content; what is none of the kinds is refused."""
    kind = next((media for mark, media in _SIGNATURES.items() if data.startswith(mark)), None)
    if kind is None:
        raise StateError(
            zh=f"“{name}”不是 PDF、图片（PNG、JPG）或 Office 文件，没有保存；请换一种格式。",
            en=f"“{name}” is no PDF, picture (PNG, JPG) or Office file and was not kept; use another format.",
        )
    digest = hashlib.sha256(data).hexdigest()
    held = EvidenceFile.objects.filter(amendment=amendment, sha256=digest).first()
    if held is None:
        held = EvidenceFile.objects.create(
            amendment=amendment, name=PurePath(name).name[:255], media_type=kind, data=data, size=len(data), sha256=digest,
            uploaded_at=timezone.now(), uploaded_by=actor.user,
        )  # fmt: skip
        record(actor=actor, action="plan.evidence_attached", kind="amendment", key=amendment.pk, label=held.name,
               after=digest, detail={"size": held.size})  # fmt: skip
    evidence = [*amendment.evidence, f"{FILE}{held.pk}"]
    return set_evidence(actor=actor, amendment=amendment, lock_version=lock_version, evidence=evidence)


@transaction.atomic
def rebase(*, actor: Actor, amendment: Amendment, lock_version: int) -> tuple[Amendment, list[tuple[Table, str]]]:
    """Move a draft onto the newest version; rows that both changed keep the newest version's content and are named."""
    newest = newest_version(amendment.base.region, amendment.base.plan_code)
    base, latest = book_from_dict(amendment.base.book), book_from_dict(newest.book)
    book, clashes = carry_over(base, book_from_dict(amendment.proposed), latest)
    effective = max(amendment.effective_from, newest.effective_from)
    saved = _save(actor, amendment, lock_version, proposed=book, base=newest, effective_from=effective)
    record(actor=actor, action="plan.amendment_rebased", kind="amendment", key=amendment.pk, label=str(amendment),
           detail={"base": newest.number, "clashes": [f"{table}/{key}" for table, key in clashes]})  # fmt: skip
    return saved, clashes


def newest_version(region: str, plan_code: str) -> PlanVersion:
    """The version of a plan with the highest number, whether or not in force yet.

    Raises:
        StateError: the plan has none.
    """
    found = PlanVersion.objects.filter(region=region, plan_code=plan_code).order_by("-number", "-edition").first()
    if found is None:
        raise StateError(
            zh=f"没有规划“{plan_code}”；请返回列表重新选择。",
            en=f"There is no plan “{plan_code}”; choose again from the list.",
        )
    return found


def _save(
    actor: Actor,
    amendment: Amendment,
    lock_version: int,
    *,
    proposed: PlanBook | None = None,
    reason: str | None = None,
    effective_from: date | None = None,
    evidence: Sequence[str] | None = None,
    document_number: str | None = None,
    base: PlanVersion | None = None,
) -> Amendment:
    book = proposed or book_from_dict(amendment.proposed)
    old = book_from_dict((base or amendment.base).book)
    changes = [
        one for one in diff_books(old, book) if one.table or one.path[0] not in {"version", "effective_from", "amended"}
    ]
    return stores.change_amendment(
        actor=actor,
        amendment=amendment,
        lock_version=lock_version,
        proposed=book,
        reason=amendment.reason if reason is None else reason,
        effective_from=effective_from or amendment.effective_from,
        evidence=amendment.evidence if evidence is None else evidence,
        document_number=amendment.document_number if document_number is None else document_number,
        diff=[one.to_dict() for one in changes],
        base=base,
    )
