"""What verifiers fetch: keys, kinds, status lists. Readable from any site, kept by caches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from motcua.kit import clock
from motcua.kit.web import audience
from motcua.platform.credentials import api, conf

_KEYS_SECONDS, _KIND_SECONDS = 300, 3600


@audience("public")
@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    """``/.well-known/jwt-vc-issuer``."""
    return _open(api.issuer_metadata(now=clock.now()), _KEYS_SECONDS)


@audience("public")
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The same keys as a bare JWK set."""
    return _open(api.issuer_metadata(now=clock.now())["jwks"], _KEYS_SECONDS)


@audience("public")
@require_safe
def kind(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """The type metadata of a kind, at the address that its credentials carry as ``vct``."""
    return _open(api.metadata_of(key=key, version=version), _KIND_SECONDS)


@audience("public")
@require_safe
def status(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """A status list token."""
    token = api.status_token(list_id=list_id, now=clock.now())
    return _headed(HttpResponse(token, content_type="application/statuslist+jwt"), conf.STATUS_TTL)


def _open(document: dict[str, Any], seconds: int) -> HttpResponse:
    return _headed(JsonResponse(document, json_dumps_params={"ensure_ascii": False}), seconds)


def _headed(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"  # nothing personal; wallets and verifiers in browsers read it
    return response
