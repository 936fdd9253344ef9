"""The row of a dossier under an action: locked and read with its facts in one round trip, written back only where it changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.together import write
from motcua.platform.casework.contracts import DossierStatus, EventKind
from motcua.platform.casework.models import Dossier, DossierEvent
from motcua.platform.casework.rules.state import Fact

# Names, answers and codes are decrypted only when an action asks for them; who changes one of these saves it by name.
_SEALED = (EncryptedTextField, EncryptedJSONField)
_FIELDS = [f for f in Dossier._meta.concrete_fields if not isinstance(f, _SEALED)]  # noqa: SLF001 - Django's documented Model._meta API
_READ = [f.attname for f in _FIELDS]
_WRITTEN = [f for f in _FIELDS if not f.generated and not f.primary_key]
_EVENT = [f for f in DossierEvent._meta.concrete_fields if not f.primary_key]  # noqa: SLF001
_LOCK = """
SELECT {columns} FROM casework_dossier WHERE {key} = %s FOR UPDATE;
SELECT kind, at, actor_ref, to_status, details FROM casework_dossier_event
WHERE dossier_id = (SELECT id FROM casework_dossier WHERE {key} = %s) ORDER BY seq
"""
_BY = {key: _LOCK.format(columns=", ".join(f'"{name}"' for name in _READ), key=key) for key in ("code", "uuid", "id")}
_APPEND = "INSERT INTO casework_dossier_event ({columns}) VALUES ({marks})"
_INSERT = _APPEND.format(columns=", ".join(f'"{f.column}"' for f in _EVENT), marks=", ".join(["%s"] * len(_EVENT)))
_BEFORE = "_as_locked"


@dataclass(frozen=True, slots=True)
class Locked:
    """A dossier held by this transaction, and everything that happened to it."""

    row: Dossier
    facts: tuple[Fact, ...]


@dataclass(slots=True, kw_only=True)
class Entry:
    """One row of the history, as its table has it; a plain value, because a year of them is made in minutes."""

    dossier_id: int | None
    seq: int
    kind: str
    at: datetime
    actor_ref: str
    actor_label: str
    on_behalf_of: str
    basis: str
    sealing: int
    from_status: int | None
    to_status: int
    details: dict[str, Any]
    note: str
    note_digest: str
    previous_hash: str
    hash: str


def lock(*, value: Any, key: str = "code") -> Locked | None:
    """Lock the dossier whose ``key`` (code, uuid, id) is ``value``; None when there is none. Whether the actor may know is the caller's."""
    with connection.cursor() as cursor:
        cursor.execute(_BY[key], [value, value])
        found = cursor.fetchone()
        cursor.nextset()
        told = cursor.fetchall()
    if found is None:
        return None
    row = Dossier.from_db(connection.alias, _READ, found)
    remember(row)
    return Locked(row=row, facts=tuple(_fact(*entry) for entry in told))


def remember(row: Dossier) -> None:
    """Take the row as the database has it now, so that ``append`` can tell what changed."""
    row.__dict__[_BEFORE] = {f.attname: row.__dict__[f.attname] for f in _WRITTEN}


def append(row: Dossier, event: Entry) -> None:
    """Append the event to the history and write the columns of the row that changed since it was locked, in one round trip."""
    values = [f.get_db_prep_save(getattr(event, f.attname), connection) for f in _EVENT]
    changed = _changed(row)
    names = ", ".join(f'"{f.column}" = %s' for f in changed)
    update = f"; UPDATE casework_dossier SET {names} WHERE id = %s" if changed else ""  # noqa: S608 - our own column names
    more = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in changed]
    write(_INSERT + update, [*values, *more, *([row.pk] if changed else [])])
    remember(row)


def _changed(row: Dossier) -> list[Any]:
    before = row.__dict__.get(_BEFORE)
    if before is None:  # not locked by ``lock``: everything may differ
        return list(_WRITTEN)
    return [f for f in _WRITTEN if getattr(row, f.attname) != before[f.attname]]


def _fact(kind: str, at: Any, actor_ref: str, to_status: int, details: str) -> Fact:
    return Fact(kind=EventKind(kind), at=at, actor_ref=actor_ref, to_status=DossierStatus(to_status), details=json.loads(details))
