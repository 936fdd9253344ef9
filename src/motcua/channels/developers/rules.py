"""Pure decisions: secrets, signatures in the Standard Webhooks form, what an event tells, when to try again, which addresses."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from motcua.channels.developers.contracts import AddressRefused
from motcua.kernel.public_addresses import inward
from motcua.kernel.tokens import digest

_FIRST, _FACTOR, _DAY = 5, 4, 24 * 3600
MOST_ATTEMPTS = 10  # 5 s, 20 s, … then a day apart: about two days in all
PREFIX = "whsec_"
# What a message tells: ids and facts of the process; nobody's name, number or file, and no internal id of a person.
TOLD = frozenset(
    {
        "dossier_id", "dossier_code", "procedure_code", "field", "unit_code", "at", "status", "step", "due_at", "received_at",
        "resolved_at",
        "on_time", "outcome", "deadline_at", "paused_minutes", "channel", "online", "amount", "to_unit", "days", "reason_code",
    }
)  # fmt: skip


def same(secret: str, kept: str) -> bool:
    """Whether a secret fits its digest, in a time that tells nothing."""
    return hmac.compare_digest(digest(secret), kept)


def new_webhook_secret() -> str:
    """A webhook secret as Standard Webhooks writes it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def signatures(*, keys: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The header ``webhook-signature``: one ``v1,`` entry per valid secret, over ``id.timestamp.body``."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(
        "v1," + base64.b64encode(hmac.digest(base64.b64decode(key.removeprefix(PREFIX)), signed, "sha256")).decode() for key in keys
    )


def body_of(*, event: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """The message: type, time stamp and data, as compact JSON whose bytes are signed."""
    message = {"type": event, "timestamp": at.isoformat(), "data": dict(data)}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def told(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an event that leave the house."""
    return {name: value for name, value in payload.items() if name in TOLD}


def wait(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts, fourfold each time and at most a day; None: give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return timedelta(seconds=min(_FIRST * _FACTOR ** (attempts - 1), _DAY))


def concerns(*, units: Collection[str], procedures: Collection[str], data: Mapping[str, Any]) -> bool:
    """Whether a subscription that is narrowed to units and procedures (empty: all) hears of these facts."""
    return (not units or data.get("unit_code") in units) and (not procedures or data.get("procedure_code") in procedures)


def host_and_port(url: str, *, plain: bool) -> tuple[str, int]:
    """Where a webhook address leads; ``plain`` lets http through (demo). ``AddressRefused``."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(reason_vi="địa chỉ không đọc được.", reason_en="it cannot be read.") from None
    if parts.scheme != "https" and not (plain and parts.scheme == "http"):
        raise AddressRefused(reason_vi="cần địa chỉ https.", reason_en="an https address is needed.")
    if not parts.hostname or parts.username or parts.password or parts.fragment or not url.isascii() or len(url) > 500:  # noqa: PLR2004
        raise AddressRefused(reason_vi="địa chỉ không hợp lệ.", reason_en="it is not valid.")
    return parts.hostname, port or (443 if parts.scheme == "https" else 80)


def public_only(addresses: Sequence[str], *, private: bool) -> str:
    """The address to connect to. All must be public, or the name could be turned inwards; ``private`` lets any through (demo)."""
    if fault := inward(addresses, private=private):
        raise AddressRefused(reason_vi=fault[0], reason_en=fault[1])
    return addresses[0]
