"""Lost second factors of an officer: one administrator asks, another confirms, and a code handed over in person lets him set up new ones.

A password alone must not be enough for whoever knows it to set up a factor of his own after the old ones are gone; hence the code.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from motcua.foundation.identity import contracts, events, models, policies
from motcua.foundation.identity.actions.post_rows import officer_row
from motcua.foundation.identity.actions.sessions import end_sessions
from motcua.foundation.identity.contracts import NUMBERED, FactorReset, Recognised, ResetState
from motcua.foundation.identity.queries import factor_resets as reads
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor, ActorKind
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze
from motcua.kit.fields import blind_index

_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 that are not mistaken for one another; twelve of them are 60 bits
_GROUPS, _LENGTH = 3, 4


@transaction.atomic
def ask_reset(*, officer_id: UUID, reason: str, recognised: Recognised, paper: str, actor: Actor, now: datetime) -> FactorReset:
    """Ask that an officer's second factors be removed; it waits for another administrator, and the officer is told.

    ``paper`` is the number of the card or badge by which he was recognised. ``ResetWrong``, ``ResetOpen``, ``OfficerUnknown``,
    ``Forbidden`` for himself and for administrators of other units.
    """
    officer = models.Officer.objects.select_for_update().get(pk=officer_row(officer_id).pk)
    require(reads.may_help(officer, actor=actor, now=now))
    if not reason.strip():
        raise contracts.ResetWrong(reason_vi="chưa ghi lý do.", reason_en="the reason is missing.")
    if recognised in NUMBERED and not paper.strip():
        raise contracts.ResetWrong(reason_vi="chưa ghi số thẻ đã xem.", reason_en="the number of the card that was seen is missing.")
    _lapse(models.FactorReset.objects.filter(officer=officer, state=ResetState.ASKED.value, lapses_at__lte=now), now=now)
    if models.FactorReset.objects.filter(officer=officer, state=ResetState.ASKED.value).exists():
        raise contracts.ResetOpen
    row = models.FactorReset.objects.create(
        officer=officer, asked_by=actor.ref, asked_at=now, reason=squeeze(reason), recognised=recognised.value,
        paper=squeeze(paper) if recognised in NUMBERED else "", lapses_at=now + timedelta(hours=settings.MOTCUA_RESET_HOURS),
    )  # fmt: skip
    fact = events.ResetAsked(reset_id=row.uuid, officer_id=officer_id, recognised=row.recognised, lapses_at=row.lapses_at, at=now)
    outbox.publish(event=fact, now=now, actor=actor)
    return reads.to_reset(row)


@transaction.atomic
def confirm_reset(*, reset_id: UUID, actor: Actor, now: datetime) -> tuple[FactorReset, str]:
    """A second administrator agrees: factors are removed, sessions end. Returns the code to be handed over, which is kept nowhere.

    Who asked confirms alone only where nobody else could, and ``MOTCUA_RESET_ALONE`` allows it or the machine asked.
    ``ResetUnknown``, ``ResetSettled``, ``Forbidden``.
    """
    row = _locked(reset_id)
    decision, alone = reads.may_confirm(row, actor=actor, now=now)
    require(decision)
    _must_wait(row, now=now)
    _lapse(models.FactorReset.objects.filter(officer=row.officer, state=ResetState.CONFIRMED.value), now=now)
    code = new_code()
    row.state, row.decided_by, row.decided_at, row.alone = ResetState.CONFIRMED.value, actor.ref, now, alone
    row.code_index, row.code_until = _index(code), now + timedelta(hours=settings.MOTCUA_RESET_CODE_HOURS)
    row.save(update_fields=["state", "decided_by", "decided_at", "alone", "code_index", "code_until"])
    removed, _ = Authenticator.objects.filter(user=row.officer.account).delete()
    end_sessions(subject_ref=f"officer:{row.officer.uuid}", actor=actor, now=now)
    outbox.publish(event=events.SecondFactorReset(officer_id=row.officer.uuid, removed=removed, at=now), now=now, actor=actor)
    _tell(row, "confirmed", actor=actor, now=now)
    return reads.to_reset(row), code


@transaction.atomic
def refuse_reset(*, reset_id: UUID, reason: str, actor: Actor, now: datetime) -> FactorReset:
    """An administrator refuses, or whoever asked takes it back. ``ResetWrong`` without a reason, ``ResetSettled``, ``Forbidden``."""
    row = _locked(reset_id)
    require(reads.may_help(row.officer, actor=actor, now=now))
    if not reason.strip():
        raise contracts.ResetWrong(reason_vi="chưa ghi lý do từ chối.", reason_en="the reason for refusing is missing.")
    _must_wait(row, now=now)
    return _over(row, ResetState.REFUSED, answer=squeeze(reason), actor=actor, now=now)


@transaction.atomic
def stop_reset(*, reset_id: UUID, actor: Actor, now: datetime) -> FactorReset:
    """The officer himself stops it before it is confirmed: nobody asked for him. ``ResetUnknown``, ``ResetSettled``, ``Forbidden``."""
    row = _locked(reset_id)
    require(policies.can_stop_reset(actor, officer_ref=f"officer:{row.officer.uuid}"))
    _must_wait(row, now=now)
    return _over(row, ResetState.STOPPED, answer="", actor=actor, now=now)


@transaction.atomic
def lapse_resets(*, now: datetime) -> int:
    """Close requests that nobody decided in time; returns how many."""
    return _lapse(models.FactorReset.objects.filter(state=ResetState.ASKED.value, lapses_at__lte=now), now=now)


@transaction.atomic
def use_handed_code(*, account_id: int, code: str, now: datetime) -> UUID:
    """The officer shows the code after his password, once; returns the reset that it belongs to. ``HandedCodeWrong``."""
    rows = models.FactorReset.objects.select_for_update().filter(officer__account_id=account_id, state=ResetState.CONFIRMED.value)
    row = rows.select_related("officer").first()
    right = row is not None and bool(row.code_index) and secrets.compare_digest(row.code_index, _index(code))
    if row is None or not right or row.used_at is not None or row.code_until is None or now >= row.code_until:
        raise contracts.HandedCodeWrong
    row.used_at = now
    row.save(update_fields=["used_at"])
    _tell(row, "code_used", actor=_himself(row), now=now)
    return row.uuid


@transaction.atomic
def finish_reset(*, account_id: int, now: datetime) -> bool:
    """The officer has set up a new factor after showing the code; False when nothing was open."""
    rows = models.FactorReset.objects.select_for_update().filter(officer__account_id=account_id, state=ResetState.CONFIRMED.value)
    row = rows.exclude(used_at=None).select_related("officer").first()
    if row is None:
        return False
    row.state, row.finished_at, row.code_index = ResetState.DONE.value, now, ""
    row.save(update_fields=["state", "finished_at", "code_index"])
    _tell(row, "done", actor=_himself(row), now=now)
    return True


def void_code(*, officer_id: UUID) -> None:
    """A code that was handed over opens nothing any more: whoever set the password since would know both halves of the sign-in."""
    rows = models.FactorReset.objects.filter(officer__uuid=officer_id, state=ResetState.CONFIRMED.value, used_at=None)
    rows.update(code_index="")


def new_code() -> str:
    """Twelve signs in groups of four, to be read from paper and typed."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)) for _ in range(_GROUPS))


