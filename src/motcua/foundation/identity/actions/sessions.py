"""Sessions: opened at a sign-in, made surer by a step-up, ended by whoever may, closed when nobody uses them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.foundation.identity import contracts, events, models, policies, rules
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.policy import require
from motcua.kit.fields import blind_index

_LAPSED_AT_ONCE = 500


def idle_time(kind: str) -> timedelta:
    """How long a session of this kind of account may stay unused."""
    officer = kind == contracts.AccountKind.OFFICER
    return timedelta(minutes=settings.MOTCUA_OFFICER_IDLE_MINUTES if officer else settings.MOTCUA_CITIZEN_IDLE_MINUTES)


def life_time(kind: str) -> timedelta:
    """How long a session of this kind of account lasts at most, however much it is used."""
    officer = kind == contracts.AccountKind.OFFICER
    return timedelta(hours=settings.MOTCUA_OFFICER_SESSION_HOURS if officer else settings.MOTCUA_CITIZEN_SESSION_HOURS)


@transaction.atomic
def open_session(
    *, account_id: int, proof: contracts.SignInProof, device: str, address: str, now: datetime, machine_now: datetime
) -> UUID:  # fmt: skip
    """Write down a new session; returns its id. ``machine_now`` is the machine's instant, from which it grows old."""
    account = models.Account.objects.get(pk=account_id)
    dies_at = machine_now + life_time(account.kind)
    row = models.Session.objects.create(
        account=account,
        provider=proof.provider,
        provider_subject=_index(proof.provider, proof.provider_subject),
        provider_session=_index(proof.provider, proof.provider_session),
        level=proof.level,
        amr=list(proof.amr),
        device=device,
        address=address,
        began_at=now,
        seen_at=now,
        lapses_at=rules.lapse(machine_now=machine_now, idle=idle_time(account.kind), dies_at=dies_at),
        dies_at=dies_at,
    )
    return row.uuid


@transaction.atomic
def strengthen_session(*, session_id: UUID, account_id: int, proof: contracts.SignInProof, now: datetime) -> bool:
    """A person authenticated again in her open session: it takes the new proof and keeps its id. False when there is none to take it."""
    changed = models.Session.objects.filter(uuid=session_id, account_id=account_id, ended_at=None).update(
        provider=proof.provider,
        provider_subject=_index(proof.provider, proof.provider_subject),
        provider_session=_index(proof.provider, proof.provider_session),
        level=proof.level,
        amr=list(proof.amr),
        seen_at=now,
    )
    return bool(changed)


def touch_session(*, session_id: UUID, kind: str, now: datetime, machine_now: datetime) -> None:
    """Note that a session was used; it lives on from here, never past its absolute end."""
    row = models.Session.objects.filter(uuid=session_id, ended_at=None)
    dies_at = row.values_list("dies_at", flat=True).first()
    if dies_at is not None:
        row.update(seen_at=now, lapses_at=rules.lapse(machine_now=machine_now, idle=idle_time(kind), dies_at=dies_at))


@transaction.atomic
def end_session(
    *, session_id: UUID, now: datetime, cause: contracts.SessionEnd, actor: Actor = SYSTEM, account_id: int | None = None
) -> bool:  # fmt: skip
    """End one open session, of this account when given, and tell it; False when it was over already."""
    rows = models.Session.objects.filter(uuid=session_id, ended_at=None)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    return _end(rows, now=now, cause=cause, actor=actor) == 1


@transaction.atomic
def end_sessions(
    *, subject_ref: str, actor: Actor, now: datetime, cause: str = contracts.SessionEnd.REVOKED, except_session: UUID | None = None
) -> int:  # fmt: skip
    """End all open sessions of a person or officer (``person:<uuid>``, ``citizen:<uuid>``, ``officer:<uuid>``); returns how many.

    Everybody ends her own, administrators those of officers, the system itself all. A session ended here is dead on its next request.
    ``except_session`` is kept: the one from which the wish came.
    """
    require(policies.can_end_sessions(actor, subject_ref=subject_ref))
    subject = UUID(subject_ref.rpartition(":")[2])
    owner = Q(account__officer__uuid=subject) if subject_ref.startswith("officer:") else Q(account__person__uuid=subject)
    rows = models.Session.objects.filter(owner, ended_at=None)
    if except_session is not None:
        rows = rows.exclude(uuid=except_session)
    return _end(rows, now=now, cause=contracts.SessionEnd(cause), actor=actor)


