"""Asking the applicant with whom the child will live, when her form did not: one question, and the chain goes on with the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.policy import require
from motcua.platform.casework import api as casework
from motcua.platform.messaging import api as messaging
from motcua.services.linked import models, policies, queries, rules
from motcua.services.linked.adapters import messages
from motcua.services.linked.contracts import ChainState, ChainUnknown, ChainView, FamilyNotAsked, ResidentNotNamed


def ask_owner(row: models.Chain, *, now: datetime) -> bool:
    """Write to the applicant whose parked dossier does not say with whom the child will live; True when somebody could be asked.

    Each dossier is asked once, however often this is called.
    """
    if row.person_id is None or not rules.asks_owner(row.step, answers=_answers(row), facts=_facts(row)):
        return False
    key, params = messages.ASK.key, {"dossier_code": row.dossier_code}
    messaging.send(to_person_id=row.person_id, template=key, params=params, dedupe_key=f"{key}:{row.dossier_id}", now=now)
    return True


def ask_parked(*, now: datetime, limit: int = 200) -> int:
    """Ask the owners of dossiers that were parked before anybody was asked; returns how many wait for their answer."""
    rows = models.Chain.objects.filter(state=ChainState.PARKED, step="residence").order_by("id")[:limit]
    return sum(ask_owner(row, now=now) for row in rows)


@transaction.atomic
def answer_residence(*, code: str, who: str, actor: Actor, now: datetime) -> ChainView:
    """The applicant says with whom the child will live: ``mother`` or ``father`` of the dossier; the residence is tried again with that.

    Somebody else needs the consent of both sides on paper, so that the commune writes it down. ``DossierUnknown``, ``ChainUnknown``,
    ``Forbidden``, ``FamilyNotAsked``, ``ResidentNotNamed``.
    """
    row = _own(code=code, actor=actor, lock=True)
    told = rules.choices(_answers(row)).get(who)
    if told is None:
        raise ResidentNotNamed
    row.facts = {**_facts(row), "residence_with": told}  # type: ignore[assignment]  # an encrypted JSON column: the stubs take it for text
    row.state, row.tries, row.next_try_at, row.changed_at = rules.MACHINE.next(ChainState.PARKED, "resume"), 0, now, now
    row.save()
    audit.record(action="linked.answer_residence", object_ref=f"casework:{row.dossier_id}", actor=actor, now=now, details={"who": who})
    return queries.view(row, personal=True)


def residence_choices(*, code: str, actor: Actor) -> dict[str, str]:
    """Whom the dossier itself names, with their personal numbers, while its owner is asked. As ``answer_residence`` raises."""
    return rules.choices(_answers(_own(code=code, actor=actor)))


def _own(*, code: str, actor: Actor, lock: bool = False) -> models.Chain:
    """The chain of the actor's own dossier that waits for this answer."""
    dossier = casework.dossier(code=code, actor=actor)
    rows = models.Chain.objects.select_for_update() if lock else models.Chain.objects
    row = rows.filter(dossier_id=dossier.uuid).first()
    if row is None:
        raise ChainUnknown
    require(policies.can_answer(actor=actor, person_id=row.person_id))
    if row.state != ChainState.PARKED or not rules.asks_owner(row.step, answers=_answers(row), facts=_facts(row)):
        raise FamilyNotAsked
    return row


def _answers(row: models.Chain) -> Mapping[str, Any]:
    return casework.answers_given(code=row.dossier_code, actor=SYSTEM)


def _facts(row: models.Chain) -> dict[str, str]:
    return dict(row.facts)  # type: ignore[call-overload]  # see above
