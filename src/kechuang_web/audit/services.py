"""Writing the log. Called by services, inside their transaction, never by views."""

from __future__ import annotations

import hashlib
import ipaddress
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from kechuang_web.audit.models import Entry


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where: a signed-in person, or a command run on the machine itself."""

    user: Any = None
    name: str = ""
    role: str = ""
    address: str = ""

    @staticmethod
    def of(request: HttpRequest) -> Actor:
        """The person behind a request."""
        user = request.user if request.user.is_authenticated else None
        name = user.get_username() if user else "anonymous"
        return Actor(user, name, getattr(user, "role", ""), client_address(request))

    @staticmethod
    def person(user: Any) -> Actor:
        """A person without a request: tests and scripts."""
        return Actor(user, user.get_username(), getattr(user, "role", ""))

    @staticmethod
    def command(name: str) -> Actor:
        """A command on this machine, ``manage.py NAME``."""
        return Actor(None, f"command:{name}")


def record(
    *,
    actor: Actor,
    action: str,
    kind: str = "",
    key: Any = "",
    label: Any = "",
    before: Any = None,
    after: Any = None,
    detail: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Entry:
    """Write one entry. ``before`` and ``after`` are values (or digests already made) of the thing that changed.

    Raises:
        RuntimeError: called outside a transaction, where deed and entry could part.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record must run in the transaction of the deed it records: use transaction.atomic()")
    return Entry.objects.create(
        at=at or timezone.now(),
        actor=actor.user,
        actor_name=actor.name,
        actor_role=actor.role,
        address=actor.address,
        action=action,
        kind=kind,
        key=str(key)[:200],
        label=str(label)[:300],
        before=digest(before),
        after=digest(after),
        detail=detail or {},
    )


def digest(value: Any) -> str:
    """SHA-256 of a value's canonical JSON; of a text that is a digest already, the text; of ``None``, nothing.

    >>> digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1})                                            # doctest: +SKIP
    True
    """
    if value is None:
        return ""
    if isinstance(value, str) and len(value) == 64 and all(mark in "0123456789abcdef" for mark in value):
        return value
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def client_address(request: HttpRequest) -> str:
    """The address of the client. Behind the declared proxy it is the last one that the proxy itself appended."""
    address = request.META.get("REMOTE_ADDR", "")
    if getattr(settings, "KECHUANG_BEHIND_PROXY", False):
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip() or address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""
