"""A person decides about money that did not agree with its request: take the case, decide, take it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.payments import contracts, models, policies
from motcua.platform.payments.actions import ledger, refunds
from motcua.platform.payments.contracts import PaymentState, RefundState, Resolution
from motcua.platform.payments.rules import MACHINE

ACCEPTED = "accepted"


@transaction.atomic
def resolve(
    *, discrepancy_id: UUID, resolution: Resolution, reason: str, now: datetime, actor: Actor, payee: contracts.PayeeAccount | None = None
) -> None:
    """Close an open discrepancy: settle the request with this money, give it back, or note it.

    Money can be accepted when its request is open and the amount reaches what is still asked (late or too much). Giving back begins a
    refund that another person approves. Raises ``Forbidden``, ``DiscrepancyUnknown``, ``CannotAccept``, ``RefundTooLarge``.
    """
    require(policies.can_decide(actor))
    row = _locked(discrepancy_id, is_open=True)
    if resolution == Resolution.ACCEPT:
        _accept(row, reason=reason, now=now, actor=actor)
        return
    if resolution == Resolution.REFUND:
        if row.transfer is None:
            raise contracts.CannotAccept
        refunds.begin(row.transfer, discrepancy=row, amount=None, reason=reason, payee=payee, now=now, actor=actor)
    ledger.close(row, resolution, reason=reason, now=now, actor=actor)
    _restand(row)


@transaction.atomic
def assign(*, discrepancy_id: UUID, officer_ref: str, officer_name: str, now: datetime, actor: Actor) -> None:
    """Give an open discrepancy to an officer; empty gives it back to the queue. ``Forbidden``, ``DiscrepancyUnknown``."""
    require(policies.can_decide(actor))
    row = _locked(discrepancy_id, is_open=True)
    row.assigned_to, row.assigned_name = officer_ref[:80], officer_name[:200]
    row.save(update_fields=["assigned_to", "assigned_name"])
    ledger.decide(row, act="assigned", what="", reason=officer_ref, now=now, actor=actor)


@transaction.atomic
def undo(*, discrepancy_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Open a decided discrepancy again. Noted ones, and refunds that were not sent, can be taken back; settled requests cannot.

    Raises ``Forbidden``, ``DiscrepancyUnknown``, ``CannotUndo``.
    """
    require(policies.can_decide(actor))
    row = _locked(discrepancy_id, is_open=False)
    if row.resolution == Resolution.ACCEPT or row.transfer is None:
        raise contracts.CannotUndo
    if row.resolution == Resolution.NOTED and row.transfer.settled and ledger.rest_of(row.transfer) == 0:
        raise contracts.CannotUndo
    if row.resolution == Resolution.REFUND:
        for refund in row.refunds.exclude(state__in=[RefundState.REJECTED, RefundState.WITHDRAWN]):
            if refund.state not in (RefundState.REQUESTED, RefundState.APPROVED):
                raise contracts.CannotUndo
            refunds.withdraw(refund_id=refund.uuid, now=now, actor=actor)
    row.resolution, row.reason, row.resolved_at, row.resolved_by = "", "", None, ""
    row.save(update_fields=["resolution", "reason", "resolved_at", "resolved_by"])
    ledger.decide(row, act="undone", what="", reason=reason, now=now, actor=actor)
    _restand(row)


def _locked(discrepancy_id: UUID, *, is_open: bool) -> models.Discrepancy:
    """The row with its request, transfer and itself locked in that order; ``DiscrepancyUnknown``."""
    rows = models.Discrepancy.objects.filter(uuid=discrepancy_id)
    rows = rows.filter(resolution="") if is_open else rows.exclude(resolution="")
    found = rows.select_related("transfer").first()
    if found is None:
        raise contracts.DiscrepancyUnknown
    if found.transfer is not None:
        if found.transfer.request_id:
            models.Request.objects.select_for_update().get(pk=found.transfer.request_id)
        models.Transfer.objects.select_for_update().get(pk=found.transfer.pk)
    row = rows.select_for_update(of=("self",)).select_related("transfer__request").first()
    if row is None:  # somebody was quicker
        raise contracts.DiscrepancyUnknown
    return row


def _restand(row: models.Discrepancy) -> None:
    if row.transfer is not None:
        transfer = models.Transfer.objects.select_related("request").get(pk=row.transfer.pk)
        ledger.restand(transfer, transfer.request)


def _accept(row: models.Discrepancy, *, reason: str, now: datetime, actor: Actor) -> None:
    transfer = row.transfer
    request = None if transfer is None else transfer.request
    if transfer is None or request is None or transfer.settled:
        raise contracts.CannotAccept
    wanted = request.amount - request.paid_amount
    if not MACHINE.can(PaymentState(request.state), "settle") or not 0 < wanted <= ledger.rest_of(transfer):
        raise contracts.CannotAccept
    ledger.close(row, Resolution.ACCEPT, reason=reason, now=now, actor=actor)
    ledger.pay(transfer, request, amount=wanted, channel=ACCEPTED, now=now, actor=actor)
    if ledger.rest_of(transfer):
        ledger.disagree(transfer, request, contracts.DiscrepancyKind.OVER, amount=transfer.amount, now=now)