@transaction.atomic
def end_provider_sessions(*, provider: str, subject: str, session: str, now: datetime) -> int:
    """End what a provider's back-channel logout names: one of its sessions, or all of a subject when it names none; returns how many."""
    rows = models.Session.objects.filter(provider=provider, ended_at=None)
    if subject:
        rows = rows.filter(provider_subject=_index(provider, subject))
    if session:
        rows = rows.filter(provider_session=_index(provider, session))
    return _end(rows, now=now, cause=contracts.SessionEnd.PROVIDER, actor=SYSTEM) if subject or session else 0


@transaction.atomic
def end_own_by_provider(*, account_id: int, provider: str, now: datetime, actor: Actor) -> int:
    """End an account's sessions that one provider vouched for; returns how many."""
    rows = models.Session.objects.filter(account_id=account_id, provider=provider, ended_at=None)
    return _end(rows, now=now, cause=contracts.SessionEnd.REVOKED, actor=actor)


@transaction.atomic
def end_as_stated(
    *, provider: str, token_id: str, subject: str, session: str, expires_at: datetime, now: datetime, machine_now: datetime
) -> bool:  # fmt: skip
    """Do what a provider's back-channel logout states, once; False when it was done before. Interrupted, it may be told again."""
    if not use_token(provider=provider, token_id=token_id, expires_at=expires_at, machine_now=machine_now):
        return False
    end_provider_sessions(provider=provider, subject=subject, session=session, now=now)
    return True


@transaction.atomic
def use_token(*, provider: str, token_id: str, expires_at: datetime, machine_now: datetime) -> bool:
    """Note a provider's logout statement as used; False when it was used before."""
    models.UsedToken.objects.filter(expires_at__lt=machine_now).delete()
    _, made = models.UsedToken.objects.get_or_create(token_index=_index(provider, token_id), defaults={"expires_at": expires_at})
    return made


@transaction.atomic
def close_lapsed_sessions(*, now: datetime, machine_now: datetime) -> int:
    """Tell of the sessions that nobody used any more; returns how many. They were dead before: this is the record of it."""
    rows = models.Session.objects.filter(ended_at=None, lapses_at__lte=machine_now).order_by("lapses_at")
    picked = list(rows.values_list("pk", flat=True)[:_LAPSED_AT_ONCE])
    return _end(models.Session.objects.filter(pk__in=picked), now=now, cause=contracts.SessionEnd.EXPIRED, actor=SYSTEM)


def forget_sessions(*, before: datetime) -> int:
    """Remove sessions that ended before; returns how many."""
    removed, _ = models.Session.objects.filter(ended_at__lt=before).delete()
    return int(removed)


def _end(rows: QuerySet[models.Session], *, now: datetime, cause: contracts.SessionEnd, actor: Actor) -> int:
    """One statement marks them, so that two who end the same session tell it once."""
    picked = list(rows.select_for_update().filter(ended_at=None).values_list("pk", flat=True))
    models.Session.objects.filter(pk__in=picked).update(ended_at=now, ended_cause=cause.value, ended_by=actor.ref)
    told = models.Session.objects.filter(pk__in=picked).order_by("pk")
    told_rows = told.values_list("uuid", "account__kind", "account__person__uuid", "account__officer__uuid")
    _tell(told_rows, now=now, cause=cause, actor=actor)
    return len(picked)


def _tell(ended: Iterable[tuple[UUID, str, UUID | None, UUID | None]], *, now: datetime, cause: contracts.SessionEnd, actor: Actor) -> None:
    for session, kind, person, officer in ended:
        subject = officer if kind == contracts.AccountKind.OFFICER else person
        if subject is not None:
            fact = events.SessionClosed(subject_id=subject, kind=kind, session_id=session, cause=cause.value, closed_at=now)
            outbox.publish(event=fact, now=now, actor=actor)


def _index(provider: str, value: str) -> str:
    """What is kept of a provider's pseudonyms: enough to find them again."""
    return blind_index(f"{provider}|{value}", purpose="provider_session") if value else ""
