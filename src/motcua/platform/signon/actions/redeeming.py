"""Codes and refresh tokens become tokens, once; whatever comes a second time ends the whole sign-in it belongs to."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from allauth.idp.oidc.models import Token
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.identity import api as identity
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM
from motcua.platform.signon import conf, events, policies, rules
from motcua.platform.signon.actions.ending import end_grant
from motcua.platform.signon.adapters import jose
from motcua.platform.signon.contracts import Application, InvalidGrant, InvalidScope, ProtocolError, Tokens
from motcua.platform.signon.models import ApplicationRow, GrantRow, SubjectRow
from motcua.platform.signon.queries import signing_key
from motcua.platform.signon.queries.tokens import PREFIX, still_given

_REFRESH_PREFIX = "mcr_"
LEVEL_URN = "urn:motcua:loa:"


def redeem(*, application: Application, code: str, redirect_uri: str, verifier: str, issuer: str, now: datetime) -> Tokens:
    """Tokens for a code. ``InvalidGrant``: unknown, ended, another application's or address's, wrong verifier; used: everything ends."""
    return _unless_refused(_redeem(application, code, redirect_uri, verifier, issuer, now))


def refresh(*, application: Application, token: str, scopes: Collection[str], issuer: str, now: datetime) -> Tokens:
    """New tokens for a refresh token, which is used up by it. ``InvalidGrant``; a used one ends the sign-in, also when two race."""
    return _unless_refused(_refresh(application, token, scopes, issuer, now))


def _unless_refused(outcome: Tokens | ProtocolError) -> Tokens:
    """What was ended because of a second use stays ended: the refusal is raised when the transaction is over."""
    if isinstance(outcome, ProtocolError):
        raise outcome
    return outcome


@transaction.atomic
def _redeem(
    application: Application, code: str, redirect_uri: str, verifier: str, issuer: str, now: datetime
) -> Tokens | ProtocolError:
    grant = (
        GrantRow.objects.select_for_update(of=("self",)).select_related("application__client")
        .filter(code_digest=rules.digest(code), application__uuid=application.uuid).first()
    )  # fmt: skip
    if grant is None:
        return InvalidGrant()
    if grant.code_used_at is not None:
        _noted_reuse(grant, "code", now)
        return InvalidGrant(why="the code was used before; all its tokens have ended")
    if grant.ended_at is not None or grant.code_expires_at <= now or grant.redirect_uri != redirect_uri:
        return InvalidGrant()
    if not rules.verifier_fits(verifier=verifier, challenge=grant.challenge):
        return InvalidGrant(why="the code_verifier does not fit")
    GrantRow.objects.filter(pk=grant.pk).update(code_used_at=now)
    ApplicationRow.objects.filter(pk=grant.application_id).update(last_used_at=now)
    return _tokens(grant, still_given(grant=grant, scopes=grant.scopes), issuer, now)


@transaction.atomic
def _refresh(application: Application, token: str, scopes: Collection[str], issuer: str, now: datetime) -> Tokens | ProtocolError:
    rows = Token.objects.by_value(token).filter(type=Token.Type.REFRESH_TOKEN, client_id=application.client_id)
    told = rows.values_list("data", flat=True).first() if token.startswith(_REFRESH_PREFIX) else None
    if not told:
        return InvalidGrant()
    grant = GrantRow.objects.select_for_update(of=("self",)).select_related("application__client").get(uuid=told["grant"])
    row = rows.first()  # again, now that nobody else can be using it
    if row is None or grant.ended_at is not None or row.expires_at <= now:
        return InvalidGrant()
    if row.data.get("used"):
        _noted_reuse(grant, "refresh_token", now)
        return InvalidGrant(why="the refresh token was used before; all tokens of the sign-in have ended")
    kept = still_given(grant=grant, scopes=row.get_scopes())
    if "offline_access" not in kept:
        return InvalidGrant(why="working offline was taken back")
    wanted = tuple(scopes) or kept
    if not set(wanted) <= set(row.get_scopes()):
        return InvalidScope(why="a refresh cannot ask for more")
    Token.objects.filter(pk=row.pk).update(data={**row.data, "used": True})
    return _tokens(grant, tuple(one for one in wanted if one in kept), issuer, now, renewed=kept)


def _tokens(grant: GrantRow, scopes: tuple[str, ...], issuer: str, now: datetime, renewed: tuple[str, ...] = ()) -> Tokens | ProtocolError:
    if not policies.still_may(actor=identity.actor_of(account_id=grant.account_id, now=now), kind=grant.kind):
        end_grant(grant, why="account", now=now)
        return InvalidGrant(why="the account is locked or holds no post")
    access = PREFIX + rules.new_secret()
    _keep(Token.Type.ACCESS_TOKEN, access, grant, scopes, now, timedelta(seconds=conf.ACCESS_SECONDS))
    fresh = ""
    if "offline_access" in scopes or renewed:
        fresh = _REFRESH_PREFIX + rules.new_secret()
        _keep(Token.Type.REFRESH_TOKEN, fresh, grant, renewed or scopes, now, timedelta(days=conf.REFRESH_DAYS))
    signed = _id_token(grant, issuer, now) if "openid" in scopes else ""
    return Tokens(access_token=access, expires_in=conf.ACCESS_SECONDS, scopes=scopes, id_token=signed, refresh_token=fresh)


def _keep(kind: Token.Type, value: str, grant: GrantRow, scopes: tuple[str, ...], now: datetime, lasts: timedelta) -> None:
    row = Token(
        type=kind, client_id=grant.application.client_id, user_id=grant.account_id, created_at=now, expires_at=now + lasts,
        data={"grant": str(grant.uuid)},
    )  # fmt: skip
    row.set_value(value)
    row.set_scopes(list(scopes))
    row.save()


def subject_of(*, sector: str, subject_id: UUID) -> str:
    """The pairwise name of a person in a sector (OpenID Connect Core §8.1), made at first use."""
    row, _ = SubjectRow.objects.get_or_create(sector=sector, subject_id=subject_id, defaults={"sub": rules.new_secret()})
    return str(row.sub)


def _id_token(grant: GrantRow, issuer: str, now: datetime) -> str:
    """Who, how, when, in which session; no claim of the person. Times are the machine's: applications know no demonstration clock."""
    application, begun = grant.application, int(time.time())
    key = signing_key(alg=application.signing_alg, now=now)
    claims = {
        "iss": issuer, "sub": subject_of(sector=application.sector, subject_id=grant.subject_id), "aud": application.client_id,
        "iat": begun, "exp": begun + conf.ID_TOKEN_SECONDS, "auth_time": begun - max(0, int((now - grant.auth_time).total_seconds())),
        "acr": f"{LEVEL_URN}{grant.level}", "amr": list(grant.methods),
        "sid": rules.session_name(session_id=grant.session_id, client_id=application.client_id),
    }  # fmt: skip
    return jose.sign(pem=key.pem, alg=key.alg, kid=key.kid, claims=claims | ({"nonce": grant.nonce} if grant.nonce else {}))


def _noted_reuse(grant: GrantRow, what: str, now: datetime) -> None:
    """Somebody else has, or had, this value: neither of the two keeps anything (RFC 9700 §2.2.2)."""
    end_grant(grant, why="reuse", now=now)
    application_id = UUID(str(grant.application.uuid))
    outbox.publish(
        event=events.ReuseDetected(application_id=application_id, grant_id=UUID(str(grant.uuid)), what=what, detected_at=now), now=now
    )
    audit.record(
        action="signon.reuse_detected", object_ref=f"signon.application:{application_id}", actor=SYSTEM, now=now,
        details={"grant": str(grant.uuid), "what": what},
    )  # fmt: skip
