"""What every installation shares. Nothing secret stands here; what differs by place comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

from django.urls import reverse_lazy

from config.doors import find_doors
from kechuang_web.databases.address import parse_database

ROOT = Path(os.environ.get("KECHUANG_HOME") or Path(__file__).resolve().parents[3])
VAR = Path(os.environ.get("KECHUANG_VAR") or ROOT / "var")

KECHUANG_REGION = os.environ.get("KECHUANG_REGION", "baodi")
KECHUANG_UPLOAD_LIMIT = int(os.environ.get("KECHUANG_UPLOAD_LIMIT", str(50 * 1024 * 1024)))
# Who does long work on files handed in: "here" (the web processes), "apart" (manage.py intake_work), "now" (tests).
KECHUANG_INTAKE_WORKER = os.environ.get("KECHUANG_INTAKE_WORKER", "here")
KECHUANG_STYLE_PAGE = False
KECHUANG_HEADS = os.environ.get("KECHUANG_HEADS") or str(VAR / "heads")
# Seals personal data; several keys, newest first, are parted by commas. The demonstration makes its own.
KECHUANG_PERSONAL_KEY = os.environ.get("KECHUANG_PERSONAL_KEY", "")

DEBUG = False
ALLOWED_HOSTS: list[str] = []

DOORS = find_doors()
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "simple_history",
    "kechuang_web.kit",
    "kechuang_web.audit",
    "kechuang_web.accounts",
    "kechuang_web.stores",
    "kechuang_web.register",
    "kechuang_web.intake",
    "kechuang_web.api",
    *DOORS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kechuang_web.kit.middleware.ChartStyleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kechuang_web.kit.middleware.LanguageMiddleware",
    "kechuang_web.kit.middleware.UploadLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kechuang_web.accounts.sessions.SessionMiddleware",
    "kechuang_web.kit.middleware.AsOfMiddleware",
    "kechuang_web.kit.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kechuang_web.kit.context.shell",
            ],
            "builtins": ["kechuang_web.kit.templatetags.kit", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {
    "default": parse_database(os.environ.get("KECHUANG_DATABASE") or f"sqlite:///{VAR / 'kechuang.sqlite3'}", ROOT)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "kechuang_web.accounts.backends.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
#: How long an organisation's consent to an agency may last.
KECHUANG_CONSENT_DAYS = int(os.environ.get("KECHUANG_CONSENT_DAYS", "366"))
# The data interface: calls a minute for each token and process, the longest life of a token, and for how many days the answer
# to a write is kept, so that the same write sent again is not done again.
KECHUANG_API_RATE = int(os.environ.get("KECHUANG_API_RATE", "600"))
KECHUANG_API_TOKEN_DAYS = int(os.environ.get("KECHUANG_API_TOKEN_DAYS", "366"))
KECHUANG_API_KEEP_DAYS = int(os.environ.get("KECHUANG_API_KEEP_DAYS", "30"))
LOGIN_URL = reverse_lazy("accounts:sign_in")
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = reverse_lazy("accounts:sign_in")

# Five wrong passwords for one name from one address shut that pair out for fifteen minutes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "kechuang_web.accounts.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "kechuang_web.audit.services.client_address"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "kechuang_session"
# A session ends twelve hours after signing in, and after so many minutes without use.
SESSION_COOKIE_AGE = 12 * 3600
KECHUANG_SESSION_IDLE = int(os.environ.get("KECHUANG_SESSION_IDLE", "120"))
# Roles that must sign in with a second step (TOTP); anybody may.
KECHUANG_TOTP_ROLES = frozenset(os.environ.get("KECHUANG_TOTP_ROLES", "").replace(",", " ").split())
# The bureau's identity provider (OpenID Connect); off while there is no issuer. The claim names an account that exists here.
KECHUANG_OIDC_ISSUER = os.environ.get("KECHUANG_OIDC_ISSUER", "")
KECHUANG_OIDC_CLIENT_ID = os.environ.get("KECHUANG_OIDC_CLIENT_ID", "")
KECHUANG_OIDC_CLIENT_SECRET = os.environ.get("KECHUANG_OIDC_CLIENT_SECRET", "")
KECHUANG_OIDC_CLAIM = os.environ.get("KECHUANG_OIDC_CLAIM", "preferred_username")
KECHUANG_OIDC_SCOPE = os.environ.get("KECHUANG_OIDC_SCOPE", "openid profile")
KECHUANG_OIDC_NAME = os.environ.get("KECHUANG_OIDC_NAME", "统一身份认证")
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kechuang_web.kit.views.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- the register -----------------------------------------------------------------------------------------------------
# The history is read row by row and day by day of one row: the index on the row suffices, one on the day would slow every write.
SIMPLE_HISTORY_DATE_INDEX = False

# --- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "kechuang_lang"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("KECHUANG_TIME_ZONE", "Asia/Shanghai")

# --- files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# The request may be a little larger than the document it carries.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- headers ----------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "style-src": ["'self'"],
        "style-src-attr": ["'none'"],
        "script-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
