"""Payment orders of refunds to the bank by HTTPS; the refund's code is the idempotency key."""

from __future__ import annotations

from datetime import datetime

import httpx
from django.conf import settings

from motcua.platform.payments import conf
from motcua.platform.payments.contracts import BankUnavailable, PayeeAccount, PayoutAnswer

_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
_REFUSED = frozenset({400, 409, 422})


class HttpPayouts:
    """See ``Payouts``. The simulated peers answer in a demonstration."""

    def send(self, *, code: str, payee: PayeeAccount, amount: int, text: str, at: datetime) -> PayoutAnswer:
        """See ``Payouts``."""
        order = {
            "from_account": conf.BANK_ACCOUNT, "bank_bin": payee.bank_bin, "account": payee.account, "name": payee.name, "amount": amount,
            "currency": "VND", "description": text, "reference": code, "ordered_at": at.isoformat(),
        }  # fmt: skip
        headers = {"authorization": f"Bearer {conf.BANK_API_KEY}", "idempotency-key": code}
        url = conf.BANK_PAYOUT_URL or f"{conf.PLATFORM_URL.rsplit('/', 1)[0]}/payouts"
        try:
            with httpx.Client(timeout=10, trust_env=not url.startswith(_LOOPBACK)) as client:
                response = client.post(url, json=order, headers=headers)
                told = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise BankUnavailable from error
        if response.status_code in _REFUSED and isinstance(told, dict):
            return PayoutAnswer(accepted=False, reason=str(told.get("vi") or told.get("error") or response.status_code))
        if not response.is_success or not isinstance(told, dict):
            raise BankUnavailable
        return PayoutAnswer(accepted=True, reference=str(told.get("id", "")))

    def check_config(self) -> list[str]:
        """See ``Payouts``."""
        if settings.MOTCUA_DEMO or conf.BANK_PAYOUT_URL.startswith("https://"):
            return []
        return ["MOTCUA_BANK_PAYOUT_URL is not https: refunds cannot be sent"]
