"""One batch: where it is, how far its work is, stopping, trying again, rejecting; its files."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from kechuang_web.audit.services import Actor
from kechuang_web.intake import content, figures, jobs, returning, services
from kechuang_web.kit.access import access
from kechuang_web.kit.pages import download_csv, render_page
from solutions.data.web.intake.pages import address_of_step, find_batch, progress_of

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access("intake.use")
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the step that a batch is at."""
    return redirect(address_of_step(find_batch(request, pk)))


@access("intake.use")
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel of work under way; when the work has ended, the browser is sent to what comes next."""
    batch = find_batch(request, pk)
    jobs.nudge(batch)
    if not batch.task:
        return HttpResponseClientRedirect(address_of_step(batch))
    return render_page(request, "data/intake/_working.html", progress_of(batch))


@access("intake.use")
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the work under way."""
    batch = find_batch(request, pk)
    jobs.cancel(batch)
    batch.refresh_from_db()
    return redirect(address_of_step(batch))


@access("intake.use")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Do once more the work that failed or was stopped."""
    batch = find_batch(request, pk)
    services.try_again(actor=Actor.of(request), batch=batch)
    jobs.start(batch, wait=1.0)
    return redirect(address_of_step(batch))


@access("intake.use")
@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a file back without taking anything over."""
    batch = find_batch(request, pk)
    services.reject(actor=Actor.of(request), batch=batch, reason=request.POST.get("reason", ""))
    messages.success(request, _("已退回，没有写入任何内容。"))
    return redirect(reverse("data:intake_done", args=[batch.pk]))


@access("intake.use")
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came, byte by byte, always as a download: nothing in it runs here."""
    batch = find_batch(request, pk)
    return _download(bytes(batch.file.data), batch.name, "application/octet-stream")


@access("intake.use")
@require_safe
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The sender's own workbook with its problems marked and told at their cells."""
    batch = find_batch(request, pk)
    name, data = returning.marked_copy(batch)
    return _download(data, name, _SHEET)


@access("intake.use")
@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty workbook of a record type, with drop-downs and help."""
    if code == content.REGION_FIGURE:
        return download_csv(f"{_('地区指标模板')}.csv", figures.template_columns(), [])
    found = content.record_types().get(code)
    if found is None:
        raise Http404
    return _download(returning.template_of(found), f"{found.name.zh}.xlsx", _SHEET)


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
