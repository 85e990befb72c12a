"""Signing in through the bureau's identity provider (OpenID Connect): off unless KECHUANG_OIDC_ISSUER is set.

The provider says who somebody is, never what they may do: one claim names an existing account, whose role stands here. Nobody
gets an account by signing in. Authorization code with PKCE, state and nonce; the token's signature, issuer, audience and time are
checked against the provider's keys.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from kechuang.values import KechuangError
from kechuang_web.accounts.models import User

#: Asymmetric signatures only: with a symmetric one, who knows the client's secret could write tokens.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SESSION_KEY = "kc_oidc"
#: How long somebody may take at the provider; how long its description is believed; the largest answer read.
PATIENCE, FRESH, LARGEST = 600, 3600, 1_000_000
_LEEWAY = 60
_TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class Provider:
    """What the provider's description says."""

    issuer: str
    authorization: str
    token: str
    keys: str
    basic: bool


def is_on() -> bool:
    """Whether this installation has a provider."""
    return bool(settings.KECHUANG_OIDC_ISSUER and settings.KECHUANG_OIDC_CLIENT_ID)


def begin(request: HttpRequest, back: str, next_page: str) -> str:
    """Where to send the browser; what must come back is remembered in the session.

    Raises:
        KechuangError: the provider cannot be reached or describes itself wrongly.
    """
    provider = describe()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _n in range(3))
    request.session[SESSION_KEY] = {
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "at": time.time(),
        "next": next_page,
    }
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code", "client_id": settings.KECHUANG_OIDC_CLIENT_ID, "redirect_uri": back,
        "scope": settings.KECHUANG_OIDC_SCOPE, "state": state, "nonce": nonce, "code_challenge": challenge,
        "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{provider.authorization}{'&' if '?' in provider.authorization else '?'}{urlencode(asked)}"


def finish(request: HttpRequest, back: str) -> tuple[User, str]:
    """The account that the provider vouches for, and the page that was wanted. What was remembered counts once.

    Raises:
        KechuangError: the answer is not the one that was asked for, is false, or names no living account here.
    """
    kept = request.session.pop(SESSION_KEY, None)
    state = request.GET.get("state", "")
    if not kept or not constant_time_compare(state, kept["state"]) or time.time() - kept["at"] > PATIENCE:
        raise KechuangError(
            zh="统一认证的回复已过期或不属于本次登录，请重新登录。",
            en="The provider's answer is not for this sign-in; sign in again.",
        )
    if request.GET.get("error") or not request.GET.get("code"):
        raise KechuangError(
            zh="统一认证没有同意登录，请重试或改用账号密码。",
            en="The provider did not agree; try again or sign in with your password.",
        )
    provider = describe()
    form = {
        "grant_type": "authorization_code", "code": request.GET["code"], "redirect_uri": back,
        "code_verifier": kept["verifier"], "client_id": settings.KECHUANG_OIDC_CLIENT_ID,
    }  # fmt: skip
    headers = {}
    if provider.basic:
        pair = f"{settings.KECHUANG_OIDC_CLIENT_ID}:{settings.KECHUANG_OIDC_CLIENT_SECRET}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form["client_secret"] = settings.KECHUANG_OIDC_CLIENT_SECRET
    answer = fetch(provider.token, form, headers)
    claims = _claims(provider, str(answer.get("id_token", "")), kept["nonce"])
    return _account(claims), str(kept["next"])


def describe() -> Provider:
    """The provider's own description, believed for an hour.

    Raises:
        KechuangError: it cannot be read, or speaks of another issuer.
    """
    issuer = settings.KECHUANG_OIDC_ISSUER
    found = cache.get(f"oidc:{issuer}")
    if found is None:
        found = fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
        cache.set(f"oidc:{issuer}", found, FRESH)
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    try:
        provider = Provider(
            found["issuer"], found["authorization_endpoint"], found["token_endpoint"], found["jwks_uri"],
            "client_secret_basic" in methods,
        )  # fmt: skip
    except KeyError as error:
        raise _unusable() from error
    if provider.issuer != issuer or not _is_safe(provider.authorization):
        raise _unusable()
    return provider


def _claims(provider: Provider, token: str, nonce: str) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        keys = jwt.PyJWKSet.from_dict(fetch(provider.keys)).keys
        key = next(key for key in keys if key.key_id == header.get("kid") or (len(keys) == 1 and not header.get("kid")))
        claims = jwt.decode(
            token, key, algorithms=ALGORITHMS, audience=settings.KECHUANG_OIDC_CLIENT_ID, issuer=provider.issuer,
            leeway=_LEEWAY, options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )  # fmt: skip
    except (jwt.PyJWTError, StopIteration) as error:
        raise _false() from error
    party = claims.get("azp")
    if not constant_time_compare(str(claims.get("nonce", "")), nonce) or (
        party is not None and party != settings.KECHUANG_OIDC_CLIENT_ID
    ):
        raise _false()
    return dict(claims)


def _account(claims: dict[str, Any]) -> User:
    name = claims.get(settings.KECHUANG_OIDC_CLAIM)
    user = User.objects.filter(username=name, is_active=True).first() if isinstance(name, str) and name else None
    if user is None:
        raise KechuangError(
            zh="统一认证的身份在本系统没有启用的账号；请联系系统管理员开通。",
            en="This identity has no living account here; ask the administrator to open one.",
        )
    return user


def fetch(address: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at an address of the provider.

    Raises:
        KechuangError: it cannot be reached, is not safe to ask, or answers something else.
    """
    if not _is_safe(address):
        raise _unusable()
    data = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(address, data, {"Accept": "application/json", **(headers or {})})  # noqa: S310
    try:
        with _OPENER.open(request, timeout=_TIMEOUT) as answer:
            found = json.loads(answer.read(LARGEST))
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise _unusable() from error
    if not isinstance(found, dict):
        raise _unusable()
    return found


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A provider that sends the secret elsewhere is not followed."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _is_safe(address: str) -> bool:
    """https; plain http on this machine only."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"})


def _unusable() -> KechuangError:
    return KechuangError(
        zh="统一认证暂时连接不上，请稍后再试或改用账号密码。",
        en="The identity provider cannot be used now; try again later or sign in with your password.",
    )


def _false() -> KechuangError:
    return KechuangError(
        zh="统一认证的回复不能核实，没有登录；请联系系统管理员。",
        en="The provider's answer could not be verified; ask the administrator.",
    )
