"""What the bank accepts and refuses."""

from __future__ import annotations

from dataclasses import dataclass, field

from motcua.kernel.errors import NamedError


class BadQr(NamedError):
    """The scanned text is not a VietQR that can be paid; ``reason`` says where it fails."""

    code = "bank.bad_qr"
    vi = "Mã QR không đọc được: {reason_vi}. Chưa có khoản tiền nào được chuyển."
    en = "The QR code cannot be read: {reason_en}. No money was moved."
    status = 422


class BadAmount(NamedError):
    """No amount, or one that is not a positive whole number of đồng within the limit of one transfer."""

    code = "bank.bad_amount"
    vi = "Số tiền phải là số đồng nguyên từ 1 đến 499.999.999."
    en = "The amount must be a whole number of đồng from 1 to 499,999,999."
    status = 422


class KeyReused(NamedError):
    """The idempotency key belongs to another transfer."""

    code = "bank.key_reused"
    vi = "Khoá chống trùng này đã dùng cho một giao dịch khác."
    en = "This idempotency key was used for another transfer."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class VietQr:
    """The fields of a VietQR to account or card; ``amount`` None when the payer fills it in."""

    bin: str
    account: str
    service: str
    dynamic: bool
    amount: int | None
    merchant: str = ""
    city: str = ""
    bill: str = ""
    reference: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How the payee is told: the ordinary way, or with the faults of a real network."""

    times: int = 1
    delay_seconds: float = 0
    amount: int | None = None
    silent: bool = False
    forged: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PayOrder:
    """A transfer that a person orders after scanning."""

    qr: str
    from_name: str
    amount: int | None = None
    from_account: str = "9704000000000000"
    key: str = ""
    telling: Telling = field(default_factory=Telling)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One booked transfer; ``paid_at`` is an ISO 8601 instant in UTC, amounts are đồng."""

    id: str
    paid_at: str
    bin: str
    account: str
    amount: int
    description: str
    reference: str
    bill: str
    payer_name: str
    payer_account: str
