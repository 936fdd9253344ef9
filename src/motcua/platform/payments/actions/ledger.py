"""Where each đồng is: counted to a request, taken from it again, on its way back, or belonging to nothing yet.

Everything here runs in the caller's transaction, on rows that the caller has locked (request before transfer).
"""

from __future__ import annotations

from datetime import datetime

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.platform.payments import conf, contracts, events, models, queries, rules
from motcua.platform.payments.actions.issuing import issue_for
from motcua.platform.payments.contracts import BankCredit, DiscrepancyKind, MoneyState, NotificationOutcome, OutcomeKind, PaymentState
from motcua.platform.payments.rules import MACHINE, MONEY
from motcua.platform.payments.rules.states import standing

TOPPED_UP = "đã nộp đủ"


def count(transfer: models.Transfer, request: models.Request | None, *, channel: str, now: datetime, actor: Actor) -> NotificationOutcome:
    """Judge what of ``transfer`` belongs to nothing yet against ``request``: count it, count part of it, or leave it to a person."""
    payment = None if request is None else queries.to_payment(request)
    credit = BankCredit(
        transaction_id=transfer.transaction_id, bank_bin="", account="", amount=rest_of(transfer), description="", reference="",
        paid_at=transfer.paid_at,
    )  # fmt: skip
    why = rules.judge(payment, credit, paid_at=transfer.paid_at)
    if request is None or payment is None or why not in (None, DiscrepancyKind.SHORT, DiscrepancyKind.OVER):
        assert why is not None
        return disagree(transfer, request, why, amount=transfer.amount, now=now)
    pay(transfer, request, amount=min(credit.amount, payment.outstanding), channel=channel, now=now, actor=actor)
    if why is None:
        return outcome(OutcomeKind.SETTLED, transfer, request)
    found = disagree(transfer, request, why, amount=transfer.amount, now=now)
    if why is DiscrepancyKind.OVER:
        return outcome(OutcomeKind.SETTLED, transfer, request, why=why)
    return found if found.kind is OutcomeKind.DISCREPANT else outcome(OutcomeKind.PARTLY, transfer, request, why=why)


def pay(transfer: models.Transfer, request: models.Request, *, amount: int, channel: str, now: datetime, actor: Actor) -> None:
    """Count ``amount`` of the transfer to the request; settle it when that is all, else say what is still expected."""
    _post(transfer, request, amount=amount, why="paid", now=now, actor=actor)
    if request.paid_amount == request.amount:
        settle(request, channel=channel, now=now, actor=actor)
    else:
        request.state = MACHINE.next(PaymentState(request.state), "pay_part")
        request.save(update_fields=["state"])
        fact = events.PaymentPartlyPaid(
            payment_id=request.uuid, ref=request.ref, amount=amount, outstanding=request.amount - request.paid_amount, paid_at=now
        )
        outbox.publish(event=fact, now=now, actor=actor)
    restand(transfer, request)
    if conf.RECEIPTS_AUTO:
        issue_for(transfer, request, now=now, actor=actor)


def settle(request: models.Request, *, channel: str, now: datetime, actor: Actor) -> None:
    """Close a locked request as paid and tell it; what was short has been made up."""
    request.state = MACHINE.next(PaymentState(request.state), "settle")
    request.settled_at, request.channel = now, channel
    request.save(update_fields=["state", "settled_at", "channel"])
    contributing = models.Transfer.objects.filter(request=request, allocated__gt=0)
    contributing.update(settled=True)
    contributing.filter(state=MoneyState.PARTIAL).update(state=MoneyState.ALLOCATED)
    for found in models.Discrepancy.objects.filter(transfer__in=contributing, kind=DiscrepancyKind.SHORT, resolution=""):
        close(found, contracts.Resolution.NOTED, reason=TOPPED_UP, now=now, actor=SYSTEM)
    fact = events.PaymentSettled(payment_id=request.uuid, ref=request.ref, amount=request.amount, settled_at=now, channel=channel)
    outbox.publish(event=fact, now=now, actor=actor)


def release(transfer: models.Transfer, request: models.Request, *, amount: int, why: str, now: datetime, actor: Actor) -> None:
    """Take counted money from the request again; it belongs to nothing until somebody decides."""
    if amount:
        _post(transfer, request, amount=-amount, why=why, now=now, actor=actor)
        if request.state == PaymentState.PARTLY_PAID and request.paid_amount == 0:
            request.state = MACHINE.next(PaymentState.PARTLY_PAID, "unpay_part")
            request.save(update_fields=["state"])
        restand(transfer, request)


