"""Sessions: which are open, when they end, and ending them from elsewhere.

A session ends twelve hours after signing in, however busy it is, and after a time without use. Both are kept in the session
itself; the table is for the list on one's own page.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone

from kechuang_web.accounts.models import SignIn, User
from kechuang_web.accounts.second_factor import is_required
from kechuang_web.audit.services import Actor, client_address, record

SINCE, SEEN, SECOND = "kc_since", "kc_seen", "kc_second"
#: The session writes down that it is in use no oftener than this.
GRAIN = 300
#: How long a sign-in stays on the list after it ended.
KEPT = timedelta(days=90)
#: What stays open to somebody who must still set up the second step.
_OPEN = {"accounts:second_setup", "accounts:sign_out", "accounts:sign_in", "kit:language", "kit:health"}

GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionMiddleware:
    """End sessions whose time is over, note those in use, and send who must set up a second step to that page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            if _is_over(request):
                close(request.session.session_key)
                logout(request)
            elif is_required(request.user) and not request.session.get(SECOND) and _name(request) not in _OPEN:
                return redirect("accounts:second_setup")
        return self.get_response(request)


def _is_over(request: HttpRequest) -> bool:
    now, session = time.time(), request.session
    since, seen = session.get(SINCE), session.get(SEEN)
    if since is None or seen is None:  # opened before sessions were timed
        session[SINCE] = session[SEEN] = now
        return False
    if now - since > settings.SESSION_COOKIE_AGE or now - seen > settings.KECHUANG_SESSION_IDLE * 60:
        return True
    if now - seen > GRAIN:
        session[SEEN] = now
        SignIn.objects.filter(session_key=session.session_key).update(seen_at=timezone.now())
    return False


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Exception:  # noqa: BLE001  whatever cannot be resolved is answered by Django itself, with 404
        return ""


def open_session(request: HttpRequest, user: User) -> None:
    """Note a session that has just been signed in to; called by the signal."""
    now = timezone.now()
    request.session[SINCE] = request.session[SEEN] = now.timestamp()
    key = request.session.session_key
    if key is None:
        return
    SignIn.objects.filter(user=user, at__lt=now - KEPT).delete()
    SignIn.objects.update_or_create(
        session_key=key,
        defaults={
            "user": user, "at": now, "seen_at": now, "ended_at": None, "address": client_address(request),
            "browser": name_browser(request.headers.get("User-Agent", "")),
        },
    )  # fmt: skip


def close(session_key: str | None) -> None:
    """Note that a session has ended."""
    SignIn.objects.filter(session_key=session_key, ended_at__isnull=True).update(ended_at=timezone.now())


def follow(before: str | None, after: str | None) -> None:
    """Note that a session goes on under another key."""
    if before != after:
        SignIn.objects.filter(session_key=before).update(session_key=after)


def open_sessions(user: Any) -> QuerySet[SignIn]:
    """The sessions of a person that are still open, the latest first."""
    after = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    idle = timezone.now() - timedelta(minutes=settings.KECHUANG_SESSION_IDLE, seconds=GRAIN)
    return SignIn.objects.filter(user=user, ended_at__isnull=True, at__gt=after, seen_at__gt=idle)


def previous(user: Any, session_key: str | None) -> SignIn | None:
    """The sign-in before the present one: what lets a person notice a stranger."""
    return SignIn.objects.filter(user=user).exclude(session_key=session_key).first()


@transaction.atomic
def end_sessions(*, actor: Actor, user: User, keep: str | None = None, only: int | None = None) -> int:
    """End the sessions of a person: all, all but the one of ``keep``, or only one row. Returns how many."""
    rows = SignIn.objects.filter(user=user, ended_at__isnull=True).exclude(session_key=keep)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
    rows.update(ended_at=timezone.now())
    if keys:
        record(actor=actor, action="account.sessions_ended", kind="account", key=user.pk, label=user.username,
               detail={"count": len(keys)})  # fmt: skip
    return len(keys)


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("MicroMessenger", "微信"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (("Windows", "Windows"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
            ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def name_browser(agent: str) -> str:
    """A browser in two words, as far as it says; never more than is needed to know one's own.

    >>> name_browser("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36")    # doctest: +SKIP
    'Chrome · Linux'
    """
    browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}/", agent)), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)
