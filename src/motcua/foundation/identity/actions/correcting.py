"""Contact data are corrected here; who a person is comes from the national population database and is corrected there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from motcua.foundation.identity import contracts, events, models
from motcua.foundation.outbox import api as outbox
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
    after = _checked(field, value.strip())
    row = models.Person.objects.select_for_update().filter(uuid=person_id).first()
    if row is None:
        raise contracts.PersonUnknown
    before = str(getattr(row, field))
    if before != after:
        setattr(row, field, after)
        row.updated_at = now
        row.save(update_fields=[field, "updated_at"])
        told = events.ContactCorrected(person_id=person_id, field=field, ground=ground, at=now)
        outbox.publish(event=told, now=now, actor=SYSTEM)
    return before, after


def _checked(field: str, value: str) -> str:
    if field not in _CONTACT:
        raise Invalid(fields={field: ("Mục này không sửa ở đây.", "This is not corrected here.")})
    if not value or field == "phone":
        return normalise_phone(value) if value else ""
    if len(value) > _LONGEST:
        told = (f"Thư điện tử dài quá {_LONGEST} ký tự.", f"The e-mail address is longer than {_LONGEST} characters.")
        raise Invalid(fields={field: told})
    try:
        validate_email(value)
    except ValidationError as wrong:
        raise Invalid(fields={field: ("Thư điện tử không đúng, ví dụ ten@vidu.vn.", "This is no e-mail address.")}) from wrong
    return value
