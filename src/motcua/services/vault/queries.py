"""Reads of the vault, and the source that forms ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local, local_date
from motcua.platform.eforms.contracts import PrefilledValue
from motcua.services.vault import policies, rules
from motcua.services.vault.contracts import DocumentUnknown, HeldDocument
from motcua.services.vault.models import HeldDocumentRow


def documents(*, actor: Actor, kind: str | None = None, limit: int = 200) -> tuple[HeldDocument, ...]:
    """The actor's own documents, latest first; nothing for anybody who is not a citizen acting for herself."""
    if actor.kind is not ActorKind.CITIZEN or actor.subject_id is None or actor.organisation_id is not None:
        return ()
    rows = HeldDocumentRow.objects.filter(person_id=actor.subject_id).order_by("-issued_at", "-id")
    if kind:
        rows = rows.filter(kind=kind)
    return tuple(contract(row) for row in rows[:limit])


def document(*, document_id: UUID, actor: Actor) -> HeldDocument:
    """One own document; ``DocumentUnknown`` also for somebody else's, so that nobody learns that it exists."""
    row = HeldDocumentRow.objects.filter(uuid=document_id).first()
    if row is None or not policies.can_open(actor=actor, person_id=row.person_id):
        raise DocumentUnknown
    return contract(row)


def of_dossier(*, dossier_code: str, actor: Actor) -> HeldDocument | None:
    """The actor's latest document from that dossier, if it has come."""
    return next((d for d in documents(actor=actor) if dossier_code and d.dossier_code == dossier_code), None)


def contract(row: HeldDocumentRow) -> HeldDocument:
    """A row as it crosses the door."""
    signed_by, valid, dev = rules.report_summary(row.signature_report)
    return HeldDocument(
        uuid=row.uuid,
        person_id=row.person_id,
        dossier_code=row.dossier_code,
        kind=row.kind,
        title=row.title,
        issuer=row.issuer,
        issued_at=row.issued_at,
        kept_at=row.kept_at,
        file_id=row.file_id,
        size=row.size,
        sha256=row.sha256,
        signed_by=signed_by,
        valid=valid,
        dev=dev,
        report=row.signature_report,
        revoked_at=row.revoked_at,
        expires_on=row.expires_on,
    )


class VaultPrefiller:
    """Offers documents of the applicant's store: ``vault.document:<procedure code>`` answers with the latest of that kind."""

    key = "vault"
    label_vi = "Kho giấy tờ của bạn"
    label_en = "Your document store"

    def prefill(self, *, actor: Actor, person: Any, fields: frozenset[str], now: datetime) -> Mapping[str, PrefilledValue]:
        """File values by ``document:<kind>``; only the actor's own, in force and with valid signatures."""
        found: dict[str, PrefilledValue] = {}
        for kind in rules.wanted_kinds(fields):
            held = next((d for d in documents(actor=actor, kind=kind) if d.valid and d.in_force(on=local_date(now))), None)
            if held is not None:
                found[f"{rules.PREFIX}{kind}"] = self._value(held, now)
        return found

    def _value(self, held: HeldDocument, now: datetime) -> PrefilledValue:
        kept = files.get(file_id=held.file_id)
        issued = local(held.issued_at).strftime("%d/%m/%Y")
        value = [{"file_id": str(kept.uuid), "name": kept.name, "size": kept.size, "mime": kept.mime, "sha256": kept.sha256}]
        return PrefilledValue(
            value=value, source_label_vi=f"Kho giấy tờ, cấp ngày {issued}", source_label_en=f"Your documents, issued on {issued}", at=now
        )
