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
    INSERT INTO audit_entry (uuid, at, actor_ref, on_behalf_of, action, object_ref, ground, details, person, dossier, unit, form, digest)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
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
    person: str = "",
    dossier: str = "",
    unit: str = "",
) -> UUID:
    """Record that ``actor`` did ``action`` (``room.verb``) to ``object_ref`` (``room.thing:id``); returns the entry's id.

    In the caller's transaction: rolled back with it. ``ground`` names the law, delegation or request that allowed it. ``details`` holds
    JSON values without floating-point numbers (TypeError) and without personal data: references, not names. ``person`` (``person:<uuid>``)
    says whom it concerned and ``dossier`` (a code) in which matter; ``unit`` is that of the actor's own position when not given.
    """
    words = rules.composed({"on_behalf_of": on_behalf_of, "action": action, "object_ref": object_ref, "ground": ground})
    about = rules.composed({"person": person, "dossier": dossier, "unit": unit or _unit_of(actor)})
    entry_id, facts = uuid7(), rules.composed(dict(details or {}))
    digested = rules.record_of(uuid=entry_id, at=now, actor_ref=actor.ref, details=facts, **words, **about)
    values = [entry_id, now, actor.ref, *words.values(), Jsonb(facts), *about.values(), rules.FORM, digest(digested).hex()]
    write(_RECORD, values)
    return entry_id


def _unit_of(actor: Actor) -> str:
    """The unit of the actor's first own position: where he sat when he did it."""
    return next((position.unit_code for position in actor.own_positions), "")
