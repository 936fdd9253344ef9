"""The applicant signs her submission digitally: the form as PDF, signed on her own device, kept among the papers of the dossier."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor, ActorKind
from motcua.kit.fields import blind_index
from motcua.platform.casework import policies
from motcua.platform.casework.actions import results, sheets
from motcua.platform.casework.contracts import DossierUnknown, EventKind
from motcua.platform.casework.models import Dossier, Paper
from motcua.platform.casework.queries.answers import answers_of
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.documents import api as documents
from motcua.platform.signing import api as signing

SIGNED_FORM = "to-khai-da-ky"
_NAME = "Tờ khai điện tử có chữ ký số của người nộp"


def form_pdf(*, code: str, actor: Actor) -> bytes:
    """The answers of the dossier's form as an accessible PDF, the same bytes at every call. ``DossierUnknown``."""
    return _form(_own(code, actor)).pdf


def start_form_signature(*, code: str, actor: Actor, now: datetime) -> signing.RemoteRequest:
    """Ask the owner's signature service to sign the form; a second call gives the same request.

    ``DossierUnknown`` for anybody but the owner or who filed it for him, ``RemoteUnavailable``.
    """
    row = _own(code, actor)
    form = _form(row)
    number, name = _signer(row, actor)
    which = hashlib.sha256(form.pdf).hexdigest()[:16]  # answers that were supplemented meanwhile are signed in a request of their own
    return signing.request_signature(
        pdf=form.pdf, number=number, name=name, title=f"Ký tờ khai hồ sơ {row.code}", actor=actor, now=now,
        idempotency_key=f"casework.form:{row.uuid}:{blind_index(number, purpose='casework.form')[:32]}:{which}",
        room=results.box_of(form.places.get("signer")),
    )


def finish_form_signature(*, code: str, request_id: UUID, actor: Actor, now: datetime) -> signing.RemoteRequest:
    """Collect the signature; once it is made the signed form is a paper of the dossier. Safe to repeat.

    ``DossierUnknown``, ``RemoteNotFound``, ``SignerMismatch``, ``CertificateUntrusted``, ``RemoteUnavailable``.
    """
    row = _own(code, actor)
    number, _ = _signer(row, actor)
    done = signing.collect_signature(request_id=request_id, number=number, actor=actor, now=now)  # nothing is locked while it is asked
    if done.document is None:
        return done
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=row.pk)
        if row.papers.filter(requirement=SIGNED_FORM).exists():
            return done
        kept = files.put(
            content=done.document.pdf, name=f"{_NAME} {row.code}.pdf", purpose="casework.form", actor=actor, now=now,
            allowed=frozenset({files.PDF}), owner_ref=f"casework:{row.uuid}",
        )
        Paper.objects.create(
            dossier=row, requirement=SIGNED_FORM, name=_NAME, file_id=kept.uuid, file_name=kept.name, size=kept.size,
            state=Paper.DIGITISED, event_seq=row.last_seq, added_at=now,
        )
        audit.record(
            action="casework.form_signed", object_ref=f"casework:{row.uuid}", actor=actor, now=now,
            details={"sha256": kept.sha256, "level": done.document.level.value},
        )
        return done


def _own(code: str, actor: Actor) -> Dossier:
    row = row_of(code=code, actor=actor)
    if actor.kind is not ActorKind.CITIZEN or not (policies.owns(actor=actor, row=row) or policies.filed(actor=actor, row=row)):
        raise DossierUnknown(dossier_code=code)
    return row


def _signer(row: Dossier, actor: Actor) -> tuple[str, str]:
    """Whose certificate must sign: who filed the dossier for another, else its owner."""
    if policies.filed(actor=actor, row=row) and row.submitter_number:
        return row.submitter_number, row.submitter_name
    return row.party_number, row.party_name


def _form(row: Dossier) -> documents.Typeset:
    """What was submitted: papers that came later are none of it, so that the form stays the same while it waits to be signed."""
    submitted = row.events.filter(kind=EventKind.SUBMITTED).order_by("seq").first()
    data = {
        **sheets.row_facts(row, now=row.submitted_at), "papers": sheets.papers_of(row, until=submitted),
        "answers": [{"label": a.label_vi, "value": a.value} for a in answers_of(row)],
    }
    data["papers"] = [p for p in data["papers"] if p["name"] != _NAME]
    return documents.render_placed(
        template="casework/to-khai", data=data, now=row.submitted_at, qr=sheets.qr_of(data), barcode=sheets.bar_of(data)
    )
