"""An installation that others reach: https only, every secret and address from the environment."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403


def _required(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set; production takes it from the environment (docs/deployment.md).")
    return value


KECHUANG_MODE = "production"
SECRET_KEY = _required("KECHUANG_SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("KECHUANG_SECRET_KEY is shorter than 50 characters; make a new one at random.")
ALLOWED_HOSTS = [host.strip() for host in _required("KECHUANG_HOSTS").split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

SECURE_SSL_REDIRECT = True
# Only behind a proxy that sets this header itself and strips what a client sends.
if os.environ.get("KECHUANG_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
KECHUANG_BEHIND_PROXY = os.environ.get("KECHUANG_BEHIND_PROXY") == "1"
# The browsers' preload list is for public sites that will never speak http again; a bureau's network decides that itself.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
