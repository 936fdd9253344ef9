"""Linked sign-ins of a person, and refused ones that wait for an operator."""

from __future__ import annotations

from uuid import UUID

from allauth.socialaccount.models import SocialAccount

from motcua.foundation.identity import contracts, models, policies
from motcua.foundation.identity.queries.people import to_person
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require


def links_of(*, person_id: UUID) -> tuple[contracts.LinkedSignIn, ...]:
    """The providers through which the person signed in, the first linked first."""
    rows = SocialAccount.objects.filter(user__person__uuid=person_id).order_by("date_joined", "pk")
    return tuple(
        contracts.LinkedSignIn(
            provider=row.provider, linked_at=row.date_joined, used_at=row.last_login, is_open="closed" not in row.extra_data
        )
        for row in rows
    )


def mismatches(*, actor: Actor, limit: int = 50) -> tuple[contracts.Mismatch, ...]:
    """Refused sign-ins that wait, the latest first; for administrators."""
    require(policies.can_manage_officers(actor))
    rows = models.LinkConflict.objects.filter(accepted=None).select_related("person").order_by("-last_at")[:limit]
    return tuple(_mismatch(row) for row in rows)


def _mismatch(row: models.LinkConflict) -> contracts.Mismatch:
    known = to_person(row.person)
    return contracts.Mismatch(
        uuid=row.uuid,
        person_id=known.uuid,
        provider=row.provider,
        masked_number=known.masked_number,
        known_name=known.full_name,
        told_name=row.told_name,
        known_born=known.born_on,
        told_born=row.told_born,
        differs=tuple(row.differs),
        times=row.times,
        last_at=row.last_at,
    )
