"""Private keys as text and back; the text is kept encrypted under the ring of field keys."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def pem_of(key: ec.EllipticCurvePrivateKey) -> str:
    """The key as text, to be kept encrypted."""
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


@lru_cache(maxsize=16)
def from_pem(text: str) -> ec.EllipticCurvePrivateKey:
    """The key back from ``pem_of``."""
    key = serialization.load_pem_private_key(text.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        msg = "credentials are signed with P-256 keys"
        raise TypeError(msg)
    return key
