"""Saved views: lists that an officer keeps under a name, hers alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.errors import Forbidden, Invalid
from motcua.kernel.text import squeeze
from motcua.platform.casework.contracts.desk import InboxFilter, SavedView, ViewTaken, ViewUnknown
from motcua.platform.casework.models import SavedView as Row
from motcua.platform.casework.queries.desk import saved_view

_MOST, _LONGEST = 20, 60


@transaction.atomic
def save_view(
    *, name: str, filters: InboxFilter, actor: Actor, now: datetime, is_default: bool = False, view_id: UUID | None = None
) -> SavedView:
    """Keep a list under a name, or replace the one of ``view_id``; the same name and filters again change nothing.

    ``ViewTaken``, ``ViewUnknown``, ``Invalid`` for no name or more than twenty views, ``Forbidden`` for whoever is no officer.
    """
    owner, kept_name = _officer(actor), squeeze(name)[:_LONGEST]
    if not kept_name:
        raise Invalid(fields={"name": ("Đặt tên cho danh sách.", "Name the list.")})
    mine = Row.objects.select_for_update().filter(officer_id=owner)
    row = _own(mine, view_id) if view_id is not None else mine.filter(name=kept_name).first()
    document = filters.to_document()
    if view_id is None and row is not None and row.filters != document:
        raise ViewTaken(fields={"name": (ViewTaken.vi.format(name=kept_name), ViewTaken.en.format(name=kept_name))}, name=kept_name)
    if row is None:
        if mine.count() >= _MOST:
            raise Invalid(fields={"name": (f"Chỉ lưu tối đa {_MOST} danh sách.", f"At most {_MOST} lists are kept.")})
        row = Row(officer_id=owner, place=(mine.aggregate(last=Max("place"))["last"] or 0) + 1)
    row.name, row.filters, row.saved_at = _free(mine, kept_name, row.pk), document, now
    if is_default:
        mine.exclude(pk=row.pk).update(is_default=False)
    row.is_default = is_default
    row.save()
    return saved_view(row)


@transaction.atomic
def rename_view(*, view_id: UUID, name: str, actor: Actor) -> SavedView:
    """Give a saved view another name. ``ViewUnknown``, ``ViewTaken``, ``Invalid``."""
    mine = Row.objects.select_for_update().filter(officer_id=_officer(actor))
    row, kept_name = _own(mine, view_id), squeeze(name)[:_LONGEST]
    if not kept_name:
        raise Invalid(fields={"name": ("Đặt tên cho danh sách.", "Name the list.")})
    row.name = _free(mine, kept_name, row.pk)
    row.save(update_fields=["name"])
    return saved_view(row)


@transaction.atomic
def choose_default_view(*, view_id: UUID | None, actor: Actor) -> None:
    """Open the list with this view by itself; None: with one's own work again. ``ViewUnknown``."""
    mine = Row.objects.select_for_update().filter(officer_id=_officer(actor))
    row = _own(mine, view_id) if view_id is not None else None
    mine.update(is_default=False)
    if row is not None:
        mine.filter(pk=row.pk).update(is_default=True)


@transaction.atomic
def move_view(*, view_id: UUID, up: bool, actor: Actor) -> None:
    """Change places with the neighbour before or after; at the end nothing changes. ``ViewUnknown``."""
    mine = list(Row.objects.select_for_update().filter(officer_id=_officer(actor)).order_by("place", "id"))
    at = next((n for n, row in enumerate(mine) if row.uuid == view_id), None)
    if at is None:
        raise ViewUnknown
    other = at - 1 if up else at + 1
    if 0 <= other < len(mine):
        mine[at], mine[other] = mine[other], mine[at]
    for place, row in enumerate(mine, start=1):
        row.place = place
    Row.objects.bulk_update(mine, ["place"])


def delete_view(*, view_id: UUID, actor: Actor) -> bool:
    """Forget a saved view. False when there is none (any more)."""
    return bool(Row.objects.filter(officer_id=_officer(actor), uuid=view_id).delete()[0])


def _officer(actor: Actor) -> UUID:
    if actor.kind is not ActorKind.OFFICER or actor.subject_id is None:
        raise Forbidden(reason_vi="danh sách đã lưu dành cho cán bộ.", reason_en="saved lists are for officers.")
    return actor.subject_id


def _own(mine: QuerySet[Row], view_id: UUID) -> Row:
    row = mine.filter(uuid=view_id).first()
    if row is None:
        raise ViewUnknown
    return row


def _free(mine: QuerySet[Row], name: str, pk: int | None) -> str:
    others = mine.filter(name=name) if pk is None else mine.filter(name=name).exclude(pk=pk)
    if others.exists():
        raise ViewTaken(fields={"name": (ViewTaken.vi.format(name=name), ViewTaken.en.format(name=name))}, name=name)
    return name
