"""Money that comes in, agrees or disagrees, and goes back. Amounts are whole đồng, instants UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from motcua.platform.payments.contracts.requests import Payment, Way


class MoneyState(StrEnum):
    """States of money that came in (one bank transaction, platform transaction or counter payment)."""

    HEARD = "heard"  # just told
    ALLOCATED = "allocated"  # all of it counted to its request
    PARTIAL = "partial"  # counted, but the request wants more (nộp thiếu)
    EXCESS = "excess"  # counted in part, the rest is too much (nộp thừa)
    LATE = "late"  # nộp sau hạn: waits for a person
    DUPLICATE = "duplicate"  # nộp trùng
    STRAY = "stray"  # no request, or one that was cancelled
    RETURNING = "returning"  # a refund is on its way
    RETURNED = "returned"  # given back
    KEPT = "kept"  # a person decided that nothing is to be done


class DiscrepancyKind(StrEnum):
    """Why money and request, or our books and the bank's, do not agree."""

    SHORT = "short"  # less than asked
    OVER = "over"  # more than asked
    LATE = "late"  # after the due date
    PAID_TWICE = "paid_twice"  # another transfer for a paid request
    CANCELLED = "cancelled"  # for a cancelled, exempted or refunded request
    UNKNOWN = "unknown"  # no request has this code
    CONFLICT = "conflict"  # notification and statement, or two notifications, tell different amounts
    NOT_ON_STATEMENT = "not_on_statement"  # told as paid, but the bank's statement does not show it in time
    UNKNOWN_DEBIT = "unknown_debit"  # money left the account without a refund of ours
    DEPOSIT = "deposit"  # a cash deposit differs from what the desk handed over


class OutcomeKind(StrEnum):
    """What became of one message about money."""

    SETTLED = "settled"
    PARTLY = "partly"  # counted; the rest is still expected
    REPEATED = "repeated"  # heard before, nothing new
    DISCREPANT = "discrepant"
    IGNORED = "ignored"  # another account, or no money


class Resolution(StrEnum):
    """What an officer decided about a discrepancy."""

    ACCEPT = "accept"  # settle the request with this money
    REFUND = "refund"  # give the money back
    NOTED = "noted"  # nothing to do


@dataclass(frozen=True, slots=True, kw_only=True)
class BankCredit:
    """Money that came in, as the bank tells it, signed or on the statement."""

    transaction_id: str
    bank_bin: str
    account: str
    amount: int
    description: str
    reference: str
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationOutcome:
    """What became of one credit."""

    kind: OutcomeKind
    transaction_id: str
    payment_id: UUID | None = None
    discrepancy: DiscrepancyKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One open or decided disagreement. ``rest`` is what of the money belongs to nothing yet and could be given back."""

    discrepancy_id: UUID
    kind: DiscrepancyKind
    transaction_id: str
    amount: int
    expected: int | None
    payment: Payment | None
    found_at: datetime
    resolution: Resolution | None = None
    reason: str = ""
    assigned_to: str = ""
    assigned_name: str = ""
    rest: int = 0
    can_undo: bool = False
    description: str = ""

    def age_days(self, now: datetime) -> int:
        """Whole days since it was found."""
        return max(0, (now - self.found_at).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileReport:
    """What one reading of the statement did."""

    read: int = 0
    settled: int = 0
    discrepant: int = 0
    reachable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Money of one transaction and where it went: ``amount = allocated + returning + returned + rest``."""

    transaction_id: str
    way: Way
    amount: int
    allocated: int
    returning: int
    returned: int
    state: MoneyState
    heard_at: datetime
    paid_at: datetime
    on_statement: bool

    @property
    def rest(self) -> int:
        """What belongs to nothing yet: discrepant money."""
        return self.amount - self.allocated - self.returning - self.returned


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """One day in đồng. ``books`` holds money in by way; ``balances`` says whether both equations close to the đồng.

    Equation 1: sum of ways = allocated + discrepant + returning + returned.
    Equation 2: books other than cash − not yet on the statement + differences of amount = statement lines that belong to our money.
    """

    on: date
    ways: dict[str, int]
    allocated: int
    discrepant: int
    returning: int
    returned: int
    statement_credits: int
    statement_deposits: int
    statement_debits: int
    not_on_statement: int
    differences: int
    other_days: int
    platform_success: int
    requests_settled: int
    settled_count: int
    open_discrepancies: int

    @property
    def money_in(self) -> int:
        """All money heard of on the day."""
        return sum(self.ways.values())

    @property
    def balances(self) -> bool:
        """Whether the day closes."""
        first = self.money_in == self.allocated + self.discrepant + self.returning + self.returned
        non_cash = self.money_in - self.ways.get(Way.CASH, 0)
        second = non_cash - self.not_on_statement + self.differences == self.statement_credits - self.other_days
        return first and second
