"""What every call goes through, whichever operation it is: hostile addresses, one error shape, headers, ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from kechuang_web.api.bodies import is_unstorable
from kechuang_web.api.errors import RefusalError

TOKEN = "token"  # noqa: S105  the rule's name
LONGEST_QUERY = 8000


def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a view of the interface."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _check_address(request)
            response = view(request, *args, **kwargs)
        except RefusalError as refusal:
            response = refusal.respond()
        if response.status_code == 405:
            response = _not_allowed(response)
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ("Authorization",))
        return _tagged(request, response)

    guarded.csrf_exempt = True  # type: ignore[attr-defined]  # cookies count for nothing here
    guarded.access_rules = (TOKEN,)  # type: ignore[attr-defined]
    return guarded


def _check_address(request: HttpRequest) -> None:
    texts = [request.path, *request.GET, *(value for values in request.GET.lists() for value in values[1])]
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY or any(is_unstorable(text) for text in texts):
        raise RefusalError(
            400, "broken_address", "地址太长或含有不能使用的字符；请检查后重发。",
            "The address is too long or has characters that cannot be used; check it and send it again.",
        )  # fmt: skip


def _not_allowed(response: HttpResponse) -> HttpResponse:
    allowed = response.headers.get("Allow", "")
    shaped = RefusalError(405, "method", f"这个地址只接受 {allowed}。", f"This address takes {allowed} only.").respond()
    shaped.headers["Allow"] = allowed
    return shaped


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An ETag over the bytes of an answer that was read; who has them already gets 304 without them."""
    if request.method != "GET" or response.status_code != 200 or response.streaming:
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    asked = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    if tag in asked or "*" in asked:
        unchanged = HttpResponse(status=304)
        for name in ("Cache-Control", "Vary"):
            unchanged.headers[name] = response.headers[name]
        response = unchanged
    response.headers["ETag"] = tag
    return response
