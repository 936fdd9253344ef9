"""What the room holds about a person: her credentials."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from motcua.foundation.consent.contracts import Erasure
from motcua.platform.credentials.models import CredentialRow, ShownRow, StatusListRow


class CredentialsSource:
    """Credentials that were issued to her. What they say goes on request; their places on status lists stay: they count no more."""

    key = "credentials"
    label_vi = "Chứng nhận số"
    label_en = "Verifiable credentials"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Every credential in full; never the key that is kept for her."""
        return {
            "credentials": [
                {"kind": r.kind, "issuer": r.issuer_name, "state": r.state, "issued_at": r.issued_at.isoformat(), "credential": r.compact}
                for r in _of(person_id)
            ]
        }

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """Text and key of each go and it is revoked; presentations still open are closed."""
        ShownRow.objects.filter(credential__subject_id=person_id).delete()
        held = _of(person_id).exclude(compact="")
        lists = set(held.values_list("status_list_id", flat=True))
        removed = held.update(compact="", holder_key="", state="revoked", state_reason="erased at the holder's request", state_at=now)
        StatusListRow.objects.filter(pk__in=lists).update(changed_at=now, token_at=None)  # the next reader gets a list that says so
        return Erasure(removed=removed, kept=0)


def _of(person_id: UUID) -> QuerySet[CredentialRow]:
    return CredentialRow.objects.filter(subject_id=person_id).order_by("issued_at", "id")
