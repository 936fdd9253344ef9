"""Signs the days of the audit log with the city's own certificate and a time stamp."""

from __future__ import annotations

import hashlib
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings

from motcua.foundation.audit import api as audit
from motcua.kernel.errors import NamedError
from motcua.kernel.evidence import TimeStampQuery, build_request, parse_response
from motcua.platform.signing.adapters import chosen
from motcua.platform.signing.contracts import Holder, HolderKind


class LogSigner:
    """The audit log's ``RootSigner``: a raw signature with SHA-256, then an RFC 3161 stamp over that signature."""

    key = "signing"

    def sign(self, *, content: bytes, now: datetime) -> audit.RootSignature:
        """Sign ``content`` and stamp the signature at ``now``."""
        authority = chosen.authority()
        city = str(settings.MOTCUA_CITY)
        holder = Holder(kind=HolderKind.UNIT, ref="unit:audit-log", name=f"Nhật ký hệ thống {city}", organisation=city)
        key = authority.key_for(holder=holder, now=now)
        signature = key.sign(data=content, digest="sha256")
        stamp = authority.stamp(request=build_request(_query(signature)), now=now)
        parse_response(stamp, query=_query(signature))
        return audit.RootSignature(signature=signature, certificate=key.certificate.der, time_stamp=stamp)

    def verify(self, *, content: bytes, signature: audit.RootSignature) -> bool:
        """Whether our authority's certificate signed ``content`` and the stamp answers that signature."""
        try:
            parse_response(signature.time_stamp, query=_query(signature.signature))
            return chosen.authority().issued(certificate=signature.certificate) and _holds(content, signature)
        except (NamedError, ValueError):
            return False


def _query(signature: bytes) -> TimeStampQuery:
    return TimeStampQuery(imprint=hashlib.sha256(signature).digest())


def _holds(content: bytes, signature: audit.RootSignature) -> bool:
    public = x509.load_der_x509_certificate(signature.certificate).public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature.signature, content, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature.signature, content, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True
