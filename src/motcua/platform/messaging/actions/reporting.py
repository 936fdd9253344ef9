"""What the SMS provider reports of messages that it took: recorded once, whatever is repeated or comes late."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM
from motcua.platform.messaging import events, models
from motcua.platform.messaging.adapters import sms
from motcua.platform.messaging.contracts import Channel, Delivery


def receive_report(*, raw: bytes, headers: Mapping[str, str], now: datetime, machine_now: float | None = None) -> bool:
    """Record a delivery report; whether anything changed. ``machine_now`` (Unix seconds) judges its age.

    A report of a message that is not known, or was reported already, changes nothing; "delivered" stays what it is.
    ``ReportUnbelieved``, ``ReportUnreadable``.
    """
    machine = time.time() if machine_now is None else machine_now
    ref, told, _at = sms.read_report(raw=raw, headers=headers, machine_now=machine)
    message_id = _uuid(ref)
    if message_id is None:
        return False
    with transaction.atomic():
        row = models.Message.objects.select_for_update().filter(uuid=message_id, channel=Channel.SMS).first()
        if row is None or row.delivery in {Delivery.DELIVERED, told}:
            return False
        row.delivery, row.reported_at = told, now
        row.save(update_fields=["delivery", "reported_at"])
        fact = events.MessageReported(
            message_id=row.uuid, channel=row.channel, template=row.template, outcome=told, segments=row.segments or 1, reported_at=now
        )
        outbox.publish(event=fact, now=now, actor=SYSTEM)
    return True


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
