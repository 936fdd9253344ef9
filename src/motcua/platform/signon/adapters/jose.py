"""Keys and signed statements (RFC 7515–7519) through joserfc; the algorithm is always ours to choose, never the token's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

FROM_APPLICATIONS = ["RS256", "PS256", "ES256"]
OURS = ("RS256", "ES256")
_FEWEST_RSA_BITS = 2048
_PUBLIC = frozenset({"kty", "use", "key_ops", "alg", "kid", "n", "e", "crv", "x", "y", "x5c", "x5t", "x5t#S256", "x5u"})
_MOST_KEYS = 20


def new_key(alg: str) -> tuple[str, dict[str, Any], str]:
    """A key pair for ``alg``: private half as PEM, public half as JWK, its name (RFC 7638 thumbprint)."""
    made = RSAKey.generate_key(_FEWEST_RSA_BITS) if alg == "RS256" else ECKey.generate_key("P-256")
    kid = made.thumbprint()
    public = {**made.as_dict(private=False), "kid": kid, "use": "sig", "alg": alg}
    return made.as_pem(private=True).decode(), dict(public), kid


def sign(*, pem: str, alg: str, kid: str, claims: Mapping[str, Any], kind: str = "JWT") -> str:
    """A compact signed statement; ``kind`` is its ``typ``."""
    key = RSAKey.import_key(pem) if alg == "RS256" else ECKey.import_key(pem)
    return jwt.encode({"alg": alg, "kid": kid, "typ": kind}, dict(claims), key)


def read(token: str, *, jwks: Mapping[str, Any], algorithms: list[str]) -> dict[str, Any] | None:
    """Claims of a statement that one of these keys signed with one of these algorithms; None for anything else. Times are not judged."""
    try:
        keys = KeySet.import_key_set({"keys": [key for key in jwks["keys"] if key.get("kty") in {"RSA", "EC"}]})  # type: ignore[typeddict-item]
        return dict(jwt.decode(token, keys, algorithms=algorithms).claims)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        return None


def glance(token: str) -> dict[str, Any]:
    """Header and claims of a statement that nobody has verified, only to find out whose key to try; empty when unreadable."""
    from base64 import urlsafe_b64decode

    try:
        head, body, _ = token.split(".")
        told = {"header": json.loads(urlsafe_b64decode(head + "==")), "claims": json.loads(urlsafe_b64decode(body + "=="))}
    except (ValueError, TypeError, RecursionError):
        return {}
    return told if isinstance(told["header"], dict) and isinstance(told["claims"], dict) else {}


def public_keys(jwks: Any) -> dict[str, Any] | None:
    """The key set when it holds public RSA (2048 bits or more) or P-256 keys alone; None otherwise (RFC 7517)."""
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(keys, list) or not 0 < len(keys) <= _MOST_KEYS:
        return None
    return {"keys": keys} if all(_is_public(key) for key in keys) else None


def _is_public(key: Any) -> bool:
    if not isinstance(key, dict) or set(key) - _PUBLIC or key.get("use", "sig") != "sig":
        return False
    try:
        if key.get("kty") == "RSA":  # the size first: the library warns of short ones, we refuse them
            return len(str(key.get("n"))) * 6 >= _FEWEST_RSA_BITS and RSAKey.import_key(key).public_key.key_size >= _FEWEST_RSA_BITS
        return key.get("kty") == "EC" and key.get("crv") == "P-256" and ECKey.import_key(key) is not None
    except (JoseError, ValueError, TypeError, KeyError):
        return False
