"""Every address: the kit, the accounts, and each door at its own prefix."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.urls import include, path

from kechuang_web.kit import views as kit_views

urlpatterns = [
    path("", include("kechuang_web.kit.urls")),
    path("accounts/", include("kechuang_web.accounts.urls")),
    path("api/", include("kechuang_web.api.urls")),
]
for door in settings.DOORS:
    module = import_module(f"{door}.urls")
    urlpatterns.append(path(module.PREFIX, include(f"{door}.urls")))

handler400 = kit_views.bad_request
handler403 = kit_views.forbidden
handler404 = kit_views.not_found
handler500 = kit_views.server_error
