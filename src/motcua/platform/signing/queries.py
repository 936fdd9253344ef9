"""Reads of the signing room: check a PDF, find a made signature."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.foundation.files import api as files
from motcua.platform.signing.adapters import chosen, pades
from motcua.platform.signing.contracts import Level, SignatureNotFound, SignedDocument, ValidationReport
from motcua.platform.signing.models import Signature


def validate_pdf(*, pdf: bytes, now: datetime) -> ValidationReport:
    """Check every signature in ``pdf`` as of ``now``: integrity, trust, level, signer, proven time. ``NotAPdf`` when it cannot be read.

    A file without signatures gives a report without any, which is not ``valid``.
    """
    authority = chosen.authority()
    return pades.check(pdf=pdf, trusted=pades.Trusted(authority.anchors()), revocation=authority, now=now)


def signed_document(*, signature_id: UUID, now: datetime) -> SignedDocument:
    """The document of a made signature, checked anew at ``now``; ``SignatureNotFound``."""
    row = Signature.objects.filter(uuid=signature_id).first()
    if row is None:
        raise SignatureNotFound
    return document(row, now=now)


def document(row: Signature, *, now: datetime, repeated: bool = False) -> SignedDocument:
    """A made signature as it crosses the door."""
    pdf = files.read(file_id=row.file_id)
    return SignedDocument(
        id=row.uuid,
        pdf=pdf,
        sha256=row.sha256,
        level=Level(row.level),
        certificate_serial=row.certificate_serial,
        signed_at=row.signed_at,
        report=validate_pdf(pdf=pdf, now=now),
        repeated=repeated,
    )
