"""Signing a PDF, once for each idempotency key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor, ActorKind
from motcua.kernel.ids import uuid7
from motcua.kit.turns import take_turns
from motcua.platform.documents import api as documents
from motcua.platform.signing import rules
from motcua.platform.signing.adapters import chosen, pades, pictures
from motcua.platform.signing.contracts import (
    Appearance,
    Box,
    Certificate,
    CopyKind,
    Holder,
    HolderKind,
    KeyReused,
    Level,
    Purpose,
    SignedDocument,
    SignerRef,
    ValidationReport,
)
from motcua.platform.signing.events import DocumentSigned
from motcua.platform.signing.models import Signature
from motcua.platform.signing.queries import document, specimen_of

_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be signed, by whom and how it shows."""

    pdf: bytes
    holder: Holder
    purpose: Purpose
    level: Level
    reason: str
    key: str
    box: Box | None
    image: bytes | None
    visible: bool
    copy: CopyKind | None
    room: Box | None = None
    beside: Holder | None = None
    specimen: bool = False


def sign_pdf(
    *,
    pdf: bytes,
    signer: SignerRef,
    reason: str,
    idempotency_key: str,
    now: datetime,
    purpose: Purpose = Purpose.PERSONAL,
    keep_years: int | None = None,
    box: Box | None = None,
    image: bytes | None = None,
    visible: bool = True,
    copy: CopyKind | None = None,
    room: Box | None = None,
    specimen: bool = False,
) -> SignedDocument:
    """Sign ``pdf`` as the officer; the same key gives the same signed bytes again, without a second signature.

    ``keep_years``: retention of the document (None: permanent), which decides the level. ``image``: picture of the hand signature (PNG);
    ``specimen`` takes the one that the officer has here, if any. ``room``: the space between title and name, which the signature fills;
    ``box`` is an exact place instead.
    Errors: ``NotAPdf``, ``EncryptedPdf``, ``CertificateExpired``, ``CertificateRevoked``, ``CertificateUntrusted``,
    ``StampUnavailable``, ``DevKeysRefused``, ``KeyReused`` (same key, other document or signer). Runs in the caller's transaction.
    """
    holder = _officer(signer)
    actor = Actor(kind=ActorKind.OFFICER, subject_id=signer.officer_id, name=signer.name)
    level = rules.level_for(purpose=purpose, keep_years=keep_years)
    order = _Order(pdf, holder, purpose, level, reason[:_LONGEST_REASON], idempotency_key, box, image, visible, copy, room, None, specimen)
    return _once(order, actor=actor, now=now)


def seal_pdf(
    *,
    pdf: bytes,
    unit_code: str,
    unit_name: str,
    reason: str,
    idempotency_key: str,
    now: datetime,
    purpose: Purpose = Purpose.AGENCY,
    copy: CopyKind | None = None,
    box: Box | None = None,
    image: bytes | None = None,
    actor: Actor = SYSTEM,
    room: Box | None = None,
    beside: SignerRef | None = None,
    specimen: bool = False,
) -> SignedDocument:
    """Sign ``pdf`` as the agency (seal, or ``Purpose.COPY`` for a copy or a digitised paper); errors as ``sign_pdf``.

    ``room`` and ``beside``: the space of the officer who signed and who he is, so that the seal covers the left third of his signature.
    """
    holder = Holder(kind=HolderKind.UNIT, ref=f"unit:{unit_code}", name=unit_name, organisation=unit_name)
    level = rules.level_for(purpose=purpose, keep_years=None)
    other = _officer(beside) if beside else None
    order = _Order(pdf, holder, purpose, level, reason[:_LONGEST_REASON], idempotency_key, box, image, True, copy, room, other, specimen)
    return _once(order, actor=actor, now=now)


def _officer(signer: SignerRef) -> Holder:
    return Holder(
        kind=HolderKind.OFFICER, ref=f"officer:{signer.officer_id}", name=signer.name, organisation=signer.unit_name, title=signer.title
    )


