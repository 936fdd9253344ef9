"""Signs a PDF at a PAdES level, in one pass: the signature's place is reserved, so nothing is signed twice for its size."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
    PdfSigningSession,
    SigDSSPlacementPreference,
    TimestampDSSContentSettings,
)
from pyhanko_certvalidator.errors import RevokedError

from motcua.kernel.errors import NamedError
from motcua.platform.signing.adapters.pades.bridge import KeySigner, PortStamper, Trusted, finish, gathering_context
from motcua.platform.signing.adapters.pades.stamp import params_of, style_of
from motcua.platform.signing.contracts import (
    Appearance,
    CertificateRevoked,
    CertificateUntrusted,
    EncryptedPdf,
    Level,
    NotAPdf,
    RevocationService,
    SigningKey,
    TimeStampService,
)
from motcua.platform.signing.rules import require_usable

# Hex digits: room for a chain of three RSA-4096 certificates and a time stamp with its own.
RESERVED = 32768

# The signature's proofs travel with the archive stamp that covers them; the stamp's own were collected for the signature's stamp.
_PROOFS = DSSContentSettings(
    include_vri=False,
    placement=SigDSSPlacementPreference.TOGETHER_WITH_NEXT_TS,
    next_ts_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
)


@dataclass(frozen=True, slots=True)
class Request:
    """One signature to make. Without ``appearance`` it is invisible; ``name_vi`` is what a screen reader says of its field."""

    pdf: bytes
    level: Level
    appearance: Appearance | None
    reason: str
    location: str
    name_vi: str


class PlacedSigner(PdfSigner):
    """pyHanko's signer at a given instant, where it would read the machine's clock."""

    now: datetime

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        """A session whose claimed time is ours."""
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self.now
        return session


def sign(
    *,
    request: Request,
    key: SigningKey,
    font: Path,
    stamping: TimeStampService,
    revocation: RevocationService,
    trusted: Trusted,
    now: datetime,
) -> bytes:
    """The PDF with one more signature, as an incremental update.

    Errors: ``NotAPdf``, ``EncryptedPdf``, ``CertificateExpired``, ``CertificateRevoked``, ``CertificateUntrusted``,
    ``StampUnavailable``. ``now`` is written as the claimed time; the trusted time is the stamp's.
    """
    require_usable(certificate=key.certificate, now=now)
    writer = open_pdf(request.pdf)
    look = request.appearance
    name = f"ChuKy-{uuid.uuid4().hex[:12]}"
    signer = PlacedSigner(
        _metadata(request, name=name, key=key, revocation=revocation, trusted=trusted, now=now),
        signer=KeySigner(key),
        timestamper=None if request.level is Level.B_B else PortStamper(stamping, now),
        stamp_style=None if look is None else style_of(look, font=font),
        new_field_spec=field_of(name, request),
    )
    signer.now = now
    out = BytesIO()
    text = None if look is None else params_of(look)
    try:
        finish(signer.async_sign_pdf(writer, output=out, bytes_reserved=RESERVED, appearance_text_params=text))
    except SigningError as error:
        raise _named(error, key) from error
    return out.getvalue()


def _named(error: SigningError, key: SigningKey) -> NamedError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, RevokedError):
            return CertificateRevoked(holder=key.certificate.subject)
        cause = cause.__cause__
    return CertificateUntrusted(holder=key.certificate.subject)


def open_pdf(pdf: bytes) -> IncrementalPdfFileWriter:
    """A writer for an incremental update. ``NotAPdf``, ``EncryptedPdf``."""
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
        encrypted = writer.prev.encrypted
        if not encrypted and int(writer.prev.root["/Pages"]["/Count"]) < 1:
            raise NotAPdf
    except (PdfError, ValueError, KeyError, TypeError, IndexError) as error:
        raise NotAPdf from error
    if encrypted:
        raise EncryptedPdf
    return writer


def field_of(name: str, request: Request) -> SigFieldSpec:
    """The signature field of a request: where it is and what a screen reader says of it."""
    if request.appearance is None:
        return SigFieldSpec(sig_field_name=name, readable_field_name=request.name_vi)
    box = request.appearance.box
    place = (box.left, box.bottom, box.right, box.top)
    return SigFieldSpec(sig_field_name=name, on_page=box.page, box=place, readable_field_name=request.name_vi)


def _metadata(
    request: Request, *, name: str, key: SigningKey, revocation: RevocationService, trusted: Trusted, now: datetime
) -> PdfSignatureMetadata:
    lasting = request.level in {Level.B_LT, Level.B_LTA}
    context = None
    if lasting:
        ocsps, crls = revocation.proofs(certificate=key.certificate.der, now=now)
        context = gathering_context(trusted=trusted, ocsps=ocsps, crls=crls, helpers=key.chain, now=now)
    return PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=key.certificate.subject,
        reason=request.reason or None,
        location=request.location or None,
        embed_validation_info=lasting,
        use_pades_lta=request.level is Level.B_LTA,
        validation_context=context,
        dss_settings=_PROOFS,
    )


def first_page(pdf: bytes) -> tuple[int, int]:
    """Width and height of the first page in points. ``NotAPdf``, ``EncryptedPdf``."""
    reader: Any = open_pdf(pdf).prev
    page = reader.find_page_for_modification(0)[0].get_object()
    while "/MediaBox" not in page and "/Parent" in page:
        page = page["/Parent"]
    try:
        left, bottom, right, top = (float(edge) for edge in page["/MediaBox"])
    except (KeyError, ValueError, TypeError) as error:
        raise NotAPdf from error
    return round(right - left), round(top - bottom)
