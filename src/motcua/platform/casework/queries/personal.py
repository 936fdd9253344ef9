"""What the room holds about a person: her dossiers, and those that she filed for others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.foundation.consent.contracts import Erasure
from motcua.platform.casework.models import Dossier, LookupCode, Rating


class DossiersSource:
    """Dossiers with answers, papers and results. They are archives: nothing of them goes before its term (Luật Lưu trữ 33/2024/QH15)."""

    key = "casework"
    label_vi = "Hồ sơ thủ tục hành chính"
    label_en = "Dossiers"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Every own dossier in full; of those filed for others only that they were filed, since their content is another's."""
        own = _dossiers(person_id).filter(person_id=person_id, organisation_id=None)
        filed = _dossiers(person_id).exclude(person_id=person_id, organisation_id=None)  # those of organisations name who filed
        ratings = Rating.objects.filter(dossier__person_id=person_id, dossier__organisation_id=None).order_by("id")
        told = [{"code": r.code, "procedure": r.procedure_code, "submitted_at": r.submitted_at.isoformat()} for r in filed]
        return {
            "dossiers": [_whole(row) for row in own.prefetch_related("papers", "results")],
            "filed_for_others": told,
            "ratings": [{"dossier": r.dossier.code, "text": r.text} for r in ratings.select_related("dossier")],
        }

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """One-time look-up codes go; dossiers stay for the term of their archive."""
        removed, _ = LookupCode.objects.filter(person_id=person_id).delete()
        kept = _dossiers(person_id).count()
        if not kept:
            return Erasure(removed=removed, kept=0)
        return Erasure(
            removed=removed, kept=kept, reason_vi="Hồ sơ thủ tục hành chính phải lưu hết thời hạn (Luật Lưu trữ 33/2024/QH15).",
            reason_en="Dossiers must be kept for the term of the archive (Luật Lưu trữ 33/2024/QH15).",
        )  # fmt: skip


def _dossiers(person_id: UUID) -> QuerySet[Dossier]:
    return Dossier.objects.filter(Q(person_id=person_id) | Q(submitter_id=person_id)).order_by("submitted_at", "id")


def _whole(row: Dossier) -> dict[str, Any]:
    form: Any = row.form_data or {}
    return {
        "code": row.code, "procedure": row.procedure_code, "unit": row.unit_code, "status": row.status,
        "submitted_at": row.submitted_at.isoformat(), "resolved_at": row.resolved_at.isoformat() if row.resolved_at else None,
        "name": row.party_name, "number": row.party_number, "phone": row.party_phone, "address": row.party_address,
        "answers": form.get("answers", {}),
        "papers": [{"name": p.name, "file": p.file_name, "size": p.size} for p in row.papers.all()],
        "results": [{"title": r.title, "signed_at": r.signed_at.isoformat(), "sha256": r.sha256} for r in row.results.all()],
    }  # fmt: skip
