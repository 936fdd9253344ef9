"""Beginning and ending a chain, and what officers do when it waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze
from motcua.platform.casework import api as casework
from motcua.platform.messaging import api as messaging
from motcua.services.linked import models, policies, queries, rules
from motcua.services.linked.actions import running
from motcua.services.linked.adapters import declared, messages
from motcua.services.linked.contracts import (
    ChainEnded,
    ChainState,
    ChainUnknown,
    ChainView,
    Ended,
    FactsMissing,
    FamilyNotAsked,
    NotParked,
    ReasonMissing,
    ResidentUnfit,
    Said,
)

_LONGEST_FACT = 40


@transaction.atomic
def begin(*, dossier_id: UUID, now: datetime) -> bool:
    """A linked dossier was granted: its chain begins, once; False for other procedures and a chain that is there."""
    dossier = casework.by_id(dossier_id=dossier_id, actor=SYSTEM)
    spec = declared.chains().get(dossier.procedure_code)
    if spec is None:
        return False
    _, made = models.Chain.objects.get_or_create(
        dossier_id=dossier_id,
        defaults={
            "dossier_code": dossier.code, "procedure_code": spec.procedure, "unit_code": dossier.unit_code,
            "person_id": dossier.party.person_id, "state": rules.MACHINE.initial, "step": spec.steps[0].key, "next_try_at": now,
            "started_at": now, "changed_at": now,
        },
    )  # fmt: skip
    return made


@transaction.atomic
def cancel(*, dossier_id: UUID, now: datetime) -> bool:
    """The decision was revoked: no further step is taken. What other agencies did already they undo on the desk's word."""
    row = models.Chain.objects.select_for_update().filter(dossier_id=dossier_id).first()
    if row is None or rules.MACHINE.is_terminal(ChainState(row.state)):
        return False
    row.state, row.next_try_at, row.changed_at = rules.MACHINE.next(ChainState(row.state), "cancel"), None, now
    row.problem_vi, row.problem_en = "kết quả đã bị thu hồi.", "the result was revoked."
    row.save()
    return True


@transaction.atomic
def retry(*, code: str, actor: Actor, now: datetime) -> ChainView:
    """Let the system try the open step again. ``DossierUnknown``, ``ChainUnknown``, ``Forbidden``, ``NotParked``."""
    row = _parked(code=code, actor=actor)
    _resume(row, now=now)
    audit.record(action="linked.retry", object_ref=f"casework:{row.dossier_id}", actor=actor, now=now, details={"step": row.step})
    return queries.view(row, personal=True)


@transaction.atomic
def take_over(*, code: str, facts: Mapping[str, str], note: str, actor: Actor, now: datetime) -> ChainView:
    """An officer did the open step at the agency by hand: its result and why; the chain goes on from the next step.

    ``DossierUnknown``, ``ChainUnknown``, ``Forbidden``, ``NotParked``, ``FactsMissing``.
    """
    row = _parked(code=code, actor=actor)
    step = next(s for s in queries.spec_of(row).steps if s.key == row.step)
    given = {name: squeeze(facts.get(name, ""))[:_LONGEST_FACT] for name in step.gives}
    why = squeeze(note)[:300]
    if not why or not all(given.values()) or rules.unfit(step.key, given):
        raise FactsMissing
    row.state = rules.MACHINE.next(ChainState.PARKED, "resume")
    row.next_try_at = now
    said = Said(ended=Ended.BY_HAND, facts=given, reason_vi=why, reason_en=why)
    running.record(row, said=said, message_id="", now=now, by_ref=actor.ref)
    audit.record(
        action="linked.take_over", object_ref=f"casework:{row.dossier_id}", actor=actor, now=now, details={"step": step.key, "why": why}
    )
    return queries.view(row, personal=True)


@transaction.atomic
def settle_residence(*, code: str, number: str, note: str, actor: Actor, now: datetime) -> ChainView:
    """The family was asked with whom the child will live: that person's number, and who answered; the residence is tried again with it.

    ``DossierUnknown``, ``ChainUnknown``, ``Forbidden``, ``NotParked``, ``FamilyNotAsked``, ``ResidentUnfit``.
    """
    row = _parked(code=code, actor=actor)
    if not rules.asks_family(row.step):
        raise FamilyNotAsked
    told, why = "".join(number.split()), squeeze(note)[:300]
    if not why or not rules.is_number(told):
        raise ResidentUnfit
    facts: dict[str, str] = dict(row.facts)  # type: ignore[call-overload]  # an encrypted JSON column: the stubs take it for text
    row.facts = {**facts, "residence_with": told}  # type: ignore[assignment]
    _resume(row, now=now)
    audit.record(action="linked.settle_residence", object_ref=f"casework:{row.dossier_id}", actor=actor, now=now, details={"why": why})
    return queries.view(row, personal=True)


@transaction.atomic
def stop(*, code: str, note: str, actor: Actor, now: datetime) -> ChainView:
    """No further step is taken, for a reason that the owner reads. What other agencies did already they undo on the desk's word.

    ``DossierUnknown``, ``ChainUnknown``, ``Forbidden``, ``ChainEnded``, ``ReasonMissing``.
    """
    row = _steered(code=code, actor=actor)
    if rules.MACHINE.is_terminal(ChainState(row.state)):
        raise ChainEnded
    why = squeeze(note)[:300]
    if not why:
        raise ReasonMissing
    row.state, row.next_try_at, row.changed_at = rules.MACHINE.next(ChainState(row.state), "cancel"), None, now
    row.problem_vi = row.problem_en = why
    row.save()
    audit.record(
        action="linked.stop", object_ref=f"casework:{row.dossier_id}", actor=actor, now=now, details={"step": row.step, "why": why}
    )
    if row.person_id is not None:
        key, params = messages.STOPPED.key, {"dossier_code": row.dossier_code}
        messaging.send(to_person_id=row.person_id, template=key, params=params, dedupe_key=f"{key}:{row.dossier_id}", now=now)
    return queries.view(row, personal=True)


def _resume(row: models.Chain, *, now: datetime) -> None:
    row.state, row.tries, row.next_try_at, row.changed_at = rules.MACHINE.next(ChainState.PARKED, "resume"), 0, now, now
    row.save()


def _parked(*, code: str, actor: Actor) -> models.Chain:
    row = _steered(code=code, actor=actor)
    if row.state != ChainState.PARKED:
        raise NotParked
    return row


def _steered(*, code: str, actor: Actor) -> models.Chain:
    dossier = casework.dossier(code=code, actor=actor)
    row = models.Chain.objects.select_for_update().filter(dossier_id=dossier.uuid).first()
    if row is None:
        raise ChainUnknown
    require(policies.can_steer(actor=actor, unit_code=row.unit_code))
    return row
