"""Between a right password (or a provider's word) and a session: the second step, where the person has one."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kechuang_web.accounts import second_factor, sessions
from kechuang_web.accounts.models import User
from kechuang_web.audit.services import client_address
from kechuang_web.kit.formatting import show_moment

BACKEND = "kechuang_web.accounts.backends.RoleBackend"
WAITING = "kc_waiting"
#: How long one may take over the second step.
PATIENCE = 300


def enter(request: HttpRequest, user: User, next_page: str) -> HttpResponse:
    """Sign in, or ask for the second step first. Until then the session belongs to nobody."""
    if second_factor.is_enrolled(user):
        request.session.cycle_key()
        request.session[WAITING] = {
            "user": user.pk,
            "at": time.time(),
            "next": next_page,
            "hash": user.get_session_auth_hash(),
        }
        return redirect("accounts:second_step")
    return open_door(request, user, next_page, second=False)


def waiting(request: HttpRequest) -> tuple[User, str] | None:
    """Who has done the first step in this session, not too long ago, and has still the same password."""
    kept: dict[str, Any] | None = request.session.get(WAITING)
    if not kept or time.time() - kept["at"] > PATIENCE:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != kept["hash"]:
        return None
    return user, kept["next"]


def open_door(request: HttpRequest, user: User, next_page: str, *, second: bool) -> HttpResponse:
    """Sign in; when it is from another address than last time, say so."""
    request.session.pop(WAITING, None)
    login(request, user, backend=BACKEND)
    request.session[sessions.SECOND] = second
    before = sessions.previous(user, request.session.session_key)
    if before is not None and before.address != client_address(request):
        words = _("本次登录的地址与上次不同：上次是 %(when)s，来自 %(address)s。如非本人，请立即修改密码。")
        messages.info(request, words % {"when": show_moment(before.at), "address": before.address or _("未知地址")})
    return redirect(next_page)
