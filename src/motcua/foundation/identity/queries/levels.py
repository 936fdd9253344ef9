"""When a page needs a better e-identity: where to send the person, and what to say."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from motcua.foundation.identity.queries.providers import providers
from motcua.foundation.identity.queries.sessions import AUTH_TIME, PROVIDER_KEY
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import ActorKind
from motcua.kernel.clock import local_date
from motcua.kit import clock

STEP_UP = "identity.step_up_minutes"
BEST = 2
_MINUTES = 15


def require_level(*, request: HttpRequest, level: int, next_url: str, sensitive: bool = False) -> HttpResponseRedirect | None:
    """None when the visitor is a citizen signed in at ``level`` or better, else the way to VNeID at that level (NĐ 69/2024/NĐ-CP).

    The person comes back to ``next_url``; an address of another site is not followed. Officers and machines have no level and are
    not asked: what they may do is decided by their roles. ``sensitive``: an authentication older than the rule
    ``identity.step_up_minutes`` does not count, she confirms again. ValueError for a level that does not exist.
    """
    if level not in range(BEST + 1):
        msg = f"e-identity levels are 0, 1 and 2, not {level}"
        raise ValueError(msg)
    actor = request.actor  # type: ignore[attr-defined]
    stale = sensitive and level > 0 and not _fresh(request)
    if actor.kind in (ActorKind.OFFICER, ActorKind.MACHINE, ActorKind.SYSTEM) or (actor.level >= level and not stale):
        return None
    asked = {"next": own_address(request, next_url)}
    if level == BEST or stale:
        asked["muc"] = str(level)
    if stale and actor.level >= level:
        asked["moi"] = "1"
    return HttpResponseRedirect(f"{reverse('openid_connect_login', args=[provider_of(request=request)])}?{urlencode(asked)}")


def _fresh(request: HttpRequest) -> bool:
    """Whether the person authenticated a short while ago."""
    now, told = clock.now(), request.session.get(AUTH_TIME, "")
    try:
        minutes = int(registers.rule(code=STEP_UP, on=local_date(now)).value)
    except registers.RuleUnknown:
        minutes = _MINUTES
    return bool(told) and now - datetime.fromisoformat(told) < timedelta(minutes=minutes)


def provider_of(*, request: HttpRequest) -> str:
    """The key of the provider that vouched for the running session, else of the first one."""
    keys = [provider.key for provider in providers()]
    held = request.session.get(PROVIDER_KEY, "") if hasattr(request, "session") else ""
    return held if held in keys else keys[0]


def own_address(request: HttpRequest, address: str) -> str:
    """The address if it is one of this site, else the home page."""
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"
