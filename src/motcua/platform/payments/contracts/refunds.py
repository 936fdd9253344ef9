"""Money that goes back to payers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class RefundState(StrEnum):
    """States of a refund."""

    REQUESTED = "requested"  # đề nghị
    APPROVED = "approved"  # đã duyệt, by another person
    REJECTED = "rejected"  # không duyệt
    SENDING = "sending"  # đang gửi: the bank may have the order or not, so nobody takes it back until the bank has said
    SENT = "sent"  # đã gửi lệnh chi
    COMPLETED = "completed"  # đã hoàn: the statement shows the debit, or cash was handed back
    FAILED = "failed"  # the bank gave the order back
    WITHDRAWN = "withdrawn"  # taken back before it was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeAccount:
    """Where the money goes: bank number (BIN), account and its holder's name."""

    bank_bin: str
    account: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """One refund and who did what to it."""

    refund_id: UUID
    code: str
    transaction_id: str
    payment_id: UUID | None
    payment_code: str
    amount: int
    reason: str
    state: RefundState
    requested_at: datetime
    requested_by: str
    approved_by: str
    payee: PayeeAccount | None
    sent_at: datetime | None
    completed_at: datetime | None
    bank_reference: str
    in_cash: bool
    unit_code: str = ""  # whose fee it is; empty for money that names no unit
    failure: str = ""  # why it was rejected or refused, or the code of the last error while sending
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutAnswer:
    """What the bank said to an order: accepted with its reference, or refused with a reason."""

    accepted: bool
    reference: str = ""
    reason: str = ""


class Payouts(Protocol):
    """A bank that sends money out; the same code is the same order."""

    def send(self, *, code: str, payee: PayeeAccount, amount: int, text: str, at: datetime) -> PayoutAnswer:
        """Order a payment out of the fee account; ``BankUnavailable`` when it is not known whether it was taken."""
        ...

    def status(self, *, code: str) -> PayoutAnswer | None:
        """What became of the order with that code; None when the bank never took it. ``BankUnavailable`` when that is not known."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the connection, in English."""
        ...
