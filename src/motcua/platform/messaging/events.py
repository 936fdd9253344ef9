"""Facts that messaging tells: ids and channels, never addresses or texts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("messaging.message.sent.v1", stream="message_id")
class MessageSent:
    """A message left on a channel."""

    message_id: UUID
    channel: str
    template: str
    sent_at: datetime


@event("messaging.message.failed.v1", stream="message_id")
class MessageFailed:
    """A message was given up (``failed``) or its fate is unknown (``unknown``)."""

    message_id: UUID
    channel: str
    template: str
    outcome: str
    failed_at: datetime


@event("messaging.message.reported.v1", stream="message_id")
class MessageReported:
    """The provider told what became of an SMS (``delivered``, ``undelivered``, ``expired``) that went out in ``segments`` parts."""

    message_id: UUID
    channel: str
    template: str
    outcome: str
    segments: int
    reported_at: datetime
