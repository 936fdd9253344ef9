"""Reads of the room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.foundation.consent.contracts import Erasure
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import CursorWrong, Dossier
from motcua.services.post import adapters, models, policies
from motcua.services.post.contracts import ConsignmentState, ConsignmentView, PostAddress, PostStatus, Step

_WAITING = (ConsignmentState.CHOSEN, ConsignmentState.REFUSED, ConsignmentState.RETURNED, ConsignmentState.ORDERED)
_MOST = 200
_NOBODY = PostAddress(name="", phone="", line="")


def offered() -> bool:
    """Whether results can be sent by post here."""
    return adapters.offered()


def fee(*, unit_code: str, on: date) -> int:
    """What the postman collects, đồng: within the city (``unit_code`` of today) or beyond it."""
    return int(registers.rule(code="post.fee_city" if unit_code else "post.fee_country", on=on).value)


def of_draft(*, draft_id: UUID, actor: Actor) -> ConsignmentView | None:
    """What the actor chose for a draft of hers; None when nothing, or for another's draft."""
    row = models.Consignment.objects.filter(draft_id=draft_id, owner_ref=actor.ref).first()
    return None if row is None or row.state == ConsignmentState.DROPPED else view(row)


def of_dossier(*, code: str, actor: Actor) -> ConsignmentView | None:
    """How the dossier's result goes by post, with what the post told; None when it does not.

    ``DossierUnknown`` for whoever may not know it; without the address for whoever may not see personal data.
    """
    return of_shown(dossier=casework.dossier(code=code, actor=actor))


def of_shown(*, dossier: Dossier) -> ConsignmentView | None:
    """The same for a dossier that casework has shown to somebody: what it hides of the person is hidden here."""
    row = models.Consignment.objects.filter(dossier_id=dossier.uuid).first()
    sees_personal = bool(dossier.tracking_code)  # casework shows this code to whoever may see personal data, and to nobody else
    return None if row is None else view(row, personal=sees_personal, steps=True)


def waiting(*, actor: Actor, after: UUID | None = None, limit: int = _MOST) -> tuple[ConsignmentView, ...]:
    """Results that wait at the officer's desks to be handed to the post, the oldest first; those that came back among them.

    ``after``: the last of the page before, also when it was handed over meanwhile. ``CursorWrong``.
    """
    here = models.Consignment.objects.filter(desk_code__in=policies.desks(actor=actor), ready_at__isnull=False)
    rows = here.filter(state__in=_WAITING)
    if after is not None:
        last = here.filter(uuid=after).first()
        if last is None or last.ready_at is None:
            raise CursorWrong
        rows = rows.filter(Q(ready_at__gt=last.ready_at) | Q(ready_at=last.ready_at, id__gt=last.pk))
    return tuple(view(row) for row in rows.order_by("ready_at", "id")[:limit])


def view(row: models.Consignment, *, personal: bool = True, steps: bool = False) -> ConsignmentView:
    """A row as a contract."""
    kept: dict[str, str] = dict(row.address)  # type: ignore[call-overload]  # an encrypted JSON column: the stubs take it for text
    told = row.events.filter(client_ref=row.client_ref).order_by("at", "id") if steps else ()
    return ConsignmentView(
        consignment_id=row.uuid, dossier_code=row.dossier_code, state=ConsignmentState(row.state),
        address=PostAddress(**kept) if personal else _NOBODY, fee=row.fee, tracking_code=row.tracking_code,
        handed_over_at=row.handed_over_at, delivered_at=row.delivered_at, returned_at=row.returned_at, problem=row.problem,
        steps=tuple(Step(status=PostStatus(e.status), at=e.at) for e in told),
    )


class ConsignmentsSource:
    """Where results were sent by post. The address goes with the dossier it belongs to."""

    key = "post"
    label_vi = "Kết quả gửi bưu điện"
    label_en = "Results sent by post"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Every consignment with its address."""
        return {
            "consignments": [
                {"dossier": row.dossier_code, "state": row.state, "address": row.address, "changed_at": row.changed_at.isoformat()}
                for row in _sent_to(person_id)
            ]
        }

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """Choices for drafts that came to nothing go; what belongs to a dossier stays with it."""
        removed, _ = _sent_to(person_id).filter(dossier_id=None).delete()
        kept = _sent_to(person_id).count()
        vi = "Địa chỉ gửi lưu cùng hồ sơ (Luật Lưu trữ 33/2024/QH15)."
        en = "The address is kept with its dossier (Luật Lưu trữ 33/2024/QH15)."
        return Erasure(removed=removed, kept=kept, reason_vi=vi if kept else "", reason_en=en if kept else "")


def _sent_to(person_id: UUID) -> QuerySet[models.Consignment]:
    return models.Consignment.objects.filter(owner_ref=f"citizen:{person_id}").order_by("id")
