"""The signing key of a log, and the one that shall follow it: ``key.next.pem`` is taken at the next beginning of a segment."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.core.durable import sync_folder, write_durably

NEXT_KEY = "key.next.pem"


class LogError(RuntimeError):
    """The log cannot be written or is damaged where no unfinished write explains it."""


class LogInUse(LogError):
    """Another process writes this log."""


def make_key(path: Path) -> None:
    """A new P-256 key in a file for its owner alone."""
    fresh = ec.generate_private_key(ec.SECP256R1())
    pem = fresh.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_durably(path, pem, mode=0o600)


def read_private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The private key of a PEM file; LogError when it is none of an elliptic curve."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        msg = f"{path} is not an elliptic-curve key"
        raise LogError(msg)
    return key


def load_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The signing key of this gateway (P-256), made at the first start; the public half lies beside it as ``key.pub.pem``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "key.pem"
    if not path.exists():
        make_key(path)
    key = read_private_key(path)
    _publish(folder, key)
    return key


def take_next_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The next key is the key from now on."""
    (folder / NEXT_KEY).replace(folder / "key.pem")
    sync_folder(folder)
    return load_key(folder)


def _publish(folder: Path, key: ec.EllipticCurvePrivateKey) -> None:
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    write_durably(folder / "key.pub.pem", public, mode=0o644)
