"""An outside receipt service by HTTPS, in the shape that VNPT and Viettel offer: init, replace, cancel (one or many), fetch."""

from __future__ import annotations

from typing import Any

import httpx

from motcua.platform.payments import conf
from motcua.platform.payments.contracts import ReceiptServiceUnavailable

_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
_UNKNOWN = 404


class HttpReceiptService:
    """See ``ReceiptService``. ``key`` travels as ``fkey``, form as ``pattern``, sign as ``serial``."""

    def init(self, *, key: str, pattern: str, serial: str, document: dict[str, Any]) -> str:
        """See ``ReceiptService``."""
        return str(self._post("init", {"fkey": key, "pattern": pattern, "serial": serial, "document": document})["code"])

    def replace(self, *, key: str, old_key: str, pattern: str, serial: str, document: dict[str, Any]) -> str:
        """See ``ReceiptService``."""
        body = {"fkey": key, "old_fkey": old_key, "pattern": pattern, "serial": serial, "document": document}
        return str(self._post("replace", body)["code"])

    def cancel(self, *, keys: list[str], reason: str) -> list[str]:
        """See ``ReceiptService``."""
        return [str(key) for key in self._post("cancel", {"fkeys": keys, "reason": reason})["cancelled"]]

    def fetch(self, *, key: str) -> dict[str, Any] | None:
        """See ``ReceiptService``."""
        found = self._post("fetch", {"fkey": key}, unknown_is_none=True)
        return found or None

    def check_config(self) -> list[str]:
        """See ``ReceiptService``."""
        return [] if conf.RECEIPTS_URL.startswith("https://") else ["MOTCUA_RECEIPTS_URL is not https"]

    def _post(self, operation: str, body: dict[str, Any], *, unknown_is_none: bool = False) -> dict[str, Any]:
        try:
            with httpx.Client(timeout=10, trust_env=not conf.RECEIPTS_URL.startswith(_LOOPBACK)) as client:
                response = client.post(
                    f"{conf.RECEIPTS_URL}/{operation}", json=body, headers={"authorization": f"Bearer {conf.RECEIPTS_TOKEN}"}
                )
                if unknown_is_none and response.status_code == _UNKNOWN:
                    return {}
                told = response.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise ReceiptServiceUnavailable from error
        if not isinstance(told, dict) or (operation != "fetch" and not {"code", "cancelled"} & set(told)):
            raise ReceiptServiceUnavailable
        return told
