"""The cache that web workers share, in one statement for each thing that is kept: a sign-in counts and keeps about seventeen."""

from __future__ import annotations

import base64
import pickle
import secrets
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

_CULLED = 500  # one write in so many takes out what has expired
_FAR = datetime(9999, 12, 31, tzinfo=UTC)
_SET = """
INSERT INTO identity_cache (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
# Whoever is the first to add has added: the database decides, between any number of workers.
_ADD = f"{_SET} WHERE identity_cache.expires <= %s"
_TOUCH = "UPDATE identity_cache SET expires = %s WHERE cache_key = %s"


class SharedCache(DatabaseCache):
    """Django's cache in a table, which counts all rows and opens a transaction for every write, with one statement instead."""

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """Keep a value; whether it is kept. ``add`` keeps none where one lives."""
        until, now = self.get_backend_timeout(timeout), datetime.now(UTC)
        expires = _FAR if until is None else datetime.fromtimestamp(until, tz=UTC)
        text = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
        with connection.cursor() as cursor:
            if mode == "touch":
                cursor.execute(_TOUCH, [expires, key])
            elif mode == "add":
                cursor.execute(_ADD, [key, text, expires, now])
            else:
                cursor.execute(_SET, [key, text, expires])
            kept = bool(cursor.rowcount)
            if secrets.randbelow(_CULLED) == 0:
                cursor.execute("DELETE FROM identity_cache WHERE expires < %s", [now])
        return kept
