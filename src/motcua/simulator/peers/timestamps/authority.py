"""Who stamps: a root and the time-stamping certificate below it, made once and kept in the folder."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from motcua.kernel.evidence.timestamps import TimeStampQuery, build_response
from motcua.simulator.peers.keyfile import write_private

ROOT_FILE = "tsa-root.pem"
"""The certificate that those who check the stamps trust, in the peers' data folder."""
_FROM, _UNTIL = datetime(2015, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)  # longer than any demonstration's clock
_NAMES = ("DEV Root of Time Stamps (simulated)", "DEV Time Stamps (simulated)")


class StampingKey:
    """The key of the time-stamping certificate; the root's own key is thrown away once it has signed."""

    def __init__(self, folder: Path) -> None:
        self._private, self._root = folder / "tsa.pem", folder / ROOT_FILE
        if not self._private.exists() or not self._root.exists():
            self._make()
        held = self._private.read_bytes()
        key = serialization.load_pem_private_key(held, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            msg = f"{self._private} does not hold an elliptic-curve key"
            raise TypeError(msg)
        self._key = key
        self._certificate = x509.load_pem_x509_certificate(held).public_bytes(serialization.Encoding.DER)

    def root(self) -> bytes:
        """The root's certificate as PEM."""
        return self._root.read_bytes()

    def stamp(self, query: TimeStampQuery, *, at: datetime) -> bytes:
        """The DER of a granted answer."""
        return build_response(
            query, stamped_at=at, serial=secrets.randbits(120), certificate=self._certificate,
            sign=lambda attributes: self._key.sign(attributes, ec.ECDSA(hashes.SHA256())), signature_algorithm="sha256_ecdsa",
        )  # fmt: skip

    def _make(self) -> None:
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root, leaf = _certificate(root_key, root_key, below=False), _certificate(key, root_key, below=True)
        encoding = serialization.Encoding.PEM
        private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        write_private(self._private, private + leaf.public_bytes(encoding))
        self._root.write_bytes(root.public_bytes(encoding))


def _certificate(key: ec.EllipticCurvePrivateKey, root: ec.EllipticCurvePrivateKey, *, below: bool) -> x509.Certificate:
    """The root, or the certificate ``below`` it whose one use is time stamping, marked critical (RFC 3161 §2.3)."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(_NAMES[below]))
        .issuer_name(_name(_NAMES[0]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=not below, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if below:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), critical=False)
    return builder.sign(root, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, text)])
