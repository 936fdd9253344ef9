"""Ending: a token, a sign-in, a consent, a session; and telling the applications that a session is over."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.idp.oidc.models import Token
from django.conf import settings
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.ids import uuid7
from motcua.platform.signon import events, rules
from motcua.platform.signon.adapters import jose, reaching
from motcua.platform.signon.contracts import Application, ApplicationUnknown, machine_clients
from motcua.platform.signon.models import ApplicationRow, ConsentRow, GrantRow, LogoutRow, SubjectRow
from motcua.platform.signon.queries import signing_key
from motcua.platform.signon.queries.tokens import grant_of

_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LIVES = 120  # seconds of a log-out statement
_AT_ONCE = 20
_HEARD = frozenset({200, 204})


def end_grant(grant: GrantRow, *, why: str, now: datetime) -> None:
    """End a sign-in and every token that came from it; in the caller's transaction."""
    GrantRow.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=now, ended_why=why)
    Token.objects.filter(client_id=grant.application.client_id, user_id=grant.account_id, data__grant=str(grant.uuid)).delete()


@transaction.atomic
def revoke(*, application: Application | None, client_id: str, token: str, now: datetime) -> None:
    """End a token of this client and, for a refresh token, the sign-in; unknown and foreign ones change nothing (RFC 7009 §2.2).

    ``application`` is None for a machine client, whose tokens another room keeps.
    """
    if application is None:
        for source in machine_clients:
            if source.revoke(token=token, client_id=client_id):
                return
        return
    row = Token.objects.by_value(token).filter(client_id=application.client_id).first()
    grant = grant_of(row) if row else None
    if row is None or grant is None:
        return
    if row.type == Token.Type.REFRESH_TOKEN:
        end_grant(grant, why="revoked", now=now)
    else:
        row.delete()


@transaction.atomic
def withdraw(*, application_id: UUID, actor: Actor, now: datetime) -> None:
    """The person withdraws what the application was allowed: its tokens end now. ``ApplicationUnknown`` when nothing was allowed."""
    row = ApplicationRow.objects.filter(uuid=application_id).first()
    if row is None or actor.subject_id is None:
        raise ApplicationUnknown
    consents = ConsentRow.objects.filter(application=row, subject_id=actor.subject_id, withdrawn_at=None)
    grants = GrantRow.objects.select_related("application").filter(application=row, subject_id=actor.subject_id, ended_at=None)
    if not consents.update(withdrawn_at=now) + grants.count():
        raise ApplicationUnknown
    for grant in grants.select_for_update(of=("self",)):
        end_grant(grant, why="withdrawn", now=now)
    outbox.publish(
        event=events.ConsentWithdrawn(subject_id=actor.subject_id, application_id=application_id, withdrawn_at=now), now=now, actor=actor
    )
    audit.record(action="signon.consent_withdrawn", object_ref=f"signon.application:{application_id}", actor=actor, now=now)


@transaction.atomic
def end_session(*, session_id: str, subject_id: UUID, now: datetime) -> int:
    """A session is over: its sign-ins end (those that may work offline go on) and each application is told once; how many are told."""
    grants = GrantRow.objects.select_related("application").filter(session_id=session_id, subject_id=subject_id)
    told: dict[int, ApplicationRow] = {grant.application_id: grant.application for grant in grants}
    for grant in grants.select_for_update(of=("self",)):
        if grant.ended_at is None and "offline_access" not in grant.scopes:
            end_grant(grant, why="signed_out", now=now)
    waiting = [
        LogoutRow(uuid=uuid7(), application=row, session_id=session_id, subject_id=subject_id, next_at=now, created_at=now)
        for row in told.values() if row.logout_uri and row.disabled_at is None
    ]  # fmt: skip
    LogoutRow.objects.bulk_create(waiting, ignore_conflicts=True)
    return len(waiting)


@transaction.atomic
def end_sign_ins(*, subject_id: UUID, application_id: UUID, session_id: str, why: str, now: datetime) -> None:
    """End what one session opened at one application, offline too: the log-out was started there."""
    grants = GrantRow.objects.select_related("application").filter(
        subject_id=subject_id, application__uuid=application_id, session_id=session_id, ended_at=None
    )
    for grant in grants.select_for_update(of=("self",)):
        end_grant(grant, why=why, now=now)


def deliver_logouts(*, issuer: str, now: datetime) -> int:
    """Tell applications whose turn it is (OpenID Connect Back-Channel Logout 1.0); how many heard. Each is told outside transactions.

    One that did not hear is told nothing more in this round: it must not keep the others waiting.
    """
    deaf: set[int] = set()
    heard = 0
    for row in _claimed(now):
        if row.application_id in deaf:
            continue
        if _tell(row, issuer, now):
            heard += 1
        else:
            deaf.add(row.application_id)
    return heard


def _claimed(now: datetime) -> Iterable[LogoutRow]:
    """Rows that are due, put off for a minute so that no second worker takes them while they are told."""
    with transaction.atomic():
        due = LogoutRow.objects.select_for_update(skip_locked=True, of=("self",)).select_related("application__client")
        rows = list(due.filter(state="waiting", next_at__lte=now).order_by("next_at")[:_AT_ONCE])
        LogoutRow.objects.filter(pk__in=[row.pk for row in rows]).update(next_at=now + timedelta(minutes=1))
    return rows


def _tell(row: LogoutRow, issuer: str, now: datetime) -> bool:
    status, error = reaching.tell(
        row.application.logout_uri, form={"logout_token": logout_token(row, issuer, now)}, demo=settings.MOTCUA_DEMO
    )
    heard, attempts = status in _HEARD, row.attempts + 1
    wait = rules.next_try(attempts)
    state = "done" if heard else "waiting" if wait else "dead"
    LogoutRow.objects.filter(pk=row.pk).update(
        state=state, attempts=attempts, last_status=status, last_error=error, next_at=now + (wait or timedelta())
    )
    return heard


def logout_token(row: LogoutRow, issuer: str, now: datetime) -> str:
    """The signed statement that the session is over, under the names by which the application knows person and session."""
    application, begun = row.application, int(time.time())
    known = SubjectRow.objects.filter(sector=application.sector, subject_id=row.subject_id).first()
    claims = {
        "iss": issuer, "aud": application.client_id, "iat": begun, "exp": begun + _LIVES, "jti": f"{row.uuid}.{row.attempts}",
        "events": {_EVENT: {}}, "sid": rules.session_name(session_id=row.session_id, client_id=application.client_id),
    }  # fmt: skip
    key = signing_key(alg=application.signing_alg, now=now)
    return jose.sign(
        pem=key.pem, alg=key.alg, kid=key.kid, claims=claims | ({"sub": known.sub} if known else {}), kind="logout+jwt"
    )


