"""The end of a breach takes two people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.services.privacy import models, policies
from motcua.services.privacy.actions.breaches import core
from motcua.services.privacy.contracts import Breach, ClosingIncomplete, SecondPersonNeeded, StepRefused
from motcua.services.privacy.events import BreachClosed
from motcua.services.privacy.queries import breaches as reads
from motcua.services.privacy.rules import breaches as rules

_NOT_PROPOSED = {"reason_vi": "chưa ai đề nghị đóng.", "reason_en": "nobody proposed to close it."}


@transaction.atomic
def propose_closing(*, code: str, lessons: str, actor: Actor, now: datetime) -> Breach:
    """A data protection officer has nothing left to do: lessons, then somebody else approves. ``ClosingIncomplete`` names what lacks."""
    row = core.handled(code=code, actor=actor, now=now)
    row.lessons = lessons.strip() or row.lessons
    _complete(row)
    row.closing_ref, row.closing_name = actor.ref, actor.name[:120]
    row.save(update_fields=["lessons", "closing_ref", "closing_name"])
    core.note(row, "closing", actor=actor, now=now, text=row.lessons)
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def approve_closing(*, code: str, actor: Actor, now: datetime) -> Breach:
    """The second person closes it; what must be done is looked at once more.

    ``SecondPersonNeeded`` for whoever proposed it, ``StepRefused`` when nobody did, ``ClosingIncomplete``.
    """
    row = core.locked(code=code, actor=actor, now=now)
    require(policies.can_close(actor=actor, is_dpo=core.is_dpo(actor=actor, now=now), unit_code=row.unit_code))
    if not row.closing_ref:
        raise StepRefused(**_NOT_PROPOSED)
    if row.closing_ref == actor.ref:
        raise SecondPersonNeeded
    _complete(row)
    row.closed_at, row.closed_ref, row.closed_name = now, actor.ref, actor.name[:120]
    row.save(update_fields=["closed_at", "closed_ref", "closed_name"])
    core.note(row, "closed", actor=actor, now=now)
    outbox.publish(event=BreachClosed(breach_id=row.uuid, code=row.code, closed_at=now), now=now, actor=actor)
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def refuse_closing(*, code: str, reason: str, actor: Actor, now: datetime) -> Breach:
    """The second person sends it back with what is still to be done."""
    row = core.locked(code=code, actor=actor, now=now)
    require(policies.can_close(actor=actor, is_dpo=core.is_dpo(actor=actor, now=now), unit_code=row.unit_code))
    if not row.closing_ref or not reason.strip():
        raise StepRefused(**_NOT_PROPOSED) if not row.closing_ref else StepRefused(reason_vi="ghi lý do.", reason_en="give the reason.")
    row.closing_ref = row.closing_name = ""
    row.save(update_fields=["closing_ref", "closing_name"])
    core.note(row, "closing_refused", actor=actor, now=now, text=reason.strip()[:4000])
    return reads.view(row, now=now, whole=True)


def _complete(row: models.Breach) -> None:
    if missing := rules.lacking(reads.facts(row)):
        vi, en = rules.lacking_words(missing)
        raise ClosingIncomplete(missing_vi=vi, missing_en=en)
