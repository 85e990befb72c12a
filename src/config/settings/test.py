"""Settings of the tests: SQLite in memory, or the database that KECHUANG_DATABASE names."""

from __future__ import annotations

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import ROOT
from kechuang_web.databases.address import parse_database

KECHUANG_MODE = "test"
KECHUANG_STYLE_PAGE = True
KECHUANG_INTAKE_WORKER = "now"
SECRET_KEY = "only-for-tests"  # noqa: S105  a key that guards nothing
KECHUANG_PERSONAL_KEY = "only-for-tests-and-long-enough-to-be-taken"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": parse_database(os.environ.get("KECHUANG_DATABASE") or "sqlite:///:memory:", ROOT)}
# Between tests with real transactions the database is emptied, which append-only tables refuse; see config/testing.
DATABASES["default"]["ENGINE"] = f"config.testing.{DATABASES['default']['ENGINE'].rsplit('.', 1)[-1]}"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LOGGING_CONFIG = None
