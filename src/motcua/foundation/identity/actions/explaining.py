"""Who looked into somebody else's powers is itself a fact."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.foundation.identity import contracts, events, policies, queries
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require


@transaction.atomic
def explain_to(
    *, question: contracts.AccessQuestion, actor: Actor, now: datetime
) -> contracts.Explanation:
    """Explain an officer's power to herself, to an administrator, or to the leader of a unit of hers now or of one above; and tell it.

    ``OfficerUnknown``, ``Forbidden``. What an officer asks about herself is not told.
    """
    if question.officer_id != actor.subject_id:
        held = {post.unit_code for post in queries.officer(officer_id=question.officer_id, now=now).positions}
        leads = (
            queries.decide(actor=actor, act=contracts.EXPLAIN, unit_code=unit, at=now, roles=policies.LEADERS) for unit in sorted(held)
        )
        require(policies.can_explain(actor, leads=any(leads)))
    tried = [
        queries.explain(
            officer_id=question.officer_id, act=question.act, unit_codes=asked.units, at=question.at, roles=asked.roles,
            procedure=question.procedure, field=question.field, matter=question.matter,
        )
        for asked in question.asked
    ]
    found = next((one for one in tried if one.trace.decision), tried[0])
    if question.officer_id != actor.subject_id:
        fact = events.AccessExplained(
            officer_id=question.officer_id, act=question.act, matter=question.matter, unit_code=question.asked[0].units[0],
            allowed=bool(found.trace.decision), asked_about=question.at, at=now,
        )
        outbox.publish(event=fact, now=now, actor=actor)
    return found
