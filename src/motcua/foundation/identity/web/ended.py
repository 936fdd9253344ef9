"""A provider says that a session is over (OpenID Connect Back-Channel Logout 1.0)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from requests import RequestException

from motcua.foundation.identity import actions, queries
from motcua.foundation.identity.adapters.openid import verify_logout_token
from motcua.foundation.identity.contracts import TokenInvalid
from motcua.foundation.identity.web.openid import Adapter
from motcua.foundation.identity.web.session import machine
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
    token = request.POST.get("logout_token", "")
    try:
        if not token or len(token) > _LONGEST:
            return _refused("logout_token is missing")
        claims = verify_logout_token(
            token, jwks=adapter.jwks(), issuer=adapter.issuer, audience=adapter.get_provider().app.client_id, clock=_seconds
        )
    except TokenInvalid as wrong:
        return _refused(wrong.sentence("en"))
    except RequestException:
        return JsonResponse({"error": "temporarily_unavailable"}, status=503)
    at = machine.now()
    if not actions.use_token(provider=provider.key, token_id=str(claims["jti"]), expires_at=at + _KEPT, machine_now=at):
        return _refused("this statement was used before")
    actions.end_provider_sessions(
        provider=provider.key, subject=str(claims.get("sub") or ""), session=str(claims.get("sid") or ""), now=clock.now()
    )
    return HttpResponse(status=200)


def _seconds() -> float:
    return datetime.now(UTC).timestamp()


def _refused(why: str) -> HttpResponse:
    return JsonResponse({"error": "invalid_request", "error_description": why}, status=400)
