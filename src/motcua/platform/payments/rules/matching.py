"""How incoming money meets a request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from motcua.kernel.machines import Machine, transition
from motcua.kernel.text import fold
from motcua.platform.payments.contracts import BankCredit, DiscrepancyKind, FeeItem, NothingToPay, Payment, PaymentState

S = PaymentState
MACHINE = Machine(
    states=PaymentState,
    initial=S.UNPAID,
    transitions=(
        transition("present", sources=(S.UNPAID,), target=S.PENDING),
        transition("settle", sources=(S.UNPAID, S.PENDING), target=S.PAID),
        transition("cancel", sources=(S.UNPAID, S.PENDING), target=S.CANCELLED),
        transition("refund", sources=(S.PAID,), target=S.REFUNDED),
    ),
    terminal=frozenset({S.CANCELLED, S.REFUNDED}),
)

PREFIX, CODE_LENGTH = "MC", 10
_CODE = re.compile(rf"(?<![0-9A-Z]){PREFIX}[2-9A-HJKMNP-Z]{{{CODE_LENGTH}}}(?![0-9A-Z])")
_KEPT = re.compile(r"[^0-9A-Za-z ./-]+")


def total_of(items: Iterable[FeeItem]) -> int:
    """Sum of the items in đồng; ``NothingToPay`` for a negative or fractional item or a total of zero."""
    amounts = [item.amount for item in items]
    if any(isinstance(a, bool) or not isinstance(a, int) or a < 0 for a in amounts) or sum(amounts) <= 0:
        raise NothingToPay
    return sum(amounts)


def transfer_text(*, code: str, purpose: str) -> str:
    """What stands on the bank's statement: our code first, then the purpose without diacritics; at most 50 characters."""
    plain = " ".join(_KEPT.sub(" ", fold(purpose)).split()).upper()
    return f"{code} {plain}"[:50].strip()


def code_in(*, reference: str, description: str) -> str:
    """The payment code in what the bank passed on, wherever it kept it; empty when there is none. Banks may add text around it."""
    for text in (reference, description):
        found = _CODE.search(text.upper())
        if found:
            return found.group()
    return ""


def judge(payment: Payment | None, credit: BankCredit, *, paid_at: datetime) -> DiscrepancyKind | None:
    """None when the money settles the request; otherwise why it does not. ``paid_at`` is on our own clock.

    A right amount that comes late is not settled silently: a deadline may have had consequences, so a person decides.
    """
    if payment is None:
        return DiscrepancyKind.UNKNOWN
    if payment.state == S.PAID:
        return DiscrepancyKind.PAID_TWICE
    if not MACHINE.can(payment.state, "settle"):
        return DiscrepancyKind.CANCELLED
    if credit.amount != payment.amount:
        return DiscrepancyKind.SHORT if credit.amount < payment.amount else DiscrepancyKind.OVER
    if payment.due_at is not None and paid_at >= payment.due_at:
        return DiscrepancyKind.LATE
    return None
