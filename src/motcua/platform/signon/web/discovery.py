"""What the provider says of itself (OpenID Connect Discovery 1.0, RFC 8414), and its public keys."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.kit import clock
from motcua.kit.web import audience
from motcua.platform.signon import api
from motcua.platform.signon.actions.checking import SCOPES
from motcua.platform.signon.adapters.jose import FROM_APPLICATIONS, OURS
from motcua.platform.signon.contracts import CLAIMS
from motcua.platform.signon.rules.requests import LEVELS
from motcua.platform.signon.web.answers import issuer

_METHODS = ["client_secret_basic", "private_key_jwt"]


@audience("public")
@require_GET
def configuration(request: HttpRequest) -> HttpResponse:
    """Everything that is offered, and nothing that is not."""
    answer = JsonResponse(_told())
    answer["Access-Control-Allow-Origin"], answer["Cache-Control"] = "*", "public, max-age=3600"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@audience("public")
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys (RFC 7517); read again within minutes, so that a key that leaked is soon believed nowhere."""
    answer = JsonResponse(api.jwks(now=clock.now()))
    answer["Access-Control-Allow-Origin"], answer["Cache-Control"] = "*", "public, max-age=300"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _told() -> dict[str, object]:
    claims = ["sub", "acr", "amr", "auth_time", "sid", *(claim for group in CLAIMS.values() for claim in group)]
    return {
        "issuer": issuer(), "authorization_endpoint": _at("signon_authorise"), "token_endpoint": _at("signon_token"),
        "userinfo_endpoint": _at("signon_userinfo"), "jwks_uri": _at("signon_keys"), "revocation_endpoint": _at("signon_revoke"),
        "introspection_endpoint": _at("signon_introspect"), "end_session_endpoint": _at("signon_logout"),
        "pushed_authorization_request_endpoint": _at("signon_push"), "require_pushed_authorization_requests": False,
        "response_types_supported": ["code"], "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"], "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": list(OURS), "scopes_supported": list(SCOPES), "claims_supported": claims,
        "claim_types_supported": ["normal"], "acr_values_supported": list(LEVELS), "prompt_values_supported": ["none", "login", "consent"],
        "token_endpoint_auth_methods_supported": [*_METHODS, "none"],
        "token_endpoint_auth_signing_alg_values_supported": FROM_APPLICATIONS,
        "revocation_endpoint_auth_methods_supported": [*_METHODS, "none"],
        "revocation_endpoint_auth_signing_alg_values_supported": FROM_APPLICATIONS,
        "introspection_endpoint_auth_methods_supported": _METHODS,
        "introspection_endpoint_auth_signing_alg_values_supported": FROM_APPLICATIONS,
        "authorization_response_iss_parameter_supported": True, "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True, "claims_parameter_supported": False, "request_parameter_supported": False,
        "request_uri_parameter_supported": False, "ui_locales_supported": ["vi", "en"],
        "service_documentation": f"{issuer()}/nha-phat-trien/",
    }  # fmt: skip


def _at(name: str) -> str:
    return issuer() + reverse(name)
