"""Outside systems, each behind one Protocol: the bank, its payment orders, the payment platform, the receipt service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from motcua.platform.payments import conf
from motcua.platform.payments.adapters.demo import DemoReceiptService
from motcua.platform.payments.adapters.http import HttpBank
from motcua.platform.payments.adapters.payouts import HttpPayouts
from motcua.platform.payments.adapters.platform import HttpPlatform
from motcua.platform.payments.adapters.port import Bank
from motcua.platform.payments.adapters.receipts import HttpReceiptService
from motcua.platform.payments.contracts import PaymentPlatform, Payouts, ReceiptService

_bank: Bank = HttpBank()
_platform: PaymentPlatform = HttpPlatform()
_payouts: Payouts = HttpPayouts()
_receipts: ReceiptService = HttpReceiptService() if conf.RECEIPTS_URL else DemoReceiptService()


def bank() -> Bank:
    """The configured bank."""
    return _bank


def platform() -> PaymentPlatform:
    """The configured payment platform."""
    return _platform


def payouts() -> Payouts:
    """Where payment orders of refunds go."""
    return _payouts


def receipt_service() -> ReceiptService:
    """The configured receipt service."""
    return _receipts


@contextmanager
def instead(
    other: Bank | None = None,
    *,
    platform: PaymentPlatform | None = None,
    payouts: Payouts | None = None,
    receipts: ReceiptService | None = None,
) -> Iterator[Bank]:
    """Use other systems meanwhile (tests)."""
    global _bank, _platform, _payouts, _receipts
    before = _bank, _platform, _payouts, _receipts
    _bank, _platform = other or _bank, platform or _platform
    _payouts, _receipts = payouts or _payouts, receipts or _receipts
    try:
        yield _bank
    finally:
        _bank, _platform, _payouts, _receipts = before


def check_config() -> list[str]:
    """What is wrong with the connections; an empty list when nothing is."""
    return [*_bank.check_config(), *_platform.check_config(), *_payouts.check_config(), *_receipts.check_config()]
