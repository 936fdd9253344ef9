"""Which bodies of a call the log keeps, and how they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.core.body import Body
from motcua.gateway.core.bodyfile import BodyPart
from motcua.gateway.evidence.sealing import encrypt
from motcua.gateway.protocol.config import KeepBody
from motcua.gateway.protocol.record import load_public_key

REQUEST, RESPONSE = "request", "response"


def kept_parts(*, mode: KeepBody, body_key: str, request_id: str, request: Body, response: Body) -> tuple[BodyPart, ...]:
    """The bodies of one call that its service wants kept; a side without a body has none."""
    if mode == KeepBody.HASH:
        return ()
    to = _key(body_key) if mode == KeepBody.ENCRYPTED else None
    sides = ((REQUEST, request), (RESPONSE, response))
    return tuple(_part(request_id, part, body, to) for part, body in sides if body)


def _part(request_id: str, part: str, body: Body, to: ec.EllipticCurvePublicKey | None) -> BodyPart:
    def chunks() -> Iterator[bytes]:
        return body.chunks() if to is None else encrypt(body.chunks(), to=to, request_id=request_id, part=part)

    mode = KeepBody.PLAIN if to is None else KeepBody.ENCRYPTED
    return BodyPart(request_id=request_id, part=part, mode=mode.value, chunks=chunks)


@lru_cache(maxsize=4)
def _key(pem: str) -> ec.EllipticCurvePublicKey:
    return load_public_key(pem.encode())
