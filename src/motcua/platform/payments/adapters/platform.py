"""The national payment platform by HTTPS through the LGSP: INIT, QUERY, GET_BILL; bearer token and MaXacThuc."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings

from motcua.platform.payments import conf
from motcua.platform.payments.contracts import (
    MessageUnreadable,
    PlatformOrder,
    PlatformRefused,
    PlatformStatus,
    PlatformUnavailable,
)
from motcua.platform.payments.rules import platform as rules

_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
_MOST_BYTES = 5_000_000


class HttpPlatform:
    """See ``PaymentPlatform``."""

    def init(self, *, order: PlatformOrder) -> str:
        """See ``PaymentPlatform``."""
        message = rules.init_message(order, partner=conf.PLATFORM_PARTNER)
        answer = self._post("INIT", message)
        url = str(answer.get("UrlThanhToan", ""))
        if not url.startswith(("https://", *_LOOPBACK)):
            raise PlatformRefused(answer_code="UrlThanhToan")
        return url

    def query(self, *, reference: str, at: datetime) -> PlatformStatus:
        """See ``PaymentPlatform``."""
        message = rules.ask_message("QUERY", reference=reference, partner=conf.PLATFORM_PARTNER, at=at)
        status = rules.read_status("ANSWER", self._post("QUERY", message), partner=conf.PLATFORM_PARTNER, secret=conf.PLATFORM_SECRET)
        if status.reference != reference:
            raise MessageUnreadable(field="MaThamChieu")
        return status

    def get_bill(self, *, reference: str, at: datetime) -> bytes:
        """See ``PaymentPlatform``."""
        message = rules.ask_message("GET_BILL", reference=reference, partner=conf.PLATFORM_PARTNER, at=at)
        try:
            bill = b64decode(str(self._post("GET_BILL", message).get("BienLai", "")), validate=True)
        except ValueError as error:
            raise MessageUnreadable(field="BienLai") from error
        if not bill.startswith(b"%PDF-"):
            raise MessageUnreadable(field="BienLai")
        return bill

    def read_notification(self, *, raw: bytes) -> PlatformStatus:
        """See ``PaymentPlatform``."""
        try:
            told = json.loads(raw[:_MOST_BYTES])
        except (ValueError, UnicodeDecodeError) as error:
            raise MessageUnreadable(field="json") from error
        if not isinstance(told, dict):
            raise MessageUnreadable(field="json")
        return rules.read_status("NOTIFY", told, partner=conf.PLATFORM_PARTNER, secret=conf.PLATFORM_SECRET)

    def check_config(self) -> list[str]:
        """See ``PaymentPlatform``."""
        problems = []
        if not settings.MOTCUA_DEMO:
            problems += [] if conf.PLATFORM_URL.startswith("https://") else ["MOTCUA_PAYMENT_PLATFORM_URL is not https"]
            problems += ["MOTCUA_PAYMENT_PLATFORM_SECRET is the demonstration's"] if conf.PLATFORM_SECRET == conf.DEMO_SECRET else []
            problems += ["MOTCUA_PAYMENT_PLATFORM_TOKEN is the demonstration's"] if conf.PLATFORM_TOKEN == conf.DEMO_TOKEN else []
        return problems

    def _post(self, kind: str, message: dict[str, Any]) -> dict[str, Any]:
        body = rules.sealed(kind, message, secret=conf.PLATFORM_SECRET)
        headers = {"authorization": f"Bearer {conf.PLATFORM_TOKEN}"}
        trust_env = not conf.PLATFORM_URL.startswith(_LOOPBACK)
        try:
            with httpx.Client(timeout=conf.PLATFORM_TIMEOUT, trust_env=trust_env) as client:
                response = client.post(conf.PLATFORM_URL, json=body, headers=headers).raise_for_status()
                told = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise PlatformUnavailable from error
        if not isinstance(told, dict) or str(told.get("error_code")) != "0":
            raise PlatformRefused(answer_code=str(told.get("error_code", "?"))[:20] if isinstance(told, dict) else "?")
        try:
            inner = json.loads(told["message"]) if isinstance(told.get("message"), str) else told.get("message")
        except ValueError as error:
            raise MessageUnreadable(field="message") from error
        if not isinstance(inner, dict):
            raise MessageUnreadable(field="message")
        return inner
