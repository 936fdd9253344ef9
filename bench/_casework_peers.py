"""The same rows written without us: bare COPY of a year, bare psycopg for a step. Same columns, indexes, constraints and triggers."""

from __future__ import annotations

import tempfile
import time
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

YEAR = ("casework_dossier", "casework_dossier_event", "casework_pause", "outbox_event")
STEP = ("outbox_command", "casework_dossier_event", "casework_dossier", "audit_entry", "audit_waiting", "outbox_event", "casework_opinion")
_CHUNK = 1 << 20


def connect() -> psycopg.Connection[Any]:
    """A connection of its own to the bench's database."""
    from django.db import connection

    params = {k: v for k, v in connection.get_connection_params().items() if k in {"dbname", "user", "password", "host", "port"}}
    return psycopg.connect(**params, autocommit=True)


def twins(db: psycopg.Connection[Any], tables: tuple[str, ...]) -> None:
    """Empty tables in the schema ``peer`` with the columns, indexes, checks, foreign keys and triggers of ours."""
    db.execute("DROP SCHEMA IF EXISTS peer CASCADE")
    db.execute("CREATE SCHEMA peer")
    for table in tables:
        db.execute(sql.SQL("CREATE TABLE peer.{t} (LIKE public.{t} INCLUDING ALL)").format(t=sql.Identifier(table)))
    for table in tables:
        keys = db.execute(
            "SELECT conname, pg_get_constraintdef(oid), confrelid::regclass::text FROM pg_constraint "
            "WHERE contype = 'f' AND conrelid = %s::regclass", [f"public.{table}"],
        ).fetchall()
        for name, text, target in keys:
            here = text.replace(f"REFERENCES {target}", f"REFERENCES peer.{target}") if target in tables else text
            add = sql.SQL("ALTER TABLE peer.{} ADD CONSTRAINT {} ").format(sql.Identifier(table), sql.Identifier(name))
            db.execute(sql.Composed([add, sql.SQL(here)]))


def columns(db: psycopg.Connection[Any], table: str) -> list[str]:
    """The columns that can be written (generated ones make themselves)."""
    found = db.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' "
        "ORDER BY attnum", [f"public.{table}"],
    )
    return [row[0] for row in found]


def copy_year() -> tuple[int, float]:
    """COPY the rows of the year into the twins; (rows, seconds of writing). The rows come from a file, as they would for a loader."""
    rows, seconds = 0, 0.0
    with connect() as db:
        twins(db, YEAR)
        for table in YEAR:
            names = sql.SQL(", ").join(sql.Identifier(c) for c in columns(db, table))
            with tempfile.TemporaryFile() as file:
                with db.cursor().copy(sql.SQL("COPY (SELECT {} FROM public.{}) TO STDOUT").format(names, sql.Identifier(table))) as out:
                    for block in out:
                        file.write(block)
                file.seek(0)
                began = time.perf_counter()
                cursor = db.cursor()
                with cursor.copy(sql.SQL("COPY peer.{} ({}) FROM STDIN").format(sql.Identifier(table), names)) as into:
                    while block := file.read(_CHUNK):
                        into.write(block)
                seconds += time.perf_counter() - began
                rows += cursor.rowcount
        db.execute("DROP SCHEMA peer CASCADE")
    return rows, seconds


class Steps:
    """What transitions wrote, to be written again by bare psycopg: one transaction per step, the same six statements."""

    def __init__(self) -> None:
        self.db = connect()
        twins(self.db, STEP)
        self.names = {table: columns(self.db, table) for table in STEP}

    def before(self, codes: list[str]) -> None:
        """Copy the dossiers, with their histories, as they are before the step."""
        self.marks = {t: self.db.execute(sql.SQL("SELECT coalesce(max({}), 0) FROM {}").format(*_key(t))).fetchone()[0] for t in STEP}  # type: ignore[index]
        for table, where in (("casework_dossier", "code = ANY(%s)"), ):
            names = sql.SQL(", ").join(sql.Identifier(c) for c in self.names[table])
            self.db.execute(
                sql.SQL("INSERT INTO peer.{t} ({c}) OVERRIDING SYSTEM VALUE SELECT {c} FROM public.{t} WHERE ").format(
                    t=sql.Identifier(table), c=names
                ) + sql.SQL(where), [codes],
            )

    def after(self, codes: list[str]) -> float:
        """Write the rows of the steps again; seconds."""
        steps = self._rows(codes)
        statements = {t: self._insert(t) for t in STEP if t != "casework_dossier"}
        update = sql.SQL("UPDATE peer.casework_dossier SET {} WHERE id = %s").format(
            sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(c)) for c in self.names["casework_dossier"] if c != "id")
        )
        began = time.perf_counter()
        for step in steps:
            with self.db.transaction():
                for table in STEP:
                    if table == "casework_dossier":
                        self.db.execute(update, step[table])
                    else:
                        for row in step[table]:
                            self.db.execute(statements[table], row)
        return time.perf_counter() - began

    def _insert(self, table: str) -> sql.Composed:
        names = self.names[table]
        marks = sql.SQL(", ").join(sql.Placeholder() * len(names))
        return sql.SQL("INSERT INTO peer.{} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
            sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(c) for c in names), marks
        )

    def _rows(self, codes: list[str]) -> list[dict[str, Any]]:
        found: dict[str, list[tuple[Any, ...]]] = {}
        for table in STEP:
            names = sql.SQL(", ").join(sql.Identifier(c) for c in self.names[table])
            query = sql.SQL("SELECT {} FROM public.{} WHERE ").format(names, sql.Identifier(table))
            if table == "casework_dossier":
                rows = self.db.execute(query + sql.SQL("code = ANY(%s) ORDER BY array_position(%s::text[], code::text)"), [codes, codes])
            else:
                key = _key(table)[0]
                rows = self.db.execute(query + sql.SQL("{} > %s ORDER BY {}").format(key, key), [self.marks[table]])
            json = table != "casework_dossier"  # its only lists are arrays
            found[table] = [tuple(Jsonb(v) if json and isinstance(v, dict | list) else v for v in row) for row in rows]
        dossier = self.names["casework_dossier"]
        steps = []
        for n in range(len(codes)):
            step: dict[str, Any] = {t: rows[len(rows) * n // len(codes) : len(rows) * (n + 1) // len(codes)] for t, rows in found.items()}
            row = dict(zip(dossier, found["casework_dossier"][n], strict=True))
            step["casework_dossier"] = [v for k, v in row.items() if k != "id"] + [row["id"]]
            steps.append(step)
        return steps

    def close(self) -> None:
        """Drop the twins."""
        self.db.execute("DROP SCHEMA peer CASCADE")
        self.db.close()


def _key(table: str) -> tuple[sql.Identifier, sql.Identifier]:
    return sql.Identifier({"outbox_event": "seq", "audit_waiting": "entry_id"}.get(table, "id")), sql.Identifier(table)
