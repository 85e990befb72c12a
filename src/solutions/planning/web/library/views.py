"""Plans and documents: the list, importing, and getting the original back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language
from kechuang_web.kit.pages import render_page
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.models import PlanDocument
from solutions.planning.web.library import selectors
from solutions.planning.web.library.forms import ImportForm
from solutions.planning.web.review import services
from solutions.planning.web.review.reading import ReadingLimits

SAMPLE = "sample"


@access("plan.view")
@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """Published plans, and documents on their way to be one."""
    context = {
        "plans": selectors.plans(),
        "documents": selectors.documents(),
        "may_import": request.user.has_perm("plan.import"),
        "may_amend": request.user.has_perm("plan.amend"),
        "sample_available": request.user.has_perm("plan.import") and sample_path() is not None,
    }
    return render_page(request, "planning/library/index.html", context)


@access("plan.import")
@require_http_methods(["GET", "POST"])
def import_view(request: HttpRequest) -> HttpResponse:
    """Take a file in. The page's script asks for JSON to show progress; without it the same form simply posts."""
    if request.method == "GET":
        return _page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refuse(request, form, " ".join(str(error) for error in form.errors.get("file", [])))
    upload = form.cleaned_data["file"]
    limit = settings.KECHUANG_UPLOAD_LIMIT
    if upload.size > limit:
        return _refuse(request, form, _("“%(name)s”超过上限 %(limit)s；请拆分文件或去掉图片后再试。") % {
            "name": upload.name, "limit": _megabytes(limit)})  # fmt: skip
    return _take_in(request, form, upload.name, upload.read())


@access("plan.import")
@require_POST
def import_sample(request: HttpRequest) -> HttpResponse:
    """Take in the sample plan that comes with the software, to try the review on."""
    path = sample_path()
    if path is None:
        return _refuse(request, ImportForm(), _("这套安装没有附带样例规划；请上传自己的文件。"))
    return _take_in(request, ImportForm(), path.name, path.read_bytes())


@access("plan.view")
@require_GET
def original(request: HttpRequest, document_id: int) -> HttpResponse:
    """The document as it was uploaded, byte by byte, always as a download: nothing in it runs here."""
    rows = PlanDocument.objects.filter(region=stores.region_code()).only("name", "data")
    document = get_object_or_404(rows, pk=document_id)
    response = HttpResponse(bytes(document.data), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def sample_path() -> Path | None:
    """The sample plan's document, where the installation has it."""
    folder = Path(settings.ROOT) / "content" / SAMPLE
    found = sorted(path for pattern in ("*.docx", "*.html", "*.md", "*.txt") for path in folder.glob(pattern))
    return next((path for path in found if not path.name.upper().startswith("README")), None)


def _take_in(request: HttpRequest, form: ImportForm, name: str, data: bytes) -> HttpResponse:
    limits = ReadingLimits(max_bytes=settings.KECHUANG_UPLOAD_LIMIT)
    try:
        document, is_new = services.import_plan(
            actor=Actor.of(request), region=stores.region_code(), name=Path(name).name, data=data, limits=limits
        )
    except KechuangError as refused:
        return _refuse(request, form, refused.message(current_language()))
    if not is_new:
        messages.info(request, _("这份文件以前导入过，已打开原来的审阅，没有重复导入。"))
    place = reverse("planning:review", args=[document.pk])
    return JsonResponse({"location": place}) if _scripted(request) else redirect(place)


def _refuse(request: HttpRequest, form: ImportForm, sentence: str) -> HttpResponse:
    if _scripted(request):
        return JsonResponse({"sentence": sentence}, status=422)
    return _page(request, form, refusal=sentence, status=422)


def _page(request: HttpRequest, form: ImportForm, refusal: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "refusal": refusal,
        "limit": settings.KECHUANG_UPLOAD_LIMIT,
        "limit_label": _megabytes(settings.KECHUANG_UPLOAD_LIMIT),
        "sample_available": sample_path() is not None,
        "crumbs": [(_("规划文件"), reverse("planning:library")), (_("导入"), "")],
    }
    return render_page(request, "planning/library/upload.html", context, status=status)


def _scripted(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"
