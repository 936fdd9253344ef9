"""Recording an act in the transaction of its change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from motcua.foundation.audit import rules
from motcua.kernel.actors import Actor
from motcua.kernel.evidence import digest
from motcua.kernel.ids import uuid7
from motcua.kit.together import write

# One round trip: the entry, and its place in the queue of those that wait to be sealed.
_RECORD = """
WITH written AS (
    INSERT INTO audit_entry (uuid, at, actor_ref, on_behalf_of, action, object_ref, ground, details, digest)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
) INSERT INTO audit_waiting (entry_id) SELECT id FROM written
"""


def record(
    *,
    action: str,
    object_ref: str,
    actor: Actor,
    now: datetime,
    on_behalf_of: str = "",
    ground: str = "",
    details: Mapping[str, Any] | None = None,
) -> UUID:
    """Record that ``actor`` did ``action`` (``room.verb``) to ``object_ref`` (``room.thing:id``); returns the entry's id.

    In the caller's transaction: rolled back with it. ``ground`` names the law, delegation or request that allowed it. ``details`` holds
    JSON values without floating-point numbers (TypeError) and without personal data: references, not names.
    """
    entry_id, facts = uuid7(), dict(details or {})
    digested = rules.record_of(
        uuid=entry_id,
        at=now,
        actor_ref=actor.ref,
        on_behalf_of=on_behalf_of,
        action=action,
        object_ref=object_ref,
        ground=ground,
        details=facts,
    )
    write(_RECORD, [entry_id, now, actor.ref, on_behalf_of, action, object_ref, ground, Jsonb(facts), digest(digested).hex()])
    return entry_id
