"""A provider says that a session is over (OpenID Connect Back-Channel Logout 1.0)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from requests import RequestException

from motcua.foundation.identity import actions, queries
from motcua.foundation.identity.adapters.openid import seems_from, verify_logout_token
from motcua.foundation.identity.contracts import TokenInvalid
from motcua.foundation.identity.web.openid import Adapter
from motcua.foundation.identity.web.session import machine
from motcua.foundation.identity.web.waiting import address_of
from motcua.kit import clock
from motcua.kit.web import audience

_KEPT = timedelta(hours=1)
_LONGEST = 16_000


@csrf_exempt
@never_cache
@require_POST
@audience("machine")
def ended(request: HttpRequest, provider_id: str) -> HttpResponse:
    """End the sessions that the signed statement names; the same statement is refused the second time."""
    provider = queries.provider(provider_id)
    adapter = Adapter(request, provider.key)
    token, at = request.POST.get("logout_token", ""), machine.now()
    limit = settings.MOTCUA_STATEMENTS_A_MINUTE
    if not actions.may_pass(kind=actions.STATEMENT, address=address_of(request), limit=limit, machine_now=at):
        return JsonResponse({"error": "too_many_requests"}, status=429, headers={"Retry-After": "60"})
    if not token or len(token) > _LONGEST:
        return _refused("logout_token is missing")
    if not seems_from(adapter.get_provider().app.settings["server_url"], token):  # looked at before anything is fetched for it
        return _refused("it is meant for another system")
    try:
        claims = verify_logout_token(
            token, jwks=adapter.jwks(), issuer=adapter.issuer, audience=adapter.get_provider().app.client_id, clock=_seconds
        )
    except TokenInvalid as wrong:
        return _refused(wrong.sentence("en"))
    except RequestException:
        return JsonResponse({"error": "temporarily_unavailable"}, status=503)
    done = actions.end_as_stated(
        provider=provider.key, token_id=str(claims["jti"]), subject=str(claims.get("sub") or ""), session=str(claims.get("sid") or ""),
        expires_at=at + _KEPT, now=clock.now(), machine_now=at,
    )  # fmt: skip
    return HttpResponse(status=200) if done else _refused("this statement was used before")


def _seconds() -> float:
    return datetime.now(UTC).timestamp()


def _refused(why: str) -> HttpResponse:
    return JsonResponse({"error": "invalid_request", "error_description": why}, status=400)
