"""Checks every signature of a PDF against given roots at a given instant, offline.

The order is that of ETSI EN 319 102-1 §5.6: archive stamps from the newest back, each judged at the instant that the one after it proves,
then the signature's own time stamp, then the signer at the time of that stamp. pyHanko's own archive check reads the machine's clock;
this one reads none, so that a demo clock, a test and a court can ask about any instant.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from asn1crypto import x509
from asn1crypto.tsp import TSTInfo
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator.context import ValidationContext

from motcua.platform.signing.adapters import certificates
from motcua.platform.signing.adapters.pades.bridge import Trusted, finish, revocation_policy
from motcua.platform.signing.contracts import Certificate, NotAPdf, RevocationService, SignatureReport, ValidationReport
from motcua.platform.signing.rules import level_of, trust_of

# pyHanko logs every untrusted signature with a traceback; here the verdict is the report.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

_UNREADABLE = (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)
_UNSOUND = (SignatureValidationError, PdfError, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class _File:
    """One PDF under check: its archive stamps, the proofs it carries, and where fresh proofs come from."""

    stamps: tuple[EmbeddedPdfSignature, ...]
    certs: tuple[x509.Certificate, ...]
    ocsps: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    trusted: Trusted
    revocation: RevocationService | None
    now: datetime

    def context(self, *, at: datetime, leaf: bytes) -> ValidationContext:
        """What is believed of ``leaf`` at ``at``: the file's own proofs, and today's where a service can be asked."""
        ocsps, crls = ((), ()) if self.revocation is None else self.revocation.proofs(certificate=leaf, now=self.now)
        return ValidationContext(
            trust_manager=self.trusted.manager(),
            other_certs=[*self.certs, *(x509.Certificate.load(der) for der in self.trusted.helpers)],
            ocsps=[*self.ocsps, *ocsps],
            crls=[*self.crls, *crls],
            allow_fetching=False,
            revinfo_policy=revocation_policy(),
            moment=at,
        )


def check(*, pdf: bytes, trusted: Trusted, revocation: RevocationService | None, now: datetime) -> ValidationReport:
    """The report of all signatures at ``now``; a PDF without signatures gives an empty report, not an error.

    ``revocation`` is asked for proofs of ``now`` (the newest stamp always needs them once the embedded ones are old); ``NotAPdf`` when
    the bytes cannot be read.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        every = list(reader.embedded_signatures)
        whole = bool(every) and every[-1].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
        file = _gather(reader, every, trusted, revocation, now)
        reports = tuple(_report(file, s) for s in every if s.sig_object_type == "/Sig")
        until = _certificate(file.stamps[-1]).not_after_at if file.stamps else None
    except _UNREADABLE as error:
        raise NotAPdf from error
    digest = hashlib.sha256(pdf).hexdigest()
    return ValidationReport(sha256=digest, checked_at=now, signatures=reports, archived_until_stamp=until, covers_whole=whole)


def _gather(
    reader: PdfFileReader, every: list[EmbeddedPdfSignature], trusted: Trusted, revocation: RevocationService | None, now: datetime
) -> _File:
    stamps = tuple(s for s in every if s.sig_object_type == "/DocTimeStamp")
    certs: tuple[x509.Certificate, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        pass
    else:
        certs = tuple(store.load_certs())
        ocsps = tuple(stream.get_object().data for stream in store.ocsps)
        crls = tuple(stream.get_object().data for stream in store.crls)
    return _File(stamps=stamps, certs=certs, ocsps=ocsps, crls=crls, trusted=trusted, revocation=revocation, now=now)


def _report(file: _File, signature: EmbeddedPdfSignature) -> SignatureReport:
    certificate = _certificate(signature)
    status, stamped_at = finish(_judge(file, signature))
    indication = _indication(status)
    difference = getattr(signature.diff_result, "modification_level", ModificationLevel.OTHER)
    return SignatureReport(
        field=str(signature.field_name),
        signer=certificate.subject,
        organisation=certificate.organisation,
        title=certificate.title,
        certificate_serial=certificate.serial,
        issuer=certificate.issuer,
        level=level_of(
            time_stamped=_stamp_time(signature) is not None,
            proofs_embedded=bool(file.ocsps or file.crls),
            archive_stamped=bool(_later(file, signature)),
        ),
        intact=status is not None and status.intact and status.valid,
        altered_later=difference > ModificationLevel.FORM_FILLING,
        trust=trust_of(indication=indication, chain_found=status is not None and status.validation_path is not None),
        signed_at=stamped_at,
        claimed_at=_utc(signature.self_reported_timestamp),
        indication=indication,
        dev=certificate.dev,
        reason=str(signature.sig_object.get("/Reason", "")),
    )


async def _judge(file: _File, signature: EmbeddedPdfSignature) -> tuple[PdfSignatureStatus | None, datetime | None]:
    """PyHanko's status of the signature and the instant that a checked stamp proves for it."""
    proven_at = await _proven_by_archive(file, signature)
    stamped_at = _stamp_time(signature)
    leaf = signature.signer_cert.dump()
    # At the stamp's time with the proofs of then; else at the last proven instant: unrevoked today means unrevoked then.
    instants = [proven_at] if stamped_at is None or stamped_at > proven_at else [stamped_at, proven_at]
    status: PdfSignatureStatus | None = None
    try:
        for at in instants:
            status = await async_validate_pdf_signature(
                signature,
                signer_validation_context=file.context(at=at, leaf=leaf),
                ts_validation_context=file.context(at=proven_at, leaf=leaf),
            )
            stamp = status.timestamp_validity
            sound = stamp is not None and stamp.valid and stamp.intact and stamp.trusted
            if status.trusted and (sound or at == proven_at):
                break
    except _UNSOUND:
        return None, None
    if status is None or status.timestamp_validity is None or not sound:
        return status, None
    return status, _utc(status.timestamp_validity.timestamp)


async def _proven_by_archive(file: _File, signature: EmbeddedPdfSignature) -> datetime:
    """The earliest instant by which an unbroken chain of archive stamps proves that the signature existed; ``now`` without one."""
    at = file.now
    for stamp in reversed(_later(file, signature)):
        context = file.context(at=at, leaf=stamp.signer_cert.dump())
        try:
            status = await async_validate_pdf_timestamp(stamp, validation_context=context)
        except _UNSOUND:
            return at
        if not (status.valid and status.intact and status.trusted) or status.timestamp > at:
            return at
        at = status.timestamp
    return at


def _later(file: _File, signature: EmbeddedPdfSignature) -> list[EmbeddedPdfSignature]:
    return [s for s in file.stamps if s.signed_revision > signature.signed_revision]


def _indication(status: PdfSignatureStatus | None) -> str:
    if status is None:
        return "FORMAT_FAILURE"
    if not status.intact:
        return "HASH_FAILURE"
    if not status.valid:
        return "SIG_CRYPTO_FAILURE"
    if status.trusted:
        return "OK"
    problem = status.trust_problem_indic
    return "NO_CERTIFICATE_CHAIN_FOUND" if problem is None else str(problem.standard_name)


def _stamp_time(signature: EmbeddedPdfSignature) -> datetime | None:
    """What the signature's own time stamp says, not yet checked."""
    for attribute in signature.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            content = attribute["values"][0]["content"]["encap_content_info"]["content"]
            info = content.parsed
            return _utc(info["gen_time"].native) if isinstance(info, TSTInfo) else None
    return None


def _certificate(signature: EmbeddedPdfSignature) -> Certificate:
    return certificates.read(signature.signer_cert.dump())


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)
