"""Contact data are corrected here; who a person is comes from the national population database and is corrected there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.identity import contracts, models
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import Invalid
from motcua.kernel.identifiers import normalise_phone

_CONTACT = ("phone", "email")
_LONGEST = 200


@transaction.atomic
def correct_contact(*, person_id: UUID, field: str, value: str, ground: str, now: datetime) -> tuple[str, str]:
    """Set the telephone or e-mail of a person at her request (empty removes it): what it was and what it is now.

    The next sign-in at an e-identity provider tells what that provider holds. ``PersonUnknown``, ``InvalidPhone``, ``Invalid``.
    """
    told = _checked(field, value.strip())
    row = models.Person.objects.select_for_update().filter(uuid=person_id).first()
    if row is None:
        raise contracts.PersonUnknown
    before = str(getattr(row, field))
    if before != told:
        setattr(row, field, told)
        row.updated_at = now
        row.save(update_fields=[field, "updated_at"])
        audit.record(
            action="identity.contact_corrected", object_ref=f"identity.person:{person_id}", actor=SYSTEM, now=now, ground=ground,
            person=f"person:{person_id}", details={"field": field},
        )  # fmt: skip
    return before, told


def _checked(field: str, value: str) -> str:
    if field not in _CONTACT:
        raise Invalid(fields={field: ("Mục này không sửa ở đây.", "This is not corrected here.")})
    if not value or field == "phone":
        return normalise_phone(value) if value else ""
    try:
        validate_email(value)
    except ValidationError as wrong:
        raise Invalid(fields={field: ("Thư điện tử không đúng, ví dụ ten@vidu.vn.", "This is no e-mail address.")}) from wrong
    return value[:_LONGEST]
