"""What this room holds about a person, for her and for whoever answers her requests (Luật 91/2025/QH15)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.consent.contracts import Erasure
from motcua.platform.signon.actions.ending import end_grant
from motcua.platform.signon.actions.releasing import PURPOSE
from motcua.platform.signon.models import ConsentRow, GrantRow, ReleaseRow
from motcua.platform.signon.queries import my_applications


class SignonSource:
    """Sign-ins at applications, consents, what was told."""

    key = "signon"
    label_vi = "Ứng dụng đã đăng nhập"
    label_en = "Applications signed in to"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Every application with what it may get and what it was told; names of claims, no values."""
        found = my_applications(subject_id=person_id)
        return {
            "applications": [
                {
                    "name": one.name_vi, "unit": one.unit_code, "scopes": list(one.scopes), "live": one.live,
                    "agreed_at": one.given_at.isoformat() if one.given_at else None,
                    "last_sign_in_at": one.last_sign_in_at.isoformat() if one.last_sign_in_at else None,
                    "told": [{"at": told.at.isoformat(), "claims": list(told.claims)} for told in one.releases],
                }
                for one in found
            ]
        }  # fmt: skip

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """Consents end and nothing more is told; what was told stays as proof for its time."""
        removed = stop_telling(subject_id=person_id, why="erased", now=now)
        kept = ReleaseRow.objects.filter(grant__subject_id=person_id).count() + ConsentRow.objects.filter(subject_id=person_id).count()
        return Erasure(
            removed=removed, kept=kept, reason_vi="Bằng chứng đã đồng ý và đã chuyển thông tin được giữ theo thời hạn (Luật 91/2025/QH15).",
            reason_en="Proof of consent and of what was told is kept for its term (Luật 91/2025/QH15).",
        )  # fmt: skip


class SignonConsent:
    """Agreements with applications: each rests on the purpose of signing in elsewhere."""

    key = "signon"
    label_vi = "Ứng dụng đã đăng nhập"
    label_en = "Applications signed in to"

    def resting(self, *, person_id: UUID, purpose: str, now: datetime) -> int:
        """Agreements that hold."""
        return ConsentRow.objects.filter(subject_id=person_id, withdrawn_at=None).count() if purpose == PURPOSE else 0

    def stop(self, *, person_id: UUID, purpose: str, now: datetime) -> int:
        """They end, and with them every token."""
        return stop_telling(subject_id=person_id, why="withdrawn", now=now) if purpose == PURPOSE else 0


@transaction.atomic
def stop_telling(*, subject_id: UUID, why: str, now: datetime) -> int:
    """Withdraw what the person agreed to towards every application, and end their tokens; how many agreements ended."""
    stopped = ConsentRow.objects.filter(subject_id=subject_id, withdrawn_at=None).update(withdrawn_at=now)
    live = GrantRow.objects.select_for_update(of=("self",)).select_related("application")
    for grant in live.filter(subject_id=subject_id, ended_at=None):
        end_grant(grant, why=why, now=now)
    return stopped
