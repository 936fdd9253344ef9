"""Recording an act in the transaction of its change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import rules
from motcua.foundation.audit.models import Entry, Waiting
from motcua.kernel.actors import Actor
from motcua.kernel.evidence import digest
from motcua.kernel.ids import uuid7


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
    with transaction.atomic():
        row = Entry.objects.create(
            uuid=entry_id,
            at=now,
            actor_ref=actor.ref,
            on_behalf_of=on_behalf_of,
            action=action,
            object_ref=object_ref,
            ground=ground,
            details=facts,
            digest=digest(digested).hex(),
        )
        Waiting.objects.create(entry=row)
    return entry_id
