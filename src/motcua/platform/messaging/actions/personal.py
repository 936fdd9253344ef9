"""What the room holds about a person: her messages, and what she does not want to hear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.consent.contracts import Erasure
from motcua.platform.messaging import contracts, models

_OF_DOSSIER = "/ho-so/"


class MessagesConsent:
    """Messages that rest on a consent: they are switched off with it, and she switches them on herself."""

    key = "messaging"
    label_vi = "Thông báo theo sự đồng ý"
    label_en = "Messages by consent"

    def resting(self, *, person_id: UUID, purpose: str, now: datetime) -> int:
        """Topics and channels of that purpose that she still hears."""
        off = set(models.SwitchedOff.objects.filter(person_id=person_id).values_list("topic", "channel"))
        return len([one for one in _of_purpose(purpose) if one not in off])

    def stop(self, *, person_id: UUID, purpose: str, now: datetime) -> int:
        """Switch them off."""
        heard = self.resting(person_id=person_id, purpose=purpose, now=now)
        rows = [models.SwitchedOff(person_id=person_id, topic=topic, channel=channel, at=now) for topic, channel in _of_purpose(purpose)]
        models.SwitchedOff.objects.bulk_create(rows, ignore_conflicts=True)
        return heard


def _of_purpose(purpose: str) -> list[tuple[str, str]]:
    return [(t.key, str(c)) for t in contracts.topics if t.audience == "citizen" and t.purpose == purpose and purpose for c in t.channels]


class MessagesSource:
    """Messages. Those about a dossier are kept as long as the dossier."""

    key = "messaging"
    label_vi = "Thông báo"
    label_en = "Messages"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Every message on every channel."""
        rows = models.Message.objects.filter(to_person=person_id).order_by("id")
        return {
            "messages": [
                {"at": r.created_at.isoformat(), "channel": r.channel, "to": r.to_address, "subject": r.subject_vi, "body": r.body_vi,
                 "read_at": r.read_at.isoformat() if r.read_at else None}
                for r in rows
            ],
            "switched_off": [
                {"topic": r.topic, "channel": r.channel} for r in models.SwitchedOff.objects.filter(person_id=person_id).order_by("id")
            ],
        }  # fmt: skip

    @transaction.atomic
    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """What was sent and is not about a dossier goes; what is still on its way goes too."""
        mine = models.Message.objects.filter(to_person=person_id)
        removed, _ = mine.exclude(link__startswith=_OF_DOSSIER).delete()
        kept = mine.count()
        vi, en = "Thông báo của hồ sơ lưu cùng hồ sơ.", "Messages about a dossier are kept with it."
        return Erasure(removed=removed, kept=kept, reason_vi=vi if kept else "", reason_en=en if kept else "")
