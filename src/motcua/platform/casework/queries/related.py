"""Other dossiers that belong to one, and those whose time is used up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import DossierRow, DossierStatus, EventKind, InboxPage, RelatedDossier, Relation
from motcua.platform.casework.models import Dossier, DossierEvent
from motcua.platform.casework.queries import inbox
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.casework.queries.keysets import page_of

_MOST = 200


def related(*, code: str, actor: Actor) -> tuple[RelatedDossier, ...]:
    """The dossier that this one is a part of, its parts, its appeal or what it appeals against; each only if the actor may know it.

    An officer who sees a dossier sees that its parts exist, without their content. ``DossierUnknown``.
    """
    return of_row(row_of(code=code, actor=actor), actor=actor)


def of_row(row: Dossier, *, actor: Actor, events: list[DossierEvent] | None = None) -> tuple[RelatedDossier, ...]:
    """The same for a row in hand, with its history when that is in hand too."""
    wanted: dict[UUID, Relation] = dict.fromkeys(row.children.values_list("uuid", flat=True), Relation.CHILD)
    if row.parent is not None:
        wanted[row.parent.uuid] = Relation.PARENT
    kinds = (EventKind.SUBMITTED, EventKind.APPEALED)
    told = DossierEvent.objects.filter(dossier_id=row.pk, kind__in=kinds) if events is None else [e for e in events if e.kind in kinds]
    for details in (e.details for e in told):
        if details.get("appeals"):
            wanted[UUID(details["appeals"])] = Relation.APPEALED
        if details.get("appeal"):
            wanted[UUID(details["appeal"])] = Relation.APPEAL
    if not wanted:
        return ()
    officer = actor.kind in (ActorKind.OFFICER, ActorKind.SYSTEM)
    rows = Dossier.objects.all() if officer else policies.visible_to(actor=actor)
    found = rows.filter(uuid__in=wanted).select_related("definition__procedure").order_by("id")
    return tuple(
        RelatedDossier(
            relation=wanted[r.uuid], uuid=r.uuid, code=r.code, procedure_code=r.procedure_code,
            procedure_name=r.definition.procedure.name.rstrip(": "), unit_code=r.unit_code, status=DossierStatus(r.status), due_at=r.due_at,
        )
        for r in found
    )


def escalations(*, actor: Actor, now: datetime, cursor: str = "", limit: int = 50) -> InboxPage:
    """Dossiers in the actor's units of which all the time is used and the result is not there: what the leader is told of."""
    found = policies.in_hand(actor=actor).filter(warned=100, resolved_at=None, ended_at=None).exclude(paused=True)
    rows = inbox.listed(found)
    page, after = page_of(rows, column="due_at", cursor=cursor, limit=min(limit, _MOST))
    open_to = policies.open_among(actor=actor, rows=page)
    shown: tuple[DossierRow, ...] = tuple(inbox.row_view(r, now=now, open_to=r.pk in open_to) for r in page)
    total = found.count()
    return InboxPage(rows=shown, next_cursor=after, counts={"all": total}, total=total)
