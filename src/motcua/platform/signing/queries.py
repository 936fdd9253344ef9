"""Reads of the signing room: check a PDF, find a made signature."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.documents import api as documents
from motcua.platform.signing.adapters import chosen, detached, pades
from motcua.platform.signing.adapters.demo import specimens
from motcua.platform.signing.contracts import (
    DocumentCheck,
    Holder,
    Level,
    Purpose,
    SealReport,
    SignatureNotFound,
    SignedDocument,
    SpecimenKind,
    ValidationReport,
    standing_sources,
)
from motcua.platform.signing.models import Signature, Specimen


def validate_pdf(*, pdf: bytes, now: datetime) -> ValidationReport:
    """Check every signature in ``pdf`` as of ``now``: integrity, trust, level, signer, proven time. ``NotAPdf`` when it cannot be read.

    A file without signatures gives a report without any, which is not ``valid``.
    """
    authority = chosen.authority()
    return pades.check(pdf=pdf, trusted=pades.Trusted(authority.anchors()), revocation=authority, now=now)


def mark_pdf(*, pdf: bytes, line: str) -> bytes:
    """A copy of ``pdf`` for the eye with ``line`` across every page, so that a screenshot tells whose copy it is of.

    It is written anew: the copy bears no signature, and the file without the line cannot be got back out of it. ``NotAPdf``,
    ``EncryptedPdf``.
    """
    return pades.mark(pdf=pdf, line=line, font=documents.font_file())


def signed_document(*, signature_id: UUID, now: datetime) -> SignedDocument:
    """The document of a made signature, checked anew at ``now``; ``SignatureNotFound``."""
    row = Signature.objects.filter(uuid=signature_id).first()
    if row is None:
        raise SignatureNotFound
    return document(row, now=now)


def document(row: Signature, *, now: datetime, repeated: bool = False) -> SignedDocument:
    """A made signature as it crosses the door, with the newest archive time stamp."""
    pdf = files.read(file_id=newest_file(row))
    return SignedDocument(
        id=row.uuid,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        level=Level(row.level),
        certificate_serial=row.certificate_serial,
        signed_at=row.signed_at,
        report=validate_pdf(pdf=pdf, now=now),
        repeated=repeated,
    )


def newest_file(row: Signature) -> UUID:
    """The file with the last archive time stamp."""
    renewed = row.renewals.order_by("-renewed_at").values_list("file_id", flat=True).first()
    return renewed or row.file_id


def specimen_of(*, holder: Holder, purpose: Purpose, now: datetime) -> bytes | None:
    """The picture that the holder's signatures show at ``now``; an invented one where nothing has legal value; None without one."""
    kind = SpecimenKind.SEAL if purpose is Purpose.AGENCY else SpecimenKind.HAND
    rows = Specimen.objects.filter(holder_ref=holder.ref, kind=kind, from_at__lte=now)
    row = rows.filter(Q(to_at=None) | Q(to_at__gt=now)).order_by("-from_at").first()
    if row is not None:
        return files.read(file_id=row.file_id)
    if chosen.authority().legal:
        return None
    return specimens.draw(kind=kind, name=holder.name, font=documents.font_file(bold=kind is SpecimenKind.SEAL))


def own_specimen(*, actor: Actor, now: datetime) -> bytes | None:
    """The picture of the actor's own hand signature that is in use; None without one, and for whoever is no officer."""
    if actor.kind is not ActorKind.OFFICER or actor.subject_id is None:
        return None
    rows = Specimen.objects.filter(holder_ref=actor.ref, kind=SpecimenKind.HAND, from_at__lte=now)
    row = rows.filter(Q(to_at=None) | Q(to_at__gt=now)).order_by("-from_at").first()
    return None if row is None else files.read(file_id=row.file_id)


def check_upload(*, pdf: bytes, now: datetime) -> DocumentCheck:
    """The public check of a file: its signatures, and whether the room that issued it says that it still counts. Keeps nothing."""
    report = validate_pdf(pdf=pdf, now=now)
    digests = pades.revisions(pdf)
    found = (source.by_digest(digests=digests, now=now) for source in standing_sources)
    return DocumentCheck(report=report, standing=next((s for s in found if s is not None), None))


def check_code(*, code: str, now: datetime) -> DocumentCheck | None:
    """The public check of a document by the code behind its QR: its standing and the signatures of the kept file; None for no document."""
    found = (source.by_code(code=code, now=now) for source in standing_sources)
    standing = next((s for s in found if s is not None), None)
    if standing is None:
        return None
    row = Signature.objects.filter(uuid=standing.signature_id).first() if standing.signature_id else None
    report = document(row, now=now).report if row is not None else None
    return DocumentCheck(report=report, standing=standing)


def check_seal(*, content: bytes, seal: bytes, now: datetime) -> SealReport:
    """What a detached seal says of ``content`` as of ``now``; never an error: what cannot be read is not intact."""
    return detached.check(content=content, seal=seal, authority=chosen.authority(), now=now)
