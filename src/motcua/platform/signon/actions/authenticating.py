"""Who the calling application is: by its secret, by a signed statement (RFC 7523), or by its name alone where it can keep no secret."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.db.utils import IntegrityError

from motcua.platform.signon import conf, rules
from motcua.platform.signon.adapters import jose, reaching
from motcua.platform.signon.contracts import AddressRefused, Application, AuthMethod, InvalidClient
from motcua.platform.signon.models import ApplicationRow, AssertionRow
from motcua.platform.signon.queries import by_client, row_of

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_REFETCH = timedelta(seconds=30)


def authenticate(
    *, client_id: str, secret: str | None, assertion: str | None, audiences: Collection[str], now: datetime
) -> Application:
    """The application, when it proved itself by the one way that is registered for it. ``InvalidClient``.

    ``secret`` is None unless one was sent, ``assertion`` likewise. ``audiences``: what a statement may name as its ``aud``.
    """
    if assertion is not None and not client_id:
        client_id = str(jose.glance(assertion).get("claims", {}).get("sub") or "")
    row = row_of(client_id=client_id)
    told = AuthMethod.KEY if assertion is not None else AuthMethod.SECRET if secret is not None else AuthMethod.NONE
    if row is None or row.auth_method != told:
        if secret is not None:
            make_password(secret)  # takes as long as for a client that exists
        raise InvalidClient
    if told == AuthMethod.SECRET and not row.client.check_secret(secret):
        raise InvalidClient
    if told == AuthMethod.KEY:
        _verify(row, str(assertion), audiences, now=now)
    found = by_client(client_id=client_id)
    if found is None:
        raise InvalidClient
    return found


def _verify(row: ApplicationRow, assertion: str, audiences: Collection[str], *, now: datetime) -> None:
    header = jose.glance(assertion).get("header", {})
    if header.get("alg") not in jose.FROM_APPLICATIONS:
        raise InvalidClient(why="the statement must be signed with RS256, PS256 or ES256")
    claims = jose.read(assertion, jwks=_keys(row, header.get("kid"), now=now), algorithms=jose.FROM_APPLICATIONS)
    if claims is None:
        raise InvalidClient(why="no key of the application signed the statement")
    fault = rules.assertion_fault(claims=claims, client_id=row.client_id, audiences=audiences, at=time.time())
    if fault:
        raise InvalidClient(why=fault)
    _use_once(row.client_id, str(claims["jti"]), float(claims["exp"]), now=now)


def _use_once(client_id: str, jti: str, ends: float, *, now: datetime) -> None:
    """The statement is remembered until it has ended by every clock of this installation; a second one like it is refused."""
    until = max(datetime.fromtimestamp(ends, tz=UTC), now) + timedelta(minutes=15)
    try:
        with transaction.atomic():
            AssertionRow.objects.create(client_id=client_id, jti=rules.digest(jti), expires_at=until)
    except IntegrityError as error:
        raise InvalidClient(why="the statement was used before (jti)") from error


def _keys(row: ApplicationRow, kid: Any, *, now: datetime) -> dict[str, Any]:
    """The application's keys: as registered, or fetched and kept for some minutes; fetched again for a key that is not among them."""
    if not row.jwks_uri:
        return row.jwks or {"keys": []}
    kept: dict[str, Any] = row.fetched_jwks or {"keys": []}
    age = now - row.fetched_at if row.fetched_at else None
    fits = kid is None or any(key.get("kid") == kid for key in kept["keys"])
    if age is not None and age < timedelta(seconds=conf.JWKS_SECONDS) and (fits or age < _REFETCH):
        return kept
    free = Q(fetched_at=None) | Q(fetched_at__lte=now - _REFETCH)  # one asks; whoever comes meanwhile has the keys that are kept
    if not ApplicationRow.objects.filter(free, pk=row.pk).update(fetched_at=now):
        return kept
    try:
        fetched = jose.public_keys(reaching.fetch_keys(row.jwks_uri, demo=settings.MOTCUA_DEMO))
    except AddressRefused:
        fetched = None
    if fetched:
        ApplicationRow.objects.filter(pk=row.pk).update(fetched_jwks=fetched)
    return fetched or kept
