"""The log of what was done: for auditors and administrators."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kechuang_web.audit.actions import all_actions, name_action
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import access
from kechuang_web.kit.pages import download_csv, paginate, render_page
from solutions.data.web.tabs import door_tabs

EXPORT_LIMIT = 100_000


def _find(request: HttpRequest) -> tuple[QuerySet[Entry], dict[str, str]]:
    asked = {
        name: request.GET.get(name, "").replace("\x00", "").strip()[:120]
        for name in ("who", "action", "q", "from", "to")
    }
    entries = Entry.objects.all()
    if asked["who"]:
        entries = entries.filter(actor_name=asked["who"])
    if asked["action"]:
        entries = entries.filter(action=asked["action"])
    if asked["q"]:
        entries = entries.filter(Q(label__icontains=asked["q"]) | Q(key=asked["q"]) | Q(address=asked["q"]))
    for name, days in (("from", 0), ("to", 1)):
        start = _midnight(asked[name], days)
        if start is None:
            asked[name] = ""
        else:
            entries = entries.filter(**{"at__gte" if name == "from" else "at__lt": start})
    return entries, asked


def _midnight(text: str, days: int) -> datetime | None:
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time.min))
    except (ValueError, OverflowError):
        return None


@access("audit.view")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    entries, asked = _find(request)
    page = paginate(request, entries)
    context: dict[str, Any] = {
        "page": page,
        "listed": [(entry, name_action(entry.action)) for entry in page],
        "asked": asked,
        "people": Entry.objects.order_by("actor_name").values_list("actor_name", flat=True).distinct(),
        "actions": all_actions(),
        "tabs": door_tabs(request, "audit"),
    }
    return render_page(request, "data/audit.html", context, fragment="data/_audit_rows.html")


@access("audit.view")
@require_safe
def audit_export(request: HttpRequest) -> HttpResponse:
    """The filtered log as CSV; taking it is logged too."""
    entries, asked = _find(request)
    found = list(entries[:EXPORT_LIMIT])
    with transaction.atomic():
        record(actor=Actor.of(request), action="data.exported", kind="audit", label="audit.csv",
               detail={"rows": len(found), "query": asked})  # fmt: skip
    head = [
        _("时间"),
        _("谁"),
        _("角色"),
        _("来自地址"),
        _("做了什么"),
        _("所涉对象"),
        _("编号"),
        _("名称"),
        _("此前摘要"),
        _("此后摘要"),
        _("细节"),
    ]
    cells = [
        [timezone.localtime(one.at).isoformat(timespec="seconds"), one.actor_name, one.actor_role, one.address, name_action(one.action),
         one.kind, one.key, one.label, one.before, one.after, str(one.detail or "")]
        for one in found
    ]  # fmt: skip
    return download_csv(f"{_('操作日志')}-{timezone.localdate():%Y%m%d}.csv", head, cells)
