"""Many rows at once: PostgreSQL's COPY fed from model instances, with the same columns, encryption and constraints as ``save``."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models.fields.json import JSONField
from django.utils import timezone
from psycopg import sql

from motcua.kit.fields import EncryptedTextField, encrypt
from motcua.kit.together import send


def reserve_ids(*, model: type[models.Model], count: int) -> list[int]:
    """``count`` new primary keys of the model's own sequence, ascending; unused ones are simply never seen."""
    meta = model._meta  # noqa: SLF001 - Django's documented Model._meta API
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [meta.db_table, meta.pk.column, count])
        return [row[0] for row in cursor.fetchall()]


def copy_rows(*, model: type[models.Model], rows: Sequence[Any]) -> int:
    """Write new rows by COPY in the running transaction; returns how many. A row is an instance, or any object with its columns' names.

    All columns but generated ones are written; the key only where the instances carry one. Constraints, triggers and defaults made by
    Django hold as for ``save``; the database's own errors are raised as Django's. Signals do not exist in this house.
    """
    if not rows:
        return 0
    meta = model._meta  # noqa: SLF001 - Django's documented Model._meta API
    fields = [f for f in meta.concrete_fields if not f.generated and not (f.primary_key and getattr(rows[0], f.attname, None) is None)]
    columns = sql.SQL(", ").join([sql.Identifier(str(f.column)) for f in fields])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(meta.db_table), columns)
    now = timezone.now()
    stamped = [n for n, f in enumerate(fields) if isinstance(f, models.DateTimeField) and (f.auto_now or f.auto_now_add)]
    prepared = [(n, p) for n, f in enumerate(fields) if n not in stamped and (p := preparer(f)) is not None]
    spare = next(f.attname for n, f in enumerate(fields) if n not in stamped)  # a stamped column need not be on the row
    values = attrgetter(*(spare if n in stamped else f.attname for n, f in enumerate(fields)))
    send()
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
        for row in rows:
            written = list(values(row))
            for n in stamped:
                written[n] = now
            for n, prepare in prepared:
                written[n] = prepare(written[n])
            copy.write_row(written)
    return len(rows)


def preparer(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value of this column goes to the wire; None for the common kinds, which take no detour."""
    if isinstance(field, JSONField):
        return _json
    if type(field) is EncryptedTextField:
        return _sealed
    if field.get_internal_type() in _AS_THEY_ARE and type(field).get_prep_value in _PLAIN:
        return None
    return partial(field.get_db_prep_save, connection=connection)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: Any) -> Any:
    """JSON text, which the database reads for its column; made by one encoder, not by one for each value."""
    return None if value is None else _encode(value)


def _sealed(value: Any) -> Any:
    return value if value in (None, "") else encrypt(str(value))


_AS_THEY_ARE = {
    "CharField", "TextField", "UUIDField", "DateTimeField", "DateField", "BooleanField", "IntegerField", "BigIntegerField",
    "PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField", "BigAutoField", "ForeignKey",
}
# Fields that only check types on the way in; encrypted ones have a preparation of their own.
_PLAIN = {getattr(models, name).get_prep_value for name in sorted(_AS_THEY_ARE)}
