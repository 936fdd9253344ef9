"""Sign-in of citizens: OpenID Connect code flow with PKCE, nonce and a verified signature; allauth carries state and session."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from requests import RequestException

from motcua.foundation.identity import api, rules
from motcua.foundation.identity.adapters.openid import verify_id_token
from motcua.foundation.identity.contracts import ClaimsInvalid, SignInProof, VneidUnavailable
from motcua.kit import clock
from motcua.kit.web import audience
from motcua.kit.web.middleware import error_answer

PROVIDER_ID = "vneid"


class VneidAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider's answers, verified before anything is believed."""

    expected_nonce = ""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Verify the identity token, fetch user-info, record the person and hand allauth the login of her account."""
        config = self.openid_config
        with get_adapter().get_requests_session() as session:
            jwks = session.get(config["jwks_uri"])
            jwks.raise_for_status()
        stated = verify_id_token(
            str(kwargs["response"].get("id_token") or ""),
            jwks=jwks.json(),
            issuer=config["issuer"],
            audience=app.client_id,
            nonce=self.expected_nonce,
            access_token=token.token,
        )
        told = self._fetch_user_info(token.token)
        if told.get("sub") != stated.get("sub"):
            raise ClaimsInvalid(reason_vi="hai phản hồi nói về hai người", reason_en="two answers speak of two people")
        claims = {**told, **{key: stated[key] for key in ("acr", "loAs", "IAL") if key in stated}}
        signed_in = api.sign_in_citizen(claims=claims, now=clock.now())
        login = self.get_provider().sociallogin_from_response(request, {"sub": stated["sub"]})
        login.motcua, login.motcua_proof = signed_in, proof_of(PROVIDER_ID, stated, level=signed_in.level)
        return login


def proof_of(provider: str, stated: dict[str, Any], *, level: int) -> SignInProof:
    """What the verified identity token says of the authentication itself."""
    return SignInProof(
        provider=provider,
        level=level,
        amr=rules.told_amr(stated.get("amr")),
        provider_subject=str(stated["sub"]),
        provider_session=str(stated.get("sid") or ""),
    )


class VneidProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """allauth's provider, without anything a visitor could inject and without copies of personal data."""

    oauth2_adapter_class = VneidAdapter

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """The configured scope only."""
        return list(self.get_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: Any) -> dict[str, str]:
        """The wanted level (``muc=2``), at which the provider asks again even when a session is open."""
        level = request.POST.get("muc") or request.GET.get("muc")
        return {"acr_values": "2", "prompt": "login"} if level == "2" else {}

    def redirect(self, request: HttpRequest, process: Any, next_url: Any = None, data: Any = None, **kwargs: Any) -> HttpResponse:
        """Send the person to the provider with a fresh nonce, which waits in the session beside the state."""
        nonce = secrets.token_urlsafe(24)
        params = {**(kwargs.pop("auth_params", None) or {}), "nonce": nonce}
        response: HttpResponse = super().redirect(request, process, next_url, data, auth_params=params, nonce=nonce, **kwargs)
        return response

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Nothing."""
        return {}

    def extract_uid(self, data: Any) -> str:
        """The provider's pseudonym of the person."""
        return str(data["sub"])


class Callback(OAuth2CallbackView):  # type: ignore[misc]
    """The way back, which knows the nonce of the state it came with."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, refusal = super()._get_state(request, provider)
        if state is not None:
            self.adapter.expected_nonce = str(state.get("nonce") or "")
        return state, refusal


@never_cache
@audience("public")
def sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """POST sends the person to VNeID; GET shows one button, so that no foreign page can start a sign-in."""
    if request.method != "POST":
        context = {"next": request.GET.get("next", ""), "level": request.GET.get("muc", ""), "provider_id": provider_id}
        return render(request, "identity/citizen_sign_in.html", context)
    try:
        started: HttpResponseBase = OAuth2LoginView.adapter_view(VneidAdapter(request, PROVIDER_ID))(request, provider_id=provider_id)
    except RequestException:
        return error_answer(request, VneidUnavailable())
    return started


@never_cache
@audience("public")
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """The person comes back from VNeID."""
    try:
        answered: HttpResponseBase = Callback.adapter_view(VneidAdapter(request, PROVIDER_ID))(request, provider_id=provider_id)
    except ImmediateHttpResponse as stopped:
        refused: HttpResponseBase = stopped.response
        return refused
    return answered
