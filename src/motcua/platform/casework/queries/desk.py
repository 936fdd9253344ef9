"""What officers keep: saved views and bulk actions; and the work of a unit by officer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, Role
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import Change, DossierStatus
from motcua.platform.casework.contracts.desk import BulkItem, BulkReport, BulkState, BulkUnknown, InboxFilter, SavedView, Workload
from motcua.platform.casework.contracts.scanning import ScanVerb
from motcua.platform.casework.models import BulkRun
from motcua.platform.casework.models import SavedView as SavedRow
from motcua.platform.casework.queries.filters import OPEN, due_filter


def saved_views(*, actor: Actor) -> tuple[SavedView, ...]:
    """The officer's saved views in her order."""
    if actor.subject_id is None:
        return ()
    return tuple(saved_view(r) for r in SavedRow.objects.filter(officer_id=actor.subject_id).order_by("place", "id"))


def saved_view(row: SavedRow) -> SavedView:
    """A saved view as a contract."""
    return SavedView(
        view_id=row.uuid, name=row.name, filter=InboxFilter.from_document(row.filters), is_default=row.is_default, place=row.place
    )


def bulk_report(*, run_id: UUID, actor: Actor) -> BulkReport:
    """A bulk action of the officer as it stands now. ``BulkUnknown``."""
    mine = BulkRun.objects.exclude(verb__in=list(ScanVerb))
    run = mine.filter(uuid=run_id, officer_id=actor.subject_id).first() if actor.subject_id else None
    if run is None:
        raise BulkUnknown
    return report_of(run)


def report_of(run: BulkRun) -> BulkReport:
    """A run as a contract, items in the order they were chosen."""
    items = tuple(
        BulkItem(
            code=i.code, state=BulkState(i.state), change=_change(i.change) if i.change else None, error_vi=i.error_vi,
            error_en=i.error_en,
        )
        for i in run.items.order_by("place")
    )
    return BulkReport(run_id=run.uuid, verb=run.verb, begun_at=run.begun_at, finished_at=run.finished_at, items=items)


def _change(kept: Mapping[str, Any]) -> Change:
    due_at = datetime.fromisoformat(kept["due_at"]) if kept["due_at"] else None
    return Change(
        uuid=UUID(kept["uuid"]), code=kept["code"], seq=kept["seq"], status=DossierStatus(kept["status"]), step=kept["step"], due_at=due_at
    )


def led_units(*, actor: Actor) -> list[str]:
    """Codes of the units that the actor leads, by own or delegated power."""
    return sorted({p.unit_code for p in actor.positions if p.role is Role.LEADER})


def workload(*, actor: Actor, now: datetime) -> tuple[Workload, ...]:
    """Open dossiers of the units that the actor leads, by the officer who has them; unassigned ones first. One count per unit list."""
    units = led_units(actor=actor)
    mine = policies.in_hand(actor=actor).filter(handler_code__in=units, status__in=OPEN)
    counted = mine.order_by().values("handler_code", "assigned_to").annotate(
        open=Count("pk"), late=Count("pk", filter=due_filter("late", now)), soon=Count("pk", filter=due_filter("soon", now)),
        warned=Count("pk", filter=Q(warned__gte=80)), stopped=Count("pk", filter=Q(paused=True)),
    )
    names: dict[UUID | None, str] = {o.uuid: o.full_name for unit in units for o in identity.officers_in(unit_code=unit, now=now)}
    found = [
        Workload(
            unit_code=c["handler_code"], officer_id=c["assigned_to"], name=names.get(c["assigned_to"], ""), open=c["open"], late=c["late"],
            soon=c["soon"], warned=c["warned"], paused=c["stopped"],
        )
        for c in counted
    ]
    return tuple(sorted(found, key=lambda w: (w.unit_code, w.officer_id is not None, -w.late, -w.open, w.name)))


