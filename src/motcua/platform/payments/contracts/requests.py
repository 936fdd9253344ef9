"""Requests for payment: states, ways, timing, items, exemptions. Amounts are whole đồng, instants UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class PaymentState(StrEnum):
    """States of a request for payment."""

    UNPAID = "unpaid"  # chưa thanh toán
    PENDING = "pending"  # chờ thanh toán: the payer has the code
    PARTLY_PAID = "partly_paid"  # đã nộp một phần: the rest is still expected
    OVERDUE = "overdue"  # quá hạn thanh toán: money that comes now waits for a person
    PAID = "paid"  # đã thanh toán
    EXEMPT = "exempt"  # được miễn
    CANCELLED = "cancelled"  # huỷ
    REFUNDED = "refunded"  # đã hoàn


OPEN_STATES = (PaymentState.UNPAID, PaymentState.PENDING, PaymentState.PARTLY_PAID)
ALIVE_STATES = (*OPEN_STATES, PaymentState.OVERDUE, PaymentState.PAID, PaymentState.EXEMPT)


class Way(StrEnum):
    """How money may come."""

    TRANSFER = "transfer"  # chuyển khoản (VietQR)
    PLATFORM = "platform"  # trực tuyến, national payment platform
    CASH = "cash"  # tiền mặt


class Timing(StrEnum):
    """When money is asked for, relative to intake."""

    BEFORE = "before"  # thu trước
    AFTER = "after"  # thu sau
    EXEMPT = "exempt"  # đối tượng miễn


class ItemKind(StrEnum):
    """What an item is in law (Luật Phí và lệ phí 97/2015/QH13, Điều 3)."""

    FEE = "fee"  # phí
    CHARGE = "charge"  # lệ phí
    DUTY = "duty"  # nghĩa vụ tài chính khác


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Why less is asked than the tariff says: reason, legal basis, and the paper that shows it (a kept file)."""

    reason: str
    basis: str
    paper_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FeeItem:
    """One line of a request: a fee (phí) or charge (lệ phí) in đồng.

    ``amount`` is what is asked; ``full_amount`` what the tariff says (None: the same). An item of 0 đồng carries its exemption.
    """

    code: str
    name: str
    amount: int
    kind: ItemKind = ItemKind.CHARGE
    full_amount: int | None = None
    exemption: Exemption | None = None

    @property
    def tariff(self) -> int:
        """What the tariff says, before any reduction."""
        return self.amount if self.full_amount is None else self.full_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Whom the receipt and the payment platform name; empty fields are looked up or left out."""

    name: str = ""
    number: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is paid for, as the payment platform and the receipt name it (ThongTinBienLai)."""

    dossier_code: str = ""
    procedure_code: str = ""
    procedure_name: str = ""
    unit_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A request for payment and its state. ``paid`` is the money counted to it, ``refunded`` what was given back of it."""

    payment_id: UUID
    code: str
    ref: str
    payer_ref: str
    items: tuple[FeeItem, ...]
    amount: int
    purpose: str
    transfer_text: str
    state: PaymentState
    due_at: datetime | None
    requested_at: datetime
    settled_at: datetime | None
    channel: str
    return_path: str
    paid: int = 0
    refunding: int = 0
    refunded: int = 0
    timing: Timing = Timing.BEFORE
    ways: tuple[Way, ...] = (Way.TRANSFER, Way.PLATFORM, Way.CASH)
    matter: Matter = field(default_factory=Matter)
    payer_name: str = ""

    @property
    def is_open(self) -> bool:
        """Whether money is still expected."""
        return self.state in OPEN_STATES

    @property
    def outstanding(self) -> int:
        """What is still to be paid, in đồng; 0 when nothing is expected any more."""
        return self.amount - self.paid if self.state in (*OPEN_STATES, PaymentState.OVERDUE) else 0

    @property
    def full_amount(self) -> int:
        """The sum by the tariff, before exemptions."""
        return sum(item.tariff for item in self.items)
