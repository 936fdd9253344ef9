"""Recording facts, doing commands once, trying parked deliveries again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from motcua.foundation.outbox.contracts import DeliveryUnknown, KeyReused, Once
from motcua.foundation.outbox.models import Command, Delivery, Event
from motcua.kernel import events as kernel_events
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.ids import uuid7
from motcua.kit.copying import copy_rows
from motcua.kit.together import Answer, ask, write

CHANNEL = "motcua_outbox"
# One round trip: the fact, and the call that wakes waiting workers at commit.
_PUBLISH = """
WITH written AS (
    INSERT INTO outbox_event (event_id, name, stream, payload, pii, history, actor_ref, occurred_at, recorded_at)
    VALUES (%s, %s, %s, %s, %s, false, %s, %s, %s)
) SELECT pg_notify(%s, '')
"""

_CLAIM = """
INSERT INTO outbox_command (scope, key, body_hash, created_at) VALUES (%s, %s, %s, %s) ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""


def publish(*, event: object, now: datetime, actor: Actor = SYSTEM) -> None:
    """Record a fact in the running transaction. Outside a transaction it refuses."""
    if not connection.in_atomic_block:
        msg = "an event is published in the transaction of its change"
        raise RuntimeError(msg)
    kind = kernel_events.type_of(event)
    payload = Jsonb(kernel_events.to_payload(event))
    write(_PUBLISH, [uuid7(), kind.name, kernel_events.stream_of(event), payload, kind.pii, actor.ref, now, timezone.now(), CHANNEL])


def publish_history(*, events: Iterable[tuple[object, datetime]], actor: Actor = SYSTEM) -> int:
    """Record facts of the past in bulk, each with its instant; handlers do not react to them, counts see them. Returns how many."""
    rows = [_past(event, at=at, actor=actor) for event, at in events]
    with transaction.atomic():
        copy_rows(model=Event, rows=rows)
        wake()
    return len(rows)


def wake() -> None:
    """Tell waiting workers, at commit, that there is something to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def once(*, scope: str, key: str, body: dict[str, Any], now: datetime) -> Once:
    """Claim an idempotency key in the running transaction.

    The first caller does the work and keeps its result; a repetition gets the result; a repetition while the first is still
    running waits for it. ``KeyReused`` when the same key comes with another body: at once, or, inside ``together``, when the answer is
    first looked at.
    """
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
    made = ask(_CLAIM, [scope, key, digest, now])
    claimed = Once(settle=partial(_settle, made, scope=scope, key=key, digest=digest), store=_keep_result)
    if not made.waits:
        claimed.first  # noqa: B018 - looks at the answer, so that a reused key is refused here
    return claimed


def _settle(made: Answer, *, scope: str, key: str, digest: str) -> tuple[bool, int, dict[str, Any] | None]:
    rows = made.rows()
    if rows:
        return True, rows[0][0], None
    earlier = Command.objects.get(scope=scope, key=key)
    if earlier.body_hash != digest:
        raise KeyReused
    return False, earlier.pk, earlier.result


def do_once(
    *, scope: str, key: str, body: Mapping[str, Any], now: datetime, act: Callable[[], dict[str, Any] | None]
) -> dict[str, Any]:
    """Do ``act`` once per key, in one transaction; a repetition gets the answer that was kept (JSON, nothing personal). ``KeyReused``."""
    with transaction.atomic():
        claimed = once(scope=scope, key=key, body=dict(body), now=now)
        if not claimed.first and claimed.result is not None:
            return claimed.result
        result = act() or {}
        claimed.keep(result)
        return result


def _keep_result(command_id: int, result: dict[str, Any]) -> None:
    write("UPDATE outbox_command SET result = %s WHERE id = %s", [Jsonb(result), command_id])


@transaction.atomic
def replay(*, delivery_id: int, actor: Actor, now: datetime) -> None:
    """Try a parked delivery again; the streams behind it go on once it succeeds. Raises ``DeliveryUnknown``."""
    changed = Delivery.objects.filter(pk=delivery_id, state=Delivery.PARKED).update(state=Delivery.PENDING, attempts=0, next_at=now)
    if not changed:
        raise DeliveryUnknown(delivery_id=delivery_id)
    wake()


@dataclass(slots=True)
class _Past:
    """A row of ``outbox_event`` as its table has it; a plain value, because a year of them is made in minutes."""

    event_id: UUID
    name: str
    stream: str
    payload: dict[str, Any]
    pii: bool
    actor_ref: str
    occurred_at: datetime
    history: bool = True


def _past(event: object, *, at: datetime, actor: Actor) -> _Past:
    kind = kernel_events.type_of(event)
    stream, payload = kernel_events.stream_of(event), kernel_events.to_payload(event)
    return _Past(event_id=uuid7(), name=kind.name, stream=stream, payload=payload, pii=kind.pii, actor_ref=actor.ref, occurred_at=at)
