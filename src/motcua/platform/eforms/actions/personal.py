"""What the room holds about a person: forms that she has begun."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.consent.contracts import Erasure
from motcua.platform.eforms.actions.drafts import forget
from motcua.platform.eforms.models import DraftRow


class DraftsSource:
    """Drafts, all of the person's own making: they go whenever she wishes. A frozen one is in its dossier already."""

    key = "eforms"
    label_vi = "Bản nháp biểu mẫu"
    label_en = "Drafts of forms"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Every draft with what was typed."""
        rows = DraftRow.objects.filter(owner_id=person_id).select_related("form").order_by("id")
        return {"drafts": [
            {"form": r.form.key, "state": r.state, "updated_at": r.updated_at.isoformat(), "expires_at": r.expires_at.isoformat(),
             "answers": (r.answers or {}).get("data", r.answers)}
            for r in rows
        ]}  # fmt: skip

    @transaction.atomic
    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """All drafts that are open go with their files; a submitted one ends by itself within days."""
        rows = list(DraftRow.objects.select_for_update().filter(owner_id=person_id, state=DraftRow.OPEN).order_by("id"))
        for row in rows:
            forget(row, now=now)
        kept = DraftRow.objects.filter(owner_id=person_id).count()
        vi, en = "Bản đã nộp nằm trong hồ sơ; bản sao tự hết hạn.", "What was submitted is in the dossier; this copy expires by itself."
        return Erasure(removed=len(rows), kept=kept, reason_vi=vi if kept else "", reason_en=en if kept else "")
