"""Signatures that people make on their own devices: the hash goes out, the CMS comes in, the document is archived."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

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
from motcua.platform.signing.models import RemoteSignature
from motcua.platform.signing.queries import document

_LONGEST_TITLE = 300


def request_signature(
    *, pdf: bytes, number: str, name: str, title: str, idempotency_key: str, actor: Actor, now: datetime, room: Box | None = None
) -> RemoteRequest:
    """Ask a person to sign ``pdf`` on her own device; the same key gives the same request again, a new one after it came to nothing.

    ``number``: her personal number, which the certificate must carry; ``title``: what her device shows; ``room``: where it is shown.
    Not to be called within a transaction: the service may be slow. Errors: ``NotAPdf``, ``EncryptedPdf``, ``RemoteUnavailable``,
    ``KeyReused`` (same key, other document or person), ``DevKeysRefused``.
    """
    provider = chosen.remote()
    holder = Holder(kind=HolderKind.PERSON, ref=f"CCCD:{number}", name=name, organisation="Cá nhân")
    row = _claimed(pdf, holder=holder, title=title, key=idempotency_key, provider=provider.key, room=room, actor=actor, now=now)
    if row.state == RemoteState.WAITING and not row.reference:
        # Nothing is locked while the service thinks; whoever dies here asks again under the same key.
        reference = provider.request(key=str(row.uuid), holder=holder, digest=bytes.fromhex(row.digest), title=row.title, now=now)
        RemoteSignature.objects.filter(pk=row.pk, reference="").update(reference=reference)
    return _view(row, now=now)


def collect_signature(*, request_id: UUID, number: str, actor: Actor, now: datetime) -> RemoteRequest:
    """Ask what has become of a request, and finish the document when the person has signed; safe to repeat.

    ``number`` must be the one it was asked for. Not to be called within a transaction. Errors: ``RemoteNotFound``, ``RemoteUnavailable``,
    ``SignerMismatch`` (somebody else's certificate), ``CertificateUntrusted`` (no valid signature of this document).
    """
    row = _asked_of(number, RemoteSignature.objects.filter(uuid=request_id))
    if row.state != RemoteState.WAITING:
        return _view(row, now=now)
    # The service and the time-stamping authority are asked while nothing is locked; whoever comes second finds the first one's end.
    answer, made, report = RemoteAnswer(state=RemoteState.WAITING), None, None
    if row.reference:
        answer = chosen.remote(row.provider).collect(reference=row.reference, now=now)
    if answer.state is RemoteState.SIGNED:
        made, report = _finished(row, cms=answer.cms, number=number, now=now)
    elif now >= row.expires_at:
        answer = RemoteAnswer(state=RemoteState.EXPIRED)
    with transaction.atomic():
        row = _asked_of(number, RemoteSignature.objects.select_for_update(of=("self",)).filter(uuid=request_id))
        if row.state == RemoteState.WAITING and answer.state is not RemoteState.WAITING:
            if made is not None and report is not None:
                row.signature = keep(made, report=report, actor=actor, now=now)
            row.state, row.ended_at = answer.state.value, now
            row.save(update_fields=["state", "ended_at", "signature"])
        return _view(row, now=now)


@transaction.atomic
def _claimed(
    pdf: bytes, *, holder: Holder, title: str, key: str, provider: str, room: Box | None, actor: Actor, now: datetime
) -> RemoteSignature:
    """The request of that key, made now if it is new: its document is prepared and kept, the service not yet asked. ``KeyReused``."""
    source = hashlib.sha256(pdf).hexdigest()
    wait_for_turn(f"remote:{key}")
    row = RemoteSignature.objects.select_related("signature").filter(idempotency_key=key).first()
    if row is not None and row.holder_ref == _hidden(holder.ref) and _came_to_nothing(row, now=now):
        _give_up_key(row)
        row = None
    if row is not None:
        if (row.source_sha256, row.holder_ref) != (source, _hidden(holder.ref)):
            raise KeyReused
        return row
    request = pades.Request(
        pdf=pdf, level=Level.B_T, appearance=_look(holder.name, room=room, now=now), reason=title[:_LONGEST_TITLE], location="",
        name_vi=f"Chữ ký số của {holder.name}",
    )
    prepared = pades.prepare(request=request, signer_name=holder.name, font=documents.font_file(), now=now)
    kept = files.put(
        content=prepared.pdf, name="cho-ky.pdf", purpose="signing.prepared", actor=actor, now=now, allowed=frozenset({files.PDF}),
        owner_ref=actor.ref,
    )
    return RemoteSignature.objects.create(
        idempotency_key=key, source_sha256=source, holder_ref=_hidden(holder.ref), holder_name=holder.name, provider=provider,
        reference="", title=title[:_LONGEST_TITLE], prepared_file_id=kept.uuid, digest=prepared.digest.hex(),
        reserved_start=prepared.reserved_start, reserved_end=prepared.reserved_end, asked_at=now,
        expires_at=now + timedelta(minutes=conf.REMOTE_MINUTES),
    )


def _asked_of(number: str, rows: QuerySet[RemoteSignature]) -> RemoteSignature:
    row = rows.select_related("signature").first()
    if row is None or row.holder_ref != _hidden(f"CCCD:{number}"):
        raise RemoteNotFound
    return row


def _came_to_nothing(row: RemoteSignature, *, now: datetime) -> bool:
    """Refused, run out, or never heard by the service; what still waits there beyond its time may be signed, so it is collected before."""
    never_heard = row.state == RemoteState.WAITING and not row.reference and now >= row.expires_at
    return never_heard or row.state in (RemoteState.REFUSED, RemoteState.EXPIRED)


def _give_up_key(row: RemoteSignature) -> None:
    RemoteSignature.objects.filter(pk=row.pk).update(idempotency_key=f"{row.idempotency_key[:200]}#{row.uuid}")


def _finished(row: RemoteSignature, *, cms: bytes, number: str, now: datetime) -> tuple[Made, ValidationReport]:
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
    return Made(
        pdf=lasting, source_sha256=row.source_sha256, fingerprint=row.digest, holder_ref=row.holder_ref, purpose=Purpose.PERSON,
        level=last.level, reason=row.title, key=f"remote:{row.uuid}", serial=last.certificate_serial, dev=last.dev,
    ), report  # fmt: skip


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
