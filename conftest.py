"""Fixtures and habits of the whole suite."""

from __future__ import annotations

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

pytest_plugins = ["motcua.foundation.identity.testing", "motcua.platform.payments.testing"]

_flush = DatabaseOperations.sql_flush


def _flush_append_only(self, style, tables, **options):
    """Tests that commit empty all tables afterwards; append-only ones let nobody, so their owner lifts the triggers for that moment."""
    statements = _flush(self, style, tables, **options)
    if not statements:
        return statements
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%\\_no\\_truncate'")
        guarded = [row[0] for row in cursor.fetchall()]
    off = [f"ALTER TABLE {table} DISABLE TRIGGER USER;" for table in guarded]
    on = [f"ALTER TABLE {table} ENABLE TRIGGER USER;" for table in guarded]
    return [*off, *statements, *on]


@pytest.fixture(scope="session", autouse=True)
def _owner_may_empty_tables():
    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "sql_flush", _flush_append_only)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _data_folder_of_its_own(tmp_path, monkeypatch):
    """Every test writes files to a folder of its own."""
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def _in_vietnamese():
    """Every test begins in the house's first language, whatever the one before it was read in."""
    translation.activate("vi")
    yield
    translation.deactivate()
