"""Posts over time: an officer's, and a unit's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from motcua.foundation.identity import contracts, models, policies
from motcua.foundation.identity.contracts import Appointment, PostState
from motcua.foundation.identity.queries.powers import decide
from motcua.kernel.actors import Actor, Role
from motcua.kernel.policy import Decision, require
from motcua.kernel.text import fold, nfc


def appointment(*, position_id: int) -> Appointment:
    """One post on record; ``PostUnknown``."""
    row = _rows().filter(pk=position_id).first()
    if row is None:
        raise contracts.PostUnknown
    return to_appointment(row)


def appointments(*, officer_id: UUID) -> tuple[Appointment, ...]:
    """Every post that the officer has, had or will have, cancelled ones too, the latest first."""
    rows = _rows().filter(officer__uuid=officer_id).order_by(F("valid_to").desc(nulls_first=True), "-valid_from", "pk")
    return tuple(to_appointment(row) for row in rows)


def visible_post(*, officer_code: str, position_id: int, actor: Actor, now: datetime) -> Appointment:
    """One post of that officer: for him, the leaders of its unit and of those above, administrators. ``PostUnknown``, ``Forbidden``."""
    found = appointment(position_id=position_id)
    if found.officer.code != officer_code:
        raise contracts.PostUnknown
    require(_sees(actor, unit_code=found.unit_code, now=now, own=actor.subject_id == found.officer.uuid))
    return found


def officer_posts(*, officer_id: UUID, actor: Actor) -> tuple[Appointment, ...]:
    """An officer's whole history for himself and for administrators. ``Forbidden``."""
    require(policies.can_see_posts(actor, leads=False, own=actor.subject_id == officer_id))
    return appointments(officer_id=officer_id)


def unit_posts(
    *, unit_code: str, actor: Actor, now: datetime, at: datetime | None = None, role: Role | None = None, state: PostState | None = None,
    query: str = "",
) -> tuple[Appointment, ...]:  # fmt: skip
    """The posts of a unit over time, by officer's name and first day: those in force at ``at``, or in a state at ``now``.

    For administrators, and for the leaders of the unit and of those above; ``Forbidden``.
    ``query``: a part of the name or code; typed without marks it finds names with any marks, typed with them only those.
    """
    require(_sees(actor, unit_code=unit_code, now=now))
    rows = _rows().filter(unit_code=unit_code).order_by("officer__full_name", "officer_id", "valid_from", "pk")
    if role is not None:
        rows = rows.filter(role=role.value)
    if at is not None:
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=at), valid_from__lte=at)
    found = (to_appointment(row) for row in rows)
    return tuple(a for a in found if (state is None or a.state(now) is state) and answers(query, a.officer))


def answers(query: str, officer: contracts.OfficerName) -> bool:
    """Whether a name or code answers what was typed."""
    asked = nfc(query).strip().lower()
    if not asked:
        return True
    if asked in officer.code.lower() or asked in nfc(officer.full_name).lower():
        return True
    return fold(asked) == asked and asked in fold(officer.full_name)


def given_by(officer: models.Officer, *, at: datetime) -> int:
    """How many powers the officer has given that count, or will count, from ``at`` on."""
    given = models.Delegation.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=at), Q(ended_at=None) | Q(ended_at__gt=at), from_officer=officer
    )
    return given.filter(Q(position__valid_to=None) | Q(position__valid_to__gt=at)).count()


def to_appointment(row: models.Position) -> Appointment:
    """The contract of a row whose officer was selected with it."""
    return Appointment(
        position_id=row.pk,
        officer=contracts.OfficerName(uuid=row.officer.uuid, code=row.officer.code, full_name=row.officer.full_name),
        unit_code=row.unit_code,
        unit_id=row.unit_id,
        role=Role(row.role),
        title=row.title,
        manner=contracts.Manner(row.manner),
        main_id=row.main_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        basis=contracts.Basis(row.basis_number, row.basis_on, row.basis_file) if row.basis_on else None,
        release_basis=contracts.Basis(row.release_number, row.release_on, row.release_file) if row.release_on else None,
    )


def _sees(actor: Actor, *, unit_code: str, now: datetime, own: bool = False) -> Decision:
    leads = decide(actor=actor, act=contracts.SEE_POSTS, unit_code=unit_code, at=now, roles=policies.LEADERS)
    return policies.can_see_posts(actor, leads=bool(leads), own=own)


def _rows() -> QuerySet[models.Position]:
    return models.Position.objects.select_related("officer")
