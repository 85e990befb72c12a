"""Sign-ins, failures and lock-outs go into the log."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest

from kechuang_web.accounts.sessions import close, open_session
from kechuang_web.audit.services import Actor, client_address, record


def connect() -> None:
    """Listen; called once."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="accounts.failed")
    user_locked_out.connect(_locked_out, dispatch_uid="accounts.locked_out")


def _write(action: str, request: HttpRequest | None, user: Any = None, name: str = "") -> None:
    address = client_address(request) if request is not None else ""
    actor = Actor(user, user.get_username() if user else "anonymous", getattr(user, "role", ""), address)
    label = user.get_username() if user else name
    with transaction.atomic():
        record(actor=actor, action=action, kind="account", key=getattr(user, "pk", "") or "", label=label)


def _signed_in(sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:
    _write("account.signed_in", request, user)
    if hasattr(request, "session"):
        open_session(request, user)


def _signed_out(sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:
    if user is not None:
        _write("account.signed_out", request, user)
        if hasattr(request, "session"):
            close(request.session.session_key)


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    # The name that was typed is kept, cut short; some people type their password there, so never more than is needed.
    _write("account.sign_in_failed", request, name=str(credentials.get("username", ""))[:60])


def _locked_out(sender: Any, request: HttpRequest, username: str | None = None, **_more: Any) -> None:
    _write("account.locked_out", request, name=str(username or "")[:60])
