"""Officers are told in their inbox, once each, that a step's own time has passed or that an opinion is late."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Role
from motcua.kernel.clock import local, local_date
from motcua.kernel.periods import midnight
from motcua.kit.apart import apart
from motcua.platform.casework.adapters.messages import OPINION_LATE, OPINION_MISSING, STEP_LATE
from motcua.platform.casework.models import Dossier, Opinion
from motcua.platform.casework.queries import loading
from motcua.platform.casework.queries.filters import OPEN
from motcua.platform.casework.queries.opinions import names_of
from motcua.platform.messaging import api as messaging

log = logging.getLogger(__name__)


def warn_late(*, now: datetime, most: int = 500) -> int:
    """Tell of steps whose own time has passed (once for each time that was set), and of opinions that are late by date (once).

    Of a step: the officer who has the dossier, or else those of its unit who do such steps. Of an opinion: those of the asked unit who
    may answer, and who has the dossier. Returns of how many steps and opinions it told. Two workers at once tell each once.
    """
    told = 0
    for pk in list(_late_steps(now).order_by("step_due_at", "id").values_list("pk", flat=True)[:most]):
        with apart(log, "telling of a late step", pk):
            told += _tell_step(pk, now=now)
    for pk in list(_late_opinions(now).order_by("due_at", "id").values_list("pk", flat=True)[:most]):
        with apart(log, "telling of a late opinion", pk):
            told += _tell_opinion(pk, now=now)
    return told


def _late_steps(now: datetime) -> QuerySet[Dossier]:
    running = Dossier.objects.filter(status__in=OPEN, paused=False, ended_at=None, step_due_at__lt=now)
    return running.exclude(step_due_told=F("step_due_at"))


def _late_opinions(now: datetime) -> QuerySet[Opinion]:
    awaited = Opinion.objects.filter(given_at=None, recalled_at=None, warned_at=None, due_at__lt=midnight(local_date(now)))
    return awaited.filter(dossier__resolved_at=None, dossier__ended_at=None)


@transaction.atomic
def _tell_step(pk: int, *, now: datetime) -> bool:
    row = _late_steps(now).select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is None or row.step_due_at is None:
        return False
    params = {"dossier_code": row.code, "due": f"{local(row.step_due_at):%H:%M %d/%m/%Y}"}
    _send(_holders(row, now=now), template=STEP_LATE, what=f"{row.uuid}:{row.step_due_at:%Y%m%d%H%M%S}", params=params, now=now)
    Dossier.objects.filter(pk=pk).update(step_due_told=row.step_due_at)
    return True


@transaction.atomic
def _tell_opinion(pk: int, *, now: datetime) -> bool:
    found = _late_opinions(now).select_for_update(skip_locked=True, of=("self",)).select_related("dossier").filter(pk=pk).first()
    if found is None:
        return False
    due, row = f"{local(found.due_at):%d/%m/%Y}", found.dossier
    asked = _of_unit(found.unit_code, role=Role(found.role), now=now)
    params = {"dossier_code": row.code, "due": due, "opinion": str(found.uuid)}
    _send(asked, template=OPINION_LATE, what=str(found.uuid), params=params, now=now)
    unit = names_of({found.unit_code}, on=local_date(now)).get(found.unit_code, found.unit_code)
    waiting = [who for who in _holders(row, now=now) if who not in asked]
    _send(waiting, template=OPINION_MISSING, what=str(found.uuid), params={"dossier_code": row.code, "due": due, "unit": unit}, now=now)
    Opinion.objects.filter(pk=pk).update(warned_at=now)
    return True


def _holders(row: Dossier, *, now: datetime) -> list[UUID]:
    """The officer who has the dossier while she is of the unit that holds it; else those of the unit who do such steps."""
    unit = row.handler_code or row.unit_code
    if row.assigned_to is not None:
        here = {o.uuid for o in identity.officers_in(unit_code=unit, now=now, with_delegates=True)}
        if row.assigned_to in here:
            return [row.assigned_to]
    return _of_unit(unit, role=loading.definition_of(row).step(row.step).role, now=now)


def _of_unit(unit_code: str, *, role: Role, now: datetime) -> list[UUID]:
    return [o.uuid for o in identity.officers_in(unit_code=unit_code, role=role, now=now, with_delegates=True)]


def _send(officers: Iterable[UUID], *, template: str, what: str, params: Mapping[str, str], now: datetime) -> None:
    for who in officers:
        messaging.send_to_officer(officer_id=who, template=template, params=params, dedupe_key=f"{template}:{what}:{who}", now=now)
