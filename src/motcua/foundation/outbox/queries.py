"""Reads of the outbox."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from motcua.foundation.outbox.contracts import EventRecord, Lag, ParkedDelivery
from motcua.foundation.outbox.models import Delivery, Event, Horizon


def horizon() -> int:
    """The largest settled sequence number."""
    return Horizon.objects.filter(id=1).values_list("seq", flat=True).first() or 0


def read(*, after_seq: int, limit: int) -> list[EventRecord]:
    """Settled events after ``after_seq`` in order, at most ``limit``; calling again with the last ``seq`` misses none."""
    rows = Event.objects.filter(seq__gt=after_seq, seq__lte=horizon()).order_by("seq")[:limit]
    return [record(row) for row in rows]


def record(row: Event) -> EventRecord:
    """The stored event as a contract."""
    return EventRecord(
        seq=row.seq, event_id=row.event_id, name=row.name, stream=row.stream, occurred_at=row.occurred_at,
        recorded_at=row.recorded_at, payload=row.payload, pii=row.pii, actor_ref=row.actor_ref,
    )


def parked(*, limit: int = 200) -> list[ParkedDelivery]:
    """Deliveries that wait for an operator, oldest first, each with the number of deliveries waiting behind it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.id, d.handler, e.name, d.stream, e.seq, d.attempts, d.error,
                   (SELECT count(*) FROM outbox_delivery b
                     WHERE b.handler = d.handler AND b.stream = d.stream AND b.state = 'pending' AND b.event_id > d.event_id)
            FROM outbox_delivery d JOIN outbox_event e ON e.seq = d.event_id
            WHERE d.state = 'parked' ORDER BY e.seq LIMIT %s
            """,
            [limit],
        )
        return [ParkedDelivery(*row) for row in cursor.fetchall()]


def lag(*, now: datetime) -> Lag:
    """How far delivery is behind at ``now``."""
    waiting = Delivery.objects.filter(state=Delivery.PENDING)
    oldest = waiting.order_by("event_id").values_list("event__recorded_at", flat=True).first()
    return Lag(
        waiting=waiting.count(),
        parked=Delivery.objects.filter(state=Delivery.PARKED).count(),
        oldest_seconds=max((now - oldest).total_seconds(), 0.0) if oldest else 0.0,
    )