def _post(transfer: models.Transfer, request: models.Request, *, amount: int, why: str, now: datetime, actor: Actor) -> None:
    models.Allocation.objects.create(transfer=transfer, request=request, amount=amount, why=why, made_at=now, made_by=actor.ref)
    transfer.allocated += amount
    request.paid_amount += amount
    if transfer.request_id is None:
        transfer.request = request
    transfer.save(update_fields=["allocated", "request"])
    request.save(update_fields=["paid_amount"])


def count_again(transfer: models.Transfer, request: models.Request, *, amount: int, now: datetime, actor: Actor) -> None:
    """A refund of counted money did not happen: the money counts as before."""
    _post(transfer, request, amount=amount, why="refund ended", now=now, actor=actor)


def rest_of(transfer: models.Transfer) -> int:
    """What of the money belongs to nothing yet, in đồng."""
    return transfer.amount - transfer.allocated - transfer.returning - transfer.returned


def restand(transfer: models.Transfer, request: models.Request | None) -> None:
    """Bring the state of money in line with where its đồng are; ``TransitionRefused`` for a move that is not declared."""
    open_ones = list(transfer.discrepancies.filter(resolution="").exclude(kind=DiscrepancyKind.CONFLICT).order_by("-id")[:1])
    latest = transfer.discrepancies.exclude(kind=DiscrepancyKind.CONFLICT).order_by("-id").first()
    noted = (
        not open_ones and latest is not None and latest.resolution == contracts.Resolution.NOTED and latest.kind != DiscrepancyKind.SHORT
    )
    new = standing(
        amount=transfer.amount, allocated=transfer.allocated, returning=transfer.returning, returned=transfer.returned,
        why=DiscrepancyKind(latest.kind) if latest is not None else None,
        request_open=request is not None and request.state in contracts.OPEN_STATES and transfer.allocated > 0, noted=noted,
    )  # fmt: skip
    if new != transfer.state:
        transfer.state = MONEY.next(MoneyState(transfer.state), new)
    transfer.settled = transfer.allocated > 0 and request is not None and request.state == PaymentState.PAID
    transfer.save(update_fields=["state", "settled"])


def disagree(
    transfer: models.Transfer, request: models.Request | None, kind: DiscrepancyKind, *, amount: int, now: datetime
) -> NotificationOutcome:
    """Record a disagreement once and tell it."""
    found, is_new = models.Discrepancy.objects.get_or_create(transfer=transfer, kind=kind, amount=amount, defaults={"found_at": now})
    if is_new:
        tell(found, request, now=now)
    restand(transfer, request)
    return outcome(OutcomeKind.DISCREPANT, transfer, request, why=kind)


def tell(found: models.Discrepancy, request: models.Request | None, *, now: datetime) -> None:
    """A disagreement is new: say so."""
    fact = events.PaymentDiscrepant(
        payment_id=None if request is None else request.uuid,
        ref="" if request is None else request.ref,
        kind=found.kind,
        amount=found.amount,
        found_at=now,
    )
    outbox.publish(event=fact, now=now, actor=SYSTEM)
    decide(found, act="found", what=found.kind, reason="", now=now, actor=SYSTEM)


def close(found: models.Discrepancy, resolution: contracts.Resolution, *, reason: str, now: datetime, actor: Actor) -> None:
    """Write down what was decided about a disagreement."""
    found.resolution, found.reason, found.resolved_at, found.resolved_by = resolution, reason.strip()[:500], now, actor.ref
    found.save(update_fields=["resolution", "reason", "resolved_at", "resolved_by"])
    decide(found, act="decided", what=resolution, reason=reason, now=now, actor=actor)


def decide(found: models.Discrepancy, *, act: str, what: str, reason: str, now: datetime, actor: Actor) -> None:
    """One line of the history of a disagreement."""
    models.Decision.objects.create(discrepancy=found, act=act, what=what, reason=reason.strip()[:500], done_by=actor.ref, done_at=now)


def outcome(
    kind: OutcomeKind, transfer: models.Transfer, request: models.Request | None, why: DiscrepancyKind | None = None
) -> NotificationOutcome:
    """The answer about one transfer."""
    payment_id = None if request is None else request.uuid
    return NotificationOutcome(kind=kind, transaction_id=transfer.transaction_id, payment_id=payment_id, discrepancy=why)
