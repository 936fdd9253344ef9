"""What consent hears by itself: readings of rooms that stand below it and cannot ask it."""

from __future__ import annotations

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.contracts import Seen
from motcua.foundation.identity import api as identity
from motcua.foundation.identity import events as identity_events
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind

_PURPOSE, _LAW = "sign-in-check", "NĐ 69/2024/NĐ-CP; Luật 91/2025/QH15 Điều 19"


@outbox.handles(identity_events.RefusalsShown, name="consent.note_refusals_shown")
def note_refusals_shown(*, event: identity_events.RefusalsShown, meta: outbox.EventMeta) -> None:
    """Each person whose refused sign-in an administrator was shown finds him among those who looked at her data, with the post he held."""
    held = identity.officer(officer_id=event.reader_id, now=event.at)
    reader = Actor(kind=ActorKind.OFFICER, subject_id=held.uuid, name=held.full_name, positions=held.positions)
    consent.note_seen(
        seen=[Seen(person_id=person) for person in event.person_ids], reader=reader, purpose=_PURPOSE, ground=_LAW,
        fields=("full_name", "born_on", "personal_number"), source="identity.refusals", now=event.at,
    )  # fmt: skip
