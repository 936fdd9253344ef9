"""A person decides about money that did not agree with its request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.payments import contracts, models, policies
from motcua.platform.payments.actions.requests import settle
from motcua.platform.payments.rules import MACHINE

ACCEPTED = "accepted"


@transaction.atomic
def resolve(*, discrepancy_id: UUID, resolution: contracts.Resolution, reason: str, now: datetime, actor: Actor) -> None:
    """Close an open discrepancy: settle the request with this money, give it back, or note it.

    Money can be accepted when its request is open and the amount reaches it (late or too much). Raises ``Forbidden``,
    ``DiscrepancyUnknown``, ``CannotAccept``.
    """
    require(policies.can_decide(actor))
    row = models.Discrepancy.objects.select_for_update().filter(uuid=discrepancy_id, resolution="").first()
    if row is None:
        raise contracts.DiscrepancyUnknown
    if resolution == contracts.Resolution.ACCEPT:
        _accept(row, now=now, actor=actor)
    row.resolution, row.reason, row.resolved_at, row.resolved_by = resolution, reason.strip()[:500], now, actor.ref
    row.save(update_fields=["resolution", "reason", "resolved_at", "resolved_by"])


def _accept(row: models.Discrepancy, *, now: datetime, actor: Actor) -> None:
    transfer = models.Transfer.objects.select_for_update().get(pk=row.transfer_id)
    request = models.Request.objects.select_for_update().filter(transfers=transfer).first()
    if request is None or transfer.settled or transfer.amount < request.amount:
        raise contracts.CannotAccept
    if not MACHINE.can(contracts.PaymentState(request.state), "settle"):
        raise contracts.CannotAccept
    settle(request, channel=ACCEPTED, now=now, actor=actor)
    transfer.settled = True
    transfer.save(update_fields=["settled"])
