"""Cash at the one-stop desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.platform.payments.contracts.requests import Payment


class CashState(StrEnum):
    """States of an officer's cash session."""

    OPEN = "open"  # đang thu
    CLOSED = "closed"  # đã kiểm quỹ
    HANDED_OVER = "handed_over"  # đã nộp kho bạc or bank, slip known
    CONFIRMED = "confirmed"  # the deposit is on the statement


@dataclass(frozen=True, slots=True, kw_only=True)
class CashSession:
    """One officer's cash of one unit from opening to hand-over. ``expected`` is float + takings − cash handed back."""

    session_id: UUID
    code: str
    unit_code: str
    officer_ref: str
    officer_name: str
    state: CashState
    opened_at: datetime
    float_amount: int
    takings: int
    paid_out: int
    expected: int
    counted: int | None
    explanation: str
    closed_at: datetime | None
    handed_over: int | None
    slip: str

    @property
    def difference(self) -> int:
        """Counted less expected; 0 while open."""
        return 0 if self.counted is None else self.counted - self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class CashTaken:
    """One payment at the desk: what was taken, what is given back as change, and the receipt issued at once."""

    payment: Payment
    taken: int
    change: int
    receipt_id: UUID | None
    receipt_label: str
    repeated: bool = False
