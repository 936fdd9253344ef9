"""What all environments share. Everything a city changes comes from the environment (see ``docs/reference/settings.md``)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from motcua.kit import rooms
from motcua.kit.addresses import networks
from motcua.kit.conf import setting

SRC = Path(__file__).resolve().parents[2]

MOTCUA_CITY = setting("MOTCUA_CITY", default="Thành phố Hải Phòng", help="Name of the city on every page")
MOTCUA_BASE_URL = setting(
    "MOTCUA_BASE_URL", default="http://127.0.0.1:8000", help="Public address of the site, no slash at the end"
)
MOTCUA_LIVE_URL = setting(
    "MOTCUA_LIVE_URL", default="http://127.0.0.1:8001", help="Address of the live-events process as the browser sees it"
)
MOTCUA_PEERS_URL = setting("MOTCUA_PEERS_URL", default="http://127.0.0.1:8010", help="Address of the simulated outside systems")
MOTCUA_GATEWAY_URL = setting("MOTCUA_GATEWAY_URL", default="http://127.0.0.1:8020", help="Address of the exchange gateway")
MOTCUA_DEMO = False
MOTCUA_FORM_ACTIONS = [url for url in (MOTCUA_PEERS_URL,) if url]

DEBUG = False
SECRET_KEY = setting("MOTCUA_SECRET_KEY", default="", help="Secret of sessions and cookies, 50 characters", secret=True)
_field_keys = setting("MOTCUA_FIELD_KEYS", default="", help="Keys of encrypted columns, newest first, by commas", secret=True)
MOTCUA_FIELD_KEYS = [key for key in _field_keys.split(",") if key]
MOTCUA_INDEX_KEY = setting(
    "MOTCUA_INDEX_KEY", default="", help="Key of blind indexes; empty: the one key of MOTCUA_FIELD_KEYS. Never changes", secret=True
)
ALLOWED_HOSTS = setting("MOTCUA_HOSTS", default="127.0.0.1,localhost", help="Host names of the site, by commas").split(",")
CSRF_TRUSTED_ORIGINS = [MOTCUA_BASE_URL]
MOTCUA_TRUSTED_PROXIES = networks(
    setting(
        "MOTCUA_TRUSTED_PROXIES",
        default="",
        help="Networks (CIDR, by commas) of the proxies in front of the site, whose X-Forwarded-For is believed; empty: nobody's",
    )
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    *(["allauth.idp.oidc"] if rooms.is_on("signon") else []),
    *(["motcua.kit.ui"] if (SRC / "kit" / "ui" / "apps.py").exists() else []),
    *rooms.installed_apps(),
]

MIDDLEWARE = [
    "motcua.kit.web.middleware.ClientAddressMiddleware",
    "motcua.kit.web.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "motcua.kit.web.middleware.ErrorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    *(["motcua.foundation.identity.web.middleware.ActorMiddleware"] if rooms.is_on("identity") else []),
]

ROOT_URLCONF = "motcua.config.urls"
WSGI_APPLICATION = "motcua.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motcua.kit.web.context.page",
            ],
        },
    }
]


def database(url: str, **options: Any) -> dict[str, Any]:
    """Django's connection settings from ``postgresql://user:password@host:port/name``."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"NAME": os.environ.get("MOTCUA_TEST_DB", "test_motcua")},
    }


DATABASE_URL = setting("DATABASE_URL", default="", help="PostgreSQL 15 or later; empty: the embedded server", secret=True)
DATABASES: dict[str, dict[str, Any]] = {"default": database(DATABASE_URL or "postgresql://127.0.0.1/motcua")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("MOTCUA_STATIC", str(SRC.parents[1] / ".data" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

AUTH_USER_MODEL = "identity.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
SESSION_COOKIE_NAME = "motcua_session"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

if rooms.is_on("signon"):
    from motcua.platform.signon.conf import *  # noqa: F403 - the room's allauth settings, named by allauth
if rooms.is_on("identity"):
    from motcua.foundation.identity.conf import *  # noqa: F403 - the room's allauth settings, named by allauth

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {name: {"level": "WARNING"} for name in ("fontTools", "httpx", "pyhanko", "pyiceberg")},
    "root": {"handlers": ["stderr"], "level": setting("MOTCUA_LOG_LEVEL", default="INFO", help="Log level")},
}
