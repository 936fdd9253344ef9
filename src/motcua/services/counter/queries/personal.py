"""What the room holds about a person: her appointments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.consent.contracts import Erasure
from motcua.services.counter.models import AppointmentRow


class AppointmentsSource:
    """Appointments at the desk that she booked while signed in; those to come are kept until they are over."""

    key = "counter"
    label_vi = "Lịch hẹn tại quầy"
    label_en = "Appointments at the desk"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Every appointment, the latest first."""
        rows = AppointmentRow.objects.filter(person_id=person_id).order_by("-starts_at", "id")
        return {
            "appointments": [
                {"code": r.code, "unit": r.unit_code, "starts_at": r.starts_at.isoformat(), "state": r.state, "name": r.name,
                 "phone": r.phone}
                for r in rows
            ]
        }  # fmt: skip

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """What is over goes; what is still to come is kept until then."""
        mine = AppointmentRow.objects.filter(person_id=person_id)
        removed, _ = mine.exclude(state="booked", starts_at__gt=now).delete()
        kept = mine.count()
        vi = "Lịch hẹn sắp tới giữ đến khi xong; huỷ hẹn nếu không cần."
        en = "Appointments to come are kept until they are over; cancel them if you do not need them."
        return Erasure(removed=removed, kept=kept, reason_vi=vi if kept else "", reason_en=en if kept else "")
