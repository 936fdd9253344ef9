"""Naming who looks after personal data (Luật 91/2025/QH15 Điều 33 khoản 2)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.services.privacy import models, policies
from motcua.services.privacy.contracts import DpoIncomplete


@transaction.atomic
def name_dpo(*, officer_code: str, basis: str, effective_from: date, actor: Actor, now: datetime) -> UUID:
    """Name the officer of that code from a day, by a document; the same open term again changes nothing.

    ``Forbidden``, ``DpoIncomplete`` (no such officer in a post, no document).
    """
    require(policies.can_name(actor=actor))
    wrong: dict[str, tuple[str, str]] = {}
    try:
        officer = identity.officer_by_code(code=officer_code.strip(), now=now)
    except NamedError:
        officer = None
    if officer is None or not officer.positions:
        wrong["officer"] = ("Nhập mã của một cán bộ đang giữ vị trí.", "Enter the code of an officer who holds a post.")
    if not basis.strip():
        wrong["basis"] = ("Ghi số của quyết định chỉ định.", "Give the number of the decision.")
    if wrong or officer is None:
        raise DpoIncomplete(fields=wrong)
    row, made = models.Dpo.objects.get_or_create(
        officer_id=officer.uuid, effective_to=None,
        defaults={
            "officer_name": officer.full_name, "unit_code": officer.positions[0].unit_code, "basis": basis.strip()[:120],
            "effective_from": effective_from, "named_by": actor.ref, "named_at": now,
        },
    )  # fmt: skip
    if made:
        details = {"officer": str(officer.uuid), "from": effective_from.isoformat(), "basis": row.basis}
        audit.record(action="privacy.name_dpo", object_ref=f"privacy.dpo:{row.uuid}", actor=actor, now=now, details=details)
    return row.uuid


@transaction.atomic
def end_dpo(*, term_id: UUID, effective_to: date, actor: Actor, now: datetime) -> bool:
    """End a term on a day; False when there is no open term of that id. ``Forbidden``, ``DpoIncomplete`` for a day before its begin."""
    require(policies.can_name(actor=actor))
    row = models.Dpo.objects.select_for_update().filter(uuid=term_id, effective_to=None).first()
    if row is None:
        return False
    if effective_to <= row.effective_from:
        raise DpoIncomplete(fields={"to": ("Ngày thôi phải sau ngày bắt đầu.", "The last day must be after the first.")})
    row.effective_to = effective_to
    row.save(update_fields=["effective_to"])
    audit.record(action="privacy.end_dpo", object_ref=f"privacy.dpo:{row.uuid}", actor=actor, now=now, details={"to": str(effective_to)})
    return True
