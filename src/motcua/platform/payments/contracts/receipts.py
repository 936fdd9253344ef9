"""Electronic fee receipts (biên lai, NĐ 123/2020/NĐ-CP as amended by NĐ 70/2025/NĐ-CP)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class ReceiptState(StrEnum):
    """States of a receipt; its number is never used again."""

    VALID = "valid"
    CANCELLED = "cancelled"
    REPLACED = "replaced"


class Transmission(StrEnum):
    """Whether the outside receipt service has it."""

    WAITING = "waiting"
    SENT = "sent"
    CANCEL_WAITING = "cancel_waiting"
    CANCEL_SENT = "cancel_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSeries:
    """A series of receipts: form (mẫu số 01BLP or 02BLP), sign (ký hiệu), the unit that uses it, the year."""

    series_id: int
    pattern: str
    serial: str
    unit_code: str
    year: int
    next_number: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One fee on a receipt."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One receipt as it was issued."""

    receipt_id: UUID
    pattern: str
    serial: str
    year: int
    number: int
    payment_id: UUID
    payment_code: str
    transaction_id: str
    amount: int
    words: str
    payer_name: str
    lines: tuple[ReceiptLine, ...]
    way: str
    unit_code: str
    issued_at: datetime
    issued_by: str
    state: ReceiptState
    closed_reason: str
    replaces: UUID | None
    replaced_by: UUID | None
    transmission: Transmission

    @property
    def label(self) -> str:
        """Form, sign and number as people write them: ``01BLP · HP-26E · 0000001``."""
        return f"{self.pattern} · {self.serial} · {self.number:07d}"


class ReceiptService(Protocol):
    """An outside receipt service, shaped like those of VNPT and Viettel: init, replace, cancel (one or many), fetch."""

    def init(self, *, key: str, pattern: str, serial: str, document: dict[str, Any]) -> str:
        """Register a receipt; the service's code. The same key again gives the same code. ``ReceiptServiceUnavailable``."""
        ...

    def replace(self, *, key: str, old_key: str, pattern: str, serial: str, document: dict[str, Any]) -> str:
        """Register a receipt in place of another; errors as ``init``."""
        ...

    def cancel(self, *, keys: list[str], reason: str) -> list[str]:
        """Cancel one or many; the keys that are cancelled now. Errors as ``init``."""
        ...

    def fetch(self, *, key: str) -> dict[str, Any] | None:
        """What the service keeps of a receipt, or None."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the connection, in English."""
        ...
