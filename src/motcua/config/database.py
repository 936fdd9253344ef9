"""Schema and reference data of an installation: migrate as owner, grant the application role what it needs and no more."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection

from motcua.config.postgres import APP
from motcua.kit import clock, rooms


def migrate() -> None:
    """Bring the schema up to this version, then renew the grants. Runs as owner."""
    call_command("migrate", verbosity=0, interactive=False)
    grant()


def grant() -> None:
    """The application role reads and writes rows; on append-only tables it may only read and add."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
        if not cursor.fetchone():
            return
        cursor.execute(
            f"GRANT USAGE ON SCHEMA public TO {APP};"
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP};"
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP};"
        )
        for table in append_only_tables():
            cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {APP}')


def append_only_tables() -> list[str]:
    """Tables that carry the append-only trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE '%%_append_only' AND NOT t.tgisinternal ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def load_reference(*, demo: bool) -> Iterator[str]:
    """Ask every room that has reference data to load it (idempotent), floor by floor; in a demo also its sample data.

    Gives the name of each step that is done, then goes on: nothing is loaded that nobody asks for.
    """
    now = clock.now()
    for step in ("load_reference", "load_demo") if demo else ("load_reference",):
        for room in rooms.discover():
            door = rooms.part(room, "api")
            load = getattr(door, step, None)
            if load is not None:
                load(now=now)
                yield f"{room.name}.{step}"
