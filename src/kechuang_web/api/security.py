"""Before a call is looked at: whose token it is, whether the token and its owner may, how often it called, what the body is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from kechuang_web.accounts.throttle import too_many
from kechuang_web.api.bodies import read_json
from kechuang_web.api.errors import RefusalError
from kechuang_web.api.models import Token
from kechuang_web.api.tokens import allows, find_token, note_use
from kechuang_web.audit.services import Actor, client_address


class TokenAuth(HttpBearer):
    """``Authorization: Bearer kc_…``. A signed-in browser counts for nothing here, so no page can make one call."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        token = super().__call__(request)
        if token is None:
            if too_many(f"api:{client_address(request)}"):
                raise RefusalError(
                    429,
                    "too_many",
                    "令牌错误次数过多，请稍后再试。",
                    "Too many wrong tokens; try again later.",
                    wait=300,
                )
            raise RefusalError(
                401, "token_needed", "缺少有效的接口令牌；请在“我的账号”页新建，并写在 Authorization: Bearer 之后。",
                "A valid token is needed: make one on your account's page and send it as Authorization: Bearer.",
            )  # fmt: skip
        request.user = token.owner
        _brake(token)
        if self.scope and not allows(token, self.scope):
            raise RefusalError(
                403, "scope_needed", f"这个令牌或其所有人的角色没有“{self.scope}”；请换令牌或联系管理员。",
                f"This token, or its owner's role, lacks “{self.scope}”; use another token or ask the administrator.",
            )  # fmt: skip
        note_use(token, client_address(request))
        read_json(request, takes_file=self.scope == "intake:write")
        return token

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token a secret belongs to."""
        return find_token(token)


def actor_of(request: HttpRequest) -> Actor:
    """The person behind a call, named with the token, so that the log tells a program's deed from a page's."""
    token: Token = request.auth  # type: ignore[attr-defined]
    name = f"{token.owner.get_username()} · api:{token.prefix}"
    return Actor(token.owner, name, token.owner.role, client_address(request))


def _brake(token: Token) -> None:
    """So many calls a minute for each token, counted by each process for itself."""
    minute, second = divmod(int(timezone.now().timestamp()), 60)
    key = f"api:{token.pk}:{minute}"
    if cache.add(key, 1, 90):
        return
    try:
        calls = cache.incr(key)
    except ValueError:  # expired between the two calls
        return
    if calls > settings.KECHUANG_API_RATE:
        raise RefusalError(
            429, "too_many", f"每分钟最多调用 {settings.KECHUANG_API_RATE} 次，请稍后再试。",
            f"At most {settings.KECHUANG_API_RATE} calls a minute; try again later.", wait=60 - second,
        )  # fmt: skip
