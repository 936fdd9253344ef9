"""Every state of money as a declared machine: requests, money that came in, platform transactions, refunds, cash, receipts."""

from __future__ import annotations

from motcua.kernel.machines import Machine, transition
from motcua.platform.payments.contracts import (
    AttemptState,
    CashState,
    DiscrepancyKind,
    MoneyState,
    PaymentState,
    ReceiptState,
    RefundState,
)

S = PaymentState
_EXPECTING = (S.UNPAID, S.PENDING, S.PARTLY_PAID)
MACHINE = Machine(
    states=PaymentState,
    initial=S.UNPAID,
    transitions=(
        transition("present", sources=(S.UNPAID,), target=S.PENDING),
        transition("pay_part", sources=_EXPECTING, target=S.PARTLY_PAID),
        transition("unpay_part", sources=(S.PARTLY_PAID,), target=S.PENDING),
        transition("settle", sources=(*_EXPECTING, S.OVERDUE), target=S.PAID),
        transition("lapse", sources=_EXPECTING, target=S.OVERDUE),
        transition("reopen", sources=(S.OVERDUE,), target=S.PENDING),
        transition("exempt", sources=(*_EXPECTING, S.OVERDUE), target=S.EXEMPT),
        transition("cancel", sources=(*_EXPECTING, S.OVERDUE, S.EXEMPT), target=S.CANCELLED),
        transition("refund", sources=(S.PAID,), target=S.REFUNDED),
    ),
    terminal=frozenset({S.CANCELLED, S.REFUNDED}),
)

M = MoneyState
_COUNTED = (M.ALLOCATED, M.PARTIAL, M.EXCESS)
_BESIDE = (M.LATE, M.DUPLICATE, M.STRAY)
# The name of a move is the state that it leads to: the state of money follows from its amounts (see ``standing``).
MONEY = Machine(
    states=MoneyState,
    initial=M.HEARD,
    transitions=(
        transition("allocated", sources=(M.HEARD, M.PARTIAL, M.EXCESS, *_BESIDE, M.RETURNING, M.KEPT), target=M.ALLOCATED),
        transition("partial", sources=(M.HEARD, M.ALLOCATED, M.EXCESS, M.RETURNING, M.KEPT, *_BESIDE), target=M.PARTIAL),
        transition("excess", sources=(M.HEARD, M.ALLOCATED, M.PARTIAL, *_BESIDE, M.RETURNING, M.KEPT), target=M.EXCESS),
        transition("late", sources=(M.HEARD, M.RETURNING, M.KEPT), target=M.LATE),
        transition("duplicate", sources=(M.HEARD, M.RETURNING, M.KEPT), target=M.DUPLICATE),
        transition("stray", sources=(M.HEARD, *_COUNTED, M.RETURNING, M.KEPT), target=M.STRAY),
        transition("returning", sources=(*_COUNTED, *_BESIDE, M.KEPT), target=M.RETURNING),
        transition("returned", sources=(M.RETURNING,), target=M.RETURNED),
        transition("kept", sources=(M.EXCESS, M.PARTIAL, *_BESIDE), target=M.KEPT),
    ),
    terminal=frozenset({M.RETURNED}),
)

A = AttemptState
ATTEMPT = Machine(
    states=AttemptState,
    initial=A.INITIATED,
    transitions=(
        transition("succeed", sources=(A.INITIATED,), target=A.SUCCEEDED),
        transition("fail", sources=(A.INITIATED,), target=A.FAILED),
        # The platform may tell of money after it, or we, gave up: money has the last word.
        transition("succeed_after_all", sources=(A.FAILED,), target=A.SUCCEEDED),
    ),
    terminal=frozenset({A.SUCCEEDED}),
)

R = RefundState
REFUND = Machine(
    states=RefundState,
    initial=R.REQUESTED,
    transitions=(
        transition("approve", sources=(R.REQUESTED,), target=R.APPROVED),
        transition("reject", sources=(R.REQUESTED,), target=R.REJECTED),
        transition("withdraw", sources=(R.REQUESTED, R.APPROVED), target=R.WITHDRAWN),
        transition("claim", sources=(R.APPROVED,), target=R.SENDING),
        transition("send", sources=(R.SENDING,), target=R.SENT),
        transition("pay_out", sources=(R.APPROVED,), target=R.COMPLETED),  # cash handed back at the desk
        transition("fail", sources=(R.SENT, R.SENDING), target=R.FAILED),
        transition("confirm", sources=(R.SENT, R.SENDING), target=R.COMPLETED),
        transition("give_up", sources=(R.FAILED,), target=R.WITHDRAWN),
    ),
    terminal=frozenset({R.REJECTED, R.WITHDRAWN, R.COMPLETED}),
)
LIVE_REFUNDS = (R.REQUESTED, R.APPROVED, R.SENDING, R.SENT, R.FAILED)

C = CashState
CASH = Machine(
    states=CashState,
    initial=C.OPEN,
    transitions=(
        transition("close", sources=(C.OPEN,), target=C.CLOSED),
        transition("hand_over", sources=(C.CLOSED,), target=C.HANDED_OVER),
        transition("confirm", sources=(C.HANDED_OVER,), target=C.CONFIRMED),
    ),
    terminal=frozenset({C.CONFIRMED}),
)

T = ReceiptState
RECEIPT = Machine(
    states=ReceiptState,
    initial=T.VALID,
    transitions=(
        transition("cancel", sources=(T.VALID,), target=T.CANCELLED),
        transition("replace", sources=(T.VALID,), target=T.REPLACED),
    ),
    terminal=frozenset({T.CANCELLED, T.REPLACED}),
)
MACHINES = {"request": MACHINE, "money": MONEY, "attempt": ATTEMPT, "refund": REFUND, "cash": CASH, "receipt": RECEIPT}

_BESIDE_FOR = {
    DiscrepancyKind.LATE: M.LATE,
    DiscrepancyKind.PAID_TWICE: M.DUPLICATE,
    DiscrepancyKind.CANCELLED: M.STRAY,
    DiscrepancyKind.UNKNOWN: M.STRAY,
}


def standing(
    *, amount: int, allocated: int, returning: int, returned: int, why: DiscrepancyKind | None, request_open: bool, noted: bool
) -> MoneyState:
    """The state that money is in, from where its đồng are; ``why`` is the open disagreement, ``noted`` that a person let it be."""
    rest = amount - allocated - returning - returned
    if returning:
        return M.RETURNING
    if returned and not allocated and not rest:
        return M.RETURNED
    if rest == 0:
        return M.PARTIAL if request_open else M.ALLOCATED
    if noted:
        return M.KEPT
    if allocated:
        return M.EXCESS
    return _BESIDE_FOR.get(why, M.STRAY) if why is not None else M.STRAY
