"""Files: hand one in as on the page, and follow what becomes of it. Confirming stays with people."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema, UploadedFile

from kechuang_web.api.errors import RefusalError, not_found
from kechuang_web.api.idempotency import once
from kechuang_web.api.paging import Paging, page_of
from kechuang_web.api.schemas import RowId, Rows
from kechuang_web.api.security import TokenAuth, actor_of
from kechuang_web.intake import jobs, selectors, services
from kechuang_web.intake.models import IntakeBatch, IntakeProblem
from kechuang_web.stores.selectors import region_code

router = Router(tags=["intake"], auth=TokenAuth("intake:read"))


class Batch(Schema):
    """A file that was handed in, and how far it has come."""

    id: int
    name: str
    sender: str
    size: int
    sha256: str
    state: str
    working: bool
    counts: dict[str, Any]
    received_at: str
    received_by: str
    failure: dict[str, Any] | None


class HandedIn(Batch):
    """The batch, and whether it is new: the same bytes again are the batch that holds them already."""

    new: bool


class BatchFilter(Schema):
    """Which batches."""

    state: Literal["", "received", "recognised", "checked", "resolved", "committed", "rejected", "withdrawn"] = ""
    sort: Literal["id", "-id"] = "-id"


class Sender(Schema):
    """By whom the file is sent; parks and enterprises are always themselves."""

    sender: str = Field("", max_length=120)


@router.post(
    "/intake/files", auth=TokenAuth("intake:write"), response={201: HandedIn}, summary="Hand a file in / 上传数据文件"
)
@once()
def hand_in(request: HttpRequest, file: File[UploadedFile], form: Form[Sender]) -> dict[str, Any]:
    """Excel, CSV or Word as they really look. It is read and checked at once; somebody confirms it on the page."""
    if (file.size or 0) > settings.KECHUANG_UPLOAD_LIMIT:
        megabytes = settings.KECHUANG_UPLOAD_LIMIT // (1024 * 1024)
        raise RefusalError(
            413, "too_large", f"文件超过 {megabytes} MB，请拆分后再传。", f"The file exceeds {megabytes} MB; split it."
        )
    name = (file.name or "").rpartition("/")[2]
    if not name.lower().endswith(services.SUFFIXES):
        kinds = "、".join(services.SUFFIXES)
        raise RefusalError(
            422,
            "invalid",
            f"“{name[:60]}”不是能读的文件，可用：{kinds}。",
            f"“{name[:60]}” cannot be read; use one of {kinds}.",
        )
    batch, new = services.receive(
        actor=actor_of(request), region=region_code(), name=name, data=file.read(),
        sender=services.own_sender(request.user) or form.sender,
    )  # fmt: skip
    if new:  # the reader works beside this call and must find the batch
        transaction.on_commit(partial(jobs.start, batch))
    return _show(batch) | {"new": new}


@router.get("/intake/batches", response=Rows, summary="Files handed in / 已报送的文件")
def list_batches(request: HttpRequest, paging: Query[Paging], wanted: Query[BatchFilter]) -> dict[str, Any]:
    """One's own; for those who take files in, everybody's."""
    rows = selectors.batches_for(request.user)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return page_of(rows, paging, wanted.sort, {"id": "id"}, _show)


@router.get("/intake/batches/{pk}", response=Batch, summary="One file / 一份文件")
def one_batch(request: HttpRequest, pk: RowId) -> dict[str, Any]:
    """How far it has come; ask again while `working`."""
    return _show(_batch(request, pk))


@router.get("/intake/batches/{pk}/problems", response=Rows, summary="Its problems / 文件的问题")
def problems(request: HttpRequest, pk: RowId, paging: Query[Paging]) -> dict[str, Any]:
    """Each with its sheet, row and column as in the file."""
    rows = IntakeProblem.objects.filter(part__batch=_batch(request, pk)).select_related("part")
    return page_of(rows, paging, "id", {"id": "id"}, _show_problem)


def _batch(request: HttpRequest, pk: int) -> IntakeBatch:
    found = selectors.batches_for(request.user).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _show(batch: IntakeBatch) -> dict[str, Any]:
    return {
        "id": batch.pk, "name": batch.name, "sender": batch.sender, "size": batch.size, "sha256": batch.sha256,
        "state": str(batch.state), "working": bool(batch.task), "counts": batch.counts,
        "received_at": batch.received_at.isoformat(timespec="seconds"), "received_by": batch.received_by_name,
        "failure": batch.failure,
    }  # fmt: skip


def _show_problem(one: IntakeProblem) -> dict[str, Any]:
    return {
        "id": one.pk, "sheet": one.part.sheet, "row": one.row, "column": one.column, "field": one.field,
        "severity": str(one.severity), "kind": one.kind, "sentence": one.sentence,
    }  # fmt: skip
