"""Delivery: settle, fan out to handlers, run each handler once per event, in order per stream.

A delivery runs in one transaction with its handler, so the effect and the mark that it happened are one. A failing handler
stops only itself on that stream: later events of the stream wait behind it, other streams and other handlers go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from motcua.foundation.outbox import rules
from motcua.foundation.outbox.contracts import Drained, EventMeta
from motcua.foundation.outbox.models import Cursor, Delivery, Event, Horizon
from motcua.kernel import events as kernel_events

log = logging.getLogger(__name__)
_FAN_OUT_LOCK = 0x6D6F7463  # "motc": one process settles and fans out at a time
_BATCH = 5000
_watch = rules.GapWatch()


@dataclass(frozen=True, slots=True)
class Handler:
    """A reaction: its name (``room.verb``), the event it hears, and whether bulk-loaded history concerns it."""

    name: str
    event_name: str
    run: Callable[..., None]
    history: bool


HANDLERS: dict[str, Handler] = {}


def handles(event_class: type[Any], *, name: str, history: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register ``run(*, event, meta)`` for an event class; one name hears one event."""
    kind = next(k for k in kernel_events.REGISTRY.values() if k.cls is event_class)

    def register(run: Callable[..., None]) -> Callable[..., None]:
        if name in HANDLERS and HANDLERS[name].run.__qualname__ != run.__qualname__:
            msg = f"handler {name} is registered twice"
            raise ValueError(msg)
        HANDLERS[name] = Handler(name=name, event_name=kind.name, run=run, history=history)
        return run

    return register


def drain(*, limit: int = 200) -> Drained:
    """Settle, fan out and deliver up to ``limit`` events; returns what was done. Safe to run in several processes."""
    fanned = fan_out()
    delivered = failed = 0
    for delivery_id in _due(limit):
        outcome = _deliver(delivery_id)
        delivered += outcome is True
        failed += outcome is False
    return Drained(delivered=delivered, failed=failed, fanned_out=fanned)


@transaction.atomic
def fan_out() -> int:
    """Move the horizon over settled events and create the deliveries of every handler; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_FAN_OUT_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        reached = _settle(cursor)
        return sum(_fan_out_to(cursor, handler, reached) for handler in HANDLERS.values())


def _settle(cursor: Any) -> int:
    row, _ = Horizon.objects.get_or_create(id=1)
    cursor.execute(
        "SELECT array(SELECT seq FROM outbox_event WHERE seq > %s ORDER BY seq LIMIT %s), "
        "pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
        [row.seq, _BATCH],
    )
    visible, xmin, xmax = cursor.fetchone()
    reached = _watch.settled(after=row.seq, visible=visible, xmin=_without_own(cursor, xmin), xmax=xmax)
    if reached > row.seq:
        Horizon.objects.filter(id=1).update(seq=reached)
    return reached


def _without_own(cursor: Any, xmin: int) -> int:
    """Our own open transaction holds no event back: when it is the oldest, the oldest other one is younger."""
    cursor.execute("SELECT pg_current_xact_id_if_assigned()::text::bigint")
    own = cursor.fetchone()[0]
    return xmin + 1 if own == xmin else xmin


def _fan_out_to(cursor: Any, handler: Handler, reached: int) -> int:
    place, _ = Cursor.objects.get_or_create(handler=handler.name)
    if place.seq >= reached:
        return 0
    cursor.execute(
        "INSERT INTO outbox_delivery (handler, event_id, stream, state, attempts, next_at, error) "
        "SELECT %s, seq, stream, 'pending', 0, clock_timestamp(), '' FROM outbox_event "
        "WHERE seq > %s AND seq <= %s AND name = %s AND (NOT history OR %s) ORDER BY seq ON CONFLICT DO NOTHING",
        [handler.name, place.seq, reached, handler.event_name, handler.history],
    )
    made = int(cursor.rowcount)
    Cursor.objects.filter(handler=handler.name).update(seq=reached)
    return made


def _due(limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.id FROM outbox_delivery d
            WHERE d.state = 'pending' AND d.next_at <= clock_timestamp() AND d.handler = ANY(%s)
            ORDER BY d.event_id, d.id LIMIT %s
            """,
            [list(HANDLERS), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def _deliver(delivery_id: int) -> bool | None:
    """True when delivered, False when the handler failed, None when it is not its turn (another worker, an earlier event)."""
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("event")
            .filter(pk=delivery_id, state=Delivery.PENDING).first()
        )
        if delivery is None or _blocked(delivery):
            return None
        try:
            with transaction.atomic():
                _run(delivery.event, HANDLERS[delivery.handler])
        except Exception as error:
            _note_failure(delivery, error)
            return False
        with connection.cursor() as cursor:
            cursor.execute("UPDATE outbox_delivery SET state = 'done', done_at = clock_timestamp() WHERE id = %s", [delivery.pk])
        return True


def _blocked(delivery: Delivery) -> bool:
    return (
        Delivery.objects.filter(handler=delivery.handler, stream=delivery.stream, event_id__lt=delivery.event_id)
        .exclude(state=Delivery.DONE).exists()
    )


def _run(row: Event, handler: Handler) -> None:
    meta = EventMeta(
        event_id=row.event_id, seq=row.seq, occurred_at=row.occurred_at, recorded_at=row.recorded_at, actor_ref=row.actor_ref
    )
    handler.run(event=kernel_events.from_payload(row.name, row.payload), meta=meta)


def _note_failure(delivery: Delivery, error: Exception) -> None:
    attempts = delivery.attempts + 1
    parked = rules.parks(attempts=attempts)
    log.warning("%s failed on event %s (attempt %s): %r", delivery.handler, delivery.event_id, attempts, error, exc_info=error)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_delivery SET attempts = %s, error = %s, state = %s, next_at = clock_timestamp() + make_interval(secs => %s) "
            "WHERE id = %s",
            [attempts, repr(error)[:2000], "parked" if parked else "pending", rules.wait_seconds(attempts=attempts), delivery.pk],
        )
