"""Sign-in of citizens: OpenID Connect code flow with PKCE, nonce and a verified signature; allauth carries state and session.

One client for all providers: which there are, and how they speak, is configuration (``data/providers.yaml``).
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from requests import RequestException

from motcua.foundation.identity import actions, api, queries, rules
from motcua.foundation.identity.adapters.openid import LEEWAY_SECONDS, issuer_of, verify_id_token
from motcua.foundation.identity.contracts import ClaimsInvalid, SignInProof, TokenInvalid, TooManySignIns, VneidUnavailable
from motcua.foundation.identity.web import session
from motcua.foundation.identity.web.waiting import address_of
from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.kit.web.middleware import error_answer


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider's answers, verified before anything is believed."""

    expected_nonce = ""
    wanted = 0
    asked_at = 0.0

    @property
    def issuer(self) -> str:
        """The provider's name, which must be the configured one."""
        return issuer_of(self.get_provider().app.settings["server_url"], self.openid_config)

    def jwks(self) -> dict[str, Any]:
        """The provider's public keys."""
        with get_adapter().get_requests_session() as connection:
            found = connection.get(self.openid_config["jwks_uri"])
            found.raise_for_status()
        keys: dict[str, Any] = found.json()
        return keys

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Verify the identity token, fetch user-info, record the person and hand allauth the login of her account."""
        raw = str(kwargs["response"].get("id_token") or "")
        stated = verify_id_token(
            raw, jwks=self.jwks(), issuer=self.issuer, audience=app.client_id, nonce=self.expected_nonce, access_token=token.token
        )
        self._check_fresh(stated)
        told = self._fetch_user_info(token.token)
        if told.get("sub") != stated.get("sub"):
            raise ClaimsInvalid(reason_vi="hai phản hồi nói về hai người", reason_en="two answers speak of two people")
        speaks = queries.provider(self.provider_id)
        claims = {**told, **{key: stated[key] for key in speaks.level_claims if key in stated}}
        signed_in = api.sign_in_citizen(claims=claims, now=clock.now(), provider=self.provider_id, wanted=self.wanted)
        session.sign_in_as(request, account_id=signed_in.account_id)
        login = self.get_provider().sociallogin_from_response(request, {"sub": stated["sub"]})
        login.motcua, login.motcua_proof = signed_in, proof_of(self.provider_id, stated, level=signed_in.level)
        leave = self.openid_config.get("end_session_endpoint")
        login.motcua_logout = {"address": leave, "client": app.client_id, "hint": raw} if leave else None
        return login

    def _check_fresh(self, stated: dict[str, Any]) -> None:
        """Whoever was asked to authenticate again must have done so: an older authentication is no step-up (Core §3.1.2.1)."""
        at = stated.get("auth_time")
        if self.asked_at and not (isinstance(at, int | float) and at >= self.asked_at - LEEWAY_SECONDS):
            raise TokenInvalid(reason_vi="chưa xác thực lại", reason_en="nobody authenticated again")


def proof_of(provider: str, stated: dict[str, Any], *, level: int) -> SignInProof:
    """What the verified identity token says of the authentication itself."""
    return SignInProof(
        provider=provider,
        level=level,
        amr=rules.told_amr(stated.get("amr")),
        provider_subject=str(stated["sub"]),
        provider_session=str(stated.get("sid") or ""),
    )


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """allauth's provider, without anything a visitor could inject and without copies of personal data."""

    oauth2_adapter_class = Adapter

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """The configured scope only."""
        return list(self.get_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: Any) -> dict[str, str]:
        """The wanted level (``muc=2``) in the provider's word for it; it asks again even when a session is open.

        ``max_age`` makes it say when the person authenticated (Core §3.1.2.1): without that its answer is refused.
        """
        wanted = _wanted(request)
        if not wanted:
            return {}
        word = queries.provider(self.app.provider_id).acr_values.get(wanted)
        return {**({"acr_values": word} if word else {}), "prompt": "login", "max_age": "0"}

    def redirect(self, request: HttpRequest, process: Any, next_url: Any = None, data: Any = None, **kwargs: Any) -> HttpResponse:
        """Send the person to the provider with a fresh nonce, which waits in the session beside the state."""
        nonce, wanted = secrets.token_urlsafe(24), _wanted(request)
        params = {**(kwargs.pop("auth_params", None) or {}), "nonce": nonce}
        asked_at = time.time() if wanted else 0.0
        response: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params=params, nonce=nonce, wanted=wanted, asked_at=asked_at, **kwargs
        )
        return response

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Nothing."""
        return {}

    def extract_uid(self, data: Any) -> str:
        """The provider's pseudonym of the person."""
        return str(data["sub"])


class Callback(OAuth2CallbackView):  # type: ignore[misc]
    """The way back, which knows what belongs to the state it came with."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, refusal = super()._get_state(request, provider)
        if state is not None:
            self.adapter.expected_nonce = str(state.get("nonce") or "")
            self.adapter.wanted, self.adapter.asked_at = int(state.get("wanted") or 0), float(state.get("asked_at") or 0)
            self._check_issuer(request)
        return state, refusal

    def _check_issuer(self, request: HttpRequest) -> None:
        """The answer must come from the provider that was asked (RFC 9207): one provider's code is never shown to another."""
        told = request.GET.get("iss")
        promised = self.adapter.openid_config.get("authorization_response_iss_parameter_supported") and "code" in request.GET
        if (told is not None or promised) and told != self.adapter.issuer:
            raise TokenInvalid(reason_vi="phản hồi đến từ hệ thống khác", reason_en="the answer comes from another system")


@never_cache
@audience("public")
def sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """POST sends the person to the provider; GET shows one button, so that no foreign page can start a sign-in."""
    provider = queries.provider(provider_id)
    if request.method != "POST":
        language = language_of(request)
        others = [{"key": other.key, "name": other.name(language)} for other in queries.providers() if other is not provider]
        context = {
            "next": request.GET.get("next", ""),
            "level": request.GET.get("muc", ""),
            "again": request.GET.get("moi", ""),
            "provider_id": provider.key,
            "provider": provider.name(language),
            "others": others,
        }
        return render(request, "identity/citizen_sign_in.html", context)
    try:
        started: HttpResponseBase = OAuth2LoginView.adapter_view(Adapter(request, provider.key))(request, provider_id=provider.key)
    except RequestException:
        return error_answer(request, VneidUnavailable())
    return started


@never_cache
@audience("public")
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """The person comes back from the provider."""
    provider = queries.provider(provider_id)
    limit, at = settings.MOTCUA_CALLBACKS_A_MINUTE, session.machine.now()
    if not actions.may_pass(kind=actions.CALLBACK, address=address_of(request), limit=limit, machine_now=at):
        return error_answer(request, TooManySignIns())
    try:
        answered: HttpResponseBase = Callback.adapter_view(Adapter(request, provider.key))(request, provider_id=provider.key)
    except ImmediateHttpResponse as stopped:
        refused: HttpResponseBase = stopped.response
        return refused
    except RequestException:
        return error_answer(request, VneidUnavailable())
    return answered


def _wanted(request: HttpRequest) -> int:
    """The level asked for; 0 when none is."""
    told = request.POST.get("muc") or request.GET.get("muc") or ""
    return int(told) if told in {"1", "2"} else 0
