"""People and organisations."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from motcua.foundation.identity import contracts, models
from motcua.kernel.identifiers import Sex, parse_personal_number
from motcua.kit.fields import blind_index

NUMBER_PURPOSE = "personal_number"


def number_index(personal_number: str) -> str:
    """The blind index of a personal number; ``InvalidPersonalNumber`` when it cannot exist."""
    return blind_index(parse_personal_number(personal_number).number, purpose=NUMBER_PURPOSE)


def person(*, person_id: UUID) -> contracts.Person:
    """The person of that id; ``PersonUnknown``."""
    row = models.Person.objects.filter(uuid=person_id).first()
    if row is None:
        raise contracts.PersonUnknown
    return to_person(row)


def people(*, person_ids: Iterable[UUID]) -> dict[UUID, contracts.Person]:
    """Several people at once, by id; unknown ids are left out."""
    return {row.uuid: to_person(row) for row in models.Person.objects.filter(uuid__in=list(person_ids))}


def person_by_number(*, number: str) -> contracts.Person | None:
    """The person with this personal number, or None; ``InvalidPersonalNumber`` for a number that cannot exist."""
    row = models.Person.objects.filter(number_index=number_index(number)).first()
    return None if row is None else to_person(row)


def to_person(row: models.Person) -> contracts.Person:
    """The contract of a row."""
    return contracts.Person(
        uuid=row.uuid,
        personal_number=row.personal_number,
        full_name=row.full_name,
        born_on=row.born_on,
        sex=Sex(row.sex),
        phone=row.phone,
        email=row.email,
        residence_unit_code=row.residence_unit_code,
        residence_line=row.residence_line,
        level=row.level,
    )
