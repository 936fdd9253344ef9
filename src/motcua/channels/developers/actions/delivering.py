"""Webhooks: a message per subscriber is lined up with the event's handling, and sent by the worker until it is heard."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from motcua.channels.developers import rules
from motcua.channels.developers.actions.subscriptions import send
from motcua.channels.developers.contracts import Sent
from motcua.channels.developers.models import Attempt, Delivery, Subscription
from motcua.kit.apart import apart

_LEASE = timedelta(seconds=60)
log = logging.getLogger(__name__)
# The oldest waiting message of each stream and subscriber that is due; what another worker holds is skipped.
_CLAIM = """
SELECT d.id FROM developers_delivery d JOIN developers_subscription s ON s.id = d.subscription_id AND s.active
WHERE d.state = 'waiting' AND d.next_at <= %s AND NOT EXISTS (
    SELECT 1 FROM developers_delivery e
    WHERE e.subscription_id = d.subscription_id AND e.stream = d.stream AND e.state = 'waiting' AND e."order" < d."order")
ORDER BY d."order" LIMIT %s FOR UPDATE OF d SKIP LOCKED
"""


def line_up(
    *, event_id: UUID, order: int, event: str, stream: str, payload: Mapping[str, Any], at: datetime, now: datetime
) -> int:
    """Line the fact up for every subscriber whom it concerns, in the running transaction; the same fact again lines up nothing."""
    data = rules.told(payload)
    found = Subscription.objects.filter(active=True, events__contains=[event]).select_related("client")
    rows = [
        Delivery(
            subscription=s, event_id=event_id, order=order, event=event, stream=stream, at=at, data=data, next_at=now, created_at=now
        )
        for s in found if _hears(s, data)
    ]
    return len(Delivery.objects.bulk_create(rows, ignore_conflicts=True))


def deliver(*, now: datetime, limit: int = 50) -> int:
    """Send what is due, one message of each dossier and subscriber at a time; returns how many were heard.

    A subscriber who does not answer at all is not tried with his other messages in this round: they wait for their lease to end, so that
    he keeps nobody else waiting.
    """
    heard, away = 0, set[int]()
    for pk in _claim(now=now, limit=limit):
        with apart(log, "sending a webhook", pk):
            row = Delivery.objects.select_related("subscription").get(pk=pk)
            if row.subscription_id in away:
                continue
            sent = _send(row, now=now)
            heard += sent.heard
            if sent.status is None:
                away.add(row.subscription_id)
    return heard


def _hears(row: Subscription, data: Mapping[str, Any]) -> bool:
    """The subscription's own filter, within what its client may hear of: a client's messages never leave its units."""
    if row.client is not None and data.get("unit_code") not in row.client.units:
        return False
    return rules.concerns(units=row.units, procedures=row.procedures, data=data)


@transaction.atomic
def _claim(*, now: datetime, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now, limit])
        keys = [row[0] for row in cursor.fetchall()]
    Delivery.objects.filter(pk__in=keys).update(next_at=now + _LEASE)
    return keys


def _send(row: Delivery, *, now: datetime) -> Sent:
    body = rules.body_of(event=row.event, at=row.at, data=row.data)
    sent = send(row.subscription, message_id=str(row.message_id), body=body, now=now)
    _note(row, sent, now=now)
    return sent


@transaction.atomic
def _note(row: Delivery, sent: Sent, *, now: datetime) -> None:
    Attempt.objects.create(delivery=row, at=now, status=sent.status, error=sent.error, took_ms=sent.took_ms)
    attempts = row.attempts + 1
    pause = rules.wait(attempts)
    change: dict[str, Any] = {"attempts": attempts, "next_at": None}
    if sent.heard:
        change |= {"state": "done", "done_at": now}
    elif pause is None:
        change |= {"state": "dead"}
    else:
        change |= {"next_at": now + pause}
    Delivery.objects.filter(pk=row.pk, state="waiting").update(**change)
