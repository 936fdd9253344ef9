"""Payment orders of refunds to the bank by HTTPS; the refund's code is the idempotency key."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

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
        status, told = _ask("POST", "", json=order, headers={"idempotency-key": code})
        if status in _REFUSED:
            return PayoutAnswer(accepted=False, reason=str(told.get("vi") or told.get("error") or status))
        return _taken(status, told)

    def status(self, *, code: str) -> PayoutAnswer | None:
        """See ``Payouts``: ``GET`` of the order by our code; 404 with JSON when the bank has none."""
        status, told = _ask("GET", f"/{code}")
        if status == HTTPStatus.NOT_FOUND:
            return None
        if told.get("status") == "refused":
            return PayoutAnswer(accepted=False, reason=str(told.get("vi") or told.get("error") or "refused"))
        return _taken(status, told)

    def check_config(self) -> list[str]:
        """See ``Payouts``."""
        if settings.MOTCUA_DEMO or conf.BANK_PAYOUT_URL.startswith("https://"):
            return []
        return ["MOTCUA_BANK_PAYOUT_URL is not https: refunds cannot be sent"]


def _ask(method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> tuple[int, dict[str, Any]]:
    url = conf.BANK_PAYOUT_URL or f"{conf.PLATFORM_URL.rsplit('/', 1)[0]}/payouts"
    known = {"authorization": f"Bearer {conf.BANK_API_KEY}"} | (headers or {})
    try:
        with httpx.Client(timeout=10, trust_env=not url.startswith(_LOOPBACK)) as client:
            response = client.request(method, url + path, headers=known, **more)
            told = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise BankUnavailable from error
    if not isinstance(told, dict):
        raise BankUnavailable
    return response.status_code, told


def _taken(status: int, told: dict[str, Any]) -> PayoutAnswer:
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise BankUnavailable
    return PayoutAnswer(accepted=True, reference=str(told.get("id", "")))
