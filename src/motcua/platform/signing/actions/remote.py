"""Signatures that people make on their own devices: the hash goes out, the CMS comes in, the document is archived."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.kit.fields import blind_index
from motcua.platform.documents import api as documents
from motcua.platform.signing import conf, rules
from motcua.platform.signing.actions.documents import Made, keep, wait_for_turn
from motcua.platform.signing.adapters import certificates, chosen, pades
from motcua.platform.signing.contracts import (
    Appearance,
    Box,
    CertificateUntrusted,
    Holder,
    HolderKind,
    KeyReused,
    Level,
    Purpose,
    RemoteAnswer,
    RemoteNotFound,
    RemoteRequest,
    RemoteState,
    SignerMismatch,
    ValidationReport,
)
from motcua.platform.signing.models import RemoteSignature, Signature
from motcua.platform.signing.queries import document

_LONGEST_TITLE = 300


def request_signature(
    *, pdf: bytes, number: str, name: str, title: str, idempotency_key: str, actor: Actor, now: datetime, room: Box | None = None
) -> RemoteRequest:
    """Ask a person to sign ``pdf`` on her own device; the same key gives the same request again, a new one after it came to nothing.

    ``number``: her personal number, which the certificate must carry; ``title``: what her device shows; ``room``: where it is shown.
    Errors: ``NotAPdf``, ``EncryptedPdf``, ``RemoteUnavailable``, ``KeyReused`` (same key, other document or person), ``DevKeysRefused``.
    """
    provider = chosen.remote()
    holder = Holder(kind=HolderKind.PERSON, ref=f"CCCD:{number}", name=name, organisation="Cá nhân")
    source = hashlib.sha256(pdf).hexdigest()
    with transaction.atomic():
        wait_for_turn(f"remote:{idempotency_key}")
        row = RemoteSignature.objects.filter(idempotency_key=idempotency_key).first()
        if row is not None and row.holder_ref == _hidden(holder.ref) and _came_to_nothing(row):
            _give_up_key(row)
            row = None
        if row is not None:
            if (row.source_sha256, row.holder_ref) != (source, _hidden(holder.ref)):
                raise KeyReused
            return _view(row, now=now)
        request = pades.Request(
            pdf=pdf, level=Level.B_T, appearance=_look(name, room=room, now=now), reason=title[:_LONGEST_TITLE], location="",
            name_vi=f"Chữ ký số của {name}",
        )
        prepared = pades.prepare(request=request, signer_name=name, font=documents.font_file(), now=now)
        reference = provider.request(holder=holder, digest=prepared.digest, title=title[:_LONGEST_TITLE], now=now)
        kept = files.put(
            content=prepared.pdf, name="cho-ky.pdf", purpose="signing.prepared", actor=actor, now=now, allowed=frozenset({files.PDF}),
            owner_ref=actor.ref,
        )
        row = RemoteSignature.objects.create(
            idempotency_key=idempotency_key, source_sha256=source, holder_ref=_hidden(holder.ref), holder_name=name, provider=provider.key,
            reference=reference, title=title[:_LONGEST_TITLE], prepared_file_id=kept.uuid, digest=prepared.digest.hex(),
            reserved_start=prepared.reserved_start, reserved_end=prepared.reserved_end, asked_at=now,
            expires_at=now + timedelta(minutes=conf.REMOTE_MINUTES),
        )
        return _view(row, now=now)


def collect_signature(*, request_id: UUID, number: str, actor: Actor, now: datetime) -> RemoteRequest:
    """Ask what has become of a request, and finish the document when the person has signed; safe to repeat.

    ``number`` must be the one it was asked for. Errors: ``RemoteNotFound``, ``RemoteUnavailable``, ``SignerMismatch`` (somebody else's
    certificate), ``CertificateUntrusted`` (no valid signature of this document).
    """
    with transaction.atomic():
        row = RemoteSignature.objects.select_for_update(of=("self",)).select_related("signature").filter(uuid=request_id).first()
        if row is None or row.holder_ref != _hidden(f"CCCD:{number}"):
            raise RemoteNotFound
        if row.state != RemoteState.WAITING:
            return _view(row, now=now)
        answer = chosen.remote(row.provider).collect(reference=row.reference, now=now)
        if answer.state is RemoteState.SIGNED:
            row.signature = _finished(row, cms=answer.cms, number=number, actor=actor, now=now)
        elif now >= row.expires_at:
            answer = RemoteAnswer(state=RemoteState.EXPIRED)
        if answer.state is not RemoteState.WAITING:
            row.state, row.ended_at = answer.state.value, now
            row.save(update_fields=["state", "ended_at", "signature"])
        return _view(row, now=now)


def _came_to_nothing(row: RemoteSignature) -> bool:
    """Refused, or run out; what still waits beyond its time may have been signed, so it is collected before."""
    return row.state in (RemoteState.REFUSED, RemoteState.EXPIRED)


def _give_up_key(row: RemoteSignature) -> None:
    RemoteSignature.objects.filter(pk=row.pk).update(idempotency_key=f"{row.idempotency_key[:200]}#{row.uuid}")


def _finished(row: RemoteSignature, *, cms: bytes, number: str, actor: Actor, now: datetime) -> Signature:
    authority = chosen.authority()
    prepared = pades.Prepared(
        pdf=files.read(file_id=row.prepared_file_id), digest=bytes.fromhex(row.digest), reserved_start=row.reserved_start,
        reserved_end=row.reserved_end,
    )
    signed = pades.finish_with(prepared=prepared, signature=cms)
    lasting = pades.archive(pdf=signed, stamping=authority, revocation=authority, now=now)
    report = pades.check(pdf=lasting, trusted=pades.Trusted(authority.anchors()), revocation=authority, now=now)
    _accept(report, lasting, number=number, name=row.holder_name)
    last = report.signatures[-1]
    made = Made(
        pdf=lasting, source_sha256=row.source_sha256, fingerprint=row.digest, holder_ref=row.holder_ref, purpose=Purpose.PERSON,
        level=last.level, reason=row.title, key=f"remote:{row.uuid}", serial=last.certificate_serial, dev=last.dev,
    )
    return keep(made, report=report, actor=actor, now=now)


def _accept(report: ValidationReport, pdf: bytes, *, number: str, name: str) -> None:
    """Only a valid signature by a certificate that carries the person's own number counts."""
    if not report.valid:
        raise CertificateUntrusted(holder=name)
    serial = report.signatures[-1].certificate_serial
    held = [c for c in map(certificates.read, pades.certificates_in(pdf)) if c.serial == serial]
    if not any(c.holder_ref.rpartition(":")[2] == number for c in held):
        raise SignerMismatch


def _look(name: str, *, room: Box | None, now: datetime) -> Appearance | None:
    if room is None:
        return None
    lines = (f"Người ký: {name}", f"Thời gian ký: {rules.time_text(now)}")
    return Appearance(lines=lines, colour=rules.BLUE, box=room, font_size=9, framed=False)


def _hidden(ref: str) -> str:
    """A person's number is found again but not read from the row."""
    return f"person:{blind_index(ref, purpose='signing.person')[:64]}"


def _view(row: RemoteSignature, *, now: datetime) -> RemoteRequest:
    made = document(row.signature, now=now) if row.signature is not None else None
    return RemoteRequest(
        id=row.uuid, state=RemoteState(row.state), holder_ref=row.holder_ref, title=row.title, digest=row.digest, asked_at=row.asked_at,
        expires_at=row.expires_at, document=made,
    )
