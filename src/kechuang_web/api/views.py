"""The description of the interface for programs and for people, and the pages on which tokens are made and revoked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kechuang.values import KechuangError
from kechuang_web.api import tokens
from kechuang_web.api.errors import not_found
from kechuang_web.api.forms import TokenForm
from kechuang_web.api.guide import sections_of
from kechuang_web.api.scopes import SCOPES
from kechuang_web.api.security import TokenAuth
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language
from kechuang_web.kit.pages import paginate


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The description (OpenAPI 3.1); it does not change while the process runs."""
    from kechuang_web.api.interface import interface

    return dict(interface.get_openapi_schema())


@access("api.tokens")
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description as JSON, for generators of clients and for tests."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@access("api.tokens")
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description for people: drawn here, with nothing from elsewhere and no script."""
    context = {"sections": sections_of(description()), "about": description()["info"]["description"].split("\n\n")}
    return render(request, "api/docs.html", context)


@access("api.tokens", "accounts.manage")
@require_safe
def token_list(request: HttpRequest) -> HttpResponse:
    """One's own tokens; an administrator sees everybody's, to revoke them."""
    page = paginate(request, tokens.tokens_for(request.user))
    rows = [
        {
            "token": token,
            "state": tokens.state_of(token),
            "scopes": [SCOPES[code].words for code in token.scopes if code in SCOPES],
        }
        for token in page
    ]
    everybody = request.user.has_perm("accounts.manage")
    return render(request, "api/tokens.html", {"page": page, "rows": rows, "everybody": everybody})


@access("api.tokens")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret is shown on the answer and never again."""
    form = TokenForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ends = datetime.combine(form.cleaned_data["expires_on"] + timedelta(days=1), time.min)
        try:
            token, secret = tokens.make_token(
                actor=Actor.of(request),
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=timezone.make_aware(ends),
            )
        except KechuangError as error:
            form.add_error(None, error.message(current_language()))
        else:
            return render(request, "api/token_made.html", {"token": token, "secret": secret})
    return render(request, "api/token_new.html", {"form": form})


@access("api.tokens", "accounts.manage")
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut a token for good."""
    token = get_object_or_404(tokens.tokens_for(request.user), pk=pk)
    tokens.revoke_token(actor=Actor.of(request), token=token)
    messages.success(request, _("已吊销令牌“%(name)s”，用它的程序从现在起不能再调用。") % {"name": token.name})
    return redirect("api:tokens")


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that the interface does not have, in its own shape."""
    TokenAuth()(request)
    raise not_found("接口没有这个地址，请看接口说明 /api/docs/。", "The interface has no such address; see /api/docs/.")
