"""The certificate of the log's key: ``key.crt.pem`` in the log folder when it is of this key, otherwise one that the key signs itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from motcua.gateway.core.durable import write_durably

FILE = "key.crt.pem"
_YEARS = 10
_LONGEST = 64


def certificate_of(folder: Path, key: ec.EllipticCurvePrivateKey, *, server_id: str) -> bytes:
    """The certificate as PEM; a self-signed one is made once for each key."""
    path = folder / FILE
    if path.exists():
        pem = path.read_bytes()
        if x509.load_pem_x509_certificate(pem).public_key() == key.public_key():
            return pem
    pem = _self_signed(key, server_id)
    write_durably(path, pem, mode=0o644)
    return pem


def _self_signed(key: ec.EllipticCurvePrivateKey, server_id: str) -> bytes:
    now = datetime.now(tz=UTC)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Message log"),
            x509.NameAttribute(NameOID.COMMON_NAME, server_id[-_LONGEST:]),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)
