"""ES256 keys and signatures (RFC 7515, 7517, 7518 §3.4): P-256, the signature as the 64 bytes of r and s."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from motcua.kernel.sdjwt.compact import Jws, Malformed, decode, encode

ALGORITHM = "ES256"
_SIDE = 32


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """The public key as a JWK without further members."""
    numbers = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": encode(numbers.x.to_bytes(_SIDE, "big")), "y": encode(numbers.y.to_bytes(_SIDE, "big"))}


def key_of(jwk: Any) -> ec.EllipticCurvePublicKey:
    """The public key of a JWK; ``Malformed`` for another kind of key, or a point off the curve."""
    if not isinstance(jwk, Mapping) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        raise Malformed("key")
    try:
        x, y = (decode(str(jwk[name])) for name in ("x", "y"))
        if len(x) != _SIDE or len(y) != _SIDE:
            raise Malformed("key")
        return ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1()).public_key()
    except (KeyError, ValueError) as error:
        raise Malformed("key") from error


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """The key's name: RFC 7638 thumbprint with SHA-256."""
    named = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    return encode(hashlib.sha256(named.encode()).digest())


def sign(*, header: Mapping[str, Any], payload: Mapping[str, Any], key: ec.EllipticCurvePrivateKey) -> str:
    """A compact JWS under ES256."""
    members = ({"alg": ALGORITHM, **header}, payload)
    parts = [encode(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()) for part in members]
    signed = ".".join(parts)
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{encode(r.to_bytes(_SIDE, 'big') + s.to_bytes(_SIDE, 'big'))}"


def fits(jws: Jws, key: ec.EllipticCurvePublicKey) -> bool:
    """Whether ``key`` made the signature; the algorithm is ours, whatever the token says."""
    if len(jws.signature) != 2 * _SIDE:
        return False
    r, s = (int.from_bytes(half, "big") for half in (jws.signature[:_SIDE], jws.signature[_SIDE:]))
    try:
        key.verify(encode_dss_signature(r, s), jws.signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def withdrawn_at(*, header: Mapping[str, Any], keys: Mapping[str, Any]) -> datetime | None:
    """Since when the key that the header names is withdrawn, by the issuer's metadata (``withdrawn_keys``); None when it is not."""
    told = keys.get("withdrawn_keys")
    kid = header.get("kid")
    for one in told if isinstance(told, list) else ():
        if isinstance(one, Mapping) and isinstance(kid, str) and one.get("kid") == kid:
            try:
                at = datetime.fromisoformat(str(one.get("withdrawn_at")))
            except ValueError:
                at = None
            return at if at is not None and at.tzinfo is not None else datetime.fromtimestamp(0, tz=UTC)
    return None


def issuers_key(*, header: Mapping[str, Any], keys: Iterable[Any]) -> ec.EllipticCurvePublicKey:
    """The issuer's key that the header names. ``Malformed`` ``key`` when there is none or more than one fits the name."""
    named = [k for k in keys if isinstance(k, Mapping) and (k.get("kid") == header.get("kid") if "kid" in header else True)]
    usable = [k for k in named if k.get("use", "sig") == "sig" and k.get("alg", ALGORITHM) == ALGORITHM]
    if len(usable) != 1:
        raise Malformed("key")
    return key_of(usable[0])
