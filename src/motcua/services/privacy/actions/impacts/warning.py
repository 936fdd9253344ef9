"""Warning before the days to send a dossier have passed, as the register of breaches warns before its hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.identity import api as identity
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.clock import local_date
from motcua.platform.messaging import api as messaging
from motcua.services.privacy import models
from motcua.services.privacy.actions.breaches import telling
from motcua.services.privacy.actions.impacts import core
from motcua.services.privacy.adapters import messages
from motcua.services.privacy.contracts.impacts import ImpactGap, ImpactState
from motcua.services.privacy.queries import impacts as reads
from motcua.services.privacy.rules import impacts as rules

_RULE = "privacy.impact_warning_days"
# At the last mark of the rule the unit's leaders are told as well.
_LEADERS_FROM = 1


@transaction.atomic
def warn_impacts(*, now: datetime) -> int:
    """Warn of dossiers that were not sent and of activities that have none, at the days of the rule, each mark once; how many warnings."""
    today = local_date(now)
    marks = sorted((int(m) for m in registers.rule(code=_RULE, on=today).value), reverse=True)
    rows = models.Impact.objects.select_for_update(skip_locked=True).filter(first_sent_on=None).exclude(state=ImpactState.ENDED)
    done = 0
    for row in rows.order_by("pk"):
        sent = {m for m in row.events.values_list("mark", flat=True) if m is not None}
        due = rules.warnings(due=row.due_on, marks=marks, today=today, sent=sent)
        for mark in due:
            core.note(row, "warned", actor=SYSTEM, now=now, mark=mark)
        if due:
            _warn(row, last=marks.index(due[-1]) >= len(marks) - _LEADERS_FROM, mark=due[-1], now=now)
            done += 1
    return done + sum(_warn_gap(gap, marks=marks, now=now) for gap in reads.gaps(now=now))


def _warn(row: models.Impact, *, last: bool, mark: int, now: datetime) -> None:
    receivers = set(telling.responsible(now))
    if last:
        receivers |= {o.uuid for o in identity.officers_in(unit_code=row.unit_code, role=Role.LEADER, now=now)}
    params = {"code": row.code, "due": f"{row.due_on:%d/%m/%Y}"}
    _send(messages.IMPACT_WARNING.key, f"privacy.impact_warned:{row.uuid}:{mark}", params, receivers, now=now)


def _warn_gap(gap: ImpactGap, *, marks: list[int], now: datetime) -> int:
    due = rules.warnings(due=gap.clock.due_on, marks=marks, today=local_date(now), sent=())
    if not due:
        return 0
    params = {"name": gap.name_vi, "due": f"{gap.clock.due_on:%d/%m/%Y}"}
    key = f"privacy.impact_gap:{gap.activity}:{gap.clock.due_on}:{due[-1]}"
    return int(_send(messages.IMPACT_GAP.key, key, params, set(telling.responsible(now)), now=now))


def _send(template: str, key: str, params: Mapping[str, str], receivers: set[UUID], *, now: datetime) -> bool:
    """One message to each; whether anybody got one that had not been sent before."""
    fresh = False
    for officer_id in sorted(receivers):
        sent = messaging.send_to_officer(
            officer_id=officer_id, template=template, params=dict(params), dedupe_key=f"{key}:{officer_id}", now=now
        )
        fresh = fresh or any(m.created_at == now for m in sent)
    return fresh
