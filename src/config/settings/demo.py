"""The demonstration on one's own machine: an embedded database in var/, a secret of its own, plain HTTP on loopback."""

from __future__ import annotations

from config.secret import load_or_make_secret
from config.settings.base import *  # noqa: F403
from config.settings.base import KECHUANG_PERSONAL_KEY, KECHUANG_REGION, VAR

KECHUANG_MODE = "demo"
KECHUANG_STYLE_PAGE = True
SECRET_KEY = load_or_make_secret(VAR / "secret_key")
KECHUANG_PERSONAL_KEY = KECHUANG_PERSONAL_KEY or load_or_make_secret(VAR / "personal_key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# The demonstration never leaves this machine, so plain http is right; production requires https.
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
# Pages stay in step with the files being edited; browsers ask again each time.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 0
# Sites on other ports of this machine share its cookies: each keeps its own.
SESSION_COOKIE_NAME = f"kechuang_session_{KECHUANG_REGION}"
CSRF_COOKIE_NAME = f"kechuang_csrf_{KECHUANG_REGION}"
