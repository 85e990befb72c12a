"""Who may open a view: declared on the view, so that a test can walk every address and find one without a rule.

>>> from kechuang_web.kit.access import access                               # doctest: +SKIP
>>> @access("plan.review")                                                   # doctest: +SKIP
... def review(request): ...
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

View = Callable[..., HttpResponse]

PUBLIC = "public"
SIGNED_IN = "signed in"


def may_open(user: Any, rule: str | None) -> bool:
    """Whether a person meets a rule: a permission code, ``"signed in"``, or ``"public"`` / ``None`` for anyone."""
    if rule in (None, PUBLIC):
        return True
    if rule == SIGNED_IN:
        return bool(user.is_authenticated)
    return bool(user.has_perm(rule))


def access(*rules: str) -> Callable[[View], View]:
    """Declare that a view is open to those who meet one of the rules.

    Who is not signed in is sent to the sign-in page and comes back afterwards; who is and may not is refused (403)
    with the sentence that says so. Deny by default: a view without this decorator fails the tests.
    """
    if not rules:
        raise TypeError('name at least one rule: a permission code, access.SIGNED_IN or "public"')

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if any(may_open(request.user, rule) for rule in rules):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return _ask_to_sign_in(request)
            raise PermissionDenied(_("您的角色不能打开这个页面；如确需使用，请联系管理员调整角色。"))

        guarded.access_rules = rules  # type: ignore[attr-defined]
        return guarded

    return decorate


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse("accounts:sign_in"))
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def require(user: Any, permission: str, thing: Any = None) -> None:
    """Refuse in a service or view unless the person has the permission for this thing (its unit or park counts).

    Raises:
        PermissionDenied: they have not.
    """
    if not user.has_perm(permission, thing):
        raise PermissionDenied(_("您的角色不能进行这项操作；如确需办理，请联系管理员调整角色。"))
