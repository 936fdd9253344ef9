"""Pure decisions of the audit log: what exactly is hashed, and which seals a day closes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from motcua.kernel.clock import local_date


def record_of(
    *,
    uuid: UUID,
    at: datetime,
    actor_ref: str,
    on_behalf_of: str,
    action: str,
    object_ref: str,
    ground: str,
    details: Mapping[str, Any],
) -> dict[str, Any]:
    """The entry as the one value whose canonical JSON is hashed; times in UTC to the microsecond."""
    return {
        "uuid": str(uuid),
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor_ref,
        "on_behalf_of": on_behalf_of,
        "action": action,
        "object": object_ref,
        "ground": ground,
        "details": dict(details),
    }


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
