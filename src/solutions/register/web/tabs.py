"""The rooms of the register's door, as tabs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from solutions.register.web.doors import address


def door_tabs(request: HttpRequest, here: str, waiting: int | None = None) -> list[tuple[Any, ...]]:
    """The tabs that this person may open; ``waiting`` pairs may be the same organisation."""
    tabs: list[tuple[Any, ...]] = [
        (_("企业与机构"), reverse("register:organisations"), here == "organisations", None),
        (_("园区与载体"), reverse("register:sites"), here == "sites", None),
        (_("台账目录"), reverse("register:tables"), here == "tables", None),
    ]
    if request.user.has_perm("resolution.decide"):
        tabs.append((_("是否同一家"), address("register:review"), here == "review", waiting))
    tabs.append((_("填报模板"), address("register:templates"), here == "templates", None))
    return [tab for tab in tabs if tab[1]]
