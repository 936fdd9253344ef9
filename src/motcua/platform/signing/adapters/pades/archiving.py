"""Archive time stamps: proofs and a new document time stamp over everything that a PDF holds, so that it proves itself on (PAdES B-LTA)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.dss import DocumentSecurityStore

from motcua.platform.signing.adapters.pades.bridge import PortStamper, finish
from motcua.platform.signing.contracts import NotAPdf, RevocationService, TimeStampService

_RESERVED = 24576
_END = b"%%EOF"


def archive(*, pdf: bytes, stamping: TimeStampService, revocation: RevocationService, now: datetime) -> bytes:
    """The PDF with fresh proofs for every certificate in it and one more document time stamp; an incremental update.

    What was there stays byte for byte. ``StampUnavailable``, ``NotAPdf``.
    """
    out = BytesIO(pdf)
    try:
        certs = _certificates(pdf)
        ocsps, crls = _proofs(certs, revocation, now)
        writer = IncrementalPdfFileWriter(out, strict=False)
        DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=certs, ocsps=ocsps, crls=crls)
        stamper = PdfTimeStamper(PortStamper(stamping, now))
        finish(stamper.async_timestamp_pdf(writer, "sha256", bytes_reserved=_RESERVED, in_place=True))
    except (PdfError, KeyError, IndexError) as error:
        raise NotAPdf from error
    return out.getvalue()


def certificates_in(pdf: bytes) -> tuple[bytes, ...]:
    """DER of every certificate that the signatures and stamps of a PDF carry."""
    return tuple(cert.dump() for cert in _certificates(pdf))


def revisions(pdf: bytes) -> tuple[str, ...]:
    """SHA-256 (hex) of the file and of every earlier revision inside it, newest first: which issued document an archived file carries."""
    ends = sorted({*_revision_ends(pdf), len(pdf)}, reverse=True)
    return tuple(hashlib.sha256(pdf[:end]).hexdigest() for end in ends)


def _revision_ends(pdf: bytes) -> Iterator[int]:
    at = pdf.find(_END)
    while at >= 0:
        # Writers end a revision with or without a line end; each may be the one that was hashed.
        end = at + len(_END)
        yield end
        while pdf[end : end + 1] in {b"\r", b"\n"}:
            end += 1
            yield end
        at = pdf.find(_END, at + 1)


def _certificates(pdf: bytes) -> list[x509.Certificate]:
    reader = PdfFileReader(BytesIO(pdf), strict=False)
    found: dict[bytes, x509.Certificate] = {}
    for signature in reader.embedded_signatures:
        for certificate in _of(signature):
            found[certificate.dump()] = certificate
    return list(found.values())


def _of(signature: EmbeddedPdfSignature) -> Iterator[x509.Certificate]:
    yield from (choice.chosen for choice in signature.signed_data["certificates"])
    for attribute in signature.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            yield from (choice.chosen for choice in attribute["values"][0]["content"]["certificates"])


def _proofs(
    certs: list[x509.Certificate], revocation: RevocationService, now: datetime
) -> tuple[list[asn1_ocsp.OCSPResponse], list[asn1_crl.CertificateList]]:
    ocsps: dict[bytes, asn1_ocsp.OCSPResponse] = {}
    crls: dict[bytes, asn1_crl.CertificateList] = {}
    for cert in certs:
        if cert.self_signed in {"yes", "maybe"} or cert.ca:
            continue
        got_ocsps, got_crls = revocation.proofs(certificate=cert.dump(), now=now)
        ocsps.update({der: asn1_ocsp.OCSPResponse.load(der) for der in got_ocsps})
        crls.update({der: asn1_crl.CertificateList.load(der) for der in got_crls})
    return list(ocsps.values()), list(crls.values())
