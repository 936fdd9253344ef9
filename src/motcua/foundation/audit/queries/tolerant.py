"""Reading rows whose owner wrote an instant that no calendar here has: ``infinity``, the year 10000, a year before Christ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from psycopg import DataError
from psycopg.postgres import types
from psycopg.pq import Format

# Stands for an instant that cannot be read. No act was recorded then, so whatever is hashed with it is no longer what was recorded.
UNREADABLE = datetime(1, 1, 2, tzinfo=UTC)
_OID = types["timestamptz"].oid


@contextmanager
def tolerant() -> Iterator[None]:
    """Within: such an instant is read as ``UNREADABLE`` instead of ending the whole read. Also a decorator."""
    connection.ensure_connection()
    adapters = connection.connection.adapters
    known = adapters.get_loader(_OID, Format.TEXT)

    class Tolerant(known):  # type: ignore[misc, valid-type]
        def load(self, data: Any) -> Any:
            try:
                return super().load(data)
            except DataError:
                return UNREADABLE

    adapters.register_loader(_OID, Tolerant)
    try:
        yield
    finally:
        adapters.register_loader(_OID, known)
