"""Claims about a person: read from identity at the moment they are told, kept nowhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import PositionHeld
from motcua.platform.signon.contracts import CLAIMS, Application, ClaimShown, ScopeShown


def claims_of(*, account_id: int, subject_id: UUID, kind: str, scopes: Collection[str], now: datetime) -> dict[str, Any]:
    """The claims of these scopes with their values now; what is not known or not the person's kind is left out."""
    known = _officer(account_id, subject_id, now) if kind == "officer" else _citizen(subject_id)
    wanted = [claim for scope in scopes for claim in CLAIMS.get(scope, {})]
    return {claim: known[claim] for claim in wanted if known.get(claim) not in (None, "", [], {})}


def scopes_shown(
    *, application: Application, scopes: Collection[str], account_id: int, subject_id: UUID, kind: str, now: datetime
) -> tuple[ScopeShown, ...]:
    """What the consent page lists: every asked scope that would tell something, with names and values of its claims."""
    values = claims_of(account_id=account_id, subject_id=subject_id, kind=kind, scopes=scopes, now=now)
    shown = []
    for scope in scopes:
        claims = tuple(
            ClaimShown(key=key, label_vi=vi, label_en=en, value=values[key])
            for key, (vi, en) in CLAIMS.get(scope, {}).items()
            if key in values
        )
        if claims:
            shown.append(ScopeShown(scope=scope, required=scope in application.required_scopes, claims=claims))
    return tuple(shown)


def _citizen(subject_id: UUID) -> dict[str, Any]:
    person = identity.person(person_id=subject_id)
    line = {"formatted": person.residence_line, "area_code": person.residence_unit_code}
    return {
        "name": person.full_name, "birthdate": person.born_on.isoformat() if person.born_on else "", "gender": str(person.sex),
        "personal_number": person.personal_number, "phone_number": person.phone, "email": person.email,
        "address": {key: value for key, value in line.items() if value},
    }  # fmt: skip


def _officer(account_id: int, subject_id: UUID, now: datetime) -> dict[str, Any]:
    found = identity.officer(officer_id=subject_id, now=now)
    actor = identity.actor_of(account_id=account_id, now=now)
    return {"officer_code": found.code, "officer_name": found.full_name, "positions": [_position(held) for held in actor.positions]}


def _position(held: PositionHeld) -> dict[str, Any]:
    told: dict[str, Any] = {"unit": held.unit_code, "role": str(held.role), "title": held.title}
    if held.is_delegated:
        told |= {"acting_for": held.on_behalf_of, "basis": held.basis, "form": held.form}
    return told
