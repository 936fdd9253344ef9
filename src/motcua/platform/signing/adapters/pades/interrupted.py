"""Signing in two halves: the hash goes out to where the key is, the CMS comes in later and goes into the place that was kept for it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import cms
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import ExternalSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfTBSDocument

from motcua.platform.signing.adapters.pades.bridge import KeySigner, PortStamper, finish
from motcua.platform.signing.adapters.pades.stamp import params_of, style_of
from motcua.platform.signing.adapters.pades.writing import RESERVED, PlacedSigner, Request, field_of, open_pdf
from motcua.platform.signing.contracts import CertificateUntrusted, SigningKey, TimeStampService


@dataclass(frozen=True, slots=True)
class Prepared:
    """A PDF with an empty place for a signature, the SHA-256 of everything else in it, and where the place is (bytes)."""

    pdf: bytes
    digest: bytes
    reserved_start: int
    reserved_end: int


def prepare(*, request: Request, signer_name: str, font: Path, now: datetime) -> Prepared:
    """The first half. ``NotAPdf``, ``EncryptedPdf``."""
    writer = open_pdf(request.pdf)
    look = request.appearance
    name = f"ChuKy-{uuid.uuid4().hex[:12]}"
    signer = PlacedSigner(
        PdfSignatureMetadata(
            field_name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=signer_name, reason=request.reason or None
        ),
        signer=ExternalSigner(signing_cert=None, cert_registry=None, signature_value=256),
        stamp_style=None if look is None else style_of(look, font=font),
        new_field_spec=field_of(name, request),
    )
    signer.now = now
    text = None if look is None else params_of(look)
    out = BytesIO()
    work = signer.async_digest_doc_for_signing(writer, bytes_reserved=RESERVED, appearance_text_params=text, output=out)
    prepared, _, _ = finish(work)
    return Prepared(
        pdf=out.getvalue(), digest=prepared.document_digest, reserved_start=prepared.reserved_region_start,
        reserved_end=prepared.reserved_region_end,
    )


def finish_with(*, prepared: Prepared, signature: bytes) -> bytes:
    """The second half: the PDF with the CMS in its place. ``CertificateUntrusted`` when it is none or does not fit."""
    out = BytesIO(prepared.pdf)
    place = PreparedByteRangeDigest(
        document_digest=prepared.digest, reserved_region_start=prepared.reserved_start, reserved_region_end=prepared.reserved_end
    )
    try:
        content = cms.ContentInfo.load(signature, strict=True)
        content["content"].native  # noqa: B018 - reading it all finds what only looks like a CMS
        finish(PdfTBSDocument.async_finish_signing(out, place, content))
    except (ValueError, TypeError, KeyError, PdfError, SigningError) as error:
        raise CertificateUntrusted(holder="") from error
    return out.getvalue()


def cms_of(*, key: SigningKey, digest: bytes, stamping: TimeStampService, now: datetime) -> bytes:
    """What a remote service makes of a hash: a detached PAdES CMS with a signature time stamp (for services that run in this process)."""
    work = KeySigner(key).async_sign(data_digest=digest, digest_algorithm="sha256", use_pades=True, timestamper=PortStamper(stamping, now))
    return bytes(finish(work).dump())
