"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kechuang_web.kit.language import current_language
from kechuang_web.kit.origin import sister, synthetic_here
from kechuang_web.kit.registry import menu_for, plan_title


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menus, the plan's title, the language and the day; each computed only if the template uses it."""
    return {
        "plan_title": SimpleLazyObject(plan_title),
        "main_menu": SimpleLazyObject(lambda: menu_for(request, "main")),
        "tools_menu": SimpleLazyObject(lambda: menu_for(request, "tools")),
        "footer_menu": SimpleLazyObject(lambda: menu_for(request, "footer")),
        "lang": current_language(),
        "as_of": getattr(request, "as_of", None),
        "synthetic_here": synthetic_here(),
        "sister": SimpleLazyObject(sister),
        "mode": settings.KECHUANG_MODE,
    }
