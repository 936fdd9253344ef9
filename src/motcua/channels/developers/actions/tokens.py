"""Access tokens: given for client credentials, known again on every call, counted against the client's rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from motcua.channels.developers import conf, rules
from motcua.channels.developers.contracts import AccessToken, ClientRefused, GrantWrong, RateReached, ScopeWrong
from motcua.channels.developers.models import Client, Token, Usage
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.tokens import digest, new_secret
from motcua.platform.signon.contracts import MachineRefused, MachineToken, MachineTokenFacts

_PREFIX = "mct_"
_COUNT = """
INSERT INTO developers_usage (client_id, minute, calls) VALUES (%s, %s, 1)
ON CONFLICT (client_id, minute) DO UPDATE SET calls = developers_usage.calls + 1 RETURNING calls
"""


def issue_token(*, client_id: str, secret: str, grant_type: str, scopes: Sequence[str], now: datetime) -> AccessToken:
    """A token of some minutes with these scopes (empty: all the client has).

    ``GrantWrong``, ``ClientRefused``, ``ScopeWrong``, ``RateReached``.
    """
    if grant_type != "client_credentials":
        raise GrantWrong
    row = Client.objects.filter(uuid=_uuid(client_id), revoked_at=None).first()
    if not rules.same(secret, row.secret_digest if row else digest("")) or row is None:
        raise ClientRefused
    _count(row, now)
    foreign = [s for s in scopes if s not in row.scopes]
    if foreign:
        raise ScopeWrong(scope=foreign[0])
    given = sorted(set(scopes)) or row.scopes
    token = _PREFIX + new_secret()
    ends = now + timedelta(seconds=conf.TOKEN_SECONDS)
    Token.objects.create(client=row, digest=digest(token), scopes=given, made_at=now, expires_at=ends)
    return AccessToken(access_token=token, token_type="Bearer", expires_in=conf.TOKEN_SECONDS, scope=" ".join(given))  # noqa: S106


def actor_of_token(*, token: str, now: datetime) -> Actor | None:
    """The machine behind a token that has not ended; one call more against its rate. ``RateReached``."""
    if not token.startswith(_PREFIX):
        return None
    found = Token.objects.select_related("client").filter(digest=digest(token), expires_at__gt=now).first()
    if found is None or found.client.revoked_at is not None:
        return None
    _count(found.client, now)
    row = found.client
    return Actor(
        kind=ActorKind.MACHINE, subject_id=UUID(str(row.uuid)), name=row.name, scopes=frozenset(found.scopes), units=frozenset(row.units)
    )


def sweep(*, now: datetime) -> int:
    """Forget tokens that ended a day ago and counts of last week; returns how many rows went."""
    tokens, _ = Token.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    counts, _ = Usage.objects.filter(minute__lt=now - timedelta(days=7)).delete()
    return tokens + counts


class Machines:
    """The room's clients, as the provider's one token endpoint asks for them (``signon.contracts.MachineClients``)."""

    key = "developers"

    def knows(self, *, client_id: str) -> bool:
        """Whether it is a client of this room, in use or not."""
        return Client.objects.filter(uuid=_uuid(client_id)).exists()

    def proves(self, *, client_id: str, secret: str) -> bool:
        """Whether the secret is that of a client in use."""
        row = Client.objects.filter(uuid=_uuid(client_id), revoked_at=None).first()
        return rules.same(secret, row.secret_digest if row else digest("")) and row is not None

    def issue(self, *, client_id: str, secret: str, scopes: Sequence[str], now: datetime) -> MachineToken:
        """The token of ``issue_token``; its refusals as the protocol names them."""
        try:
            given = issue_token(client_id=client_id, secret=secret, grant_type="client_credentials", scopes=scopes, now=now)
        except ClientRefused as refused:
            raise MachineRefused(error="invalid_client", why=refused.sentence("en")) from refused
        except ScopeWrong as refused:
            raise MachineRefused(error="invalid_scope", why=refused.sentence("en")) from refused
        except RateReached as refused:
            wait = int(refused.params["retry_after"])
            raise MachineRefused(error="temporarily_unavailable", why=refused.sentence("en"), retry_after=wait) from refused
        return MachineToken(access_token=given.access_token, expires_in=given.expires_in, scopes=tuple(given.scope.split()))

    def facts(self, *, token: str, now: datetime) -> MachineTokenFacts | None:
        """A live token of this room; None for anything else. Counts no call."""
        if not token.startswith(_PREFIX):
            return None
        row = Token.objects.select_related("client").filter(digest=digest(token), expires_at__gt=now, client__revoked_at=None).first()
        if row is None:
            return None
        return MachineTokenFacts(
            client_id=str(row.client.uuid), scopes=tuple(row.scopes), issued_at=row.made_at, expires_at=row.expires_at
        )

    def revoke(self, *, token: str, client_id: str) -> bool:
        """End a token of that client."""
        return bool(Token.objects.filter(digest=digest(token), client__uuid=_uuid(client_id)).delete()[0])


class Tokens:
    """What this room answers for bearer tokens."""

    key = "developers"

    def actor_of(self, *, token: str, now: datetime) -> Actor | None:
        """See ``actor_of_token``."""
        return actor_of_token(token=token, now=now)


def _count(row: Client, now: datetime) -> None:
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [row.pk, minute])
        calls = cursor.fetchone()[0]
    if calls > row.per_minute:
        left = max(1, math.ceil(60 - (now - minute).total_seconds()))
        raise RateReached(per_minute=row.per_minute, retry_after=left)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
