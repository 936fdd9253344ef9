"""Signing keys of the provider: made once, kept in the folder, published as JWKS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from motcua.simulator.peers.keyfile import write_private

ALGORITHM = "RS256"


class Keys:
    """The key pair that signs identity tokens, and a stranger's for the fault ``wrong_signature``."""

    def __init__(self, folder: Path, *, peer: str = "vneid") -> None:
        self._path = folder / f"{peer}-key.json"
        self._key: RSAKey | None = None

    @property
    def key(self) -> RSAKey:
        """The signing key, made on first use."""
        if self._key is None:
            if not self._path.exists():
                made = RSAKey.generate_key(2048, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
                write_private(self._path, json.dumps(made.as_dict(private=True)).encode())
            self._key = RSAKey.import_key(json.loads(self._path.read_bytes()))
        return self._key

    def jwks(self) -> dict[str, Any]:
        """The public half, as a JSON Web Key Set (RFC 7517)."""
        return {"keys": [self.key.as_dict(private=False)]}

    def sign(self, claims: dict[str, Any], *, forged: bool = False, typ: str = "JWT") -> str:
        """A signed token; ``forged`` names our key and signs with another."""
        key = RSAKey.generate_key(2048) if forged else self.key
        return jwt.encode({"alg": ALGORITHM, "kid": self.key.kid, "typ": typ}, claims, key)

    def read(self, token: str) -> dict[str, Any]:
        """Claims of a token that we signed, expired or not; joserfc's ``JoseError`` when we did not."""
        return dict(jwt.decode(token, self.key, algorithms=[ALGORITHM]).claims)
