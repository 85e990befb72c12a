"""A write is done once, however often it is sent: ``Idempotency-Key``.

The key, the deed and the answer are kept in one transaction. Sent again with the same body, the kept answer is given; with another,
409. Two calls at the same moment wait for each other at the key's row. A refused write keeps nothing: it can be put right and sent
under the same key.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from kechuang_web.api.bodies import is_unstorable
from kechuang_web.api.errors import RefusalError
from kechuang_web.api.models import Answer

HEADER = "Idempotency-Key"
LONGEST = 120


def once(status: int = 201) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate an operation that writes and returns plain values: it runs once per key, in one transaction."""

    def decorate(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key, fingerprint = _key_of(request), fingerprint_of(request)
            kept = _kept(request.user, key, fingerprint)
            if kept is not None:
                return kept
            try:
                with transaction.atomic():
                    answer = Answer.objects.create(
                        owner=request.user, key=key, fingerprint=fingerprint, at=timezone.now()
                    )
                    body = operation(request, *args, **kwargs)
                    answer.status, answer.body = status, body
                    answer.save(update_fields=["status", "body"])
            except IntegrityError:
                # Another call with this key came first and has finished by now; or somebody wrote the same thing meanwhile.
                kept = _kept(request.user, key, fingerprint)
                if kept is None:
                    raise RefusalError(
                        409, "conflict", "与他人刚写入的内容冲突，没有保存；请重新读取后再试。",
                        "It conflicts with what somebody wrote just now and was not kept; read again and retry.",
                    ) from None  # fmt: skip
                return kept
            _forget_old(request.user)
            return _respond(status, body)

        # Ninja reads the types from the signature, and would look for their names in this module.
        guarded.__signature__ = inspect.signature(operation, eval_str=True)  # type: ignore[attr-defined]
        return guarded

    return decorate


def fingerprint_of(request: HttpRequest) -> str:
    """What a call asks for, as a digest: method, address, and the values of the body, whatever their order and spaces."""
    if request.content_type == "multipart/form-data":
        files = {name: [_file_digest(file) for file in request.FILES.getlist(name)] for name in request.FILES}
        body: Any = {"fields": sorted((name, request.POST.getlist(name)) for name in request.POST), "files": files}
    else:
        body = request.api_body  # type: ignore[attr-defined]
    asked = [request.method, request.get_full_path(), body]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _file_digest(file: Any) -> list[str]:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return [str(file.name), digest.hexdigest()]


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get(HEADER, "").strip()
    if not key or len(key) > LONGEST or is_unstorable(key):
        raise RefusalError(
            400, "idempotency_key_needed", f"写入须带 {HEADER}（1 至 {LONGEST} 个字符，每次写入各用一个，重发时不变）。",
            f"A write needs {HEADER} (1 to {LONGEST} characters): one for each write, the same when it is sent again.",
        )  # fmt: skip
    return key


def _kept(owner: Any, key: str, fingerprint: str) -> HttpResponse | None:
    answer = Answer.objects.filter(owner=owner, key=key).first()
    if answer is None:
        return None
    if answer.fingerprint != fingerprint:
        raise RefusalError(
            409, "idempotency_key_reused", f"{HEADER}“{key}”已用于另一次写入；请换一个。",
            f"{HEADER} “{key}” was used for another write; use a new one.",
        )  # fmt: skip
    response = _respond(answer.status, answer.body)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _respond(status: int, body: Any) -> HttpResponse:
    return JsonResponse(body, status=status, safe=False, json_dumps_params={"ensure_ascii": False})


def _forget_old(owner: Any) -> None:
    Answer.objects.filter(owner=owner, at__lt=timezone.now() - timedelta(days=settings.KECHUANG_API_KEEP_DAYS)).delete()
