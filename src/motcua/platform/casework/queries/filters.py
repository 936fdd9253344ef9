"""What an officer's list is narrowed by, as SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local
from motcua.kernel.periods import midnight
from motcua.kernel.text import syllables
from motcua.kit.fields import blind_index
from motcua.platform.casework.contracts import DueState
from motcua.platform.casework.contracts.desk import InboxFilter
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.rules.codes import DOSSIER, normal_dossier_code

OPEN = (1, 2, 4, 5, 6, 9)
_STEPS = {Role.RECEPTION: ("intake", "dispatch", "returning"), Role.APPRAISER: ("appraisal",), Role.LEADER: ("signing",)}
_OWN = "own"  # origin: filed with us, not with another system


def steps_of(actor: Actor) -> list[str]:
    """The steps that the actor's roles hold."""
    return sorted({step for role in actor.roles for step in _STEPS.get(role, ())})


def narrowed(rows: QuerySet[Dossier], wanted: InboxFilter, *, actor: Actor, now: datetime) -> QuerySet[Dossier]:
    """The rows that the filter lets through; open ones unless a status is asked for."""
    rows = rows.filter(status=wanted.status) if wanted.status else rows.filter(status__in=OPEN)
    rows = searched(rows, wanted.query) if wanted.query.strip() else rows
    parts: list[tuple[object, Callable[[], Q]]] = [
        (wanted.due, lambda: due_filter(wanted.due, now)),
        (wanted.mine, lambda: Q(step__in=steps_of(actor))),
        (wanted.step, lambda: Q(step=wanted.step)),
        (wanted.procedure, lambda: Q(procedure_code=wanted.procedure)),
        (wanted.field, lambda: Q(field=wanted.field)),
        (wanted.channel, lambda: Q(channel=wanted.channel)),
        (wanted.assigned, lambda: _assigned(wanted.assigned, actor)),
        (wanted.unit, lambda: Q(handler_code=wanted.unit)),
        (wanted.origin, lambda: Q(origin="" if wanted.origin == _OWN else wanted.origin)),
        (wanted.received_from or wanted.received_to, lambda: _days("received_at", wanted.received_from, wanted.received_to)),
        (wanted.due_from or wanted.due_to, lambda: _days("due_at", wanted.due_from, wanted.due_to)),
    ]
    for asked, part in parts:
        rows = rows.filter(part()) if asked else rows
    return rows


def due_filter(due: str, now: datetime) -> Q:
    """Dossiers in a due state; dates are compared, not minutes."""
    start = local(now).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    running = Q(due_at__isnull=False, paused=False, resolved_at=None, ended_at=None)
    match due:
        case DueState.LATE:
            return running & Q(due_at__lt=start)
        case DueState.SOON:
            return running & Q(due_at__gte=start, due_at__lt=start + timedelta(days=2))
        case DueState.ON_TRACK:
            return running & Q(due_at__gte=start + timedelta(days=2))
        case DueState.PAUSED:
            return Q(paused=True)
        case DueState.NONE:
            return Q(due_at=None)
        case _:
            return Q()


def searched(rows: QuerySet[Dossier], query: str) -> QuerySet[Dossier]:
    """Rows whose code, personal number or owner's name is what was typed; names and numbers by blind index."""
    text = query.strip()
    code = normal_dossier_code(text)
    if DOSSIER.match(code):
        return rows.filter(code=code)
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) in (9, 10, 12) and digits == text.replace(" ", ""):
        return rows.filter(number_index=blind_index(digits, purpose="casework.number"))
    if "-" in text or text.isdigit():
        return rows.filter(code__endswith=code)
    wanted = [blind_index(s, purpose="casework.name")[:16] for s in syllables(text)]
    return rows.filter(party_index__contains=wanted) if wanted else rows.none()


def _assigned(assigned: str, actor: Actor) -> Q:
    if assigned == "none":
        return Q(assigned_to=None)
    try:
        return Q(assigned_to=actor.subject_id if assigned == "me" else UUID(assigned))
    except ValueError:
        return Q(pk__in=())


def _days(column: str, first: date | None, last: date | None) -> Q:
    """Instants on the days from ``first`` to ``last``, both included, in Vietnam."""
    found = Q(**{f"{column}__gte": midnight(first)}) if first else Q()
    return found & Q(**{f"{column}__lt": midnight(last + timedelta(days=1))}) if last else found
