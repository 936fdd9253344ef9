"""Telling the owner of a dossier what happened to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.foundation.units import api as units
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.rules import wording
from motcua.platform.messaging import api as messaging

_SHORT = 90


def tell_owner(
    *, dossier_id: UUID, what: str, key: str, now: datetime, due_at: datetime | None = None, deadline_at: datetime | None = None,
    amount: int = 0,
) -> bool:
    """Write the message ``casework.<what>`` to the owner, once per ``key``. False when nobody can be told: a dossier without a person."""
    row = Dossier.objects.select_related("definition__procedure").filter(uuid=dossier_id).first()
    if row is None or row.person_id is None:
        return False
    name = row.definition.procedure.name.rstrip(": ")
    if what == "submitted" and row.waiting_for_fee:
        what = "submitted_with_fee"
    if what == "supplemented" and due_at is None:
        what = "supplemented_before_intake"
    template = messaging.templates[f"casework.{what}"]
    params = {
        "dossier_code": row.code,
        "procedure": name if len(name) <= _SHORT else f"{name[:_SHORT].rpartition(' ')[0]}…",
        "unit": units.by_id(unit_id=row.unit_id).full_name,
        "due": wording.day_of(due_at), "deadline": wording.day_of(deadline_at), "amount": f"{amount:,}".replace(",", "."),
        "fee": f"{row.fee_amount:,}".replace(",", "."),
    }
    messaging.send(
        to_person_id=row.person_id, template=template.key, params={k: v for k, v in params.items() if k in template.parameters},
        dedupe_key=f"casework:{key}", now=now,
    )
    return True
