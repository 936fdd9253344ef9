"""Whether a person's data are restricted, and what may be done with them all the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from motcua.foundation.consent import contracts, models, policies
from motcua.foundation.consent.queries.consents import in_force, purposes, to_purpose
from motcua.foundation.identity import api as identity
from motcua.kernel.clock import local_date
from motcua.kernel.identifiers import InvalidPersonalNumber
from motcua.kernel.policy import Allowed, Decision, Denied

_FREE = Allowed(ground="không có hạn chế xử lý")


def restricted(*, person_id: UUID) -> contracts.Restriction | None:
    """The restriction that holds for the person now; None without one."""
    return restricted_among(person_ids=[person_id]).get(person_id)


def restricted_among(*, person_ids: Collection[UUID]) -> dict[UUID, contracts.Restriction]:
    """The restrictions of those among the persons who have one, by person; one statement."""
    found: dict[UUID, list[contracts.HeldWish]] = {}
    for row in models.Restriction.objects.filter(person_id__in=list(person_ids), ended_at=None).order_by("since", "id"):
        found.setdefault(row.person_id, []).append(_wish(row))
    return {person: contracts.Restriction(person_id=person, wishes=tuple(wishes)) for person, wishes in found.items()}


def stopped_among(*, person_ids: Collection[UUID], purpose: str, at: datetime) -> frozenset[UUID]:
    """Those among the persons whose restriction stops a purpose outside any dossier; for lists, two statements at most."""
    held = restricted_among(person_ids=person_ids) if person_ids else {}
    return stopped(held, purpose=published(purpose, on=local_date(at)), code=purpose) if held else frozenset()


def stopped(held: Mapping[UUID, contracts.Restriction], *, purpose: contracts.Purpose | None, code: str) -> frozenset[UUID]:
    """Those whose restriction stops a purpose outside any dossier; no statement."""
    return frozenset(person for person, one in held.items() if isinstance(ruled(one, purpose=purpose, code=code, dossier=""), Denied))


def restrictions_of(*, person_id: UUID) -> tuple[contracts.HeldWish, ...]:
    """Every wish that ever was, the latest first."""
    return tuple(_wish(row) for row in models.Restriction.objects.filter(person_id=person_id).order_by("-since", "-id"))


def allows_use(*, person_id: UUID, purpose: str, dossier: str = "", at: datetime) -> Decision:
    """Whether a restriction lets the person's data be used for a purpose (in a dossier): asked before anything is offered or read.

    Allowed for everybody who restricted nothing. What a purpose needs besides, ``decide`` says.
    """
    held = restricted(person_id=person_id)
    return _FREE if held is None else ruled(held, purpose=published(purpose, on=local_date(at)), code=purpose, dossier=dossier)


def require_use(*, person_id: UUID, purpose: str, dossier: str = "", at: datetime) -> None:
    """The same; ``ProcessingRestricted`` with the reason when it is denied."""
    decision = allows_use(person_id=person_id, purpose=purpose, dossier=dossier, at=at)
    if isinstance(decision, Denied):
        raise contracts.ProcessingRestricted(reason_vi=decision.reason_vi, reason_en=decision.reason_en)


def ruled(held: contracts.Restriction, *, purpose: contracts.Purpose | None, code: str, dossier: str) -> Decision:
    """The policy asked with what it needs to know; ``purpose`` is what is ``published`` of ``code``, read once for many persons."""
    return policies.under_restriction(held, purpose=purpose, code=code, standing=standing_of(person_id=held.person_id, dossier=dossier))


def published(code: str, *, on: date) -> contracts.Purpose | None:
    """The purpose in force on a day, without its text; None for one that is not. One statement."""
    row = in_force(on).filter(code=code).first()
    return None if row is None else to_purpose(row)


def standing_of(*, person_id: UUID, dossier: str) -> contracts.MatterStanding:
    """How a dossier stands to a person, as the rooms of dossiers say."""
    for room in contracts.own_matters if dossier else ():
        standing = room.standing(person_id=person_id, dossier=dossier)
        if standing is not contracts.MatterStanding.NONE:
            return standing
    return contracts.MatterStanding.NONE


def of_number(number: str) -> UUID | None:
    """The person of a number that was read without her account; nobody for a number that cannot exist."""
    try:
        person = identity.person_by_number(number=number) if number else None
    except InvalidPersonalNumber:
        return None
    return None if person is None else person.uuid


def resting(*, person_id: UUID, purpose: str, now: datetime) -> dict[str, int]:
    """What stands on the person's agreement to a purpose, by room: how many; rooms with nothing are left out."""
    counted = {room.key: room.resting(person_id=person_id, purpose=purpose, now=now) for room in contracts.resting_on_consent}
    return {key: number for key, number in counted.items() if number}


def uses_under_restriction(*, held: contracts.Restriction | None, dossier: str, now: datetime) -> tuple[contracts.UseRuled, ...]:
    """Every purpose in force with what a restriction (of ``restricted``) means for it in that dossier; empty without one."""
    if held is None:
        return ()
    standing = standing_of(person_id=held.person_id, dossier=dossier)
    return tuple(
        contracts.UseRuled(purpose=one, decision=policies.under_restriction(held, purpose=one, code=one.code, standing=standing))
        for one in purposes(on=local_date(now))
    )


def _wish(row: models.Restriction) -> contracts.HeldWish:
    return contracts.HeldWish(
        kind=contracts.Wish(row.kind), ground=row.ground, dossier=row.dossier, since=row.since, ended_at=row.ended_at
    )
