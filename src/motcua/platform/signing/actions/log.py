"""Signs the hours of the audit log with the city's own certificate and a time stamp."""

from __future__ import annotations

import hashlib
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from motcua.foundation.audit import api as audit
from motcua.kernel.errors import NamedError
from motcua.kernel.evidence import TimeStampFacts, TimeStampQuery, build_request, parse_response, signature_holds, token_signer
from motcua.platform.signing.adapters import chosen
from motcua.platform.signing.contracts import Authority, Holder, HolderKind

_NAME = "Nhật ký hệ thống"
_LONGEST_WAY = 4  # certificates from a stamp to its root


class LogSigner:
    """The audit log's ``RootSigner``: a raw signature with SHA-256, then an RFC 3161 stamp over that signature."""

    key = "signing"

    def sign(self, *, content: bytes, now: datetime) -> audit.RootSignature:
        """Sign ``content`` and stamp the signature at ``now``."""
        authority = chosen.authority()
        city = str(settings.MOTCUA_CITY)
        holder = Holder(kind=HolderKind.UNIT, ref="unit:audit-log", name=f"{_NAME} {city}", organisation=city)
        key = authority.key_for(holder=holder, now=now)
        signature = key.sign(data=content, digest="sha256")
        stamp = authority.stamp(request=build_request(_query(signature)), now=now)
        parse_response(stamp, query=_query(signature))
        return audit.RootSignature(signature=signature, certificate=key.certificate.der, time_stamp=stamp)

    def verify(self, *, content: bytes, signature: audit.RootSignature) -> bool:
        """Whether the log's own certificate signed ``content`` and a trusted time-stamp authority stamped that signature.

        A certificate of anybody else, though of the same authority, is refused: no officer's key signs the log.
        """
        try:
            authority = chosen.authority()
            theirs = authority.issued(certificate=signature.certificate) and _is_ours(signature.certificate)
        except (NamedError, ValueError):
            return False
        signed = theirs and signature_holds(content=content, signature=signature.signature, certificate=signature.certificate)
        return signed and _stamp(signature, authority) is not None

    def stamped_at(self, *, signature: audit.RootSignature) -> datetime | None:
        """The instant in the time stamp, when a trusted authority wrote it."""
        facts = _stamp(signature, chosen.authority())
        return None if facts is None else facts.stamped_at


def _is_ours(certificate: bytes) -> bool:
    names = x509.load_der_x509_certificate(certificate).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return any(_NAME in str(name.value) for name in names)


def _query(signature: bytes) -> TimeStampQuery:
    return TimeStampQuery(imprint=hashlib.sha256(signature).digest())


def _stamp(made: audit.RootSignature, authority: Authority) -> TimeStampFacts | None:
    """What the stamp says, None unless it answers the signature and its own leads to a root of ours."""
    try:
        facts = parse_response(made.time_stamp, query=_query(made.signature))
        chain = [x509.load_der_x509_certificate(der) for der in token_signer(facts.token)]
        roots = [x509.load_der_x509_certificate(der) for der in authority.anchors().roots]
    except (NamedError, ValueError):
        return None
    return facts if chain and _stamps(chain[0], facts.stamped_at) and _leads(chain[0], chain[1:], roots) else None


def _stamps(certificate: x509.Certificate, at: datetime) -> bool:
    """Whether the certificate is one for time stamps and was valid then."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage and certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _leads(certificate: x509.Certificate, between: list[x509.Certificate], roots: list[x509.Certificate]) -> bool:
    """Whether a way of certificates leads to a root; only authorities may stand in between."""
    current, left = certificate, [one for one in between if _is_authority(one)]
    for _ in range(_LONGEST_WAY):
        if any(_issued(current, root) for root in roots):
            return True
        above = next((one for one in left if one != current and _issued(current, one)), None)
        if above is None:
            return False
        current, left = above, [one for one in left if one != above]
    return False


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
