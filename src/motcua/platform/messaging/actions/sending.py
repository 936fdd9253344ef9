"""Messages are written in the transaction of what they tell; they leave after it is committed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.foundation.identity import api as identity
from motcua.kernel.identifiers import normalise_phone
from motcua.platform.messaging import conf, contracts, models, queries, rules
from motcua.platform.messaging.contracts import Channel, MessageState

TO_PHONE = "messaging.to_phone"  # what the record of a message to a bare number names as its template


@transaction.atomic
def send(
    *, to_person_id: UUID, template: str, params: contracts.Parameters, dedupe_key: str, now: datetime,
    channels: Iterable[str | Channel] = (Channel.INAPP, Channel.SMS),
) -> tuple[contracts.Message, ...]:  # fmt: skip
    """Write a message to a person on several channels; the same ``dedupe_key`` again writes nothing and returns what there is.

    A channel for which the person has no address is recorded as skipped. Raises ``TemplateUnknown``, ``ParametersMissing``,
    ``PersonUnknown``.
    """
    known = contracts.templates.get(template)
    if known is None:
        raise contracts.TemplateUnknown(key=template)
    rendered = rules.fill(known, params)
    person = identity.person(person_id=to_person_id)
    wanted = [Channel(channel) for channel in channels]
    rows = []
    for channel in wanted:
        address = rules.address_for(channel, phone=person.phone, email=person.email)
        facts = _facts(rendered, channel=channel, address=address, now=now)
        facts |= {"to_person": to_person_id, "template": template, "created_at": now, "next_at": now}
        row, _ = models.Message.objects.get_or_create(dedupe_key=dedupe_key, channel=channel, defaults=facts)
        rows.append(row)
    return tuple(queries.to_message(row) for row in rows)


@transaction.atomic
def send_to_phone(*, phone: str, text_vi: str, text_en: str, dedupe_key: str, now: datetime) -> contracts.Message:
    """Write a text message to a bare number, for people without an account (one-time codes, appointments).

    The same ``dedupe_key`` again writes nothing. ``InvalidPhone`` for a number that is none.
    """
    number = normalise_phone(phone)
    text = rules.sms_text(text_vi, is_ascii=conf.SMS_ASCII)
    facts: dict[str, Any] = {
        "subject_vi": "", "subject_en": "", "body_vi": text_vi, "body_en": text_en, "to_address": number, "text": text,
        "template": TO_PHONE, "state": MessageState.QUEUED, "created_at": now, "next_at": now,
    }
    row, _ = models.Message.objects.get_or_create(dedupe_key=dedupe_key, channel=Channel.SMS, defaults=facts)
    return queries.to_message(row)


@transaction.atomic
def mark_read(*, message_id: UUID, person_id: UUID, now: datetime) -> contracts.Message:
    """Record that the person opened a message; the first time counts. ``MessageUnknown``."""
    models.Message.objects.filter(uuid=message_id, to_person=person_id, channel=Channel.INAPP, read_at=None).update(read_at=now)
    return queries.message(message_id=message_id, person_id=person_id)


def _facts(rendered: contracts.RenderedMessage, *, channel: Channel, address: str, now: datetime) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "subject_vi": rendered.subject_vi,
        "subject_en": rendered.subject_en,
        "body_vi": rendered.body_vi,
        "body_en": rendered.body_en,
        "link": rendered.link,
        "to_address": address,
        "state": MessageState.QUEUED if address else MessageState.SKIPPED,
    }
    if channel == Channel.INAPP:
        return facts | {"state": MessageState.SENT, "sent_at": now, "to_address": ""}
    address_of_page = f"{settings.MOTCUA_BASE_URL}{rendered.link}" if rendered.link else ""
    if channel == Channel.SMS:
        return facts | {"text": rules.sms_text(f"{rendered.sms} {address_of_page}", is_ascii=conf.SMS_ASCII)}
    return facts | {"text": f"{rendered.body_vi}\n\n{address_of_page}\n\n---\n\n{rendered.body_en}\n".replace("\n\n\n\n", "\n\n")}
