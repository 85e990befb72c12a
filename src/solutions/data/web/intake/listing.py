"""The list of batches, and taking files in."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.intake import jobs, selectors, services
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language
from kechuang_web.kit.pages import paginate, render_page
from kechuang_web.stores import selectors as stores
from solutions.data.web.intake.pages import address_of_step
from solutions.data.web.tabs import door_tabs

#: Files that one hand-in may hold.
MOST_FILES = 20
#: How long the answer waits for a small file to be read, in seconds.
PATIENCE = 2.0
#: The filter's words and the states they stand for.
STANDINGS = {
    "open": (gettext_lazy("办理中"), ("received", "recognised", "checked", "resolved")),
    "committed": (gettext_lazy("已入库"), ("committed",)),
    "rejected": (gettext_lazy("已退回"), ("rejected",)),
    "withdrawn": (gettext_lazy("已撤回"), ("withdrawn",)),
}


@access("intake.use")
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """What was handed in, newest first; a POST takes files or pasted cells in."""
    return _take_in(request) if request.method == "POST" else _list(request)


def _list(request: HttpRequest, *, sentences: list[str] | None = None, status: int = 200) -> HttpResponse:
    query = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "sender", "standing")}
    found = selectors.batches_for(request.user)
    total = found.count()
    if query["q"]:
        found = found.filter(Q(name__icontains=query["q"]) | Q(sender__icontains=query["q"]))
    if query["sender"]:
        found = found.filter(sender=query["sender"])
    if query["standing"] in STANDINGS:
        found = found.filter(state__in=STANDINGS[query["standing"]][1])
    page = paginate(request, found.prefetch_related("parts"), 30)
    context = {
        "page": page,
        "total": total,
        "query": query,
        "filtered": any(query.values()),
        "standings": [(code, word) for code, (word, _states) in STANDINGS.items()],
        "senders": selectors.senders(request.user),
        "own_sender": services.own_sender(request.user),
        "sentences": sentences or [],
        "given": {"sender": request.POST.get("sender", ""), "pasted": request.POST.get("pasted", "")},
        "limit": settings.KECHUANG_UPLOAD_LIMIT,
        "limit_label": f"{settings.KECHUANG_UPLOAD_LIMIT // (1024 * 1024)} MB",
        "kinds": ",".join(services.SUFFIXES),
        "tabs": door_tabs(request, "intake"),
    }
    return render_page(request, "data/intake/list.html", context, fragment="data/intake/_list_rows.html", status=status)


def _take_in(request: HttpRequest) -> HttpResponse:
    sender = services.own_sender(request.user) or request.POST.get("sender", "").strip()
    handed, refused = [], []
    for name, data in _handed_in(request, refused):
        try:
            batch, new = services.receive(
                actor=Actor.of(request), region=stores.region_code(), name=name, data=data, sender=sender
            )
        except KechuangError as error:
            refused.append(error.message(current_language()))
            continue
        if new:
            jobs.start(batch, wait=PATIENCE)
        handed.append((batch, new))
    if not handed:
        return _list(request, sentences=refused or [_("请先选择文件，或粘贴单元格。")], status=422)
    for sentence in refused:
        messages.error(request, sentence)
    if len(handed) == 1:
        batch, new = handed[0]
        if not new:
            messages.info(request, _("这份文件已经交过，已打开原来的一份，没有重复收件。"))
        return redirect(address_of_step(batch))
    messages.success(request, _("已收到 %(count)s 份文件。") % {"count": len(handed)})
    return redirect("data:intake")


def _handed_in(request: HttpRequest, refused: list[str]) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    files: list[Any] = request.FILES.getlist("file")
    if len(files) > MOST_FILES:
        refused.append(
            _("一次最多交 %(most)s 份文件，这次有 %(count)s 份，没有收件。") % {"most": MOST_FILES, "count": len(files)}
        )
        return []
    for upload in files:
        if upload.size > settings.KECHUANG_UPLOAD_LIMIT:
            refused.append(
                _("“%(name)s”超过上限 %(limit)s MB，没有收件；请拆分后再交。")
                % {"name": upload.name, "limit": settings.KECHUANG_UPLOAD_LIMIT // (1024 * 1024)}
            )
            continue
        found.append((PurePath(upload.name.replace("\\", "/")).name, upload.read()))
    pasted = request.POST.get("pasted", "")
    if pasted.strip():
        found.append((services.PASTED_NAME, pasted.encode("utf-8", "replace")))
    return found
