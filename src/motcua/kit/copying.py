"""Many rows at once: PostgreSQL's COPY fed from model instances, with the same columns, encryption and constraints as ``save``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models.fields.json import JSONField
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb


def reserve_ids(*, model: type[models.Model], count: int) -> list[int]:
    """``count`` new primary keys of the model's own sequence, ascending; unused ones are simply never seen."""
    meta = model._meta  # noqa: SLF001 - Django's documented Model._meta API
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [meta.db_table, meta.pk.column, count])
        return [row[0] for row in cursor.fetchall()]


def copy_rows(*, model: type[models.Model], rows: Sequence[models.Model]) -> int:
    """Write new rows by COPY in the running transaction; returns how many.

    All columns but generated ones are written; the key only where the instances carry one. Constraints, triggers and defaults made by
    Django hold as for ``save``; the database's own errors are raised as Django's. Signals do not exist in this house.
    """
    if not rows:
        return 0
    meta = model._meta  # noqa: SLF001 - Django's documented Model._meta API
    fields = [f for f in meta.concrete_fields if not f.generated and not (f.primary_key and rows[0].pk is None)]
    columns = sql.SQL(", ").join([sql.Identifier(str(f.column)) for f in fields])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(meta.db_table), columns)
    prepare = [_preparer(f) for f in fields]
    names = [f.attname for f in fields]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
        for row in rows:
            state = row.__dict__
            copy.write_row([p(state[name]) for p, name in zip(prepare, names, strict=True)])
    return len(rows)


def _preparer(field: models.Field[Any, Any]) -> Any:
    """How a value of this column goes to the wire; the common kinds take no detour."""
    if isinstance(field, JSONField):
        return lambda value: None if value is None else Jsonb(value)
    if isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add):
        return lambda _: timezone.now()
    if field.get_internal_type() in _AS_THEY_ARE and type(field).get_prep_value in _PLAIN:
        return _same
    return lambda value: field.get_db_prep_save(value, connection)


def _same(value: Any) -> Any:
    return value


_AS_THEY_ARE = {
    "CharField", "TextField", "UUIDField", "DateTimeField", "DateField", "BooleanField", "IntegerField", "BigIntegerField",
    "PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField", "BigAutoField", "ForeignKey",
}
# Fields that only check types on the way in; encrypted ones have a preparation of their own.
_PLAIN = {getattr(models, name).get_prep_value for name in sorted(_AS_THEY_ARE)}
