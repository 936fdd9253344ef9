"""For tests: a bank of our own with a key, and requests to pay."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.foundation.identity.testing import UNIT
from motcua.kernel.actors import SYSTEM
from motcua.kernel.ids import public_code
from motcua.platform.payments import conf
from motcua.platform.payments.contracts import (
    BankUnavailable,
    FeeItem,
    NotificationOutcome,
    PayeeAccount,
    Payment,
    PayoutAnswer,
    PlatformUnavailable,
)
from motcua.platform.payments.rules.platform import read_status, sealed

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ITEMS = (FeeItem(code="LP01", name="Lệ phí đăng ký khai sinh quá hạn", amount=8_000),)


@dataclass
class FakeBank:
    """A bank in this process: signs notifications, keeps a statement, can be down."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    entries: list[dict[str, Any]] = field(default_factory=list)
    is_down: bool = False

    def key(self, key_id: str) -> ec.EllipticCurvePublicKey | None:
        """See the port."""
        self._answer()
        return self.private.public_key() if key_id == "k1" else None

    def statement(self, *, after: int, limit: int) -> tuple[list[dict[str, Any]], int]:
        """See the port."""
        self._answer()
        page = [entry for entry in self.entries if entry["seq"] > after][:limit]
        return page, page[-1]["seq"] if page else after

    def check_config(self) -> list[str]:
        """See the port."""
        return []

    def credit(self, payment: Payment | None = None, *, age: float = 0, **change: Any) -> dict[str, Any]:
        """Book money for a request; ``age`` seconds ago. The message as the bank tells it."""
        paid_at = datetime.fromtimestamp(time.time() - age, UTC).isoformat()
        message = {
            "transaction_id": f"FT{public_code(length=10)}",
            "bank_bin": conf.BANK_BIN,
            "account": conf.BANK_ACCOUNT,
            "amount": payment.amount if payment else 8_000,
            "currency": "VND",
            "description": payment.transfer_text if payment else "CHUYEN TIEN",
            "reference": payment.code if payment else "",
            "paid_at": paid_at,
        } | change
        self.entries.append({"seq": len(self.entries) + 1, **message})
        return message

    def signed(self, message: dict[str, Any], *, age: float = 0) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a notification, signed ``age`` seconds ago."""
        raw, stamp = json.dumps(message, ensure_ascii=False).encode(), str(int(time.time() - age))
        signature = self.private.sign(f"{stamp}.".encode() + raw, ec.ECDSA(hashes.SHA256()))
        return raw, {"X-Bank-Key-Id": "k1", "X-Bank-Timestamp": stamp, "X-Bank-Signature": b64encode(signature).decode()}

    def tell(self, message: dict[str, Any], *, now: datetime = NOW) -> NotificationOutcome:
        """Notify the room."""
        from motcua.platform.payments import api

        raw, headers = self.signed(message)
        return api.receive_notification(raw=raw, headers=headers, now=now)

    def _answer(self) -> None:
        if self.is_down:
            raise BankUnavailable


@dataclass
class FakePlatform:
    """A payment platform in this process: takes orders, answers, signs notifications, can be silent or lie."""

    orders: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    is_down: bool = False

    def init(self, *, order: Any) -> str:
        """See the port."""
        self._answer()
        self.orders[order.reference] = order
        return f"https://thanhtoan.example/pay/{order.reference}"

    def query(self, *, reference: str, at: datetime) -> Any:
        """See the port."""
        self._answer()
        return read_status("ANSWER", self.said("ANSWER", reference), partner=conf.PLATFORM_PARTNER, secret=conf.PLATFORM_SECRET)

    def get_bill(self, *, reference: str, at: datetime) -> bytes:
        """See the port."""
        self._answer()
        return b"%PDF-1.4"

    def read_notification(self, *, raw: bytes) -> Any:
        """See the port."""
        from motcua.platform.payments.adapters.platform import HttpPlatform

        return HttpPlatform().read_notification(raw=raw)

    def check_config(self) -> list[str]:
        """See the port."""
        return []

    def pay(self, reference: str) -> None:
        """The payer pays there."""
        self.codes[reference] = "00"

    def said(self, kind: str, reference: str, **change: Any) -> dict[str, Any]:
        """What the platform says of a reference, sealed."""
        message = {
            "MaDoiTac": conf.PLATFORM_PARTNER,
            "MaThamChieu": reference,
            "SoTien": str(self.orders[reference].amount) if reference in self.orders else "8000",
            "MaLoi": self.codes.get(reference, "01"),
            "MaGiaoDich": f"NP{reference[-5:]}",
            "ThoiGianGD": "20260302090000",
        }
        if kind == "NOTIFY":
            message |= {"LoaiBanTin": "NOTIFY", "PhienBan": "1.0.6"}
        return sealed(kind, message | change, secret=conf.PLATFORM_SECRET)

    def tell(self, reference: str, *, now: datetime = NOW, **change: Any) -> NotificationOutcome:
        """Notify the room."""
        from motcua.platform.payments import api

        return api.receive_platform_notification(raw=json.dumps(self.said("NOTIFY", reference, **change)).encode(), now=now)

    def _answer(self) -> None:
        if self.is_down:
            raise PlatformUnavailable


@dataclass
class FakePayouts:
    """A bank that takes payment orders; ``refuses`` and ``is_down`` make it difficult."""

    sent: dict[str, int] = field(default_factory=dict)
    refuses: bool = False
    is_down: bool = False

    def send(self, *, code: str, payee: PayeeAccount, amount: int, text: str, at: datetime) -> PayoutAnswer:
        """See the port."""
        if self.is_down:
            raise BankUnavailable
        if self.refuses:
            return PayoutAnswer(accepted=False, reason="sai tài khoản")
        self.sent[code] = amount
        return PayoutAnswer(accepted=True, reference=f"FD{code}")

    def status(self, *, code: str) -> PayoutAnswer | None:
        """See the port."""
        if self.is_down:
            raise BankUnavailable
        return PayoutAnswer(accepted=True, reference=f"FD{code}") if code in self.sent else None

    def check_config(self) -> list[str]:
        """See the port."""
        return []


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    """The room speaks to this payment platform."""
    from motcua.platform.payments import adapters

    with adapters.instead(platform=FakePlatform()):
        found = adapters.platform()
        assert isinstance(found, FakePlatform)
        yield found


@pytest.fixture
def payouts() -> Iterator[FakePayouts]:
    """Refunds go through this bank."""
    from motcua.platform.payments import adapters

    with adapters.instead(payouts=FakePayouts()):
        found = adapters.payouts()
        assert isinstance(found, FakePayouts)
        yield found


@pytest.fixture
def bank() -> Iterator[FakeBank]:
    """The room speaks to this bank."""
    from motcua.platform.payments import adapters

    with adapters.instead(FakeBank()) as fake:
        assert isinstance(fake, FakeBank)
        yield fake


def make_payment(ref: str = "casework:1", **change: Any) -> Payment:
    """A request for 8,000 đồng."""
    from motcua.platform.payments import api

    facts: dict[str, Any] = {
        "payer_ref": "citizen:x",
        "items": ITEMS,
        "purpose": "Lệ phí hồ sơ H24",
        "due_at": None,
        "now": NOW,
        "actor": SYSTEM,
        "matter": api.Matter(unit_code=UNIT),
    }
    return api.request(ref=ref, **(facts | change))
