"""The row of a dossier under an action: locked and read with its facts in one round trip, written back only where it changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from motcua.kit.copying import preparer
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.together import ask, together, write
from motcua.platform.casework.contracts import DossierStatus, EventKind
from motcua.platform.casework.models import Dossier, DossierEvent, Opinion
from motcua.platform.casework.rules.state import Fact

# Names, answers and codes are decrypted only when an action asks for them; who changes one of these saves it by name.
_SEALED = (EncryptedTextField, EncryptedJSONField)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that is written: its attribute, its name, how a value goes to the wire (None: as it is)."""

    attname: str
    name: str
    prepare: Callable[[Any], Any] | None

    def value(self, row: Any) -> Any:
        found = getattr(row, self.attname)
        return found if self.prepare is None else self.prepare(found)


def _columns(model: type[Model], *, without: tuple[type[Any], ...] = ()) -> list[_Column]:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented Model._meta API
    kept = [f for f in fields if not (f.generated or f.primary_key or isinstance(f, without))]
    return [_Column(f.attname, str(f.column), preparer(f)) for f in kept]


def _insert(model: type[Model], columns: list[_Column]) -> str:
    names, marks = ", ".join(f'"{c.name}"' for c in columns), ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})"  # noqa: S608, SLF001 - our own names


_READ = [f.attname for f in Dossier._meta.concrete_fields if not isinstance(f, _SEALED)]  # noqa: SLF001
_WRITTEN = _columns(Dossier, without=_SEALED)
_EVENT = _columns(DossierEvent)
_OPINION = _columns(Opinion)
_APPEND, _ASK = _insert(DossierEvent, _EVENT), _insert(Opinion, _OPINION)
_LOCK = "SELECT {columns} FROM casework_dossier WHERE {key} = %s FOR UPDATE"
_FACTS = """
SELECT kind, at, actor_ref, to_status, details FROM casework_dossier_event
WHERE dossier_id = (SELECT id FROM casework_dossier WHERE {key} = %s) ORDER BY seq
"""
_NAMES = ", ".join(f'"{name}"' for name in _READ)
_BY = {key: (_LOCK.format(columns=_NAMES, key=key), _FACTS.format(key=key)) for key in ("code", "uuid", "id")}
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
    locking, telling = _BY[key]
    with together():
        rows, told = ask(locking, [value]), ask(telling, [value])
        if not rows.rows():
            return None
    row = Dossier.from_db(connection.alias, _READ, rows.rows()[0])
    remember(row)
    return Locked(row=row, facts=tuple(_fact(*entry) for entry in told.rows()))


def remember(row: Dossier) -> None:
    """Take the row as the database has it now, so that ``append`` can tell what changed."""
    told = row.__dict__
    told[_BEFORE] = {c.attname: told[c.attname] for c in _WRITTEN}


def append(row: Dossier, event: Entry) -> None:
    """Append the event to the history and write the columns of the row that changed since it was locked, in one round trip."""
    write(_APPEND, [c.value(event) for c in _EVENT])
    changed = _changed(row)
    if changed:
        names = ", ".join(f'"{c.name}" = %s' for c in changed)
        write(f"UPDATE casework_dossier SET {names} WHERE id = %s", [*(c.value(row) for c in changed), row.pk])  # noqa: S608 - our own names
    remember(row)


def question(opinion: Opinion) -> None:
    """Write a new question to another unit."""
    write(_ASK, [c.value(opinion) for c in _OPINION])


def _changed(row: Dossier) -> list[_Column]:
    before = row.__dict__.get(_BEFORE)
    if before is None:  # not locked by ``lock``: everything may differ
        return list(_WRITTEN)
    told = row.__dict__
    return [c for c in _WRITTEN if told[c.attname] != before[c.attname]]


def _fact(kind: str, at: Any, actor_ref: str, to_status: int, details: str) -> Fact:
    return Fact(kind=EventKind(kind), at=at, actor_ref=actor_ref, to_status=DossierStatus(to_status), details=json.loads(details))
