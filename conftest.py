"""Fixtures and habits of the whole suite."""

from __future__ import annotations

import gc
import time

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from hypothesis import Phase, settings

pytest_plugins = ["motcua.foundation.identity.testing", "motcua.platform.payments.testing"]

# The phase that explains a failure traces every line of every example, also of those that pass: several times slower, for nothing.
settings.register_profile("house", phases=[phase for phase in Phase if phase is not Phase.explain])
settings.load_profile("house")

_flush, _run_flush = DatabaseOperations.sql_flush, DatabaseOperations.execute_sql_flush
_LONGEST_ANSWER = 10.0  # seconds
_LONGEST_ID = 100  # characters
_AT_WORK = """
SELECT 1 FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND xact_start IS NOT NULL
"""


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


def _flush_when_quiet(self, sql_list):
    """A page that was closed may still be answered in a thread of the live server: emptying waits for it, lest both wait for each other."""
    deadline = time.monotonic() + _LONGEST_ANSWER
    with self.connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(_AT_WORK)
            if cursor.fetchone() is None:
                break
            time.sleep(0.02)
    _run_flush(self, sql_list)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is imported to collect stays: the garbage collector neither runs meanwhile nor looks through it ever again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """A module whose tests share something made once for the module runs in one worker, lest every worker makes it."""
    for item in items:
        shared = (found[-1] for found in item._fixtureinfo.name2fixturedefs.values() if found)  # noqa: SLF001 - told nowhere else
        if any(fixture.scope == "module" for fixture in shared) and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.location[0]))


def pytest_make_parametrize_id(val, argname):
    """Files and long texts give no ids: what is drawn or dated anew in every process would be another test in each worker."""
    return argname if isinstance(val, bytes) or (isinstance(val, str) and len(val) > _LONGEST_ID) else None


@pytest.fixture(scope="session", autouse=True)
def _owner_may_empty_tables():
    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "sql_flush", _flush_append_only)
    patch.setattr(DatabaseOperations, "execute_sql_flush", _flush_when_quiet)
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


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium, one for the whole run (its driver is one to a process); skipped by name where it is missing."""
    from tests.journeys.browser import chromium

    program = chromium()
    if program is None:
        pytest.skip("chromium is missing (apt install chromium)")
    import pytest_socket
    from playwright.sync_api import sync_playwright

    pytest_socket.enable_socket()  # the driver is a child process behind a local socket pair
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()
