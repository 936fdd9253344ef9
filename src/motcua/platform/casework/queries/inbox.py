"""Lists of dossiers: the officer's inbox and a citizen's own, by keyset so that the thousandth page is as quick as the first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local
from motcua.kernel.text import syllables
from motcua.kit.fields import blind_index
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import (
    Channel,
    DossierRow,
    DossierStatus,
    DueState,
    InboxPage,
)
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries.keysets import page_of
from motcua.platform.casework.rules import clock, masking
from motcua.platform.casework.rules.codes import DOSSIER, normal_dossier_code

OPEN = (1, 2, 4, 5, 6, 9)
MOST = 200
_NOT_LISTED = (
    "form_data", "party_number", "party_phone", "party_address", "tracking_code", "party_index", "submitter_name", "submitter_number",
    "submitter_phone", "submitter_address",
)
_STEPS = {Role.RECEPTION: ("intake", "dispatch", "returning"), Role.APPRAISER: ("appraisal",), Role.LEADER: ("signing",)}


def inbox(  # noqa: PLR0913 - what a list may be asked
    *, actor: Actor, now: datetime, status: int | None = None, due: str = "", query: str = "", cursor: str = "", limit: int = 50,
    mine: bool = False, step: str = "",
) -> InboxPage:
    """A page of the dossiers that the actor's units have in hand, most urgent first.

    ``status`` one of the ten codes (None: all that are open), ``due`` a ``DueState`` (late, soon, paused), ``query`` a code, a personal
    number or words of a name with or without accents, ``mine`` only the steps of the actor's roles. ``CursorWrong``.
    """
    visible = listed(policies.in_hand(actor=actor))
    rows = visible.filter(status=status) if status else visible.filter(status__in=OPEN)
    rows = _searched(rows, query) if query.strip() else rows
    rows = rows.filter(_due_filter(due, now)) if due else rows
    rows = rows.filter(step__in=steps_of(actor)) if mine else rows
    rows = rows.filter(step=step) if step else rows
    page, after = page_of(rows, column="attention_at", cursor=cursor, limit=min(limit, MOST))
    return InboxPage(
        rows=tuple(row_view(r, now=now, open_to=policies.sees_personal(actor=actor, row=r)) for r in page), next_cursor=after,
        counts=counts(actor=actor, now=now), total=rows.count() if query or due or status else -1,
    )


def counts(*, actor: Actor, now: datetime) -> Mapping[str, int]:
    """How many open dossiers the actor has: in all, by status, late, soon, paused, and in the steps of the actor's roles."""
    visible = listed(policies.in_hand(actor=actor)).filter(status__in=OPEN)
    totals = {f"status_{s}": Count("pk", filter=Q(status=s)) for s in OPEN}
    named = {state.value: Count("pk", filter=_due_filter(state.value, now)) for state in (DueState.LATE, DueState.SOON, DueState.PAUSED)}
    steps = steps_of(actor)
    found: Mapping[str, int] = visible.order_by().aggregate(
        all=Count("pk"), mine=Count("pk", filter=Q(step__in=steps)),
        ready=Count("pk", filter=Q(step="intake", status=1, waiting_for_fee=False)),
        **totals, **named,
    )
    return found


def steps_of(actor: Actor) -> list[str]:
    """The steps that the actor's roles hold."""
    return sorted({step for role in actor.roles for step in _STEPS.get(role, ())})


def my_dossiers(*, actor: Actor, now: datetime, cursor: str = "", limit: int = 20) -> InboxPage:
    """A citizen's own dossiers, the latest first."""
    rows = _handled(actor)
    page, after = page_of(rows, column="submitted_at", cursor=cursor, limit=min(limit, MOST), latest_first=True)
    total = rows.count()
    return InboxPage(rows=tuple(row_view(r, now=now, open_to=True) for r in page), next_cursor=after, counts={"all": total}, total=total)


def find(*, query: str, actor: Actor, now: datetime, limit: int = 10) -> tuple[DossierRow, ...]:
    """Dossiers that a search box may offer: by code, number or name, open or done, only what the actor may see."""
    rows = _handled(actor)
    found = _searched(rows, query).order_by("-submitted_at", "-id")[:limit]
    return tuple(row_view(r, now=now, open_to=policies.sees_personal(actor=actor, row=r)) for r in found)


def _handled(actor: Actor) -> QuerySet[Dossier]:
    """What the actor may see, without the columns that a list does not show (each would be decrypted)."""
    return listed(policies.visible_to(actor=actor))


def listed(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The rows with their procedure and without what a list does not show."""
    rows = rows.select_related("definition__procedure")
    return rows.defer("definition__document", "definition__procedure__details", *_NOT_LISTED)


def _searched(rows: QuerySet[Dossier], query: str) -> QuerySet[Dossier]:
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


def _due_filter(due: str, now: datetime) -> Q:
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


def row_view(row: Dossier, *, now: datetime, open_to: bool) -> DossierRow:
    """One line of a list; the name is masked unless ``open_to``."""
    ended = row.ended_at is not None and row.resolved_at is None
    return DossierRow(
        uuid=row.uuid, code=row.code, procedure_code=row.procedure_code, procedure_name=row.definition.procedure.name.rstrip(": "),
        unit_code=row.unit_code, party_name=row.party_name if open_to else masking.mask_name(row.party_name), channel=Channel(row.channel),
        status=DossierStatus(row.status), step=row.step, submitted_at=row.submitted_at, due_at=row.due_at,
        due_state=clock.due_state(due_at=row.due_at, done_at=row.resolved_at, paused=row.paused, ended=ended, now=now),
        waiting_for_fee=row.waiting_for_fee, assigned_to=row.assigned_to, handler_code=row.handler_code, step_due_at=row.step_due_at,
        attention_at=row.attention_at, warned=row.warned, origin=row.origin,
    )
