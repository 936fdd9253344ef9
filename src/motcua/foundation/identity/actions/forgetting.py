"""A person's contact data go at her request; who she is stays as long as anything of hers is kept (Luật 91/2025/QH15)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.identity import models

_CONTACT = ("phone", "email", "residence_line", "residence_unit_code")


@transaction.atomic
def forget_contact(*, person_id: UUID, now: datetime) -> int:
    """Empty telephone, e-mail and address; how many were filled. The next sign-in at the provider may tell them again."""
    row = models.Person.objects.select_for_update().filter(uuid=person_id).first()
    filled = [name for name in _CONTACT if row is not None and getattr(row, name)]
    if row is None or not filled:
        return 0
    for name in filled:
        setattr(row, name, "")
    row.updated_at = now
    row.save(update_fields=[*filled, "updated_at"])
    return len(filled)
