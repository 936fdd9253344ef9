"""A city's installation. Refuses to start with anything that belongs to a demonstration."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from motcua.config.settings.base import *  # noqa: F403
from motcua.config.settings.base import DATABASE_URL, MOTCUA_BASE_URL, MOTCUA_FIELD_KEYS, MOTCUA_INDEX_KEY, SECRET_KEY

MOTCUA_DEMO = False
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

_missing = [
    name
    for name, ok in (
        ("MOTCUA_SECRET_KEY (50 characters)", len(SECRET_KEY) >= 50),  # noqa: PLR2004
        ("MOTCUA_FIELD_KEYS", bool(MOTCUA_FIELD_KEYS)),
        ("MOTCUA_INDEX_KEY (there are several field keys)", bool(MOTCUA_INDEX_KEY) or len(MOTCUA_FIELD_KEYS) < 2),  # noqa: PLR2004
        ("DATABASE_URL", bool(DATABASE_URL)),
        ("MOTCUA_BASE_URL (https)", MOTCUA_BASE_URL.startswith("https://")),
    )
    if not ok
]
if _missing:
    msg = "production settings need " + ", ".join(_missing)
    raise ImproperlyConfigured(msg)
