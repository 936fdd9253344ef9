"""When a page needs a better e-identity: where to send the person, and what to say."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from motcua.kernel.actors import ActorKind

PROVIDER = "vneid"
BEST = 2


def require_level(*, request: HttpRequest, level: int, next_url: str) -> HttpResponseRedirect | None:
    """None when the visitor is a citizen signed in at ``level`` or better, else the way to VNeID at that level (NĐ 69/2024/NĐ-CP).

    The person comes back to ``next_url``; an address of another site is not followed. Officers and machines have no level and are
    not asked: what they may do is decided by their roles. ValueError for a level that does not exist.
    """
    if level not in range(BEST + 1):
        msg = f"e-identity levels are 0, 1 and 2, not {level}"
        raise ValueError(msg)
    actor = request.actor  # type: ignore[attr-defined]
    if actor.kind in (ActorKind.OFFICER, ActorKind.MACHINE, ActorKind.SYSTEM) or actor.level >= level:
        return None
    asked = {"next": own_address(request, next_url)} | ({"muc": str(BEST)} if level == BEST else {})
    return HttpResponseRedirect(f"{reverse('openid_connect_login', args=[PROVIDER])}?{urlencode(asked)}")


def own_address(request: HttpRequest, address: str) -> str:
    """The address if it is one of this site, else the home page."""
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"
