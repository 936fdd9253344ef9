"""``motcua keys``: which key each ciphertext is under, and all of it renewed under the newest one.

A rotation is a row of small transactions and may be stopped at any point: a second run goes on where the first ended.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql
from rich.progress import Progress

from motcua.config.database import append_only_tables
from motcua.kit import ciphers
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField, kept_elsewhere

BATCH = 500


@dataclass(frozen=True, slots=True)
class Column:
    """One column of ciphertext."""

    table: str
    key: str
    name: str
    frozen: bool  # an append-only table: only the owner may renew the form of what it says


def columns() -> list[Column]:
    """Every encrypted column of every room, table by table."""
    frozen = set(append_only_tables())
    found = []
    for model in apps.get_models():
        about = model._meta  # noqa: SLF001 - Django's published name for it
        for field in about.local_fields:
            if isinstance(field, EncryptedTextField | EncryptedJSONField):
                table = about.db_table
                found.append(Column(table=table, key=str(about.pk.column), name=str(field.column), frozen=table in frozen))
    return found


def stale(column: Column) -> int:
    """How many ciphertexts of a column are not under the newest key."""
    with connection.cursor() as cursor:
        query = sql.SQL("SELECT count(*) FROM {table} WHERE {name} <> '' AND NOT starts_with({name}, {now})")
        cursor.execute(_composed(query, column, now=ciphers.newest_prefix()))
        return int(cursor.fetchone()[0])


def renew(column: Column, *, batch: int = BATCH) -> Iterator[int]:
    """Bring a column under the newest key, ``batch`` rows to a transaction; yields how many each one renewed.

    A row that somebody else wrote meanwhile is left as it is: whoever writes, writes under the newest key. ``ciphers.Unreadable``
    names a row that no key opens; what was renewed before it stays renewed.
    """
    after: Any = None
    while True:
        with transaction.atomic():
            rows = _read(column, after=after, batch=batch)
            if not rows:
                return
            _write(column, [(key, old, _again(column, key, old)) for key, old in rows])
        after = rows[-1][0]
        yield len(rows)


def state() -> int:
    """Print the ring and what is not yet under its newest key; exit status 1 when something is not."""
    print(f"keys of the ring, newest first: {', '.join(ciphers.key_names())}")
    counts = [(f"{c.table}.{c.name}", stale(c)) for c in columns()] + [(one.key, one.stale()) for one in kept_elsewhere]
    for name, count in counts:
        if count:
            print(f"  {name:60} {count}")
    left = sum(count for _, count in counts)
    in_order = "everything is under the newest key; older keys may be taken out of the ring"
    print(f"{left} ciphertexts are under another key" if left else in_order)
    return 1 if left else 0


def rotate() -> int:
    """Renew everything, with progress; exit status 1 when a row cannot be read."""
    work = [(c, count) for c in columns() if (count := stale(c))]
    with Progress() as progress:
        for column, count in work:
            task = progress.add_task(f"{column.table}.{column.name}", total=count)
            try:
                for done in renew(column):
                    progress.advance(task, done)
            except ciphers.Unreadable as error:
                progress.stop()
                print(f"stopped: {error}")
                return 1
        for one in kept_elsewhere:
            progress.console.print(f"{one.key}: {one.renew()}")
    return state()


def new() -> int:
    """Print a fresh key and what to do with it."""
    print(secrets.token_urlsafe(48))
    return 0


def _read(column: Column, *, after: Any, batch: int) -> list[tuple[Any, str]]:
    query = sql.SQL(
        "SELECT {key}, {name} FROM {table} WHERE {name} <> '' AND NOT starts_with({name}, {now}) "
        "AND ({after}::text IS NULL OR {key} > {after}) ORDER BY {key} LIMIT {batch}"
    )
    with connection.cursor() as cursor:
        cursor.execute(_composed(query, column, now=ciphers.newest_prefix(), after=after, batch=batch))
        return list(cursor.fetchall())


def _again(column: Column, key: Any, old: str) -> str:
    try:
        return ciphers.encrypt(ciphers.decrypt(old))
    except ciphers.Unreadable as error:
        msg = f"{column.table} {key}, column {column.name}: {error}"
        raise ciphers.Unreadable(msg) from error


def _write(column: Column, rows: Iterable[tuple[Any, str, str]]) -> None:
    update = sql.SQL("UPDATE {table} SET {name} = %s WHERE {key} = %s AND {name} = %s")
    with connection.cursor() as cursor:
        if column.frozen:
            _trigger(cursor, column, "DISABLE")
        cursor.executemany(_composed(update, column), [(new_text, key, old) for key, old, new_text in rows])
        if column.frozen:
            _trigger(cursor, column, "ENABLE")


def _trigger(cursor: Any, column: Column, verb: str) -> None:
    """The guard of an append-only table, off and on within one transaction: nobody else sees it off."""
    guard = sql.Identifier(f"{column.table}_append_only")
    cursor.execute(sql.SQL("ALTER TABLE {table} {verb} TRIGGER {guard}").format(
        table=sql.Identifier(column.table), verb=sql.SQL(verb), guard=guard
    ).as_string(cursor.connection))


def _composed(query: sql.SQL, column: Column, **values: Any) -> str:
    names = {"table": sql.Identifier(column.table), "key": sql.Identifier(column.key), "name": sql.Identifier(column.name)}
    connection.ensure_connection()
    return query.format(**names, **{name: sql.Literal(value) for name, value in values.items()}).as_string(connection.connection)
