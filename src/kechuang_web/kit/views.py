"""The kit's own pages: home, language, health, error pages and the style page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kechuang_web.databases.opening import is_unfinished
from kechuang_web.kit.access import PUBLIC, access
from kechuang_web.kit.registry import menu_for


@access(PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send everyone to the first page that they may open; who may open none is asked to sign in."""
    menu = menu_for(request, "main")
    if menu:
        return redirect(menu[0]["address"])
    return redirect("accounts:profile" if request.user.is_authenticated else "accounts:sign_in")


@access(PUBLIC)
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language and go back to the page; an address outside this site is ignored."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("kit:home")
    response = redirect(back)
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 86400,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    return response


@access(PUBLIC)
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the server and its database answer; says nothing else to anyone."""
    try:
        unfinished = is_unfinished()
    except Exception:  # noqa: BLE001  whatever is wrong with the database, the answer is the same
        return JsonResponse({"status": "database unreachable"}, status=503)
    if unfinished:
        return JsonResponse({"status": "database unfinished"}, status=503)
    return JsonResponse({"status": "ok"})


@access("kit.view")
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component on the work surface."""
    return _style(request, "kit/style.html")


@access("kit.view")
@require_safe
def style_screen(request: HttpRequest) -> HttpResponse:
    """The components of the screen surface."""
    return _style(request, "kit/style_screen.html")


def _style(request: HttpRequest, template: str) -> HttpResponse:
    if not settings.KECHUANG_STYLE_PAGE:
        raise Http404
    from kechuang_web.kit.samples import make_samples

    return render(request, template, make_samples())


def _error(request: HttpRequest, template: str, status: int, error: Exception | None = None) -> HttpResponse:
    sentence = str(error) if error is not None and error.args else ""
    context: dict[str, Any] = {"sentence": sentence, "status": status}
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _error(request, "kit/errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the sentence of the refusal."""
    return _error(request, "kit/errors/403.html", 403, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _error(request, "kit/errors/404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs neither the database nor a session."""
    return render(None, "kit/errors/500.html", status=500)  # type: ignore[arg-type]


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: usually a page left open too long."""
    return _error(request, "kit/errors/csrf.html", 403)
