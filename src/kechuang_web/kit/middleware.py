"""Small middlewares: language, the day a page speaks of, refusals of the library, and the one relaxed style rule."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from kechuang.values import KechuangError
from kechuang_web.kit.asof import read_as_of
from kechuang_web.kit.language import current_language

GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Chinese unless the reader has switched: what the browser prefers does not count, the cookie does."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class AsOfMiddleware:
    """Give every request its ``as_of``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.as_of = SimpleLazyObject(lambda: read_as_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class RefusalMiddleware:
    """A refusal of the library becomes a page with its one sentence (422), in the language of the reader."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Only :class:`KechuangError` is ours; everything else is a fault and stays one."""
        if not isinstance(error, KechuangError):
            return None
        sentence = error.message(current_language())
        if getattr(request, "htmx", False):
            return render(request, "kit/parts/refusal.html", {"sentence": sentence}, status=422)
        return render(request, "kit/refused.html", {"sentence": sentence}, status=422)


class ChartStyleMiddleware:
    """ECharts sets style attributes on what it draws: pages that show a chart, and only they, allow those.

    The template tag ``{% chart %}`` marks the request. Everything else of the policy stays strict.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "shows_chart", False):
            response._csp_replace = {"style-src-attr": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
        return response


class UploadLimitMiddleware:
    """Refuse a request larger than any document may be (413) by its declared length, before a byte of it is stored.

    A body without a declared length is not read by the WSGI interface at all. The page that takes the file in holds the file
    itself against the limit and words that refusal better; this keeps the disk from being filled.
    """

    #: What a form needs besides its file.
    MARGIN = 1_000_000

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.KECHUANG_UPLOAD_LIMIT + self.MARGIN:
            megabytes = settings.KECHUANG_UPLOAD_LIMIT // (1024 * 1024)
            zh = f"提交的内容超过上限 {megabytes} MB，没有接收；请拆分文件或去掉图片后再试。"
            en = f"What was sent exceeds the limit of {megabytes} MB and was not taken in; split the file or leave pictures out."
            sentence = en if current_language() == "en" else zh
            return HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
