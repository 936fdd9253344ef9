"""Taking a register away stays on record."""

from __future__ import annotations

from datetime import datetime

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor
from motcua.services.privacy.contracts import Breach
from motcua.services.privacy.queries import breaches


def export_breaches(*, actor: Actor, now: datetime) -> tuple[Breach, ...]:
    """All breaches that the actor may see, for a file."""
    found = tuple(breaches.every(actor=actor, now=now))
    audit.record(action="privacy.breaches_exported", object_ref=f"list:{actor.ref}", actor=actor, now=now, details={"count": len(found)})
    return found
