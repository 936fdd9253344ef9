"""Amending rules when law changes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.foundation.registers import contracts, events, models, policies, queries, rules
from motcua.foundation.registers.actions.calendar import tell_hours
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require


@transaction.atomic
def amend_rule(
    *, code: str, value: Any, effective_from: date, source: str, trust: contracts.Trust, actor: Actor, now: datetime
) -> contracts.LegalRule:
    """Add a version of a known rule; the version before ends where it begins. The past is never rewritten.

    RuleUnknown for a code no rule has; AmendmentTooEarly unless it begins after the latest version; ValueShapeWrong; CalendarFaulty.
    """
    require(policies.can_amend(actor))
    latest = models.LegalRule.objects.select_for_update().filter(code=code).order_by("-effective_from").first()
    if latest is None:
        raise contracts.RuleUnknown(code=code, on=effective_from.isoformat())
    if effective_from <= latest.effective_from:
        raise contracts.AmendmentTooEarly(code=code, latest=latest.effective_from.isoformat())
    if not rules.same_shape(latest.value, value):
        raise contracts.ValueShapeWrong(kind=type(latest.value).__name__)
    if code in queries.OFFICE:
        (rules.week_of if code == queries.OFFICE[0] else rules.hours)(value)
    if latest.effective_to is None or latest.effective_to > effective_from:
        latest.effective_to = effective_from
        latest.save(update_fields=["effective_to"])
    models.LegalRule.objects.create(
        code=code,
        value=value,
        vi=latest.vi,
        en=latest.en,
        effective_from=effective_from,
        source=source,
        trust=trust.value,
        amended_by=actor.ref,
    )
    if code in queries.OFFICE:
        tell_hours(unit_code=contracts.NATION, from_on=effective_from, source=source, now=now, actor=actor)
    fact = events.RuleAmended(code=code, effective_from=effective_from, source=source, at=now)
    outbox.publish(event=fact, now=now, actor=actor)
    return queries.rule(code=code, on=effective_from)
