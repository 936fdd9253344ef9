"""The holder's proof (key-binding JWT, RFC 9901 §4.3): for one verifier, one request, one set of disclosures, and a while."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from motcua.kernel.sdjwt.compact import Malformed, Presented, encode, read_jws
from motcua.kernel.sdjwt.keys import ALGORITHM, fits, key_of, sign

TYPE = "kb+jwt"
LEEWAY = timedelta(seconds=60)
# A proof without an end of its own answers a request that was made just now.
FRESH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Binding:
    """What the holder proved."""

    audience: str
    nonce: str
    made_at: datetime
    until_at: datetime | None


def bind(
    *, presented: Presented, key: ec.EllipticCurvePrivateKey, audience: str, nonce: str, now: datetime, until_at: datetime | None = None
) -> str:
    """The presentation with the holder's proof at its end; ``until_at`` ends it sooner or later than a verifier would by itself."""
    payload: dict[str, Any] = {"iat": int(now.timestamp()), "aud": audience, "nonce": nonce, "sd_hash": _digest(presented)}
    if until_at is not None:
        payload["exp"] = int(until_at.timestamp())
    return presented.bound_text.decode("ascii") + sign(header={"typ": TYPE}, payload=payload, key=key)


def check_binding(*, presented: Presented, confirmation: Any, now: datetime, audience: str | None, nonce: str | None) -> Binding:
    """What the proof says; ``Malformed`` with the sentence's code for everything that is wrong with it."""
    try:
        jws = read_jws(presented.binding)
        key = key_of(confirmation.get("jwk") if isinstance(confirmation, Mapping) else None)
    except Malformed as error:
        raise Malformed("binding") from error
    if jws.header.get("alg") != ALGORITHM:
        raise Malformed("alg")
    if jws.header.get("typ") != TYPE or "crit" in jws.header or not fits(jws, key):
        raise Malformed("binding")
    found = _read(jws.payload)
    if jws.payload.get("sd_hash") != _digest(presented):
        raise Malformed("binding_digest")
    if audience is not None and found.audience != audience:
        raise Malformed("audience")
    if nonce is not None and found.nonce != nonce:
        raise Malformed("nonce")
    if found.made_at > now + LEEWAY:
        raise Malformed("presentation_early")
    if now - LEEWAY >= (found.until_at or found.made_at + FRESH):
        raise Malformed("presentation_old")
    return found


def instant(value: Any) -> datetime:
    """A NumericDate; ``Malformed`` ``payload`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed("payload")
    try:
        return datetime.fromtimestamp(value, tz=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Malformed("payload") from error


def _read(payload: Mapping[str, Any]) -> Binding:
    audience, nonce = payload.get("aud"), payload.get("nonce")
    if not isinstance(audience, str) or not isinstance(nonce, str) or "iat" not in payload:
        raise Malformed("binding")
    until = instant(payload["exp"]) if "exp" in payload else None
    return Binding(audience=audience, nonce=nonce, made_at=instant(payload["iat"]), until_at=until)


def _digest(presented: Presented) -> str:
    return encode(hashlib.sha256(presented.bound_text).digest())
