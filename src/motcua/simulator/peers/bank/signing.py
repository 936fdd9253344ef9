"""The bank's signature on notifications: ECDSA P-256 with SHA-256 over ``timestamp + "." + body``."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.simulator.peers.keyfile import write_private


class BankKey:
    """The key pair, made once and kept in the folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "bank-key.pem"
        self._key: ec.EllipticCurvePrivateKey | None = None

    @property
    def _private(self) -> ec.EllipticCurvePrivateKey:
        if self._key is None:
            if not self._path.exists():
                made = ec.generate_private_key(ec.SECP256R1())
                encoding, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
                write_private(self._path, made.private_bytes(encoding, kind, serialization.NoEncryption()))
            loaded = serialization.load_pem_private_key(self._path.read_bytes(), password=None)
            if not isinstance(loaded, ec.EllipticCurvePrivateKey):
                msg = f"{self._path} does not hold an elliptic-curve key"
                raise TypeError(msg)
            self._key = loaded
        return self._key

    def jwk(self) -> dict[str, str]:
        """The public half as a JSON Web Key, ``kid`` its RFC 7638 thumbprint."""
        numbers = self._private.public_key().public_numbers()
        x, y = (_b64(value.to_bytes(32, "big")) for value in (numbers.x, numbers.y))
        kid = _b64(sha256(f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'.encode()).digest())
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid, "use": "sig", "alg": "ES256"}

    def sign(self, content: bytes) -> bytes:
        """A DER signature over a content."""
        return self._private.sign(content, ec.ECDSA(hashes.SHA256()))

    def headers(self, body: bytes, *, timestamp: int, forged: bool = False) -> dict[str, str]:
        """The three signature headers of one notification; the signature is DER in base64. ``forged`` uses another key."""
        key = ec.generate_private_key(ec.SECP256R1()) if forged else self._private
        signature = key.sign(f"{timestamp}.".encode() + body, ec.ECDSA(hashes.SHA256()))
        return {"x-bank-key-id": self.jwk()["kid"], "x-bank-timestamp": str(timestamp), "x-bank-signature": b64encode(signature).decode()}


def _b64(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
