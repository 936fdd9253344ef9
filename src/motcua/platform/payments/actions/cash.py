"""Counter cash: a session per officer and unit, payments in it with their receipts, counting, hand-over, deposits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.ids import public_code
from motcua.kernel.policy import require
from motcua.platform.payments import contracts, events, models, policies, queries, rules
from motcua.platform.payments.actions import ledger, refunds
from motcua.platform.payments.contracts import CashSession, CashState, CashTaken, ReceiptState, Way
from motcua.platform.payments.rules.cash import DENOMINATIONS, counted_total

CASH = "cash"


@transaction.atomic
def open_session(*, unit_code: str, float_amount: int, now: datetime, actor: Actor) -> CashSession:
    """Begin to take cash in a unit with some change in the drawer; an open session is given back as it is.

    Raises ``Forbidden``, ``CashAmountInvalid``.
    """
    require(policies.can_take_cash(actor, unit_code))
    if float_amount < 0:
        raise contracts.CashAmountInvalid(wanted=0, given=float_amount)
    try:
        with transaction.atomic():
            row = models.CashSession.objects.create(
                code=f"QT{public_code(length=8)}", unit_code=unit_code, officer_ref=actor.ref, officer_name=actor.name[:200],
                opened_at=now, float_amount=float_amount,
            )  # fmt: skip
    except IntegrityError:
        row = models.CashSession.objects.get(officer_ref=actor.ref, unit_code=unit_code, state=CashState.OPEN)
    return queries.to_session(row)


@transaction.atomic
def take_cash(
    *, payment_id: UUID, session_id: UUID, given: int, idempotency_key: str, now: datetime, actor: Actor, amount: int | None = None
) -> CashTaken:
    """Take cash for a request: ``given`` is what the payer hands over, ``amount`` what of it is paid (None: all that is still asked).

    The change, the ledger entry and the receipt come at once; the same key again gives the same answer without taking anything.
    Raises ``Forbidden``, ``CashSessionNeeded``, ``PaymentUnknown``, ``NotOpen``, ``WayNotOffered``, ``CashAmountInvalid``, ``KeyReused``.
    """
    body = {"payment": str(payment_id), "session": str(session_id), "given": given, "amount": amount}
    first = outbox.once(scope=f"payments.cash:{actor.ref}"[:100], key=idempotency_key, body=body, now=now)
    if not first.first:
        return _taken(str((first.result or {}).get("transaction_id", "")), given=given, repeated=True)
    session = _own_open(session_id, actor=actor)
    request = models.Request.objects.select_for_update().filter(uuid=payment_id).first()
    if request is None or (request.unit_code and request.unit_code != session.unit_code):
        raise contracts.PaymentUnknown
    payment = queries.to_payment(request)
    if not payment.is_open:
        raise contracts.NotOpen(payment_code=payment.code)
    if Way.CASH not in payment.ways:
        raise contracts.WayNotOffered(way_vi="tiền mặt", way_en="cash")
    wanted = payment.outstanding if amount is None else amount
    if not 0 < wanted <= payment.outstanding or given < wanted:
        raise contracts.CashAmountInvalid(wanted=min(wanted, payment.outstanding), given=given)
    transfer = models.Transfer.objects.create(
        transaction_id=f"{CASH}:{public_code(length=16)}", request=request, amount=wanted, description=f"TIEN MAT {session.code}",
        paid_at=now, heard_at=now, heard_by=CASH, way=Way.CASH, cash_session=session,
    )  # fmt: skip
    ledger.pay(transfer, request, amount=wanted, channel=CASH, now=now, actor=actor)
    first.keep({"transaction_id": transfer.transaction_id})
    audit.record(
        action="payments.take_cash", object_ref=f"payments.request:{request.uuid}", actor=actor, now=now,
        details={"amount": wanted, "session": session.code},
    )  # fmt: skip
    return _taken(transfer.transaction_id, given=given, repeated=False)


def _taken(transaction_id: str, *, given: int, repeated: bool) -> CashTaken:
    transfer = models.Transfer.objects.select_related("request").get(transaction_id=transaction_id)
    assert transfer.request is not None
    receipt = transfer.receipts.filter(state=ReceiptState.VALID).select_related("series").first()
    return CashTaken(
        payment=queries.get(payment_id=transfer.request.uuid),
        taken=transfer.amount,
        change=given - transfer.amount,
        receipt_id=receipt.uuid if receipt else None,
        receipt_label=queries.to_receipt(receipt).label if receipt else "",
        repeated=repeated,
    )


def _own_open(session_id: UUID, *, actor: Actor) -> models.CashSession:
    row = models.CashSession.objects.select_for_update().filter(uuid=session_id, officer_ref=actor.ref, state=CashState.OPEN).first()
    if row is None:
        raise contracts.CashSessionNeeded
    require(policies.can_take_cash(actor, row.unit_code))
    return row


@transaction.atomic
def close_session(
    *, session_id: UUID, notes: Mapping[int, int], explanation: str, now: datetime, actor: Actor, loose: int = 0
) -> CashSession:
    """Count the drawer: ``notes`` maps denominations to pieces, ``loose`` is anything else in đồng. A difference needs its explanation.

    Raises ``CashSessionNeeded``, ``CashAmountInvalid``, ``DifferenceUnexplained``.
    """
    row = _own_open(session_id, actor=actor)
    if set(notes) - set(DENOMINATIONS) or min([loose, *notes.values()]) < 0:
        raise contracts.CashAmountInvalid(wanted=0, given=loose)
    counted, expected = counted_total(notes, loose=loose), queries.expected_in(row)
    if counted != expected and not explanation.strip():
        raise contracts.DifferenceUnexplained(difference=counted - expected)
    row.state = rules.CASH.next(CashState.OPEN, "close")
    row.counted, row.expected, row.closed_at = counted, expected, now
    row.explanation = explanation.strip()[:500] if counted != expected else ""
    row.notes = {str(value): pieces for value, pieces in notes.items() if pieces}
    row.save()
    shown = queries.to_session(row)
    fact = events.CashClosed(
        session_id=row.uuid, unit_code=row.unit_code, takings=shown.takings, difference=shown.difference, closed_at=now
    )
    outbox.publish(event=fact, now=now, actor=actor)
    audit.record(
        action="payments.close_cash", object_ref=f"payments.cash_session:{row.uuid}", actor=actor, now=now,
        details={"expected": expected, "counted": counted},
    )  # fmt: skip
    return shown


@transaction.atomic
def hand_over(*, session_id: UUID, amount: int, slip: str, now: datetime, actor: Actor) -> CashSession:
    """The counted cash goes to the treasury or bank with a paying-in slip that carries the session's code (``QT…``).

    The session is confirmed when the deposit is on the statement. Handing over the same again changes nothing.
    Raises ``CashSessionNeeded``, ``CashSessionConflict``, ``CashAmountInvalid``.
    """
    row = models.CashSession.objects.select_for_update().filter(uuid=session_id, officer_ref=actor.ref).first()
    if row is None:
        raise contracts.CashSessionNeeded
    if row.state == CashState.HANDED_OVER and (row.handed_over, row.slip) == (amount, slip.strip()):
        return queries.to_session(row)
    if row.state != CashState.CLOSED or not slip.strip():
        raise contracts.CashSessionConflict(session_code=row.code)
    if not 0 <= amount <= (row.counted or 0):
        raise contracts.CashAmountInvalid(wanted=row.counted or 0, given=amount)
    row.state = rules.CASH.next(CashState.CLOSED, "hand_over")
    row.handed_over, row.handed_over_at, row.slip = amount, now, slip.strip()[:60]
    row.save(update_fields=["state", "handed_over", "handed_over_at", "slip"])
    return queries.to_session(row)


@transaction.atomic
def refund_in_cash(*, refund_id: UUID, session_id: UUID, now: datetime, actor: Actor) -> contracts.Refund:
    """Hand an approved refund of cash back from the drawer of the unit whose fee it was.

    ``CashSessionNeeded``, ``RefundUnknown``, ``Forbidden``, ``PayeeNeeded``, ``CashAmountInvalid``, ``TransitionRefused``.
    """
    session = _own_open(session_id, actor=actor)
    row = refunds.locked(refund_id)
    if row.request is not None and row.request.unit_code:
        require(policies.can_take_cash(actor, row.request.unit_code))
    if not row.in_cash:
        raise contracts.PayeeNeeded
    held = queries.expected_in(session)
    if row.amount > held:
        raise contracts.CashAmountInvalid(wanted=row.amount, given=held)
    row.cash_session = session
    row.save(update_fields=["cash_session"])
    refunds.complete(row, now=now, actor=actor, verb="pay_out")
    audit.record(
        action="payments.pay_out_cash", object_ref=f"payments.refund:{row.uuid}", actor=actor, now=now,
        details={"amount": row.amount, "session": session.code},
    )  # fmt: skip
    return queries.to_refund(row)
