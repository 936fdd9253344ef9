"""Delivery: each message is claimed, handed over outside any transaction, and its answer recorded.

A crash between hand-over and answer leaves it ``sending``; after a while that becomes ``unknown``, never a second delivery.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.policy import require
from motcua.platform.messaging import conf, contracts, events, models, policies, queries, rules
from motcua.platform.messaging.adapters import Outgoing, port_for
from motcua.platform.messaging.contracts import Channel, Delivered, MessageState, PermanentFailure, TemporaryFailure

logger = logging.getLogger(__name__)


def deliver_due(*, now: datetime, limit: int = 50) -> Delivered:
    """Hand over what is due, at most ``limit`` messages; several workers share the work without taking the same message."""
    unknown = _give_up_stuck(now=now)
    sent = failed = 0
    for _ in range(limit):
        claimed = _claim(now=now)
        if claimed is None:
            break
        state = _hand_over(claimed, now=now)
        sent += state == MessageState.SENT
        failed += state == MessageState.FAILED
        unknown += state == MessageState.UNKNOWN
    return Delivered(sent=sent, failed=failed, unknown=unknown)


@transaction.atomic
def send_again(*, message_id: UUID, actor: Actor, now: datetime) -> contracts.Message:
    """Queue a failed message, or one of unknown fate, once more; a person answers for a possible second copy. ``MessageUnknown``."""
    require(policies.can_send_again(actor))
    troubled = [MessageState.FAILED, MessageState.UNKNOWN]
    row = models.Message.objects.select_for_update().filter(uuid=message_id, state__in=troubled).first()
    if row is None:
        raise contracts.MessageUnknown
    row.state, row.attempts, row.next_at, row.error = MessageState.QUEUED, 0, now, ""
    row.save(update_fields=["state", "attempts", "next_at", "error"])
    return queries.to_message(row)


@transaction.atomic
def _claim(*, now: datetime) -> models.Message | None:
    due = models.Message.objects.filter(state=MessageState.QUEUED, next_at__lte=now)
    row = due.select_for_update(skip_locked=True).order_by("next_at", "id").first()
    if row is None:
        return None
    row.state, row.attempts, row.next_at = MessageState.SENDING, row.attempts + 1, now + rules.STUCK_AFTER
    row.save(update_fields=["state", "attempts", "next_at"])
    return row


def _hand_over(row: models.Message, *, now: datetime) -> MessageState:
    outgoing = Outgoing(message_id=row.uuid, to_address=row.to_address, subject=row.subject_vi, text=row.text)
    try:
        ref = port_for(Channel(row.channel)).deliver(outgoing)
    except TemporaryFailure as refused:
        return _refused(row, str(refused), now=now)
    except PermanentFailure as refused:
        return _close(row, MessageState.FAILED, error=str(refused), now=now)
    except Exception as error:
        logger.exception("message %s: fate unknown", row.uuid)
        return _close(row, MessageState.UNKNOWN, error=type(error).__name__, now=now)
    return _close(row, MessageState.SENT, error="", now=now, ref=ref or "")


def _refused(row: models.Message, error: str, *, now: datetime) -> MessageState:
    if row.attempts >= conf.MAX_ATTEMPTS:
        return _close(row, MessageState.FAILED, error=error, now=now)
    again = now + rules.pause_after(row.attempts)
    models.Message.objects.filter(pk=row.pk, state=MessageState.SENDING).update(state=MessageState.QUEUED, next_at=again, error=error[:300])
    return MessageState.QUEUED


@transaction.atomic
def _close(row: models.Message, state: MessageState, *, error: str, now: datetime, ref: str = "") -> MessageState:
    sent_at = now if state == MessageState.SENT else None
    closed = models.Message.objects.filter(pk=row.pk, state=MessageState.SENDING)
    if not closed.update(state=state, sent_at=sent_at, error=error[:300], provider_ref=ref[:100]):
        return MessageState(models.Message.objects.values_list("state", flat=True).get(pk=row.pk))
    fact: object
    if state == MessageState.SENT:
        fact = events.MessageSent(message_id=row.uuid, channel=row.channel, template=row.template, sent_at=now)
    else:
        fact = events.MessageFailed(message_id=row.uuid, channel=row.channel, template=row.template, outcome=state, failed_at=now)
    outbox.publish(event=fact, now=now, actor=SYSTEM)
    return state


def _give_up_stuck(*, now: datetime) -> int:
    """Messages that a worker took and never answered for."""
    stuck = models.Message.objects.filter(state=MessageState.SENDING, next_at__lte=now)
    return sum(_close(row, MessageState.UNKNOWN, error="stopped", now=now) == MessageState.UNKNOWN for row in stuck)
