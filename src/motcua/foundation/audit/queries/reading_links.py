"""Reading the links of a stream with their entries, in order and in bounded memory, as texts: the check hashes texts, and parses none.

``COPY`` gives a row as one line, about five times as fast as a row of Python objects. An instant that no calendar here has is a text like
any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection

from motcua.foundation.audit.queries.tolerant import UNREADABLE
from motcua.kit import together

_CHUNK = 5000
END = 2**62
# A link whose entry is gone is still read; a number that stands twice is read twice.
_ROWS = """
COPY (SELECT l.seq, l.entry_id, l.previous_hash, l.hash, l.sealed_at AT TIME ZONE 'UTC', e.id, e.uuid, e.at AT TIME ZONE 'UTC', e.actor_ref,
    e.on_behalf_of, e.action, e.object_ref, e.ground, e.details, e.digest, e.person, e.dossier, e.unit, e.form
FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id
WHERE l.stream = %s AND (l.seq, l.entry_id) > (%s, %s) AND l.seq <= %s ORDER BY l.seq, l.entry_id LIMIT %s) TO STDOUT
"""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?")
_FULL = len("2026-11-22 03:00:00.123456")


class LinkRow(NamedTuple):
    """A link and its entry, each column as the database writes it; None where it was emptied or the entry is gone."""

    seq: str
    entry_id: Any
    previous_hash: Any
    hash: Any
    sealed_at: Any
    pk: Any
    uuid: Any
    at: Any
    actor_ref: Any
    on_behalf_of: Any
    action: Any
    object_ref: Any
    ground: Any
    details: Any
    digest: Any
    person: Any
    dossier: Any
    unit: Any
    form: Any


def links(stream: str, *, after: int, until: int) -> Iterator[LinkRow]:
    """All links of ``stream`` after the number ``after`` (0: from the first there is) up to ``until``."""
    seq, entry = (str(after), str(END)) if after else (str(-END), str(-END))
    while True:
        found = _chunk(stream, seq, entry, until)
        yield from found
        if len(found) < _CHUNK:
            return
        seq, entry = found[-1].seq, found[-1].entry_id or str(END)


def _chunk(stream: str, seq: str, entry: str, until: int) -> list[LinkRow]:
    together.send()
    values = [stream, int(seq), int(entry), until, _CHUNK]
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(_ROWS, values) as lines:
        return [_row(str(line, "utf-8")) for line in lines]


def _row(line: str) -> LinkRow:
    fields = line[:-1].split("\t")
    return LinkRow._make(fields if "\\" not in line else map(_text, fields))


def _text(field: str) -> str | None:
    """A field of ``COPY`` without its escapes; None for NULL."""
    return None if field == "\\N" else _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), field)


def exact(text: str | None) -> str:
    """An instant as the database writes it in UTC, spelt as it is hashed; one of no calendar in a way that no hash ever covered."""
    if text is None:
        return ""
    if len(text) == _FULL and text[10] == " ":
        return f"{text[:10]}T{text[11:]}+00:00"
    found = _INSTANT.fullmatch(text)
    return f"{found[1]}T{found[2]}.{found[3] or '':0<6}+00:00" if found else f"? {text}"


def instant(text: str | None) -> datetime | None:
    """The same as an instant, to name a place by; ``UNREADABLE`` where no calendar here has it, None where there is none."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(exact(text)).astimezone(UTC)
    except ValueError:
        return UNREADABLE
