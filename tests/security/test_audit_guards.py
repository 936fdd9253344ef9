"""What the application's own role may do with the log: add and read. Shown with that role, guard by guard."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from motcua.config import database
from motcua.config.postgres import APP
from motcua.foundation.audit import api
from motcua.foundation.audit.models import Waiting
from motcua.foundation.audit.testing import NOW, TABLES, DigestSigner, act, as_owner, first_book

pytestmark = pytest.mark.django_db
COLUMN = {
    "audit_entry": "ground",
    "audit_link": "hash",
    "audit_hour": "root",
    "audit_span": "tree",
    "audit_seal": "hash",
    "audit_root": "root",
    "audit_waiting": "entry_id",
}
VERBS = ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE")


def run(*statements):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def log(monkeypatch):
    monkeypatch.setattr(api.root_signers, "_things", {})
    api.root_signers.add(DigestSigner())
    first_book(2, now=NOW - timedelta(days=2))
    act()
    api.seal(now=NOW)
    api.close_hours(now=NOW + timedelta(hours=1))
    act(2)
    run("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def app(log):
    """From here on the connection is the application's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {APP}")
        database.grant()
        cursor.execute(f"SET LOCAL ROLE {APP}")
        yield
        cursor.execute("RESET ROLE")


def test_it_records_seals_and_closes(app):
    act(3)
    assert api.seal(now=NOW) == 2
    assert api.close_hours(now=NOW + timedelta(hours=2)) == 1
    assert api.verify().ok


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "verb", [*VERBS, "ALTER TABLE {0} DISABLE TRIGGER USER", "DROP TABLE {0} CASCADE", "DROP TRIGGER {0}_append_only ON {0}"]
)
def test_it_has_no_right_to_change_or_remove(app, table, verb):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run(verb.format(table, COLUMN[table]))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", VERBS)
def test_the_trigger_refuses_whoever_has_the_right(log, table, verb):
    with pytest.raises(DatabaseError, match="append-only"):
        run(verb.format(table, COLUMN[table]))


@pytest.mark.parametrize("table", TABLES)
def test_without_trigger_and_grants_nothing_would_refuse(log, table):
    """The two tests above see the guards and not a fault of their own statement."""
    as_owner(f"UPDATE {table} SET {COLUMN[table]} = {COLUMN[table]}")


@pytest.mark.parametrize("table", ["audit_seal", "audit_root"])
def test_nothing_is_added_to_the_first_book(app, table):
    with pytest.raises(DatabaseError, match="append-only"):
        run(f"INSERT INTO {table} SELECT * FROM {table}")


def test_the_queue_gives_back_only_what_is_sealed(app):
    left = Waiting.objects.get().pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_leave_queue(ARRAY[%s]::bigint[])", [left])
        assert cursor.fetchone() == (0,)
    assert Waiting.objects.filter(pk=left).exists()


def test_tables_of_its_own_with_the_same_names_do_not_mislead_the_queue(app):
    left = Waiting.objects.get().pk
    run(
        f"CREATE TEMP TABLE audit_link AS SELECT {left}::bigint AS entry_id",
        f"SELECT audit_leave_queue(ARRAY[{left}]::bigint[])",
        "DROP TABLE pg_temp.audit_link",
    )
    assert Waiting.objects.filter(pk=left).exists()


def test_it_cannot_become_another_role(app):
    for statement in (
        "SET session_replication_role = replica",
        "ALTER FUNCTION motcua_refuse_change() RENAME TO gone",
        "CREATE TABLE public.x (y int)",
    ):
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            run(statement)
