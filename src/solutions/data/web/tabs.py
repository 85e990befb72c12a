"""The rooms of the data door, as tabs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def door_tabs(request: HttpRequest, here: str) -> list[tuple[Any, ...]]:
    """The tabs that this person may open."""
    tabs: list[tuple[Any, ...]] = []
    if request.user.has_perm("intake.use"):
        tabs.append((_("收件"), reverse("data:intake"), here == "intake", None))
    if request.user.has_perm("quality.view"):
        tabs.append((_("数据质量"), reverse("data:quality"), here == "quality", None))
    if request.user.has_perm("ledger.view"):
        tabs += [
            (_("台账"), reverse("data:ledger"), here == "ledger", None),
            (pgettext("栏目", "来源"), reverse("data:sources"), here == "sources", None),
            (pgettext("栏目", "口径"), reverse("data:dictionary"), here == "dictionary", None),
        ]
    if request.user.has_perm("audit.view"):
        tabs.append((_("操作日志"), reverse("data:audit"), here == "audit", None))
    return tabs
