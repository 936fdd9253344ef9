"""When a page needs a better e-identity or a fresh authentication: where to send the person, and what to say."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from motcua.foundation.identity.queries.providers import providers
from motcua.foundation.identity.queries.sessions import AMR, AUTH_TIME, PROVIDER_KEY
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import ActorKind
from motcua.kernel.clock import local_date
from motcua.kit import clock

STEP_UP = "identity.step_up_minutes"
BEST = 2
_MINUTES = 15
_AGAIN = {"hwk": "mfa_reauthenticate_webauthn", "otp": "mfa_reauthenticate"}


def require_level(*, request: HttpRequest, level: int, next_url: str, sensitive: bool = False) -> HttpResponseRedirect | None:
    """None when the visitor is a citizen signed in at ``level`` or better, else the way to VNeID at that level (NĐ 69/2024/NĐ-CP).

    The person comes back to ``next_url``; an address of another site is not followed. Officers have no level: what they may do is
    decided by their roles. ``sensitive``: an authentication older than the rule ``identity.step_up_minutes`` does not count, a citizen
    confirms again at her provider, an officer with the factor of his session. Machines are never asked. ValueError for a level that
    does not exist.
    """
    if level not in range(BEST + 1):
        msg = f"e-identity levels are 0, 1 and 2, not {level}"
        raise ValueError(msg)
    actor = request.actor  # type: ignore[attr-defined]
    if actor.kind in (ActorKind.MACHINE, ActorKind.SYSTEM):
        return None
    if actor.kind == ActorKind.OFFICER:
        return _officers_way(request, next_url) if sensitive and not is_fresh(request=request) else None
    stale = sensitive and level > 0 and not is_fresh(request=request)
    if actor.level >= level and not stale:
        return None
    asked = {"next": own_address(request, next_url)}
    if level == BEST or stale:
        asked["muc"] = str(level)
    if stale and actor.level >= level:
        asked["moi"] = "1"
    return HttpResponseRedirect(f"{reverse('openid_connect_login', args=[provider_of(request=request)])}?{urlencode(asked)}")


def is_fresh(*, request: HttpRequest) -> bool:
    """Whether the person authenticated within the minutes of the rule; a session that does not say when is stale."""
    now, told = clock.now(), request.session.get(AUTH_TIME, "")
    try:
        minutes = int(registers.rule(code=STEP_UP, on=local_date(now)).value)
    except registers.RuleUnknown:
        minutes = _MINUTES
    return bool(told) and abs(now - datetime.fromisoformat(told)) < timedelta(minutes=minutes)


def _officers_way(request: HttpRequest, next_url: str) -> HttpResponseRedirect:
    """By the strongest factor of this session, so that a password read over a shoulder confirms nothing; the page offers the others."""
    used = request.session.get(AMR, ())
    name = next((page for method, page in _AGAIN.items() if method in used), "account_reauthenticate")
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': own_address(request, next_url)})}")


def provider_of(*, request: HttpRequest) -> str:
    """The key of the provider that vouched for the running session, else of the first one."""
    keys = [provider.key for provider in providers()]
    held = request.session.get(PROVIDER_KEY, "") if hasattr(request, "session") else ""
    return held if held in keys else keys[0]


def own_address(request: HttpRequest, address: str) -> str:
    """The address if it is one of this site, else the home page."""
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"
