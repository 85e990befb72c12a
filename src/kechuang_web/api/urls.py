"""Addresses of the interface: version 1, its description, and the pages of tokens."""

from __future__ import annotations

from django.urls import URLPattern, include, path

from kechuang_web.api import views
from kechuang_web.api.guard import guard
from kechuang_web.api.interface import interface


def _operations() -> list[URLPattern]:
    """Ninja's addresses, each guarded; its own pages are not used."""
    patterns = [pattern for pattern in interface.urls[0] if pattern.name != "api-root"]
    for pattern in patterns:
        pattern.callback = guard(pattern.callback)
    return patterns


app_name = "api"
urlpatterns = [
    path("openapi.json", views.openapi, name="openapi"),
    path("docs/", views.docs, name="docs"),
    path("tokens/", views.token_list, name="tokens"),
    path("tokens/new/", views.token_new, name="token_new"),
    path("tokens/<int:pk>/revoke/", views.token_revoke, name="token_revoke"),
    path("v1/", include([*_operations(), path("<path:rest>", guard(views.nowhere), name="nowhere")])),
]
