"""Writing down when a declared system became connected and when it was lost: a row and an event with the call that showed it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kit.turns import take_turns
from motcua.platform.exchange import events
from motcua.platform.exchange.contracts import Outcome
from motcua.platform.exchange.contracts.systems import LinkState, SystemState
from motcua.platform.exchange.models import Call, SystemLink
from motcua.platform.exchange.queries.systems import states


@transaction.atomic
def note_links(*, now: datetime) -> int:
    """Compare every declared system with what was written of it last; returns how many became connected or were lost. Repeatable."""
    take_turns("exchange.links")
    last = {row.code: row for row in SystemLink.objects.order_by("code", "-id").distinct("code")}
    changed = [found for found in states(now=now) if found.connected != (found.declared.code in last and last[found.declared.code].linked)]
    for found in changed:
        row = SystemLink.objects.create(
            code=found.declared.code, system=found.system, linked=found.connected, why=found.state, request_id=_shown_by(found), at=now
        )
        fact = events.SystemLinked(
            system=row.system, code=row.code, linked=row.linked, why=row.why, request_id=str(row.request_id or ""), at=now
        )
        outbox.publish(event=fact, now=now)
    return len(changed)


def _shown_by(found: SystemState) -> UUID | None:
    """The call behind the state: the last answer, or the last failure."""
    moments = {LinkState.ANSWERED: found.last_ok_at, LinkState.FAILING: found.last_failed_at}
    at = moments.get(found.state)
    if at is None:
        return None
    outcomes = [Outcome.FAILED] if found.state is LinkState.FAILING else [Outcome.ANSWERED, Outcome.REFUSED]
    calls = Call.objects.filter(service__startswith=f"{found.system}/", at=at, outcome__in=outcomes).order_by("fault", "-id")
    return calls.values_list("request_id", flat=True).first()
