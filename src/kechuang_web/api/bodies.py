"""Reading the body of a call: JSON that is whole, not too large, not too deep, and text that can be stored."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from ninja.parser import Parser

from kechuang_web.api.errors import RefusalError

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
#: Deeper than any description of ours by far.
DEEPEST = 20


class CheckedParser(Parser):
    """Gives ninja what :func:`read_json` has read."""

    def parse_body(self, request: HttpRequest) -> Any:
        return request.api_body  # type: ignore[attr-defined]


def read_json(request: HttpRequest, *, takes_file: bool = False) -> None:
    """Read and check the body of a write and keep it on the request as ``api_body``. A form with a file is left to Django.

    Raises:
        RefusalError: 413 too large, 415 not JSON, 400 not whole.
    """
    request.api_body = None  # type: ignore[attr-defined]
    if request.method not in WRITES:
        return
    if takes_file and request.content_type == "multipart/form-data":
        names = [file.name or "" for files in request.FILES.lists() for file in files[1]]
        if any(
            is_unstorable(text) for text in [*names, *(value for pair in request.POST.lists() for value in pair[1])]
        ):
            raise _broken("含有不能保存的字符", "has characters that cannot be stored")
        return
    try:
        data = request.body
    except RequestDataTooBig:
        megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1_000_000
        raise RefusalError(
            413, "too_large", f"请求超过 {megabytes} MB，没有接收；请分几次发送。",
            f"The request exceeds {megabytes} MB and was not taken in; send it in parts.",
        ) from None  # fmt: skip
    except UnreadablePostError:
        raise _broken("没有收完", "was cut off") from None
    if not data:
        return
    if request.content_type != "application/json" or (request.encoding or "utf-8").lower() not in {"utf-8", "utf8"}:
        raise RefusalError(
            415, "not_json", "请求应为 UTF-8 的 JSON（Content-Type: application/json）。",
            "The request must be JSON in UTF-8 (Content-Type: application/json).",
        )  # fmt: skip
    request.api_body = parse(data)  # type: ignore[attr-defined]


def parse(data: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        RefusalError: it is no JSON in UTF-8, names a key twice, is nested too deep, or has NaN, a NUL or half a character.
    """
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise _broken("不是 UTF-8", "is not UTF-8") from None
    except (ValueError, RecursionError):
        raise _broken("不是完整的 JSON", "is no whole JSON") from None
    _check(value, 0)
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(_word: str) -> None:
    raise ValueError("NaN and Infinity are not JSON")


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise _broken(f"嵌套超过 {DEEPEST} 层", f"is nested deeper than {DEEPEST}")
    if isinstance(value, str):
        if is_unstorable(value):
            raise _broken("含有不能保存的字符", "has characters that cannot be stored")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check(key, depth)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)


def is_unstorable(text: str) -> bool:
    """Whether a text has a NUL, which PostgreSQL cannot hold, or half of a surrogate pair, which is no character."""
    return "\x00" in text or any("\ud800" <= mark <= "\udfff" for mark in text)


def _broken(zh: str, en: str) -> RefusalError:
    return RefusalError(
        400,
        "broken_body",
        f"请求的内容{zh}，没有处理；请检查后重发。",
        f"The request's body {en}; check it and send it again.",
    )
