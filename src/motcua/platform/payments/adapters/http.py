"""A bank spoken to by HTTPS: public keys as JWKS, statement as JSON. The simulated bank of the demonstration speaks the same."""

from __future__ import annotations

import time
from base64 import urlsafe_b64decode
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from motcua.platform.payments import conf
from motcua.platform.payments.contracts import BankUnavailable

_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class HttpBank:
    """Keys are remembered; an unknown key id asks the bank again, at most every ten seconds."""

    def __init__(self) -> None:
        self._keys: dict[str, ec.EllipticCurvePublicKey] = {}
        self._asked_at = float("-inf")

    def key(self, key_id: str) -> ec.EllipticCurvePublicKey | None:
        """See ``Bank``."""
        if key_id not in self._keys and time.monotonic() - self._asked_at > 10:  # noqa: PLR2004 - seconds, see the class
            found = self._get("/keys").get("keys", [])
            self._keys = {str(jwk["kid"]): _public_key(jwk) for jwk in found if jwk.get("crv") == "P-256"}
            self._asked_at = time.monotonic()
        return self._keys.get(key_id)

    def statement(self, *, after: int, limit: int) -> tuple[list[dict[str, Any]], int]:
        """See ``Bank``."""
        query = {"after": str(after), "limit": str(limit), "account": conf.BANK_ACCOUNT}
        answer = self._get("/statement", params=query, headers={"authorization": f"Bearer {conf.BANK_API_KEY}"})
        return list(answer.get("entries", [])), int(answer.get("next_after", after))

    def check_config(self) -> list[str]:
        """See ``Bank``."""
        problems = []
        if not settings.MOTCUA_DEMO:
            problems += [] if conf.BANK_URL.startswith("https://") else ["MOTCUA_BANK_URL is not https"]
            problems += ["MOTCUA_BANK_BIN is the one of the demonstration"] if conf.BANK_BIN == conf.DEMO_BIN else []
            problems += ["MOTCUA_BANK_API_KEY is the one of the demonstration"] if conf.BANK_API_KEY == conf.DEMO_KEY else []
        try:
            self._get("/keys")
        except BankUnavailable:
            problems.append(f"the bank does not answer at {conf.BANK_URL}/keys")
        return problems

    def _get(self, path: str, **more: Any) -> dict[str, Any]:
        trust_env = not conf.BANK_URL.startswith(_LOOPBACK)
        try:
            with httpx.Client(timeout=5, trust_env=trust_env) as client:
                answer: dict[str, Any] = client.get(f"{conf.BANK_URL}{path}", **more).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise BankUnavailable from error
        return answer


def _public_key(jwk: dict[str, Any]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(urlsafe_b64decode(str(jwk[part]) + "=="), "big") for part in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
