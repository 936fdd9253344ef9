"""Detached CMS signatures with a time stamp (CAdES-T) over bytes that are no PDF; ``openssl cms -verify`` reads them, too."""

from __future__ import annotations

from datetime import UTC, datetime

from asn1crypto import cms
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator.context import ValidationContext

from motcua.platform.signing.adapters import certificates
from motcua.platform.signing.adapters.pades.bridge import KeySigner, PortStamper, Trusted, finish, revocation_policy
from motcua.platform.signing.contracts import Authority, CertificateUntrusted, SealReport, SigningKey

_UNREADABLE = (SignatureValidationError, ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError)


def seal(*, content: bytes, key: SigningKey, authority: Authority, now: datetime) -> bytes:
    """DER of the CMS over ``content``; ``StampUnavailable``, ``CertificateUntrusted``."""
    work = KeySigner(key).async_sign_general_data(content, "sha256", detached=True, use_cades=True, timestamper=PortStamper(authority, now))
    try:
        return bytes(finish(work).dump())
    except SigningError as error:
        raise CertificateUntrusted(holder=key.certificate.subject) from error


def check(*, content: bytes, seal: bytes, authority: Authority, now: datetime) -> SealReport:
    """What ``seal`` says of ``content`` at ``now``; a seal that cannot be read is not intact."""
    try:
        info = cms.ContentInfo.load(seal, strict=True)
        signed = info["content"]
        serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
        (leaf,) = [c.chosen for c in signed["certificates"] if c.chosen.serial_number == serial]
        signer, stamping = (_context(authority, leaf.dump(), now) for _ in range(2))
        work = async_validate_detached_cms(content, signed, signer_validation_context=signer, ts_validation_context=stamping)
        status = finish(work)
    except _UNREADABLE:
        return SealReport(intact=False, trusted=False)
    told = certificates.read(leaf.dump())
    stamp = status.timestamp_validity
    sound = stamp if stamp is not None and stamp.valid and stamp.intact and stamp.trusted else None
    return SealReport(
        intact=bool(status.intact and status.valid), trusted=bool(status.trusted), signer=told.subject, organisation=told.organisation,
        serial=told.serial, sealed_at=sound.timestamp.astimezone(UTC) if sound else None, dev=told.dev,
    )  # fmt: skip


def _context(authority: Authority, leaf: bytes, now: datetime) -> ValidationContext:
    ocsps, crls = authority.proofs(certificate=leaf, now=now)
    return ValidationContext(
        trust_manager=Trusted(authority.anchors()).manager(), ocsps=list(ocsps), crls=list(crls), allow_fetching=False,
        revinfo_policy=revocation_policy(), moment=now,
    )  # fmt: skip
