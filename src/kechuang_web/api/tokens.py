"""Making, finding and revoking tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kechuang.values import KechuangError
from kechuang_web.api.models import Token
from kechuang_web.api.scopes import SCOPES, scopes_of
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require

#: How a token begins, so that a scanner for secrets can find one that was published by mistake.
MARK = "kc_"
#: The moment of last use is kept to the minute: a token in constant use does not write at every call.
_USE_GRAIN = timedelta(minutes=1)


@transaction.atomic
def make_token(*, actor: Actor, name: str, scopes: Iterable[str], expires_at: datetime) -> tuple[Token, str]:
    """A new token of the acting person and its secret, which is told this once and kept nowhere.

    Raises:
        PermissionDenied: the role may not use the interface.
        KechuangError: no scope, a scope the role does not have, or an end that has passed or lies too far away.
    """
    require(actor.user, "api.tokens")
    wanted = sorted(set(scopes))
    if not wanted:
        raise KechuangError(zh="请至少选一个可用范围。", en="Choose at least one scope.")
    if refused := set(wanted) - scopes_of(actor.user).keys():
        code = min(refused)
        raise KechuangError(
            zh=f"您的角色没有范围“{code}”，不能授予令牌。", en=f"Your role does not have the scope “{code}”."
        )
    now, longest = timezone.now(), settings.KECHUANG_API_TOKEN_DAYS
    if not now < expires_at <= now + timedelta(days=longest):
        raise KechuangError(
            zh=f"有效期须在今天之后、{longest} 天之内。", en=f"A token ends after today and within {longest} days."
        )
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    written = f"{MARK}{prefix}_{secret}"
    token = Token.objects.create(
        owner=actor.user, name=name.strip(), prefix=prefix, digest=_digest(written), scopes=wanted, created_at=now,
        expires_at=expires_at,
    )  # fmt: skip
    record(actor=actor, action="token.created", kind="token", key=token.pk, label=str(token),
           detail={"scopes": wanted, "expires_at": expires_at.isoformat()})  # fmt: skip
    return token, written


@transaction.atomic
def revoke_token(*, actor: Actor, token: Token) -> Token:
    """Shut a token for good: one's own, or anybody's as an administrator. Doing it twice changes nothing.

    Raises:
        PermissionDenied: it is somebody else's.
    """
    kept = Token.objects.select_for_update().get(pk=token.pk)
    if actor.user is not None and kept.owner_id != actor.user.pk and not actor.user.has_perm("accounts.manage"):
        raise PermissionDenied(_("这是别人的令牌，不能吊销；请联系系统管理员。"))
    if kept.revoked_at is None:
        kept.revoked_at, kept.revoked_by = timezone.now(), actor.user
        kept.save(update_fields=["revoked_at", "revoked_by"])
        record(actor=actor, action="token.revoked", kind="token", key=kept.pk, label=str(kept))
    return kept


def tokens_for(user: Any) -> QuerySet[Token]:
    """One's own tokens; an administrator sees everybody's, to shut them."""
    tokens = Token.objects.select_related("owner")
    return tokens if user.has_perm("accounts.manage") else tokens.filter(owner=user)


def find_token(written: str) -> Token | None:
    """The living token of a secret, if its owner's account lives and may use the interface."""
    mark, _under, rest = written.partition("_")
    prefix, _under, _secret = rest.partition("_")
    if f"{mark}_" != MARK or len(prefix) != 8 or len(written) > 100 or not written.isascii():
        return None
    token = Token.objects.select_related("owner").filter(prefix=prefix).first()
    # Compared even when there is none, so that the answer takes as long.
    matches = compare_digest(token.digest if token else "0" * 64, _digest(written))
    if token is None or not matches or state_of(token) != "active":
        return None
    return token if token.owner.is_active and token.owner.has_perm("api.tokens") else None


def note_use(token: Token, address: str) -> None:
    """Remember when and from where a token was last used."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > _USE_GRAIN or token.last_used_from != address:
        Token.objects.filter(pk=token.pk).update(last_used_at=now, last_used_from=address)


def state_of(token: Token) -> str:
    """``active``, ``expired`` or ``revoked``."""
    if token.revoked_at is not None:
        return "revoked"
    return "active" if timezone.now() < token.expires_at else "expired"


def allows(token: Token, scope: str) -> bool:
    """Whether the token carries the scope and its owner still has the permission behind it."""
    return scope in token.scopes and token.owner.has_perm(SCOPES[scope].permission)


def _digest(written: str) -> str:
    # A secret of 256 random bits needs no slow hash: it cannot be guessed.
    return hashlib.sha256(written.encode()).hexdigest()
