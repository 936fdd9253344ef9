"""Signing a PDF, once for each idempotency key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor, ActorKind
from motcua.kernel.ids import uuid7
from motcua.platform.documents import api as documents
from motcua.platform.signing import rules
from motcua.platform.signing.adapters import chosen, pades
from motcua.platform.signing.contracts import (
    Box,
    CopyKind,
    Holder,
    HolderKind,
    KeyReused,
    Level,
    Purpose,
    SignedDocument,
    SignerRef,
)
from motcua.platform.signing.events import DocumentSigned
from motcua.platform.signing.models import Signature
from motcua.platform.signing.queries import document

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
) -> SignedDocument:
    """Sign ``pdf`` as the officer; the same key gives the same signed bytes again, without a second signature.

    ``keep_years``: retention of the document (None: permanent), which decides the level. ``image``: picture of the hand signature (PNG).
    Errors: ``NotAPdf``, ``EncryptedPdf``, ``CertificateExpired``, ``CertificateRevoked``, ``CertificateUntrusted``,
    ``StampUnavailable``, ``DevKeysRefused``, ``KeyReused`` (same key, other document or signer). Runs in the caller's transaction.
    """
    holder = Holder(
        kind=HolderKind.OFFICER, ref=f"officer:{signer.officer_id}", name=signer.name, organisation=signer.unit_name, title=signer.title
    )
    actor = Actor(kind=ActorKind.OFFICER, subject_id=signer.officer_id, name=signer.name)
    level = rules.level_for(purpose=purpose, keep_years=keep_years)
    order = _Order(pdf, holder, purpose, level, reason[:_LONGEST_REASON], idempotency_key, box, image, visible, copy)
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
) -> SignedDocument:
    """Sign ``pdf`` as the agency (seal, or ``Purpose.COPY`` for a copy or a digitised paper); errors as ``sign_pdf``."""
    holder = Holder(kind=HolderKind.UNIT, ref=f"unit:{unit_code}", name=unit_name, organisation=unit_name)
    level = rules.level_for(purpose=purpose, keep_years=None)
    order = _Order(pdf, holder, purpose, level, reason[:_LONGEST_REASON], idempotency_key, box, image, True, copy)
    return _once(order, actor=actor, now=now)


def _once(order: _Order, *, actor: Actor, now: datetime) -> SignedDocument:
    fingerprint = rules.fingerprint(pdf=order.pdf, holder_ref=order.holder.ref, purpose=order.purpose, level=order.level)
    with transaction.atomic():
        _wait_for_turn(order.key)
        row = Signature.objects.filter(idempotency_key=order.key).first()
        if row is not None:
            if row.fingerprint != fingerprint:
                raise KeyReused
            return document(row, now=now, repeated=True)
        return document(_make(order, fingerprint=fingerprint, actor=actor, now=now), now=now)


def _make(order: _Order, *, fingerprint: str, actor: Actor, now: datetime) -> Signature:
    authority = chosen.authority()
    key = authority.key_for(holder=order.holder, now=now)
    look = None
    if order.visible:
        look = rules.appearance(
            purpose=order.purpose, certificate=key.certificate, at=now, box=order.box, copy=order.copy, image=order.image
        )
    request = pades.Request(
        pdf=order.pdf, level=order.level, appearance=look, reason=order.reason, location="", name_vi=f"Chữ ký số của {order.holder.name}"
    )
    trusted = pades.Trusted(authority.anchors())
    signed = pades.sign(
        request=request, key=key, font=documents.font_file(), stamping=authority, revocation=authority, trusted=trusted, now=now
    )
    report = pades.check(pdf=signed, trusted=trusted, revocation=authority, now=now)
    signature_id = uuid7()
    kept = files.put(
        content=signed,
        name="van-ban-da-ky.pdf",
        purpose="signing.signed",
        actor=actor,
        now=now,
        allowed=frozenset({files.PDF}),
        owner_ref=f"signing.signature:{signature_id}",
    )
    row = Signature.objects.create(
        uuid=signature_id,
        idempotency_key=order.key,
        fingerprint=fingerprint,
        holder_ref=order.holder.ref,
        purpose=order.purpose,
        level=order.level,
        reason=order.reason,
        source_sha256=hashlib.sha256(order.pdf).hexdigest(),
        sha256=kept.sha256,
        file_id=kept.uuid,
        certificate_serial=key.certificate.serial,
        report=report.as_dict(),
        signed_at=now,
    )
    _tell(row, actor=actor, dev=key.certificate.dev, now=now)
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


def _wait_for_turn(key: str) -> None:
    # Two requests with one key must not sign twice: the second waits for the first to commit, then finds its row.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"signing:{key}"])
