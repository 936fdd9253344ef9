"""Sessions: who is signed in, how surely, and where else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from motcua.foundation.identity import contracts, models, rules
from motcua.foundation.identity.queries.officers import account_actor
from motcua.kernel.actors import Actor

SID, LEVEL, AMR, AUTH_TIME = "identity.sid", "identity.level", "identity.amr", "identity.auth_time"
PROVIDER_KEY = "identity.provider"


@dataclass(frozen=True, slots=True)
class LiveSession:
    """An open session's actor, and when it is over."""

    actor: Actor
    lapses_at: datetime
    dies_at: datetime


def session_id(*, request: HttpRequest) -> str:
    """The id of the signed-in session (uuid text); empty for visitors. It changes at each sign-in and stays at a step-up."""
    return str(request.session.get(SID, ""))


def sign_in_facts(*, request: HttpRequest) -> contracts.SignInFacts:
    """Level, methods (RFC 8176) and instant of the running session's last authentication; ``NotSignedIn`` for visitors."""
    session = request.session
    if not request.actor.subject_id or not session.get(SID) or not session.get(AUTH_TIME):  # type: ignore[attr-defined]
        raise contracts.NotSignedIn
    return contracts.SignInFacts(
        level=int(session.get(LEVEL, 0)),
        amr=tuple(session.get(AMR, ())),
        auth_time=datetime.fromisoformat(session[AUTH_TIME]),
        session_id=UUID(session[SID]),
    )


def live_session(*, account_id: int, session_id: str, now: datetime, machine_now: datetime) -> LiveSession | None:
    """The session with its actor while it is open, one statement; None when it was ended, lapsed, or is another account's."""
    try:
        wanted = UUID(session_id)
    except ValueError:
        return None
    row = (
        models.Session.objects.filter(uuid=wanted, account_id=account_id, account__is_active=True, ended_at=None, lapses_at__gt=machine_now)
        .select_related("account__person", "account__officer")
        .first()
    )
    return None if row is None else LiveSession(account_actor(row.account, now=now), row.lapses_at, row.dies_at)


def why_ended(*, account_id: int, session_id: str, machine_now: datetime) -> contracts.SessionEnd | None:
    """Why this account's session is over; None while it is open, and for a session that is unknown or another's."""
    try:
        row = models.Session.objects.filter(uuid=UUID(session_id), account_id=account_id).values("ended_cause", "lapses_at").first()
    except ValueError:
        return None
    if row is None:
        return None
    if row["ended_cause"]:
        return contracts.SessionEnd(row["ended_cause"])
    return contracts.SessionEnd.EXPIRED if row["lapses_at"] <= machine_now else None


def sessions_of(*, account_id: int, machine_now: datetime) -> tuple[contracts.SessionSeen, ...]:
    """The open sessions of an account, the latest used first."""
    rows = models.Session.objects.filter(account_id=account_id, ended_at=None, lapses_at__gt=machine_now).order_by("-seen_at", "-pk")
    return tuple(
        contracts.SessionSeen(
            uuid=row.uuid,
            provider=row.provider,
            level=row.level,
            amr=tuple(row.amr),
            device=row.device,
            place=rules.mask_address(row.address),
            began_at=row.began_at,
            seen_at=row.seen_at,
        )
        for row in rows
    )
