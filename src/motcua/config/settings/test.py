"""Tests: real PostgreSQL (``DATABASE_URL`` or an embedded server for the run), fast password hashing, a data folder of their own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

if "MOTCUA_DATA" not in os.environ:
    os.environ["MOTCUA_DATA"] = tempfile.mkdtemp(prefix="motcua-test-")
os.environ.setdefault("MOTCUA_LAKE_CATALOGUE", "sqlite")  # each test's warehouse is in its own folder
if not os.environ.get("DATABASE_URL"):
    from motcua.config.postgres import test_server

    os.environ["DATABASE_URL"] = test_server()

from motcua.config.settings.base import *  # noqa: F403
from motcua.config.settings.base import database

MOTCUA_DEMO = True
SECRET_KEY = "test-only-" + "x" * 50
MOTCUA_FIELD_KEYS = ["test-only-field-key"]
MOTCUA_DEMO_PASSWORD = "mot-cua-demo-2026"  # noqa: S105
DATABASES = {"default": database(os.environ["DATABASE_URL"])}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = False
STATIC_ROOT = Path(os.environ["MOTCUA_DATA"]) / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
