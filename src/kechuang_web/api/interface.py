"""The interface as one: routers, errors, and its description."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from kechuang import __version__
from kechuang.values import KechuangError
from kechuang_web.api.bodies import CheckedParser
from kechuang_web.api.description import describe
from kechuang_web.api.errors import RefusalError, error_response, invalid, not_found, refuse_library
from kechuang_web.api.resources import intake, ledger, plan, records, region, register

DESCRIPTION = (
    "科创数据接口：与页面同一套数据与权限。写入须带 Idempotency-Key；列表以 cursor 翻页；出错时返回 code、zh、en、details。"
    "\n\nThe data interface of Kechuang: the data and the permissions of the pages. Writes need an Idempotency-Key; lists are "
    "paged by cursor; refusals have code, zh, en, details. Missing is null, never zero. Money is whole 分 (fen)."
)


class Renderer(JSONRenderer):
    """Chinese as it is, not escaped: half as long, and readable."""

    json_dumps_params = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """Ninja, with our errors and a description that says everything an operation may answer."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The description, completed."""
        root = reverse("api:openapi").removesuffix("openapi.json") + "v1/"
        return describe(super().get_openapi_schema(path_prefix=root, **kwargs), self)

    def get_openapi_operation_id(self, operation: Any) -> str:
        """``ledger_append``: the room and the function, whatever the module's path."""
        return f"{operation.view_func.__module__.rpartition('.')[2]}_{operation.view_func.__name__}"


interface = Interface(
    title="科创 Kechuang",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    parser=CheckedParser(),
    renderer=Renderer(),
)
for _resource in (region, plan, ledger, records, register, intake):
    interface.add_router("", _resource.router)


@interface.exception_handler(RefusalError)
def _refused(request: HttpRequest, error: RefusalError) -> HttpResponse:
    return error.respond()


@interface.exception_handler(KechuangError)
def _refused_by_library(request: HttpRequest, error: KechuangError) -> HttpResponse:
    return refuse_library(error)


@interface.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid(error.errors).respond()


@interface.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return error_response(
        403, "forbidden", "您的角色不能进行这项操作，或这不是您的数据；如确需办理，请联系管理员。",
        "Your role may not do this, or the data is not yours; ask the administrator if you need it.",
    )  # fmt: skip


@interface.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return not_found().respond()


@interface.exception_handler(MultiPartParserError)
def _broken_form(request: HttpRequest, error: MultiPartParserError) -> HttpResponse:
    return error_response(
        400,
        "broken_body",
        "请求的表单不完整，没有处理；请重发。",
        "The form of the request is not whole; send it again.",
    )


@interface.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    return error_response(
        400,
        "broken_body",
        "请求的内容不能接受，没有处理；请检查后重发。",
        "The request cannot be accepted; check it and send it again.",
    )


@interface.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    return error_response(error.status_code, "refused", f"没有处理：{error}。", f"Not done: {error}.")
