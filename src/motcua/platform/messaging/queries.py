"""Reads of messaging."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.kernel.actors import Actor
from motcua.platform.messaging import contracts, models
from motcua.platform.messaging.contracts import Channel, Delivery, MessageState, TopicChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoMessage:
    """A message in the demonstration's outbox."""

    channel: Channel
    to_address: str
    subject: str
    text: str
    delivered_at: datetime
    segments: int = 0
    delivery: str = ""


def inbox(*, person_id: UUID, before: UUID | None = None, limit: int = 20) -> tuple[contracts.Message, ...]:
    """A person's messages, newest first; ``before`` is the last message of the page before."""
    rows = _in_box(person_id).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=models.Message.objects.filter(uuid=before).values("id")[:1])
    return tuple(to_message(row) for row in rows[:limit])


def unread(*, person_id: UUID) -> int:
    """How many messages the person has not opened."""
    return _in_box(person_id).filter(read_at=None).count()


def message(*, message_id: UUID, person_id: UUID) -> contracts.Message:
    """One message of a person's inbox; ``MessageUnknown``."""
    row = _in_box(person_id).filter(uuid=message_id).first()
    if row is None:
        raise contracts.MessageUnknown
    return to_message(row)


def troubled(*, limit: int = 100) -> tuple[contracts.Message, ...]:
    """Messages that were given up, whose fate is unknown, or which the network could not deliver, newest first."""
    lost = Q(state__in=[MessageState.FAILED, MessageState.UNKNOWN]) | Q(delivery__in=[Delivery.UNDELIVERED, Delivery.EXPIRED])
    rows = models.Message.objects.filter(lost).order_by("-id")
    return tuple(to_message(row) for row in rows[:limit])


def demo_outbox(*, limit: int = 100) -> tuple[DemoMessage, ...]:
    """What left by SMS and e-mail, newest first: in a demonstration, where it ends up."""
    rows = models.Message.objects.filter(channel__in=[Channel.SMS, Channel.EMAIL], state=MessageState.SENT, sent_at__isnull=False)
    return tuple(
        DemoMessage(
            channel=Channel(row.channel), to_address=row.to_address, subject=row.subject_vi, text=row.text, delivered_at=row.sent_at,
            segments=row.segments or 0, delivery=row.delivery,
        )
        for row in rows.order_by("-sent_at", "-id")[:limit]
        if row.sent_at is not None
    )


def topics_of(*, actor: Actor) -> tuple[TopicChoice, ...]:
    """What the actor may choose to hear or not to hear, with what was chosen; everything is wanted until somebody says otherwise."""
    off = set(models.SwitchedOff.objects.filter(person_id=actor.subject_id).values_list("topic", "channel")) if actor.subject_id else set()
    found = (topic for topic in contracts.topics if topic.audience == str(actor.kind))
    return tuple(TopicChoice(topic=t, channel=c, wanted=(t.key, str(c)) not in off) for t in found for c in t.channels)


def switched_off(*, person_id: UUID, topic: str) -> frozenset[Channel]:
    """The channels on which the person does not want the topic; only those that its room lets people switch off."""
    known = contracts.topics.get(topic)
    if known is None:
        return frozenset()
    rows = models.SwitchedOff.objects.filter(person_id=person_id, topic=topic).values_list("channel", flat=True)
    return frozenset(Channel(c) for c in rows) & frozenset(known.channels)


def _in_box(person_id: UUID) -> QuerySet[models.Message]:
    return models.Message.objects.filter(to_person=person_id, channel=Channel.INAPP).exclude(state=MessageState.SKIPPED)


def to_message(row: models.Message) -> contracts.Message:
    """The contract of a row."""
    return contracts.Message(
        message_id=row.uuid,
        to_person_id=row.to_person,
        channel=Channel(row.channel),
        template=row.template,
        subject_vi=row.subject_vi,
        subject_en=row.subject_en,
        body_vi=row.body_vi,
        body_en=row.body_en,
        link=row.link,
        state=MessageState(row.state),
        created_at=row.created_at,
        sent_at=row.sent_at,
        read_at=row.read_at,
        segments=row.segments or 0,
        delivery=Delivery(row.delivery),
    )
