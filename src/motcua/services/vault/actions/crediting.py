"""The electronic credential of a kept result: issued with it, revoked with it (W3C Verifiable Credential, checked without asking us)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.foundation.identity import api as identity
from motcua.kernel.clock import local_date
from motcua.kernel.periods import midnight
from motcua.platform.credentials import api as credentials
from motcua.services.vault.adapters.kinds import kind_of
from motcua.services.vault.contracts import Origin
from motcua.services.vault.models import HeldDocumentRow

_WITHHELD = ("document_number", "dossier_code", "holder_name", "personal_number", "birth_date")


def issue_for(row: HeldDocumentRow, *, now: datetime) -> None:
    """Within the transaction that keeps a result of a person who is known; nothing for organisations and units. Once for each paper."""
    if row.person_id is None or row.origin != Origin.RESULT.value:
        return
    holder = identity.people(person_ids=[row.person_id]).get(row.person_id)
    if holder is None:
        return
    kind = kind_of(key=row.kind)
    claims: dict[str, Any] = {
        "document_title": row.title, "document_kind": kind.name_vi if kind else row.kind, "document_sha256": row.sha256,
        "issued_on": local_date(row.issued_at).isoformat(), "dossier_code": row.dossier_code, "holder_name": holder.full_name,
        "personal_number": holder.personal_number,
    }  # fmt: skip
    if holder.born_on is not None:
        claims["birth_date"] = holder.born_on.isoformat()
    credentials.issue(
        subject_id=row.person_id, kind=row.kind, claims=claims, disclosable=[name for name in _WITHHELD if name in claims],
        issuer_unit=row.issuer_unit, issuer_name=row.issuer, valid_from=row.issued_at, source_ref=ref_of(row), now=now,
        valid_to=midnight(row.expires_on) if row.expires_on else None, idempotency_key=f"vault:{row.uuid}",
    )  # fmt: skip


def revoke_for(row: HeldDocumentRow, *, now: datetime) -> None:
    """Within the transaction that marks a result void: its credential says so in the status list from then on."""
    credentials.revoke(source_ref=ref_of(row), reason="result revoked", now=now)


def ref_of(row: HeldDocumentRow) -> str:
    """By what a credential names the paper that it stands for."""
    return f"vault.document:{row.uuid}"
