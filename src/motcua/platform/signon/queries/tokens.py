"""Reads of tokens: whose an access token is, what a token is to its owner."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.idp.oidc.models import Token

from motcua.foundation.identity import api as identity
from motcua.platform.signon import policies
from motcua.platform.signon.contracts import IntrospectedToken, InvalidToken, machine_clients
from motcua.platform.signon.models import ConsentRow, GrantRow, SubjectRow

PREFIX = "mcs_"


@dataclass(frozen=True, slots=True)
class LiveAccess:
    """An access token that is good now, with its grant."""

    grant: GrantRow
    scopes: tuple[str, ...]


def live_access(*, token: str, now: datetime) -> LiveAccess:
    """The grant behind an access token. ``InvalidToken``: it ended, its application is disabled, the account locked, the last post gone."""
    rows = Token.objects.by_value(token).filter(type=Token.Type.ACCESS_TOKEN, expires_at__gt=now)
    row = rows.first() if token.startswith(PREFIX) else None
    grant = grant_of(row) if row else None
    if row is None or grant is None or grant.ended_at is not None or grant.application.disabled_at is not None:
        raise InvalidToken
    if not _still_may(grant, now):
        raise InvalidToken(why="the account is locked or holds no post")
    return LiveAccess(grant=grant, scopes=still_given(grant=grant, scopes=row.get_scopes()))


def still_given(*, grant: GrantRow, scopes: Collection[str]) -> tuple[str, ...]:
    """Those of the scopes that the application may still have and that the person's standing consent still lets go."""
    let_go = ConsentRow.objects.filter(application_id=grant.application_id, subject_id=grant.subject_id, withdrawn_at=None)
    allowed = set(let_go.values_list("scopes", flat=True).first() or ()) & set(grant.application.client.get_scopes())
    return tuple(scope for scope in scopes if scope in allowed)


def grant_of(row: Token) -> GrantRow | None:
    """The grant that a token of the library's table came from."""
    told = (row.data or {}).get("grant")
    return GrantRow.objects.select_related("application__client").filter(uuid=told).first() if told else None


def _still_may(grant: GrantRow, now: datetime) -> bool:
    return policies.still_may(actor=identity.actor_of(account_id=grant.account_id, now=now), kind=grant.kind)


def introspect(*, token: str, client_id: str, now: datetime) -> IntrospectedToken | None:
    """A live token as its owner sees it; None for anybody else's, an ended or an unknown one (RFC 7662 §2.2)."""
    for source in machine_clients:
        facts = source.facts(token=token, now=now)
        if facts is not None:
            return None if facts.client_id != client_id else IntrospectedToken(
                client_id=facts.client_id, scopes=facts.scopes, issued_at=facts.issued_at, expires_at=facts.expires_at, kind="access_token"
            )  # fmt: skip
    kinds = {Token.Type.ACCESS_TOKEN: "access_token", Token.Type.REFRESH_TOKEN: "refresh_token"}
    row = Token.objects.by_value(token).filter(type__in=list(kinds), client_id=client_id, expires_at__gt=now).first()
    grant = grant_of(row) if row else None
    if row is None or grant is None or grant.ended_at is not None or (row.data or {}).get("used"):
        return None
    if grant.application.disabled_at is not None or not _still_may(grant, now):
        return None
    known = SubjectRow.objects.filter(sector=grant.application.sector, subject_id=grant.subject_id).first()
    return IntrospectedToken(
        client_id=client_id, scopes=still_given(grant=grant, scopes=row.get_scopes()), issued_at=row.created_at, expires_at=row.expires_at,
        kind=kinds[Token.Type(row.type)], subject=known.sub if known else "",
    )  # fmt: skip
