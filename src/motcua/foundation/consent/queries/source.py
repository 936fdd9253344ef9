"""What this room itself holds about a person, for her request to see, receive or delete it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.consent import contracts, models
from motcua.foundation.consent.queries.accesses import accesses_of
from motcua.foundation.consent.queries.consents import consents_of
from motcua.foundation.consent.queries.restrictions import restrictions_of
from motcua.foundation.identity import api as identity


class ConsentSource:
    """Consents and readings. Both are evidence and stay, and so are restrictions."""

    key = "consent"
    label_vi = "Sự đồng ý và lượt xem dữ liệu"
    label_en = "Consents and readings of data"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Every consent with the words agreed to, every restriction, and every reading."""
        return {
            "consents": [_consent(c) for c in consents_of(subject_id=person_id, now=now)],
            "restrictions": [_wish(w) for w in restrictions_of(person_id=person_id)],
            "accesses": [_access(a) for a in _all_accesses(identity.person(person_id=person_id))],
        }

    def erase(self, *, person_id: UUID, now: datetime) -> contracts.Erasure:
        """Nothing goes: who read and what was agreed to must stay provable."""
        kept = models.Consent.objects.filter(subject_id=person_id).count() + models.Access.objects.filter(subject_id=person_id).count()
        kept += models.Restriction.objects.filter(person_id=person_id).count()
        if not kept:
            return contracts.Erasure(removed=0, kept=0)
        return contracts.Erasure(
            removed=0,
            kept=kept,
            reason_vi="Nhật ký ai đã xem và bằng chứng đồng ý phải giữ (NĐ 278/2025/NĐ-CP Điều 13; Luật 91/2025/QH15).",
            reason_en="The list of readings and the evidence of consent must be kept (NĐ 278/2025/NĐ-CP Điều 13; Luật 91/2025/QH15).",
        )


def _all_accesses(person: identity.Person) -> list[contracts.Access]:
    found: list[contracts.Access] = []
    before: str | None = None
    while True:
        page = accesses_of(person=person, before=before, limit=200)
        found += page.accesses
        before = page.next_before
        if before is None:
            return found


def _consent(held: contracts.Consent) -> dict[str, Any]:
    return {
        "purpose": held.purpose, "controller": held.controller, "version": held.version, "language": held.language, "way": str(held.way),
        "words": held.words, "text_sha256": held.text_hash, "given_at": held.given_at.isoformat(),
        "ended_at": held.ended_at.isoformat() if held.ended_at else None,
    }  # fmt: skip


def _wish(held: contracts.HeldWish) -> dict[str, Any]:
    return {
        "kind": held.kind.value, "ground": held.ground, "dossier": held.dossier, "since": held.since.isoformat(),
        "ended_at": held.ended_at.isoformat() if held.ended_at else None,
    }  # fmt: skip


def _access(read: contracts.Access) -> dict[str, Any]:
    return {
        "at": read.at.isoformat(), "reader": str(read.reader_kind), "post": read.reader_post, "unit": read.reader_unit,
        "agency": read.agency, "purpose": read.purpose, "ground": read.ground, "dossier": read.dossier, "facts": list(read.fields),
    }  # fmt: skip
