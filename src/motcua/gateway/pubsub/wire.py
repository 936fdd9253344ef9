"""An event as publishers and subscribers see it, and the signature with which it is pushed."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.protocol.identifiers import ClientId
from motcua.gateway.protocol.messages import Header
from motcua.gateway.protocol.record import key_id
from motcua.gateway.pubsub import entries as e

EVENT, TIMESTAMP, KEY, SIGNATURE, ATTEMPT = "X-Event-Id", "X-Event-Timestamp", "X-Event-Key-Id", "X-Event-Signature", "X-Event-Attempt"
_ALGORITHM = ec.ECDSA(hashes.SHA256())


@lru_cache(maxsize=4096)
def client_shape(text: str) -> dict[str, Any]:
    """A client identifier as an object of the API."""
    client = ClientId.parse(text)
    shape = {"instanceId": client.instance, "memberClass": client.member_class, "memberCode": client.member_code}
    return {**shape, "applicationCode": client.subsystem_code} if client.subsystem_code else shape


@dataclass(slots=True)
class Found:
    """An event that has been read, with its octets for subscribers; the signature is made once a second at most."""

    event: e.Event
    id: str
    item: bytes
    signed_at: int = 0
    signature: str = ""
    key_id: str = ""


def event_id_text(identifier: bytes) -> str:
    """An event's identifier as text."""
    return str(uuid.UUID(bytes=identifier))


def found(event: e.Event, name: str) -> Found:
    """The event as ``EventItem``: the payload is written as it was kept."""
    identifier = event_id_text(event.id)
    head: dict[str, Any] = {
        "id": identifier,
        "sequence": event.seq,
        "publisherId": client_shape(event.publisher),
        "eventType": name,
    }
    if event.key is not None:
        head["key"] = event.key
    return Found(event, identifier, json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "event": ' + event.body + b"}")


class Signer:
    """Signs what is pushed with the key of the message log (P-256, SHA-256, DER in base64)."""

    def __init__(self, key: Callable[[], ec.EllipticCurvePrivateKey]) -> None:
        self._current = key
        self._key: ec.EllipticCurvePrivateKey | None = None
        self._key_id = self._pem = ""

    def _look(self) -> ec.EllipticCurvePrivateKey:
        """The key in force; the log hands over to a new one while the gateway runs."""
        key = self._current()
        if key is not self._key:
            public = key.public_key()
            form = serialization.PublicFormat.SubjectPublicKeyInfo
            self._pem = public.public_bytes(serialization.Encoding.PEM, form).decode()
            self._key, self._key_id = key, key_id(public)
        return key

    @property
    def key_id(self) -> str:
        """Which key signs now."""
        self._look()
        return self._key_id

    @property
    def public_pem(self) -> str:
        """Its public half."""
        self._look()
        return self._pem

    def headers(self, what: Found, *, now_s: int, attempt: int) -> list[Header]:
        """The headers of a delivery; the signature covers ``timestamp.id.body``."""
        if what.signed_at != now_s or what.key_id != self._key_id:
            signed = signed_bytes(timestamp=str(now_s), event_id=what.id, body=what.item)
            what.signature = base64.b64encode(self._look().sign(signed, _ALGORITHM)).decode()
            what.signed_at, what.key_id = now_s, self._key_id
        return [
            ("Content-Type", "application/json; charset=utf-8"),
            (EVENT, what.id),
            (TIMESTAMP, str(now_s)),
            (KEY, what.key_id),
            (SIGNATURE, what.signature),
            (ATTEMPT, str(attempt)),
        ]


def signed_bytes(*, timestamp: str, event_id: str, body: bytes) -> bytes:
    """What the signature of a delivery covers."""
    return f"{timestamp}.{event_id}.".encode() + body


def verify_delivery(public: ec.EllipticCurvePublicKey, *, timestamp: str, event_id: str, signature: str, body: bytes) -> bool:
    """Whether a delivery comes from the holder of the key; who receives it also refuses timestamps that are minutes old."""
    try:
        public.verify(base64.b64decode(signature), signed_bytes(timestamp=timestamp, event_id=event_id, body=body), _ALGORITHM)
    except (InvalidSignature, ValueError):
        return False
    return True
