"""Reads of the audit log: entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, Subquery

from motcua.foundation.audit import rules
from motcua.foundation.audit.contracts import AuditEntry, EntryPage, EntryUnknown
from motcua.foundation.audit.models import Entry, Link, Seal
from motcua.foundation.audit.queries.tolerant import UNREADABLE, tolerant


def record(row: Entry) -> dict[str, Any]:
    """The value of a row that is hashed."""
    return rules.record_of(
        uuid=row.uuid,
        at=row.at,
        actor_ref=row.actor_ref,
        on_behalf_of=row.on_behalf_of,
        action=row.action,
        object_ref=row.object_ref,
        ground=row.ground,
        details=row.details,
        person=row.person,
        dossier=row.dossier,
        unit=row.unit,
        form=row.form,
    )


@tolerant()
def entries(  # noqa: PLR0913 - one for each filter of the page
    *,
    object_ref: str | None = None,
    actor_ref: str | None = None,
    person: str | None = None,
    dossier: str | None = None,
    unit: str | None = None,
    action: str | None = None,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
    units: Collection[str] | None = None,
) -> EntryPage:
    """Entries newest first, narrowed by what is given; ``before`` is the cursor of the page before, the period is half-open.

    Newest by when they were recorded; of a period by their own instants, so that a period long ago is read from its end and not from
    today's.
    ``units``: only acts of officers of these units, whatever else is asked for; None for all.
    """
    rows = Entry.objects.order_by("-at", "-id") if from_at or to_at else Entry.objects.order_by("-id")
    wanted = {
        "object_ref": object_ref, "actor_ref": actor_ref, "person": person, "dossier": dossier, "unit": unit, "action": action,
        "at__gte": from_at, "at__lt": to_at,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if units is not None:
        rows = rows.filter(unit__in=units)
    if before is not None:
        rows = rows.filter(_behind(before) if from_at or to_at else Q(id__lt=before))
    page = list(rows[: limit + 1])
    shown = contracts_of(page[:limit])
    return EntryPage(entries=shown, next_before=shown[-1].cursor if len(page) > limit else None)


def _behind(cursor: int) -> Q:
    """What lies behind an entry in a period; its instant is compared where it is kept: it may be one of no calendar."""
    instant = Subquery(Entry.objects.filter(pk=cursor).values("at"))
    return Q(at__lte=instant) & (Q(at__lt=instant) | Q(id__lt=cursor))


@tolerant()
def entry(*, entry_uuid: UUID, units: Collection[str] | None = None) -> AuditEntry:
    """One entry; ``EntryUnknown``, also for one of another unit than ``units`` where these are given."""
    row = Entry.objects.filter(uuid=entry_uuid).first()
    if row is None or (units is not None and row.unit not in units):
        raise EntryUnknown
    return contracts_of([row])[0]


@tolerant()
def since(*, entry_uuid: UUID) -> tuple[AuditEntry, ...]:
    """An entry and all that was recorded of the same object after it, newest first: that entry is the last. ``EntryUnknown``."""
    named = Entry.objects.filter(uuid=entry_uuid)
    rows = Entry.objects.filter(object_ref=Subquery(named.values("object_ref")), id__gte=Subquery(named.values("id"))).order_by("-id")
    found = list(rows)
    if not found:
        raise EntryUnknown
    return contracts_of(found)


def contracts_of(rows: Sequence[Entry]) -> tuple[AuditEntry, ...]:
    """Entries as they cross the door, each with its place."""
    keys = [row.pk for row in rows]
    places = {pk: (rules.FIRST_BOOK, seq) for pk, seq in Seal.objects.filter(entry__in=keys).values_list("entry_id", "seq")}
    places |= {pk: (stream, seq) for pk, stream, seq in Link.objects.filter(entry__in=keys).values_list("entry_id", "stream", "seq")}
    return tuple(_contract(row, *places.get(row.pk, ("", None))) for row in rows)


def _contract(row: Entry, stream: str, seq: int | None) -> AuditEntry:
    return AuditEntry(
        uuid=row.uuid,
        at=row.at or UNREADABLE,
        actor_ref=row.actor_ref or "",
        on_behalf_of=row.on_behalf_of or "",
        action=row.action or "",
        object_ref=row.object_ref or "",
        ground=row.ground or "",
        details=row.details if isinstance(row.details, Mapping) else {"?": row.details},
        person=row.person or "",
        dossier=row.dossier or "",
        unit=row.unit or "",
        stream=stream,
        cursor=row.pk,
        seq=seq,
    )
