"""One shape for every refusal: a code for programs, a sentence in Chinese and in English for people, and where it lies."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, JsonResponse

from kechuang.values import KechuangError


class RefusalError(Exception):
    """The interface does not do what was asked. ``code`` is stable; ``details`` name places of the request."""

    def __init__(
        self,
        status: int,
        code: str,
        zh: str,
        en: str,
        *,
        details: Iterable[dict[str, str]] = (),
        wait: float | None = None,
    ) -> None:
        super().__init__(en)
        self.status, self.code, self.zh, self.en = status, code, zh, en
        self.details, self.wait = tuple(details), wait

    def respond(self) -> HttpResponse:
        """The answer; where it makes sense to try again, ``Retry-After`` says when."""
        response = error_response(self.status, self.code, self.zh, self.en, self.details)
        if self.wait is not None:
            response.headers["Retry-After"] = str(math.ceil(self.wait))
        if self.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response


def error_response(status: int, code: str, zh: str, en: str, details: Iterable[dict[str, str]] = ()) -> HttpResponse:
    """The one shape."""
    body = {"code": code, "zh": zh, "en": en, "details": list(details)}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def refuse_library(error: KechuangError) -> HttpResponse:
    """A refusal of the library, with its own sentence."""
    return error_response(422, "refused", error.zh, error.en)


def not_found(
    zh: str = "没有这一项，或您看不到它。", en: str = "There is no such thing, or you may not see it."
) -> RefusalError:
    """404: not there, or not for this reader; which of the two is not said."""
    return RefusalError(404, "not_found", zh, en)


#: What pydantic calls the commonest faults, in Chinese. Others are given with its own words.
_WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这一项",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "string_type": "应为文字",
    "bool_parsing": "应为 true 或 false",
    "date_parsing": "应为日期，如 2023-09-01",
    "date_from_datetime_parsing": "应为日期，如 2023-09-01",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "too_long": "太多",
    "too_short": "太少",
    "string_too_long": "太长",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "写法不对",
    "literal_error": "不在可选值之中",
    "enum": "不在可选值之中",
}


def invalid(errors: Iterable[dict[str, Any]]) -> RefusalError:
    """422 for a request that does not fit its description; at most twenty places are named."""
    details = []
    for error in list(errors)[:20]:
        where = ".".join(str(part) for part in error.get("loc", ()))[:200]
        english = str(error.get("msg", ""))[:300]
        details.append(
            {"where": where, "zh": _WORDS.get(error.get("type", ""), f"不符合要求（{english}）"), "en": english}
        )
    first = details[0] if details else {"where": "", "zh": "", "en": ""}
    return RefusalError(
        422, "invalid", f"请求的“{first['where']}”{first['zh']}，请按接口说明改正。",
        f"“{first['where']}” of the request: {first['en']}; see the description of the interface.", details=details,
    )  # fmt: skip
