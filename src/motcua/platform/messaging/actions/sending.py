"""Messages are written in the transaction of what they tell; they leave after it is committed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.kernel.identifiers import normalise_phone
from motcua.platform.messaging import conf, contracts, models, queries, rules
from motcua.platform.messaging.contracts import Channel, MessageState

_OFF = "switched off by its reader"
_RESTRICTED = "its reader restricts the use of her data"  # what has no topic goes on
_ABOUT_A_DOSSIER = "casework"  # what messages of a topic without a purpose of its own rest on
TO_PHONE = "messaging.to_phone"  # what the record of a message to a bare number names as its template


@transaction.atomic
def send(
    *, to_person_id: UUID, template: str, params: contracts.Parameters, dedupe_key: str, now: datetime,
    channels: Iterable[str | Channel] = (Channel.INAPP, Channel.SMS),
) -> tuple[contracts.Message, ...]:  # fmt: skip
    """Write a message to a person on several channels; the same ``dedupe_key`` again writes nothing and returns what there is.

    A channel for which the person has no address, or which she switched off for the template's topic, is recorded as skipped. Raises
    ``TemplateUnknown``, ``ParametersMissing``, ``PersonUnknown``.
    """
    known = _template(template)
    rendered = rules.fill(known, params)
    person = identity.person(person_id=to_person_id)
    addresses = {
        channel: rules.address_for(channel, phone=person.phone, email=person.email) for channel in (Channel(c) for c in channels)
    }
    stopped = bool(known.topic) and _restricted(to_person_id, known.topic, dossier=str(params.get("dossier_code", "")), now=now)
    return _write(known, rendered, to=to_person_id, addresses=addresses, dedupe_key=dedupe_key, now=now, stopped=stopped)


def _restricted(person_id: UUID, topic: str, *, dossier: str, now: datetime) -> bool:
    """Whether the person's restriction stops a message that she could switch off.

    What rests on a dossier of hers still comes; what rests on her consent to another purpose does not, whatever it tells of.
    """
    known = contracts.topics.get(topic)
    purpose = (known.purpose if known else "") or _ABOUT_A_DOSSIER
    return not consent.allows_use(person_id=person_id, purpose=purpose, dossier=dossier, at=now)


@transaction.atomic
def send_to_officer(
    *, officer_id: UUID, template: str, params: contracts.Parameters, dedupe_key: str, now: datetime
) -> tuple[contracts.Message, ...]:
    """Write a message into an officer's inbox, once per ``dedupe_key``; skipped when she switched the topic off.

    ``TemplateUnknown``, ``ParametersMissing``, ``OfficerUnknown``.
    """
    known = _template(template)
    rendered = rules.fill(known, params)
    identity.officer(officer_id=officer_id, now=now)
    return _write(known, rendered, to=officer_id, addresses={Channel.INAPP: "inapp"}, dedupe_key=dedupe_key, now=now)


@transaction.atomic
def send_to_phone(*, phone: str, text_vi: str, text_en: str, dedupe_key: str, now: datetime) -> contracts.Message:
    """Write a text message to a bare number, for people without an account (one-time codes, appointments).

    The same ``dedupe_key`` again writes nothing. ``InvalidPhone`` for a number that is none.
    """
    number = normalise_phone(phone)
    text = rules.sms_text(text_vi, is_ascii=conf.SMS_ASCII)
    facts: dict[str, Any] = {
        "subject_vi": "", "subject_en": "", "body_vi": text_vi, "body_en": text_en, "to_address": number, "text": text,
        "template": TO_PHONE, "state": MessageState.QUEUED, "created_at": now, "next_at": now, "segments": rules.segments(text)[1],
    }
    row, _ = models.Message.objects.get_or_create(dedupe_key=dedupe_key, channel=Channel.SMS, defaults=facts)
    return queries.to_message(row)


@transaction.atomic
def mark_read(*, message_id: UUID, person_id: UUID, now: datetime) -> contracts.Message:
    """Record that the person opened a message; the first time counts. ``MessageUnknown``."""
    models.Message.objects.filter(uuid=message_id, to_person=person_id, channel=Channel.INAPP, read_at=None).update(read_at=now)
    return queries.message(message_id=message_id, person_id=person_id)


@transaction.atomic
def mark_seen(*, dedupe_keys: Iterable[str], person_id: UUID, now: datetime) -> int:
    """The person saw elsewhere what these messages tell: they count as read. How many were new."""
    mine = models.Message.objects.filter(to_person=person_id, channel=Channel.INAPP, read_at=None, dedupe_key__in=list(dedupe_keys))
    return mine.update(read_at=now)


def _template(key: str) -> contracts.MessageTemplate:
    known = contracts.templates.get(key)
    if known is None:
        raise contracts.TemplateUnknown(key=key)
    return known


def _write(
    known: contracts.MessageTemplate, rendered: contracts.RenderedMessage, *, to: UUID, addresses: Mapping[Channel, str], dedupe_key: str,
    now: datetime, stopped: bool = False,
) -> tuple[contracts.Message, ...]:
    off = queries.switched_off(person_id=to, topic=known.topic) if known.topic else frozenset()
    rows = []
    for channel, address in addresses.items():
        facts = _facts(rendered, channel=channel, address=address, now=now)
        if stopped:
            facts |= {"state": MessageState.SKIPPED, "sent_at": None, "error": _RESTRICTED}
        elif channel in off:
            facts |= {"state": MessageState.SKIPPED, "sent_at": None, "error": _OFF}
        facts |= {"to_person": to, "template": known.key, "created_at": now, "next_at": now}
        row, _ = models.Message.objects.get_or_create(dedupe_key=dedupe_key, channel=channel, defaults=facts)
        rows.append(row)
    return tuple(queries.to_message(row) for row in rows)


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
        text = rules.sms_text(f"{rendered.sms} {address_of_page}", is_ascii=conf.SMS_ASCII)
        return facts | {"text": text, "segments": rules.segments(text)[1]}
    return facts | {"text": f"{rendered.body_vi}\n\n{address_of_page}\n\n---\n\n{rendered.body_en}\n".replace("\n\n\n\n", "\n\n")}
