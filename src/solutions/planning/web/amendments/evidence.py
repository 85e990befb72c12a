"""What supports an amendment: facts of the ledger, papers, and citations in words."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language
from kechuang_web.stores import selectors as stores
from solutions.planning.web.amendments import selectors, services
from solutions.planning.web.amendments.forms import EvidenceForm
from solutions.planning.web.amendments.pages import own_draft, seen_version, show_page
from solutions.planning.web.models import EvidenceFile


@access("plan.amend")
@require_POST
def attach(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """Attach what the form says."""
    amendment = own_draft(request, amendment_id)
    facts = selectors.fact_choices(selectors.proposed_book(amendment), selectors.base_book(amendment))
    form = EvidenceForm(request.POST, request.FILES, facts=facts)
    if not form.is_valid():
        return show_page(request, amendment, evidence_form=form, status=422)
    actor, version, data = Actor.of(request), seen_version(request), form.cleaned_data
    try:
        named = [data[name] for name in ("fact", "number", "citation") if data[name]]
        if named:
            evidence = [*amendment.evidence, *named]
            amendment = services.set_evidence(actor=actor, amendment=amendment, lock_version=version, evidence=evidence)
            version = amendment.lock_version
        if data["file"]:
            upload = data["file"]
            services.attach_file(
                actor=actor, amendment=amendment, lock_version=version, name=upload.name, data=upload.read()
            )
    except KechuangError as refused:
        form.add_error(None, refused.message(current_language()))
        form.add_error("file" if data["file"] else "citation", refused.message(current_language()))
        return show_page(request, amendment, evidence_form=form, status=422)
    messages.success(request, _("已附上依据。"))
    return redirect("planning:amendment", amendment.pk)


@access("plan.amend")
@require_POST
def remove(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """Take a piece of evidence off; an uploaded paper itself stays on record."""
    amendment = own_draft(request, amendment_id)
    kept = [key for key in amendment.evidence if key != request.POST.get("evidence")]
    services.set_evidence(
        actor=Actor.of(request), amendment=amendment, lock_version=seen_version(request), evidence=kept
    )
    messages.success(request, _("已移除。"))
    return redirect("planning:amendment", amendment.pk)


@access("plan.view")
@require_GET
def download(request: HttpRequest, amendment_id: int, file_id: int) -> HttpResponse:
    """The paper as it was uploaded, always as a download."""
    rows = EvidenceFile.objects.filter(amendment__base__region=stores.region_code(), amendment=amendment_id)
    held = get_object_or_404(rows, pk=file_id)
    response = HttpResponse(bytes(held.data), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, held.name) or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
