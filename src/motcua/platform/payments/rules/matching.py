"""How incoming money meets a request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from motcua.kernel.text import fold
from motcua.platform.payments.contracts import BankCredit, DiscrepancyKind, ExemptionInvalid, FeeItem, NothingToPay, Payment, PaymentState
from motcua.platform.payments.rules.states import MACHINE

PREFIX, CODE_LENGTH = "MC", 10
_BODY = rf"{PREFIX}[2-9A-HJKMNP-Z]{{{CODE_LENGTH}}}"
# A reference at the payment platform is our code, "T" and the number of the try; banks drop or add a separator.
_CODE = re.compile(rf"(?<![0-9A-Z])({_BODY})(?:[-. ]?T\d{{2}})?(?![0-9A-Z])")
_ATTEMPT = re.compile(rf"(?<![0-9A-Z])({_BODY})[-. ]?(T\d{{2}})(?![0-9A-Z])")
_SESSION = re.compile(r"(?<![0-9A-Z])QT[2-9A-HJKMNP-Z]{8}(?![0-9A-Z])")
_REFUND = re.compile(r"(?<![0-9A-Z])HT[2-9A-HJKMNP-Z]{10}(?![0-9A-Z])")
MOST_ITEMS = 200
_KEPT = re.compile(r"[^0-9A-Za-z ./-]+")


def total_of(items: Iterable[FeeItem]) -> int:
    """Sum of the items in đồng. An item may be 0 only with an exemption, and so may the sum.

    ``NothingToPay`` for a negative or fractional item, or a total of zero that nobody exempted; ``ExemptionInvalid``.
    """
    lines = list(items)
    if not 0 < len(lines) <= MOST_ITEMS or any(not _whole(item.amount) for item in lines):
        raise NothingToPay
    for item in lines:
        check_exemption(item)
    total = sum(item.amount for item in lines)
    if total == 0 and not all(item.exemption for item in lines):
        raise NothingToPay
    return total


def _whole(amount: object) -> bool:
    return isinstance(amount, int) and not isinstance(amount, bool) and amount >= 0


def check_exemption(item: FeeItem) -> None:
    """``ExemptionInvalid`` unless a reduced item says why, by what law, and asks for no more than the tariff."""
    if not _whole(item.tariff) or item.tariff < item.amount:
        raise ExemptionInvalid
    if item.exemption is None:
        if item.tariff != item.amount:
            raise ExemptionInvalid
        return
    if not item.exemption.reason.strip() or not item.exemption.basis.strip():
        raise ExemptionInvalid


def transfer_text(*, code: str, purpose: str) -> str:
    """What stands on the bank's statement: our code first, then the purpose without diacritics; at most 50 characters."""
    plain = " ".join(_KEPT.sub(" ", fold(purpose)).split()).upper()
    return f"{code} {plain}"[:50].strip()


def code_in(*, reference: str, description: str) -> str:
    """The payment code in what the bank passed on, wherever it kept it; empty when there is none. Banks may add text around it."""
    return _first(_CODE, reference, description)


def attempt_in(*, reference: str, description: str) -> str:
    """The reference of a platform transaction (``MC…T01``) in what the bank passed on; empty when there is none."""
    for text in (reference, description):
        found = _ATTEMPT.search(text.upper())
        if found:
            return "".join(found.groups())
    return ""


def session_in(*, reference: str, description: str) -> str:
    """The code of a cash session (``QT…``) that a deposit slip carried; empty when there is none."""
    return _first(_SESSION, reference, description)


def refund_in(*, reference: str, description: str) -> str:
    """The code of a refund (``HT…``) that an outgoing line carries; empty when there is none."""
    return _first(_REFUND, reference, description)


def _first(pattern: re.Pattern[str], *texts: str) -> str:
    for text in texts:
        found = pattern.search(text.upper())
        if found:
            return found.group(1) if pattern.groups else found.group()
    return ""


def judge(payment: Payment | None, credit: BankCredit, *, paid_at: datetime) -> DiscrepancyKind | None:
    """None when the money settles the request; otherwise why it does not, or not exactly. ``paid_at`` is on our own clock.

    Money that comes late is not settled silently: a deadline may have had consequences, so a person decides.
    """
    if payment is None:
        return DiscrepancyKind.UNKNOWN
    if payment.state == PaymentState.PAID:
        return DiscrepancyKind.PAID_TWICE
    if not MACHINE.can(payment.state, "settle"):
        return DiscrepancyKind.CANCELLED
    if payment.due_at is not None and paid_at >= payment.due_at:
        return DiscrepancyKind.LATE
    wanted = payment.amount - payment.paid
    if credit.amount != wanted:
        return DiscrepancyKind.SHORT if credit.amount < wanted else DiscrepancyKind.OVER
    return None
