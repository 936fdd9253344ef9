"""Writes of the vault: keep an issued result, open one."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.platform.casework import api as casework
from motcua.platform.casework.events import DossierResolved
from motcua.platform.signing import api as signing
from motcua.services.vault import rules
from motcua.services.vault.contracts import HeldDocument
from motcua.services.vault.events import DocumentKept
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.queries import contract, document


def keep_result(*, resolved: DossierResolved, now: datetime) -> HeldDocument | None:
    """Keep the result of a dossier in its person's store; None when there is nothing to keep. A repetition keeps the first.

    The vault has its own reference to the content, so that the owner's copy does not go when casework's retention ends.
    """
    if resolved.person_id is None or resolved.result_file_id is None:
        return None
    if not rules.is_kept(outcome=resolved.outcome, has_person=True, has_file=True):
        return None
    with transaction.atomic():
        row = HeldDocumentRow.objects.filter(dossier_id=resolved.dossier_id).first()
        if row is None:
            row = _keep(resolved, person_id=resolved.person_id, result_file_id=resolved.result_file_id, now=now)
        return contract(row)


def open_document(*, document_id: UUID, actor: Actor, now: datetime) -> tuple[HeldDocument, BinaryIO, str]:
    """An own document, its content and its file name; the opening is recorded. ``DocumentUnknown``, ``FileMissing``."""
    held = document(document_id=document_id, actor=actor)
    with transaction.atomic():
        audit.record(action="vault.opened", object_ref=f"vault.document:{held.uuid}", actor=actor, now=now, ground="own document")
    return held, files.open(file_id=held.file_id), files.get(file_id=held.file_id).name


def _keep(resolved: DossierResolved, *, person_id: UUID, result_file_id: UUID, now: datetime) -> HeldDocumentRow:
    dossier = casework.by_id(dossier_id=resolved.dossier_id, actor=SYSTEM)
    content = files.read(file_id=result_file_id)
    issued = files.get(file_id=result_file_id)
    report = signing.validate_pdf(pdf=content, now=now).as_dict() if issued.mime == files.PDF else {"signatures": []}
    own = files.put(
        content=content,
        name=issued.name,
        purpose="vault.document",
        actor=SYSTEM,
        now=now,
        allowed=frozenset({issued.mime}),
        owner_ref=f"person:{person_id}",
    )
    row = HeldDocumentRow.objects.create(
        person_id=person_id,
        dossier_id=resolved.dossier_id,
        dossier_code=resolved.dossier_code,
        kind=resolved.procedure_code,
        title=dossier.result.title if dossier.result else dossier.procedure_name,
        issuer=dossier.unit_name,
        issued_at=resolved.resolved_at,
        kept_at=now,
        file_id=own.uuid,
        sha256=own.sha256,
        size=own.size,
        signature_report=report,
    )
    kept = DocumentKept(document_id=row.uuid, person_id=person_id, dossier_id=resolved.dossier_id, kind=row.kind, kept_at=now)
    outbox.publish(event=kept, now=now)
    return row
