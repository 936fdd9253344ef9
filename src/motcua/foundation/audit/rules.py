"""Pure decisions of the audit log: what exactly is hashed, and which seals a day closes."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from motcua.kernel.clock import local_date

# How an entry is hashed. 1: without person, dossier and unit, texts composed while hashing. 2: all columns, exactly as they are kept.
FORM = 2
_ADDED = ("person", "dossier", "unit")


def record_of(  # noqa: PLR0913 - one argument for each column
    *,
    uuid: UUID,
    at: datetime,
    actor_ref: str,
    on_behalf_of: str,
    action: str,
    object_ref: str,
    ground: str,
    details: Mapping[str, Any],
    person: str = "",
    dossier: str = "",
    unit: str = "",
    form: int = FORM,
) -> dict[str, Any]:
    """The entry as the one value whose canonical JSON is hashed; times in UTC to the microsecond.

    An entry of form 1 has no person, dossier or unit: where such a one names them, they were written into it afterwards, and its
    record says so and has another digest.
    """
    known: dict[str, Any] = {
        "uuid": str(uuid),
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor_ref,
        "on_behalf_of": on_behalf_of,
        "action": action,
        "object": object_ref,
        "ground": ground,
        "details": dict(details),
    }
    added = {"person": person, "dossier": dossier, "unit": unit}
    if form == 1:
        return known | {name: added[name] for name in _ADDED if added[name]}
    return known | added | {"form": form}


def composed(value: Any) -> Any:
    """The same JSON value with all texts composed (NFC): what is kept is then what is hashed, byte for byte."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {composed(k): composed(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [composed(v) for v in value]
    return value


def digest_of(record: Mapping[str, Any]) -> bytes:
    """SHA-256 of a record read back, nothing composed on the way: another spelling of the same letters is a change."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def closed_days(seals: Iterable[tuple[int, datetime]], *, today: date) -> list[tuple[date, int, int]]:
    """Days before ``today`` as (day, first seq, last seq), from seals in order of seq.

    Only an unbroken run counts: a seal of today ends it, so that a clock set back cannot close half a day. A run whose days go backwards
    (clock set back) belongs to the latest day seen.
    """
    found: list[tuple[date, int, int]] = []
    for seq, sealed_at in seals:
        day = local_date(sealed_at)
        if day >= today:
            break
        if found and day <= found[-1][0]:
            found[-1] = (found[-1][0], found[-1][1], seq)
        else:
            found.append((day, seq, seq))
    return found


def root_content(*, day: date, first_seq: int, last_seq: int, root: str, previous_root: str) -> bytes:
    """What is signed for a day; it names the day before, so that days cannot be exchanged or left out."""
    return f"motcua.audit.root.v1\n{day.isoformat()}\n{first_seq}\n{last_seq}\n{root}\n{previous_root}\n".encode()
