"""The electronic credential of a kept result: issued with it, revoked with it (W3C Verifiable Credential, checked without asking us)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.periods import midnight
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Dossier
from motcua.platform.credentials import api as credentials
from motcua.services.vault.adapters.claims import entries
from motcua.services.vault.adapters.kinds import kind_of
from motcua.services.vault.contracts import Origin
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.rules.claims import chosen


def issue_for(row: HeldDocumentRow, *, dossier: Dossier, number: str, now: datetime) -> None:
    """Within the transaction that keeps a result of a person who is known; nothing for organisations and units. Once for each paper.

    What it says is what the kind of the result says (``data/claims.yaml``): of a child's birth certificate the child, as the form has it.
    ``number`` is the result's symbol.
    """
    if row.person_id is None or row.origin != Origin.RESULT.value or not identity.people(person_ids=[row.person_id]):
        return
    kind, claims = chosen(entries=entries(), procedure=row.kind, known=_known(row, dossier, number))
    if not kind:
        return
    credentials.issue(
        subject_id=row.person_id, kind=kind, claims=claims, disclosable=(), issuer_unit=row.issuer_unit, issuer_name=row.issuer,
        valid_from=row.issued_at, source_ref=ref_of(row), now=now, valid_to=midnight(row.expires_on) if row.expires_on else None,
        idempotency_key=f"vault:{row.uuid}",
    )  # fmt: skip


def _known(row: HeldDocumentRow, dossier: Dossier, number: str) -> dict[str, Any]:
    """Values by their sources; of the answers as the form has them and in words."""
    kind = kind_of(key=row.kind)
    last = row.expires_on - timedelta(days=1) if row.expires_on else None
    given = casework.answers_given(code=row.dossier_code, actor=SYSTEM)
    return {
        "result.title": row.title, "result.kind": kind.name_vi if kind else row.title, "result.number": number,
        "result.sha256": row.sha256, "result.issued_on": local_date(row.issued_at).isoformat(),
        "result.last_day": last.isoformat() if last else "", "party.name": dossier.party.name, "dossier.code": row.dossier_code,
        **{f"answer.{name}": value for name, value in given.items()}, **{f"said.{one.name}": one.value for one in dossier.answers},
    }  # fmt: skip


def revoke_for(row: HeldDocumentRow, *, now: datetime) -> None:
    """Within the transaction that marks a result void: its credential says so in the status list from then on."""
    credentials.revoke(source_ref=ref_of(row), reason="result revoked", now=now)


def ref_of(row: HeldDocumentRow) -> str:
    """By what a credential names the paper that it stands for."""
    return f"vault.document:{row.uuid}"
