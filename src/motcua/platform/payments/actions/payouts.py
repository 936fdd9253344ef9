"""Orders of refunds to the bank: claimed, sent while nothing is locked, recorded. What a dead process left is asked of the bank."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from motcua.kernel.errors import NamedError
from motcua.platform.payments import models, rules
from motcua.platform.payments.actions.refunds import locked
from motcua.platform.payments.adapters import payouts
from motcua.platform.payments.contracts import PayeeAccount, PayoutAnswer, RefundState

log = logging.getLogger(__name__)
_AGAIN = timedelta(minutes=15)  # longer than any call lasts: a claim that is older belongs to nobody
_WAITING = (RefundState.APPROVED, RefundState.SENDING)


@dataclass(frozen=True, slots=True)
class _Order:
    """What the bank is told; ``begun``: it may have heard it before."""

    refund_id: UUID
    code: str
    payee: PayeeAccount
    amount: int
    begun: bool


def send_refunds(*, now: datetime, limit: int = 50) -> int:
    """Send approved refunds through the bank; the refund's code makes repetition harmless. Returns how many the bank took.

    One that fails keeps its error, waits a quarter of an hour and stops no other. Not to be called within a transaction.
    """
    due = models.Refund.objects.filter(state__in=_WAITING, in_cash=False, next_try_at__lte=now)
    return sum(_send(ident, now=now) for ident in list(due.order_by("next_try_at", "id").values_list("uuid", flat=True)[:limit]))


def _send(refund_id: UUID, *, now: datetime) -> bool:
    try:
        order = _claim(refund_id, now=now)
        return order is not None and _record(order, _told(order, now=now), now=now)
    except (OperationalError, InterfaceError):  # the database, not the refund: the worker waits until it is back
        raise
    except Exception as error:
        log.exception("refund %s was not sent", refund_id)
        failure = error.code if isinstance(error, NamedError) else f"error:{type(error).__name__}"
        late = models.Refund.objects.filter(uuid=refund_id, state__in=_WAITING)
        late.update(next_try_at=now + _AGAIN, failure=failure[:300])
        return False


@transaction.atomic
def _claim(refund_id: UUID, *, now: datetime) -> _Order | None:
    """The order to give, if nobody else is at it; from now on the refund is on its way and cannot be taken back."""
    row = locked(refund_id)
    if row.state not in _WAITING or row.next_try_at is None or row.next_try_at > now:
        return None
    begun = row.state == RefundState.SENDING
    if not begun:
        row.state = rules.REFUND.next(RefundState(row.state), "claim")
    row.next_try_at = now + _AGAIN
    row.save(update_fields=["state", "next_try_at"])
    payee = PayeeAccount(bank_bin=row.payee_bin, account=row.payee_account, name=row.payee_name)
    return _Order(refund_id=refund_id, code=row.code, payee=payee, amount=row.amount, begun=begun)


def _told(order: _Order, *, now: datetime) -> PayoutAnswer:
    known = payouts().status(code=order.code) if order.begun else None
    if known is not None:
        return known
    return payouts().send(code=order.code, payee=order.payee, amount=order.amount, text=f"{order.code} HOAN PHI", at=now)


@transaction.atomic
def _record(order: _Order, answer: PayoutAnswer, *, now: datetime) -> bool:
    row = locked(order.refund_id)
    if row.state != RefundState.SENDING:  # the statement was quicker
        return answer.accepted
    row.state = rules.REFUND.next(RefundState(row.state), "send" if answer.accepted else "fail")
    row.sent_at, row.next_try_at = (now if answer.accepted else None), None
    row.bank_reference, row.failure = answer.reference[:64], answer.reason[:300]
    row.save(update_fields=["state", "sent_at", "next_try_at", "bank_reference", "failure"])
    return answer.accepted
