"""Money goes back: asked for by one person, approved by another, sent through the bank, confirmed by its statement (or in cash)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.ids import public_code
from motcua.kernel.policy import require
from motcua.platform.payments import contracts, events, models, policies, queries, rules
from motcua.platform.payments.actions import ledger
from motcua.platform.payments.actions.issuing import issue_for
from motcua.platform.payments.contracts import DiscrepancyKind, PayeeAccount, PaymentState, RefundState, Resolution

_BIN_DIGITS = 6


@transaction.atomic
def request_refund(
    *, payment_id: UUID, amount: int | None, reason: str, now: datetime, actor: Actor, payee: PayeeAccount | None = None
) -> tuple[contracts.Refund, ...]:
    """Ask to give back ``amount`` đồng (None: all) of a paid request; the latest money goes back first, one refund per payment.

    Raises ``Forbidden``, ``PaymentUnknown``, ``TransitionRefused``, ``RefundTooLarge``.
    """
    request = _locked_request(payment_id)
    require(policies.can_ask_refund(actor, request.unit_code))
    if request.state != PaymentState.PAID:
        rules.MACHINE.next(PaymentState(request.state), "refund")
    wanted = request.paid_amount if amount is None else amount
    if not 0 < wanted <= request.paid_amount:
        raise contracts.RefundTooLarge(most=request.paid_amount)
    made = []
    for transfer in models.Transfer.objects.select_for_update().filter(request=request, allocated__gt=0).order_by("-id"):
        part = min(wanted, transfer.allocated)
        if part:
            _take_back(transfer, request, part, now=now, actor=actor)
            made.append(_begin(transfer, request, amount=part, counted=part, reason=reason, payee=payee, now=now, actor=actor))
            wanted -= part
    return tuple(queries.to_refund(row) for row in made)


def begin(
    transfer: models.Transfer, *, discrepancy: models.Discrepancy, amount: int | None, reason: str, payee: PayeeAccount | None,
    now: datetime, actor: Actor,
) -> models.Refund:  # fmt: skip
    """Ask to give back the money of a discrepancy, in the transaction of the decision. ``RefundTooLarge`` when nothing is left."""
    transfer = models.Transfer.objects.select_for_update(of=("self",)).select_related("request").get(pk=transfer.pk)
    request = transfer.request
    if discrepancy.kind == DiscrepancyKind.SHORT and request is not None and request.state == PaymentState.PARTLY_PAID:
        ledger.release(transfer, request, amount=transfer.allocated, why="refund", now=now, actor=actor)
    most = ledger.rest_of(transfer)
    wanted = most if amount is None else amount
    if not 0 < wanted <= most:
        raise contracts.RefundTooLarge(most=most)
    return _begin(transfer, request, amount=wanted, counted=0, reason=reason, payee=payee, now=now, actor=actor, discrepancy=discrepancy)


def _take_back(transfer: models.Transfer, request: models.Request, amount: int, *, now: datetime, actor: Actor) -> None:
    models.Allocation.objects.create(transfer=transfer, request=request, amount=-amount, why="refund", made_at=now, made_by=actor.ref)
    transfer.allocated -= amount
    request.paid_amount -= amount
    request.refunding_amount += amount
    transfer.save(update_fields=["allocated"])
    request.save(update_fields=["paid_amount", "refunding_amount"])


def _begin(
    transfer: models.Transfer, request: models.Request | None, *, amount: int, counted: int, reason: str, payee: PayeeAccount | None,
    now: datetime, actor: Actor, discrepancy: models.Discrepancy | None = None,
) -> models.Refund:  # fmt: skip
    transfer.returning += amount
    transfer.save(update_fields=["returning"])
    ledger.restand(transfer, request)
    row = models.Refund.objects.create(
        code=f"HT{public_code(length=10)}", transfer=transfer, request=request, discrepancy=discrepancy, amount=amount,
        from_allocated=counted, reason=reason.strip()[:500], requested_at=now, requested_by=actor.ref,
        in_cash=transfer.way == contracts.Way.CASH,
    )  # fmt: skip
    _keep_payee(row, payee)
    fact = events.RefundRequested(
        refund_id=row.uuid,
        payment_id=request.uuid if request else None,
        ref=request.ref if request else "",
        amount=amount,
        requested_at=now,
    )
    outbox.publish(event=fact, now=now, actor=actor)
    return row


def _keep_payee(row: models.Refund, payee: PayeeAccount | None) -> None:
    if payee is None:
        return
    known = len(payee.bank_bin) == _BIN_DIGITS and payee.bank_bin.isdigit() and payee.account.isalnum() and payee.name.strip()
    if not known:
        raise contracts.PayeeNeeded
    row.payee_bin, row.payee_account, row.payee_name = payee.bank_bin, payee.account[:34], payee.name.strip()[:200]
    row.save(update_fields=["payee_bin", "payee_account", "payee_name"])


@transaction.atomic
def approve_refund(*, refund_id: UUID, now: datetime, actor: Actor, payee: PayeeAccount | None = None) -> contracts.Refund:
    """Approve what somebody else asked for. ``Forbidden``, ``FourEyes``, ``RefundUnknown``, ``PayeeNeeded``, ``TransitionRefused``."""
    row = locked(refund_id)
    require(policies.can_approve_refund(actor, _unit_of(row)))
    if row.requested_by == actor.ref:
        raise contracts.FourEyes
    _keep_payee(row, payee)
    if not row.in_cash and not row.payee_account:
        raise contracts.PayeeNeeded
    row.state = rules.REFUND.next(RefundState(row.state), "approve")
    row.approved_at, row.approved_by, row.next_try_at = now, actor.ref, now
    row.save(update_fields=["state", "approved_at", "approved_by", "next_try_at"])
    audit.record(
        action="payments.approve_refund", object_ref=f"payments.refund:{row.uuid}", actor=actor, now=now, details={"amount": row.amount}
    )
    return queries.to_refund(row)


def reject_refund(*, refund_id: UUID, reason: str, now: datetime, actor: Actor) -> contracts.Refund:
    """Refuse a refund; its money stands as before. ``Forbidden``, ``RefundUnknown``, ``TransitionRefused``."""
    require(policies.can_approve_refund(actor, _unit_of(_known(refund_id))))
    return _end(refund_id, "reject", reason=reason, now=now, actor=actor)


def withdraw(*, refund_id: UUID, now: datetime, actor: Actor, reason: str = "") -> contracts.Refund:
    """Take back a refund that was not sent, or that the bank refused. Errors as ``reject_refund``."""
    require(policies.can_ask_refund(actor, _unit_of(_known(refund_id))))
    failed = models.Refund.objects.filter(uuid=refund_id, state=RefundState.FAILED).exists()
    return _end(refund_id, "give_up" if failed else "withdraw", reason=reason, now=now, actor=actor)


@transaction.atomic
def _end(refund_id: UUID, verb: str, *, reason: str, now: datetime, actor: Actor) -> contracts.Refund:
    row = locked(refund_id)
    row.state = rules.REFUND.next(RefundState(row.state), verb)
    row.failure = reason.strip()[:300]
    row.next_try_at = None
    row.save(update_fields=["state", "failure", "next_try_at"])
    transfer, request = row.transfer, row.request
    transfer.returning -= row.amount
    transfer.save(update_fields=["returning"])
    if request is not None and row.from_allocated:
        request.refunding_amount -= row.from_allocated
        request.save(update_fields=["refunding_amount"])
        ledger.count_again(transfer, request, amount=row.from_allocated, now=now, actor=actor)
    found = row.discrepancy
    if found is not None and found.resolution == Resolution.REFUND:
        found.resolution, found.reason, found.resolved_at, found.resolved_by = "", "", None, ""
        found.save(update_fields=["resolution", "reason", "resolved_at", "resolved_by"])
        ledger.decide(found, act="undone", what=verb, reason=reason, now=now, actor=actor)
    if found is not None and found.kind == DiscrepancyKind.SHORT and request is not None and request.state in contracts.OPEN_STATES:
        ledger.count(transfer, request, channel="statement", now=now, actor=actor)
    ledger.restand(transfer, request)
    return queries.to_refund(row)


def complete(row: models.Refund, *, now: datetime, actor: Actor, verb: str = "confirm") -> None:
    """The money of a locked refund has gone; request, money and receipt follow."""
    row.state = rules.REFUND.next(RefundState(row.state), verb)
    row.completed_at = now
    row.save(update_fields=["state", "completed_at"])
    transfer, request = row.transfer, row.request
    transfer.returning -= row.amount
    transfer.returned += row.amount
    transfer.save(update_fields=["returning", "returned"])
    if request is not None and row.from_allocated:
        request.refunding_amount -= row.from_allocated
        request.refunded_amount += row.from_allocated
        request.save(update_fields=["refunding_amount", "refunded_amount"])
    ledger.restand(transfer, request)
    fact = events.RefundCompleted(
        refund_id=row.uuid,
        payment_id=request.uuid if request else None,
        ref=request.ref if request else "",
        amount=row.amount,
        completed_at=now,
    )
    outbox.publish(event=fact, now=now, actor=actor)
    if request is not None:
        issue_for(transfer, request, now=now, actor=actor)
        if request.state == PaymentState.PAID and request.refunded_amount == request.amount:
            _refunded(request, now=now, actor=actor)


def _refunded(request: models.Request, *, now: datetime, actor: Actor) -> None:
    request.state = rules.MACHINE.next(PaymentState(request.state), "refund")
    request.save(update_fields=["state"])
    fact = events.PaymentRefunded(payment_id=request.uuid, ref=request.ref, amount=request.amount, refunded_at=now)
    outbox.publish(event=fact, now=now, actor=actor)


@transaction.atomic
def mark_refunded(*, payment_id: UUID, now: datetime, actor: Actor) -> contracts.Payment:
    """Record that all money of a paid request was given back outside this system. For the system itself: people use ``request_refund``.

    Raises ``PaymentUnknown``, ``TransitionRefused``, ``Forbidden``.
    """
    require(policies.can_record_refund(actor))
    request = _locked_request(payment_id)
    rules.MACHINE.next(PaymentState(request.state), "refund")
    for transfer in models.Transfer.objects.select_for_update().filter(request=request, allocated__gt=0):
        part = transfer.allocated
        _take_back(transfer, request, part, now=now, actor=actor)
        row = _begin(transfer, request, amount=part, counted=part, reason="hoàn ngoài hệ thống", payee=None, now=now, actor=actor)
        row.state, row.outside = RefundState.SENT, True
        row.save(update_fields=["state", "outside"])
        complete(row, now=now, actor=actor)
    request.refresh_from_db()
    if request.state == PaymentState.PAID:  # settled before the ledger, without money on record
        _refunded(request, now=now, actor=actor)
    return queries.get(payment_id=payment_id)


def _unit_of(row: models.Refund) -> str:
    return row.request.unit_code if row.request is not None else ""


def _known(refund_id: UUID) -> models.Refund:
    found = models.Refund.objects.select_related("request").filter(uuid=refund_id).first()
    if found is None:
        raise contracts.RefundUnknown
    return found


def locked(refund_id: UUID) -> models.Refund:
    """A refund with its request, its money and itself locked in that order; ``RefundUnknown``."""
    found = models.Refund.objects.filter(uuid=refund_id).first()
    if found is None:
        raise contracts.RefundUnknown
    if found.request_id:
        models.Request.objects.select_for_update().get(pk=found.request_id)
    models.Transfer.objects.select_for_update().get(pk=found.transfer_id)
    rows = models.Refund.objects.select_for_update(of=("self",)).select_related("transfer", "request", "discrepancy")
    return rows.get(pk=found.pk)


def _locked_request(payment_id: UUID) -> models.Request:
    row = models.Request.objects.select_for_update().filter(uuid=payment_id).first()
    if row is None:
        raise contracts.PaymentUnknown
    return row
