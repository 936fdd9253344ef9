"""Taking calls out of the house as a file: written into the audit log, with what was asked for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor
from motcua.platform.exchange.contracts import CallsAsked, Message
from motcua.platform.exchange.queries import log


@transaction.atomic
def export_calls(*, actor: Actor, asked: CallsAsked, now: datetime, limit: int) -> tuple[Message, ...]:
    """The newest ``limit`` calls that are asked for. Raises Forbidden."""
    found = log.recent(actor=actor, asked=asked, limit=limit)
    details: dict[str, object] = {name: str(value) for name in CallsAsked.__slots__ if (value := getattr(asked, name))}
    details["rows"] = len(found)
    audit.record(action="exchange.calls_exported", object_ref="exchange:calls", actor=actor, now=now, details=details)
    return found
