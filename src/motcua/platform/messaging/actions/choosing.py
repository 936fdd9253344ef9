"""What a person wants to hear of, and on which channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.platform.messaging import models
from motcua.platform.messaging.contracts import Channel
from motcua.platform.messaging.queries import topics_of


@transaction.atomic
def choose_topics(*, wanted: Iterable[tuple[str, Channel]], actor: Actor, now: datetime) -> int:
    """Keep what the actor wants to hear: pairs of topic and channel; what else stands to choice is switched off. How many are off."""
    if actor.subject_id is None:
        return 0
    person, said = actor.subject_id, set(wanted)
    off = [(c.topic.key, c.channel) for c in topics_of(actor=actor) if (c.topic.key, c.channel) not in said]
    models.SwitchedOff.objects.filter(person_id=person).delete()
    models.SwitchedOff.objects.bulk_create(
        [models.SwitchedOff(person_id=person, topic=topic, channel=channel, at=now) for topic, channel in off],
        ignore_conflicts=True,
    )
    return len(off)
