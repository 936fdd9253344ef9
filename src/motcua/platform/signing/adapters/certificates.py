"""Reads an X.509 certificate into the facts that the room speaks of."""

from __future__ import annotations

from cryptography import x509
from cryptography.x509.oid import NameOID

from motcua.platform.signing.contracts import Certificate
from motcua.platform.signing.rules import DEV_MARK


def read(der: bytes) -> Certificate:
    """The facts of a DER certificate; ValueError when it is none."""
    cert = x509.load_der_x509_certificate(der)
    units = [str(a.value) for a in cert.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)]
    issuer = _first(cert.issuer, NameOID.COMMON_NAME) or cert.issuer.rfc4514_string()
    return Certificate(
        subject=_first(cert.subject, NameOID.COMMON_NAME) or cert.subject.rfc4514_string(),
        organisation=_first(cert.subject, NameOID.ORGANIZATION_NAME),
        title=_first(cert.subject, NameOID.TITLE),
        issuer=issuer,
        serial=f"{cert.serial_number:x}",
        not_before_at=cert.not_valid_before_utc,
        not_after_at=cert.not_valid_after_utc,
        der=der,
        holder_ref=_first(cert.subject, NameOID.USER_ID),
        dev=any(u.startswith(DEV_MARK) for u in units) or issuer.startswith(DEV_MARK),
    )


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
