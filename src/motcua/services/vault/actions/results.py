"""What the city issued comes into the stores of its holder and of its issuer; what is revoked is marked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.ids import uuid7
from motcua.kernel.periods import midnight
from motcua.kit.turns import take_turns
from motcua.platform.casework import api as casework
from motcua.platform.casework.events import DossierResolved, ResultRevoked
from motcua.platform.casework.events.papers import OldResultDigitised
from motcua.platform.signing import api as signing
from motcua.services.vault import policies, rules
from motcua.services.vault.actions.crediting import issue_for, revoke_for
from motcua.services.vault.actions.national.sending import line_up
from motcua.services.vault.contracts import HeldDocument, Origin
from motcua.services.vault.events import DocumentKept, DocumentRevoked, OldDocumentKept, PaperKept
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.queries.papers import contract

_SHARED = (
    "kind", "title", "issuer", "issuer_unit", "issued_at", "dossier_id", "dossier_code", "sha256", "size", "mime", "signature_report",
    "source_file_id", "checked_at", "confirmed_at", "expires_on",
)  # fmt: skip


def keep_result(*, resolved: DossierResolved, now: datetime) -> HeldDocument | None:
    """Keep the result of a dossier in its holder's store; None when there is nothing to keep. A repetition keeps the first.

    A dossier of an organisation goes to the organisation's store. The unit that issued the result has it in its own. A result after a
    revocation is another document; one that was revoked before this is heard is kept as revoked. The vault has its own reference to the
    content, so that the holder's copy does not go when casework's retention ends.
    """
    if resolved.result_file_id is None or not rules.is_kept(outcome=resolved.outcome, has_person=True, has_file=True):
        return None
    with transaction.atomic():
        take_turns(f"vault.dossier:{resolved.dossier_id}")
        old = Q(dossier_id=resolved.dossier_id, source_file_id=None, revoked_at=None)
        known = HeldDocumentRow.objects.filter(Q(source_file_id=resolved.result_file_id) | old)
        row = known.exclude(holder__startswith=f"{policies.UNIT}:").first()
        if row is None and resolved.person_id is not None:
            row = _keep(resolved, person_id=resolved.person_id, result_file_id=resolved.result_file_id, now=now)
        if void(dossier_id=resolved.dossier_id, dossier_code=resolved.dossier_code, now=now) and row is not None:
            row.refresh_from_db()
        return None if row is None else contract(row, now=now)


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
                "issuer": told.issuer, "issuer_unit": digitised.unit_code, "issued_at": midnight(digitised.issued_on),
                "expires_on": digitised.expires_on, "origin": Origin.OLD_RESULT.value,
            }  # fmt: skip
            row = _put(file_id=digitised.file_id, holder=f"{policies.PERSON}:{digitised.person_id}", facts=facts, now=now)
            fact = OldDocumentKept(document_id=row.uuid, person_id=digitised.person_id, old_result_id=digitised.old_result_id, kept_at=now)
            outbox.publish(event=fact, now=now)
        return contract(row, now=now)


def revoke(*, revoked: ResultRevoked, now: datetime) -> int:
    """The result of a dossier is void: all who hold it still see it, as revoked; it is offered to no form. How many were marked."""
    with transaction.atomic():
        take_turns(f"vault.dossier:{revoked.dossier_id}")
        return _mark(revoked.dossier_id, {None: revoked.at, revoked.result_file_id: revoked.at}, now=now)


def void(*, dossier_id: UUID, dossier_code: str, now: datetime) -> int:
    """Mark every paper of a dossier whose result casework says is revoked, whichever act revoked it and in whichever order it is heard.

    How many holders' papers were marked; twice changes nothing. ``DossierUnknown``.
    """
    with transaction.atomic():
        take_turns(f"vault.dossier:{dossier_id}")
        issued = casework.issued_of(code=dossier_code, actor=SYSTEM)
        return _mark(dossier_id, {one.file_id: one.revoked_at for one in issued if one.revoked_at and not one.copy_kind}, now=now)


def _mark(dossier_id: UUID, gone: Mapping[UUID | None, datetime], *, now: datetime) -> int:
    rows = HeldDocumentRow.objects.select_for_update().filter(dossier_id=dossier_id, revoked_at=None)
    rows = rows.filter(origin__in=[Origin.RESULT.value, Origin.ISSUED.value, Origin.RECEIVED.value])
    marked = [row for row in rows if row.source_file_id in gone]
    for row in marked:
        at = gone[row.source_file_id]
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        revoke_for(row, now=now)
        if row.person_id is not None:
            outbox.publish(event=DocumentRevoked(document_id=row.uuid, person_id=row.person_id, revoked_at=at), now=now)
        else:
            line_up(document_id=row.uuid, now=now)  # an organisation's: the fact above is a person's
    return sum(row.origin == Origin.RESULT.value for row in marked)


def _keep(resolved: DossierResolved, *, person_id: UUID, result_file_id: UUID, now: datetime) -> HeldDocumentRow:
    dossier = casework.by_id(dossier_id=resolved.dossier_id, actor=SYSTEM)
    body = dossier.party.organisation_id
    holder = f"{policies.ORGANISATION}:{body}" if body else f"{policies.PERSON}:{person_id}"
    issued = casework.issued_of(code=resolved.dossier_code, actor=SYSTEM)
    entry = next((one for one in issued if one.file_id == result_file_id), None)
    ends = entry.expires_at if entry else None
    facts = {
        "dossier_id": resolved.dossier_id, "dossier_code": resolved.dossier_code, "kind": resolved.procedure_code,
        "title": dossier.result.title if dossier.result else dossier.procedure_name, "issuer": dossier.unit_name,
        "issuer_unit": resolved.unit_code, "issued_at": resolved.resolved_at,
        "expires_on": local_date(ends) if ends else None,
    }  # fmt: skip
    row = _put(file_id=result_file_id, holder=holder, facts=facts, now=now)
    issue_for(row, dossier=dossier, number=entry.symbol if entry else "", now=now)
    _issued(row, unit_code=resolved.unit_code, file_id=result_file_id, now=now)
    kept = DocumentKept(document_id=row.uuid, person_id=person_id, dossier_id=resolved.dossier_id, kind=row.kind, kept_at=now)
    outbox.publish(event=kept, now=now)
    return row


def _issued(row: HeldDocumentRow, *, unit_code: str, file_id: UUID, now: datetime) -> None:
    """The issuer's own record of what it issued refers to the file that it signed."""
    told = {name: getattr(row, name) for name in _SHARED}
    own = uuid7()
    HeldDocumentRow.objects.create(
        uuid=own, series=own, holder=f"{policies.UNIT}:{unit_code}", origin=Origin.ISSUED.value, file_id=file_id, kept_at=now, **told
    )
    told_of = PaperKept(document_id=own, store=policies.UNIT, origin=Origin.ISSUED, kind=row.kind, version=1, kept_at=now)
    outbox.publish(event=told_of, now=now)


def _put(*, file_id: UUID, holder: str, facts: Mapping[str, Any], now: datetime) -> HeldDocumentRow:
    """The vault's own reference to the content, with what its signatures say today."""
    content, issued = files.read(file_id=file_id), files.get(file_id=file_id)
    report = signing.validate_pdf(pdf=content, now=now).as_dict() if issued.mime == files.PDF else {"signatures": []}
    own = files.put(
        content=content, name=issued.name, purpose="vault.document", actor=SYSTEM, now=now, allowed=frozenset({issued.mime}),
        owner_ref=holder,
    )
    uuid, (store, _, ident) = uuid7(), holder.partition(":")
    person_id = UUID(ident) if store == policies.PERSON else None
    return HeldDocumentRow.objects.create(
        uuid=uuid, series=uuid, holder=holder, person_id=person_id, source_file_id=file_id, kept_at=now,
        file_id=own.uuid, sha256=own.sha256, size=own.size, mime=own.mime, signature_report=report, checked_at=now, confirmed_at=now,
        **facts,
    )  # fmt: skip
