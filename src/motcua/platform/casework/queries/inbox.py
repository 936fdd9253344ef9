"""Lists of dossiers: the officer's inbox and a citizen's own, by keyset so that the thousandth page is as quick as the first."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from motcua.kernel.actors import Actor, Role
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import Channel, CursorWrong, DossierRow, DossierStatus, DueState, InboxPage
from motcua.platform.casework.contracts.desk import InboxFilter, Sort
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries.filters import OPEN, due_filter, narrowed, searched, steps_of
from motcua.platform.casework.queries.keysets import page_of
from motcua.platform.casework.rules import clock, masking

MOST = 200
COUNTED = 10_000  # how far lists are counted: beyond, "more than" is said, and no page waits for a million rows
_BATCH = 1_000
_NOT_LISTED = (
    "form_data", "party_number", "party_phone", "party_address", "tracking_code", "party_index", "submitter_name", "submitter_number",
    "submitter_phone", "submitter_address",
)


def inbox(  # noqa: PLR0913 - what a list may be asked
    *, actor: Actor, now: datetime, status: int | None = None, due: str = "", query: str = "", cursor: str = "", limit: int = 50,
    mine: bool = False, step: str = "", procedure: str = "", field: str = "", channel: int = 0, assigned: str = "", unit: str = "",
    origin: str = "", received_from: date | None = None, received_to: date | None = None, due_from: date | None = None,
    due_to: date | None = None, sort: str = Sort.URGENT, filters: InboxFilter | None = None,
) -> InboxPage:
    """A page of the dossiers that the actor's units have in hand, most urgent first unless ``sort`` says otherwise.

    ``status`` one of the ten codes (None: all that are open), ``due`` a ``DueState``, ``query`` a code, a personal number or words of a
    name with or without accents, ``mine`` only the steps of the actor's roles; the rest as in ``InboxFilter``, which ``filters`` gives
    whole. ``total`` is -1 when nothing is narrowed, and never above ``COUNTED``. ``CursorWrong``.
    """
    wanted = filters or InboxFilter(
        query=query, status=status or 0, due=due, mine=mine, step=step, procedure=procedure, field=field, channel=channel,
        assigned=assigned, unit=unit, origin=origin, received_from=received_from, received_to=received_to, due_from=due_from,
        due_to=due_to, sort=Sort(sort),
    )
    found = narrowed(policies.in_hand(actor=actor), wanted, actor=actor, now=now)
    page, after = _page(listed(found), sort=wanted.sort, cursor=cursor, limit=min(limit, MOST))
    counted = replace(wanted, mine=False).narrowed
    return InboxPage(
        rows=_shown(page, actor=actor, now=now), next_cursor=after, counts=counts(actor=actor, now=now),
        total=found.order_by()[:COUNTED].count() if counted else -1,
    )


def every(*, actor: Actor, now: datetime, filters: InboxFilter) -> Iterator[DossierRow]:
    """All rows of a list, read in batches: for exports that stream. The same visibility as the list."""
    found = listed(narrowed(policies.in_hand(actor=actor), filters, actor=actor, now=now))
    cursor = ""
    while True:
        page, cursor = _page(found, sort=filters.sort, cursor=cursor, limit=_BATCH)
        yield from _shown(page, actor=actor, now=now)
        if not cursor:
            return


def counts(*, actor: Actor, now: datetime) -> Mapping[str, int]:
    """How many open dossiers the actor has: in all, by status, late, soon, paused, and in the steps of the actor's roles.

    One question over at most ``COUNTED`` rows, the most urgent first where one unit is asked for.
    """
    rows = policies.in_hand(actor=actor).filter(status__in=OPEN)
    if Role.OPERATOR not in actor.roles and len(policies.handled_units(actor=actor)) == 1:
        rows = rows.order_by("attention_at", "id")
    totals = {f"status_{s}": Count("pk", filter=Q(status=s)) for s in OPEN}
    named = {state.value: Count("pk", filter=due_filter(state.value, now)) for state in (DueState.LATE, DueState.SOON, DueState.PAUSED)}
    found: Mapping[str, int] = rows[:COUNTED].aggregate(
        all=Count("pk"), mine=Count("pk", filter=Q(step__in=steps_of(actor) or [""])),  # an empty list would empty the whole answer
        ready=Count("pk", filter=Q(step="intake", status=1, waiting_for_fee=False)),
        to_me=Count("pk", filter=Q(assigned_to=actor.subject_id)), warned=Count("pk", filter=Q(warned__gte=80, resolved_at=None)),
        **totals, **named,
    )
    return found


def my_dossiers(*, actor: Actor, now: datetime, cursor: str = "", limit: int = 20) -> InboxPage:
    """A citizen's own dossiers, the latest first."""
    rows = listed(policies.visible_to(actor=actor))
    page, after = page_of(rows, column="submitted_at", cursor=cursor, limit=min(limit, MOST), latest_first=True)
    total = rows.count()
    return InboxPage(rows=tuple(row_view(r, now=now, open_to=True) for r in page), next_cursor=after, counts={"all": total}, total=total)


