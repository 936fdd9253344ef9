"""What goes to the authority and what it answers; a new version; the end (Luật 91/2025/QH15 Điều 21, 22)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.services.privacy.actions.impacts import core
from motcua.services.privacy.contracts.impacts import Impact, ImpactState, Way
from motcua.services.privacy.events import ImpactAnswered, ImpactSent
from motcua.services.privacy.queries import impacts as reads


@transaction.atomic
def record_impact_sent(*, code: str, sent_on: date, number: str, way: Way, actor: Actor, now: datetime) -> Impact:
    """Record that the approved version was sent, when and how. The first sending stops the clock. Recorded once; again: nothing.

    ``Forbidden``, ``StepRefused`` before approval, ``ImpactWrong`` (no number, a day before the approval or in the future).
    """
    row = core.by_dpo(code=code, actor=actor, now=now)
    if row.state == ImpactState.SENT:
        return reads.view(row, now=now, whole=True)
    core.step(row, "send")
    told = core.needed(number=number)
    approved = local_date(row.approved_at) if row.approved_at else row.first_on
    row.sent_on = core.day_of(sent_on, name="sent", first=approved, now=now)
    row.sent_number, row.sent_way, row.state = told["number"][:60], way.value, ImpactState.SENT.value
    row.first_sent_on = row.first_sent_on or sent_on
    row.seq += 1
    row.save()
    core.note(row, "sent", actor=actor, now=now, text=f"{row.sent_number}, {sent_on:%d/%m/%Y}, {way.vi}")
    late = row.first_sent_on > row.due_on
    fact = ImpactSent(impact_id=row.uuid, code=row.code, version=row.version, sent_on=sent_on, late=late)
    outbox.publish(event=fact, now=now, actor=actor)
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def return_impact(*, code: str, on: date, reason: str, actor: Actor, now: datetime) -> Impact:
    """The authority wants it completed; a new version answers it (``renew_impact``). Again: nothing."""
    row = core.by_dpo(code=code, actor=actor, now=now)
    if row.state == ImpactState.RETURNED:
        return reads.view(row, now=now, whole=True)
    core.step(row, "return")
    told = core.needed(reason=reason)
    row.returned_on = core.day_of(on, name="on", first=row.sent_on or row.first_on, now=now)
    row.returned_why, row.state = told["reason"][:1000], ImpactState.RETURNED.value
    row.seq += 1
    row.save()
    core.note(row, "returned", actor=actor, now=now, text=f"{on:%d/%m/%Y}: {row.returned_why}")
    _answered(row.uuid, row.code, row.version, "returned", on=on, actor=actor, now=now)
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def accept_impact(*, code: str, on: date, number: str, actor: Actor, now: datetime) -> Impact:
    """The authority found it in order; ``number`` is of its paper, where there is one. Again: nothing."""
    row = core.by_dpo(code=code, actor=actor, now=now)
    if row.state == ImpactState.ACCEPTED:
        return reads.view(row, now=now, whole=True)
    core.step(row, "accept")
    row.accepted_on = core.day_of(on, name="on", first=row.sent_on or row.first_on, now=now)
    row.accepted_number, row.state = number.strip()[:60], ImpactState.ACCEPTED.value
    row.seq += 1
    row.save()
    core.note(row, "accepted", actor=actor, now=now, text=f"{on:%d/%m/%Y} {row.accepted_number}".strip())
    _answered(row.uuid, row.code, row.version, "accepted", on=on, actor=actor, now=now)
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def renew_impact(*, code: str, actor: Actor, now: datetime) -> Impact:
    """Begin the next version: what was approved stays as it was, its content is written on. Again while it is written: nothing."""
    row = core.by_writer(code=code, actor=actor, now=now)
    if row.state in (ImpactState.DRAFT, ImpactState.PROPOSED):
        return reads.view(row, now=now, whole=True)
    core.step(row, "renew")
    row.version, row.seq, row.state, row.writers = row.version + 1, row.seq + 1, ImpactState.DRAFT.value, [actor.ref]
    row.proposed_ref = row.proposed_name = row.approved_ref = row.approved_name = ""
    row.approved_at = row.sent_on = row.returned_on = row.accepted_on = None
    row.sent_number = row.sent_way = row.returned_why = row.accepted_number = ""
    row.save()
    core.note(row, "renewed", actor=actor, now=now)
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def end_impact(*, code: str, reason: str, actor: Actor, now: datetime) -> Impact:
    """The dossier is no longer in force: the processing ended, or another dossier took its place. Again: nothing."""
    row = core.by_dpo(code=code, actor=actor, now=now)
    if row.state == ImpactState.ENDED:
        return reads.view(row, now=now, whole=True)
    told = core.needed(reason=reason)
    row.state, row.ended_on, row.ended_why = ImpactState.ENDED.value, local_date(now), told["reason"][:1000]
    row.seq += 1
    row.save()
    core.note(row, "ended", actor=actor, now=now, text=row.ended_why)
    _answered(row.uuid, row.code, row.version, "ended", on=local_date(now), actor=actor, now=now)
    return reads.view(row, now=now, whole=True)


def _answered(impact_id: UUID, code: str, version: int, outcome: str, *, on: date, actor: Actor, now: datetime) -> None:
    fact = ImpactAnswered(impact_id=impact_id, code=code, version=version, outcome=outcome, on=on)
    outbox.publish(event=fact, now=now, actor=actor)
