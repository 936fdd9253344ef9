"""Keeps key and certificate pairs in a private folder: one file a pair, written whole or not at all, safe with several processes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

Pair = tuple[rsa.RSAPrivateKey, x509.Certificate]


class Folder:
    """A folder that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # A written pair never changes, and parsing an RSA key costs more than a signature with it.
        self._pairs: dict[str, Pair] = {}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time, across processes; the lock dies with its holder."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def read(self, name: str) -> bytes | None:
        """The file's bytes, or ``None`` when it was never written."""
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Replace a file at once; a kill in between leaves the old one."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # NamedTemporaryFile opens with 0600, and the rename keeps that.
        with NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(target)

    def pair(self, name: str) -> Pair | None:
        """The key and certificate kept under ``name``."""
        if name not in self._pairs:
            data = self.read(name)
            if data is None:
                return None
            self._pairs[name] = unpack(data)
        return self._pairs[name]

    def pair_or_make(self, name: str, make: Callable[[], Pair]) -> Pair:
        """The pair under ``name``; made once when missing. Call it inside ``locked``."""
        found = self.pair(name)
        if found is None:
            found = make()
            self.write(name, pack(found))
        return found


def pack(pair: Pair) -> bytes:
    """PEM of key and certificate in one file, so that neither exists without the other."""
    key, cert = pair
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem + cert.public_bytes(serialization.Encoding.PEM)


def unpack(data: bytes) -> Pair:
    """The pair back from ``pack``."""
    key = serialization.load_pem_private_key(data, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        msg = "the development authority keeps RSA keys only"
        raise TypeError(msg)
    return key, x509.load_pem_x509_certificate(data)