def find(*, query: str, actor: Actor, now: datetime, limit: int = 10) -> tuple[DossierRow, ...]:
    """Dossiers that a search box may offer: by code, number or name, open or done, only what the actor may see."""
    found = searched(listed(policies.visible_to(actor=actor)), query).order_by("-submitted_at", "-id")[:limit]
    return _shown(list(found), actor=actor, now=now)


def open_of(*, procedures: Collection[str], actor: Actor, now: datetime, limit: int = MOST) -> tuple[DossierRow, ...]:
    """Open dossiers of these procedures that the actor may see, wherever they are held, the most urgent first."""
    rows = listed(policies.visible_to(actor=actor)).filter(procedure_code__in=sorted(procedures), status__in=OPEN)
    return _shown(list(rows.order_by("attention_at", "id")[:limit]), actor=actor, now=now)


def chosen(*, codes: Sequence[str], actor: Actor, now: datetime) -> tuple[DossierRow, ...]:
    """The dossiers of these codes that the actor may see, in the order of the codes given."""
    found = {r.code: r for r in listed(policies.visible_to(actor=actor)).filter(code__in=list(codes))}
    return _shown([found[code] for code in dict.fromkeys(codes) if code in found], actor=actor, now=now)


def listed(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The rows with their procedure and without what a list does not show (each would be decrypted)."""
    rows = rows.select_related("definition__procedure")
    return rows.defer("definition__document", "definition__procedure__details", *_NOT_LISTED)


def _page(rows: QuerySet[Dossier], *, sort: Sort, cursor: str, limit: int) -> tuple[list[Dossier], str]:
    if sort is Sort.CODE:
        return _page_by_code(rows, cursor=cursor, limit=limit)
    if sort is Sort.NEWEST:
        return page_of(rows, column="submitted_at", cursor=cursor, limit=limit, latest_first=True)
    return page_of(rows, column="attention_at", cursor=cursor, limit=limit)


def _page_by_code(rows: QuerySet[Dossier], *, cursor: str, limit: int) -> tuple[list[Dossier], str]:
    if cursor:
        try:
            rows = rows.filter(code__gt=base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
        except (ValueError, binascii.Error) as error:
            raise CursorWrong from error
    found = list(rows.order_by("code")[: limit + 1])
    if len(found) <= limit:
        return found, ""
    return found[:limit], base64.urlsafe_b64encode(found[limit - 1].code.encode()).decode().rstrip("=")


def _shown(rows: Collection[Dossier], *, actor: Actor, now: datetime) -> tuple[DossierRow, ...]:
    """Lines of a list as the actor may see them; whose names are open to him is asked of all at once."""
    open_to = policies.open_among(actor=actor, rows=rows)
    return tuple(_for(actor, row, row_view(row, now=now, open_to=row.pk in open_to)) for row in rows)


def _for(actor: Actor, row: Dossier, seen: DossierRow) -> DossierRow:
    lent = policies.on_behalf(actor=actor, row=row)
    return replace(seen, on_behalf_of=lent.on_behalf_of, on_behalf_title=lent.title) if lent is not None else seen


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


__all__ = ["COUNTED", "MOST", "OPEN", "chosen", "counts", "every", "find", "inbox", "listed", "my_dossiers", "row_view", "steps_of"]
