"""Writes of the vault: keep an issued result or a digitised old one, mark it revoked, open it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.periods import midnight
from motcua.platform.casework import api as casework
from motcua.platform.casework.events import DossierResolved, ResultRevoked
from motcua.platform.casework.events.papers import OldResultDigitised
from motcua.platform.signing import api as signing
from motcua.services.vault import rules
from motcua.services.vault.contracts import HeldDocument
from motcua.services.vault.events import DocumentKept, DocumentRevoked, OldDocumentKept
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.queries import contract, document


def keep_result(*, resolved: DossierResolved, now: datetime) -> HeldDocument | None:
    """Keep the result of a dossier in its person's store; None when there is nothing to keep. A repetition keeps the first.

    A result after a revocation is another document. The vault has its own reference to the content, so that the owner's copy does not go
    when casework's retention ends.
    """
    if resolved.person_id is None or resolved.result_file_id is None:
        return None
    if not rules.is_kept(outcome=resolved.outcome, has_person=True, has_file=True):
        return None
    with transaction.atomic():
        before = Q(dossier_id=resolved.dossier_id, source_file_id=None, revoked_at=None)
        row = HeldDocumentRow.objects.filter(Q(source_file_id=resolved.result_file_id) | before).first()
        if row is None:
            row = _keep(resolved, person_id=resolved.person_id, result_file_id=resolved.result_file_id, now=now)
        return contract(row)


def open_document(*, document_id: UUID, actor: Actor, now: datetime) -> tuple[HeldDocument, BinaryIO, str]:
    """An own document, its content and its file name; the opening is recorded. ``DocumentUnknown``, ``FileMissing``."""
    held = document(document_id=document_id, actor=actor)
    with transaction.atomic():
        audit.record(action="vault.opened", object_ref=f"vault.document:{held.uuid}", actor=actor, now=now, ground="own document")
    return held, files.open(file_id=held.file_id), files.get(file_id=held.file_id).name


def keep_old_result(*, digitised: OldResultDigitised, now: datetime) -> HeldDocument | None:
    """Keep a digitised old result in its holder's store; None when no person is known for it. A repetition keeps the first."""
    if digitised.person_id is None:
        return None
    with transaction.atomic():
        row = HeldDocumentRow.objects.filter(old_result_id=digitised.old_result_id).first()
        if row is None:
            (told,) = casework.find_old_results(actor=SYSTEM, old_result=digitised.old_result_id)
            facts = {
                "old_result_id": digitised.old_result_id, "kind": digitised.procedure_code or digitised.result_code, "title": told.title,
                "issuer": told.issuer, "issued_at": midnight(digitised.issued_on), "expires_on": digitised.expires_on,
            }  # fmt: skip
            row = _put(file_id=digitised.file_id, person_id=digitised.person_id, facts=facts, now=now)
            fact = OldDocumentKept(document_id=row.uuid, person_id=digitised.person_id, old_result_id=digitised.old_result_id, kept_at=now)
            outbox.publish(event=fact, now=now)
        return contract(row)


def revoke(*, revoked: ResultRevoked, now: datetime) -> int:
    """The result of a dossier is void: its owner still sees it here, as revoked; it is offered to no form. How many were marked."""
    with transaction.atomic():
        rows = HeldDocumentRow.objects.select_for_update().filter(dossier_id=revoked.dossier_id, revoked_at=None)
        void = [row for row in rows if row.source_file_id in {None, revoked.result_file_id}]
        for row in void:
            row.revoked_at = revoked.at
            row.save(update_fields=["revoked_at"])
            outbox.publish(event=DocumentRevoked(document_id=row.uuid, person_id=row.person_id, revoked_at=revoked.at), now=now)
    return len(void)


def _keep(resolved: DossierResolved, *, person_id: UUID, result_file_id: UUID, now: datetime) -> HeldDocumentRow:
    dossier = casework.by_id(dossier_id=resolved.dossier_id, actor=SYSTEM)
    facts = {
        "dossier_id": resolved.dossier_id, "dossier_code": resolved.dossier_code, "kind": resolved.procedure_code,
        "title": dossier.result.title if dossier.result else dossier.procedure_name, "issuer": dossier.unit_name,
        "issued_at": resolved.resolved_at,
    }  # fmt: skip
    row = _put(file_id=result_file_id, person_id=person_id, facts=facts, now=now)
    kept = DocumentKept(document_id=row.uuid, person_id=person_id, dossier_id=resolved.dossier_id, kind=row.kind, kept_at=now)
    outbox.publish(event=kept, now=now)
    return row


def _put(*, file_id: UUID, person_id: UUID, facts: Mapping[str, Any], now: datetime) -> HeldDocumentRow:
    """The vault's own reference to the content, with what its signatures say today."""
    content, issued = files.read(file_id=file_id), files.get(file_id=file_id)
    report = signing.validate_pdf(pdf=content, now=now).as_dict() if issued.mime == files.PDF else {"signatures": []}
    own = files.put(
        content=content, name=issued.name, purpose="vault.document", actor=SYSTEM, now=now, allowed=frozenset({issued.mime}),
        owner_ref=f"person:{person_id}",
    )
    return HeldDocumentRow.objects.create(
        person_id=person_id, source_file_id=file_id, kept_at=now, file_id=own.uuid, sha256=own.sha256, size=own.size,
        signature_report=report, **facts,
    )
