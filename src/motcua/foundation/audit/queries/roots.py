"""Closed hours: read, exported, and compared with copies that are kept elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from motcua.foundation.audit import rules
from motcua.foundation.audit.contracts import HourRoot
from motcua.foundation.audit.models import Hour, Span
from motcua.foundation.audit.queries.tolerant import tolerant

_BYTES = ("signature", "certificate", "time_stamp")
_TIMES = ("from_at", "to_at", "closed_at")
_PLAIN = ("number", "seals", "root", "previous", "signed_by")


@tolerant()
def hours(*, limit: int = 24) -> tuple[HourRoot, ...]:
    """The latest closed hours, newest first."""
    return tuple(root_of(row) for row in Hour.objects.order_by("-number")[:limit])


def roots(*, after: int = 0, most: int | None = None) -> Iterator[dict[str, Any]]:
    """All hours after ``number`` (at most ``most``), oldest first, as JSON values: what is published or kept elsewhere."""
    rows = Hour.objects.filter(number__gt=after).order_by("number")
    for row in (rows if most is None else rows[:most]).iterator(chunk_size=500):
        yield as_json(root_of(row))


def as_json(hour: HourRoot) -> dict[str, Any]:
    """An hour as JSON values, bytes in base64."""
    told: dict[str, Any] = {name: getattr(hour, name) for name in _PLAIN}
    told |= {name: getattr(hour, name).isoformat() for name in _TIMES}
    return told | {name: base64.b64encode(getattr(hour, name)).decode() for name in _BYTES}


def read_copies(*, lines: Iterable[str]) -> dict[int, dict[str, Any]]:
    """Exported hours by number; ValueError for a line that is none."""
    found = {}
    for line in lines:
        if line.strip():
            row = json.loads(line)
            if not isinstance(row, dict) or not isinstance(row.get("number"), int):
                msg = f"not an exported root: {line[:80]}"
                raise ValueError(msg)
            found[row["number"]] = row
    return found


def content_of(row: Hour | HourRoot) -> bytes:
    """The bytes that are signed for an hour."""
    told = {name: getattr(row, name) for name in (*_PLAIN, *_TIMES)}
    return rules.hour_content(**told)


def digest_of(row: Hour) -> str:
    """What the next hour names: the digest of all that is signed for this one."""
    return hashlib.sha256(content_of(row)).hexdigest()


def leaves_of(spans: Iterable[Span]) -> list[bytes]:
    """The leaves of an hour's tree, by the code points of the streams' names: a database may sort otherwise."""
    ordered = sorted(spans, key=lambda span: span.stream)
    return [rules.span_leaf(stream=s.stream, first_seq=s.first_seq, last_seq=s.last_seq, tree=s.tree) for s in ordered]


def root_of(row: Hour) -> HourRoot:
    """A closed hour as it crosses the door."""
    told: dict[str, Any] = {name: getattr(row, name) for name in (*_PLAIN, *_TIMES)}
    told |= {name: bytes(getattr(row, name)) for name in _BYTES}
    return HourRoot(**told)
