"""The national payment platform: what is asked of it and what it answers (message set 1.0.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class AttemptState(StrEnum):
    """States of one transaction at the platform."""

    INITIATED = "initiated"  # khởi tạo
    SUCCEEDED = "succeeded"  # thành công
    FAILED = "failed"  # thất bại: cancelled by the payer, refused, or lapsed


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformOrder:
    """What INIT tells; ``receipt`` is ThongTinBienLai as a mapping in the platform's own names."""

    reference: str
    amount: int
    text: str
    ip: str
    at: datetime
    return_url: str
    receipt: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformStatus:
    """What the platform knows of a reference. ``state`` INITIATED means: not decided yet."""

    reference: str
    state: AttemptState
    amount: int = 0
    transaction_id: str = ""
    code: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try of a payer to pay through the platform."""

    attempt_id: UUID
    payment_id: UUID
    reference: str
    amount: int
    state: AttemptState
    pay_url: str
    initiated_at: datetime
    finished_at: datetime | None


class PaymentPlatform(Protocol):
    """A platform that takes orders, answers questions and notifies."""

    def init(self, *, order: PlatformOrder) -> str:
        """Announce an order; the address where the payer pays. ``PlatformUnavailable``, ``PlatformRefused``, ``PlatformHashInvalid``."""
        ...

    def query(self, *, reference: str, at: datetime) -> PlatformStatus:
        """What became of a reference; errors as ``init``."""
        ...

    def get_bill(self, *, reference: str, at: datetime) -> bytes:
        """The platform's own slip as PDF; errors as ``init``."""
        ...

    def read_notification(self, *, raw: bytes) -> PlatformStatus:
        """The status in a message that the platform sent; ``PlatformHashInvalid``, ``MessageUnreadable``."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the connection, in English."""
        ...
