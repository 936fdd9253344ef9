"""Sealing bytes that are no PDF: archives, manifests."""

from __future__ import annotations

from datetime import datetime

from motcua.platform.signing import rules
from motcua.platform.signing.adapters import chosen, detached
from motcua.platform.signing.contracts import Holder, HolderKind


def seal_bytes(*, content: bytes, unit_code: str, unit_name: str, now: datetime) -> bytes:
    """A detached CMS seal (DER, with an RFC 3161 time stamp) of the unit over ``content``.

    Errors: ``NoCertificate``, ``CertificateExpired``, ``CertificateRevoked``, ``StampUnavailable``, ``DevKeysRefused``. Nothing is kept.
    """
    authority = chosen.authority()
    holder = Holder(kind=HolderKind.UNIT, ref=f"unit:{unit_code}", name=unit_name, organisation=unit_name)
    key = authority.key_for(holder=holder, now=now)
    rules.require_usable(certificate=key.certificate, now=now)
    return detached.seal(content=content, key=key, authority=authority, now=now)