def _look(order: _Order, *, certificate: Certificate, now: datetime) -> Appearance | None:
    """What the signature shows and where: its picture in the room that the document keeps, the seal over the left third of it."""
    if not order.visible:
        return None
    image, box = order.image, order.box
    if image is None and order.specimen and order.purpose is not Purpose.COPY:
        image = specimen_of(holder=order.holder, purpose=order.purpose, now=now)
    if box is None and order.room is not None and order.purpose is not Purpose.COPY:
        own = pictures.ratio(image) if image else None
        if order.purpose is Purpose.AGENCY:
            hand = specimen_of(holder=order.beside, purpose=Purpose.PERSONAL, now=now) if order.beside and order.specimen else None
            box = rules.agency_box(rules.personal_box(order.room, ratio=pictures.ratio(hand) if hand else None), ratio=own)
        else:
            box = rules.personal_box(order.room, ratio=own)
    if box is None and order.purpose is Purpose.COPY:
        box = rules.default_box(Purpose.COPY, page=pades.first_page(order.pdf))
    return rules.appearance(purpose=order.purpose, certificate=certificate, at=now, box=box, copy=order.copy, image=image)


def _once(order: _Order, *, actor: Actor, now: datetime) -> SignedDocument:
    fingerprint = rules.fingerprint(pdf=order.pdf, holder_ref=order.holder.ref, purpose=order.purpose, level=order.level)
    with transaction.atomic():
        wait_for_turn(order.key)
        row = Signature.objects.filter(idempotency_key=order.key).first()
        if row is not None:
            if row.fingerprint != fingerprint:
                raise KeyReused
            return document(row, now=now, repeated=True)
        return document(_make(order, fingerprint=fingerprint, actor=actor, now=now), now=now)


def _make(order: _Order, *, fingerprint: str, actor: Actor, now: datetime) -> Signature:
    authority = chosen.authority()
    key = authority.key_for(holder=order.holder, now=now)
    look = _look(order, certificate=key.certificate, now=now)
    request = pades.Request(
        pdf=order.pdf, level=order.level, appearance=look, reason=order.reason, location="", name_vi=f"Chữ ký số của {order.holder.name}"
    )
    trusted = pades.Trusted(authority.anchors())
    signed = pades.sign(
        request=request, key=key, font=documents.font_file(), stamping=authority, revocation=authority, trusted=trusted, now=now
    )
    report = pades.check(pdf=signed, trusted=trusted, revocation=authority, now=now)
    made = Made(
        pdf=signed, source_sha256=hashlib.sha256(order.pdf).hexdigest(), fingerprint=fingerprint, holder_ref=order.holder.ref,
        purpose=order.purpose, level=order.level, reason=order.reason, key=order.key, serial=key.certificate.serial,
        dev=key.certificate.dev,
    )
    return keep(made, report=report, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class Made:
    """A signed PDF that is to be kept."""

    pdf: bytes
    source_sha256: str
    fingerprint: str
    holder_ref: str
    purpose: Purpose
    level: Level
    reason: str
    key: str
    serial: str
    dev: bool


def keep(made: Made, *, report: ValidationReport, actor: Actor, now: datetime) -> Signature:
    """Keep the signed file, write its row, tell the others and the audit log."""
    signature_id = uuid7()
    kept = files.put(
        content=made.pdf,
        name="van-ban-da-ky.pdf",
        purpose="signing.signed",
        actor=actor,
        now=now,
        allowed=frozenset({files.PDF}),
        owner_ref=f"signing.signature:{signature_id}",
    )
    row = Signature.objects.create(
        uuid=signature_id,
        idempotency_key=made.key,
        fingerprint=made.fingerprint,
        holder_ref=made.holder_ref,
        purpose=made.purpose,
        level=made.level,
        reason=made.reason,
        source_sha256=made.source_sha256,
        sha256=kept.sha256,
        file_id=kept.uuid,
        certificate_serial=made.serial,
        report=report.as_dict(),
        signed_at=now,
        archived_until_at=report.archived_until_stamp,
    )
    _tell(row, actor=actor, dev=made.dev, now=now)
    return row


def _tell(row: Signature, *, actor: Actor, dev: bool, now: datetime) -> None:
    outbox.publish(
        event=DocumentSigned(
            signature_id=row.uuid,
            holder_ref=row.holder_ref,
            purpose=row.purpose,
            level=row.level,
            sha256=row.sha256,
            dev=dev,
            signed_at=now,
        ),
        now=now,
        actor=actor,
    )
    audit.record(
        action="signing.signed",
        object_ref=f"signing.signature:{row.uuid}",
        actor=actor,
        now=now,
        on_behalf_of="" if row.holder_ref == actor.ref else row.holder_ref,
        details={"sha256": row.sha256, "level": row.level, "serial": row.certificate_serial},
    )


def wait_for_turn(key: str) -> None:
    """Hold the key until the transaction ends."""
    # Two requests with one key must not sign twice: the second waits for the first to commit, then finds its row.
    take_turns(f"signing:{key}")