def _index(code: str) -> str:
    return blind_index("".join(sign for sign in code.upper() if sign.isalnum())[:40], purpose="handed_code")


def _locked(reset_id: UUID) -> models.FactorReset:
    row = models.FactorReset.objects.select_for_update(of=("self",)).select_related("officer").filter(uuid=reset_id).first()
    if row is None:
        raise contracts.ResetUnknown
    return row


def _must_wait(row: models.FactorReset, *, now: datetime) -> None:
    if row.state != ResetState.ASKED.value or now >= row.lapses_at:
        raise contracts.ResetSettled


def _over(row: models.FactorReset, state: ResetState, *, answer: str, actor: Actor, now: datetime) -> FactorReset:
    row.state, row.decided_by, row.decided_at, row.answer = state.value, actor.ref, now, answer
    row.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    _tell(row, state.value, actor=actor, now=now)
    return reads.to_reset(row)


def _lapse(rows: QuerySet[models.FactorReset], *, now: datetime) -> int:
    found = list(rows.select_for_update(of=("self",)).select_related("officer"))
    for row in found:
        row.state, row.code_index, row.finished_at = ResetState.LAPSED.value, "", now
        row.save(update_fields=["state", "code_index", "finished_at"])
        _tell(row, ResetState.LAPSED.value, actor=SYSTEM, now=now)
    return len(found)


def _himself(row: models.FactorReset) -> Actor:
    return Actor(kind=ActorKind.OFFICER, subject_id=row.officer.uuid)


def _tell(row: models.FactorReset, what: str, *, actor: Actor, now: datetime) -> None:
    fact = events.ResetDecided(reset_id=row.uuid, officer_id=row.officer.uuid, what=what, alone=row.alone, at=now)
    outbox.publish(event=fact, now=now, actor=actor)
