"""Machine endpoints of the provider: discovery, keys, token, user-info."""

from __future__ import annotations

import secrets
import time
from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from motcua.simulator.peers.conf import Registered, Settings
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.vneid.claims import Shape
from motcua.simulator.peers.vneid.contracts import OAuthError
from motcua.simulator.peers.vneid.grants import TOKEN_SECONDS, Ask, Grant, Grants
from motcua.simulator.peers.vneid.keys import ALGORITHM, Keys
from motcua.simulator.peers.vneid.requests import SCOPES, authenticate_client
from motcua.simulator.people import Person, person

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}


@dataclass(frozen=True, slots=True)
class Provider:
    """Everything the endpoints need."""

    settings: Settings
    keys: Keys
    grants: Grants
    faults: Faults
    shape: Shape

    @property
    def peer(self) -> str:
        """The provider's key: its place in addresses, its faults' name."""
        return self.shape.peer

    @property
    def service(self) -> Registered:
        """The service that signs people in here."""
        return self.settings.registered(self.peer)

    @property
    def issuer(self) -> str:
        """The provider's name, as tokens carry it."""
        return f"{self.settings.base_url}/{self.peer}"

    def discovery(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0 metadata."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": list(self.shape.acr.values()),
            "ui_locales_supported": ["vi", "en"],
            "claims_supported": list(self.shape.told),
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }

    def id_token(self, ask: Ask, grant: Grant, access_token: str, *, now: float) -> str:
        """The signed statement of who signed in, when and how surely; faults may spoil it."""
        who = person(grant.person)
        half = sha256(access_token.encode()).digest()[:16]
        body = {
            "iss": self.issuer,
            "sub": self.shape.subject(who),
            "aud": "someone-else" if self.faults.hit(peer=self.peer, fault="wrong_audience") is not None else ask.client_id,
            "iat": int(now),
            "exp": int(now) + TOKEN_SECONDS,
            "auth_time": grant.auth_time,
            "acr": self.shape.acr[grant.level],
            "amr": ["pin", "otp"] if grant.level == 2 else ["pin"],  # noqa: PLR2004 - level 2 needs both
            "at_hash": urlsafe_b64encode(half).rstrip(b"=").decode(),
            "sid": grant.session[:32],
            "loAs": str(grant.level),
            "IAL": grant.level,
        }
        if ask.nonce:
            body["nonce"] = "spoiled" if self.faults.hit(peer=self.peer, fault="wrong_nonce") is not None else ask.nonce
        return self.keys.sign(body, forged=self.faults.hit(peer=self.peer, fault="wrong_signature") is not None)

    async def tell_ended(self, grant_session: str, who: Person) -> None:
        """Tell the service that a session is over (OpenID Connect Back-Channel Logout 1.0 §2.5); an unreachable service is left alone."""
        if not self.service.backchannel_url:
            return
        token = self.logout_token(grant_session, who, now=time.time())
        with suppress(httpx.HTTPError):
            async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
                await client.post(self.service.backchannel_url, data={"logout_token": token})

    def logout_token(self, grant_session: str, who: Person, *, now: float) -> str:
        """The signed statement that a session ended."""
        body = {
            "iss": self.issuer, "aud": self.service.client_id, "iat": int(now), "exp": int(now) + 120, "jti": secrets.token_urlsafe(16),
            "sub": self.shape.subject(who), "sid": grant_session[:32], "events": {LOGOUT_EVENT: {}},
        }  # fmt: skip
        forged = self.faults.hit(peer=self.peer, fault="wrong_signature") is not None
        return self.keys.sign(body, forged=forged, typ="logout+jwt")

    async def token(self, request: Request) -> JSONResponse:
        """Exchange a code (RFC 6749 §4.1.3)."""
        await self.faults.gate(peer=self.peer, endpoint="token")
        form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
        client = authenticate_client(request.headers.get("authorization", ""), form, service=self.service)
        if form.get("grant_type") != "authorization_code":
            raise OAuthError("unsupported_grant_type", "only authorization_code is offered")
        now = time.time()
        ask, grant, access = self.grants.redeem(
            form.get("code", ""),
            client_id=client,
            redirect_uri=form.get("redirect_uri", ""),
            verifier=form.get("code_verifier", ""),
            now=now,
        )
        body = {"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": ask.scope}
        return JSONResponse(body | {"id_token": self.id_token(ask, grant, access, now=now)}, headers=_NO_STORE)

    async def userinfo(self, request: Request) -> JSONResponse:
        """Claims of the person behind a bearer token (OpenID Connect Core §5.3)."""
        await self.faults.gate(peer=self.peer, endpoint="userinfo")
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        found = self.grants.access(token.strip(), now=time.time()) if scheme.lower() == "bearer" else None
        if found is None:
            return JSONResponse({"error": "invalid_token"}, status_code=401, headers={"www-authenticate": 'Bearer error="invalid_token"'})
        grant, scope = found
        body = self.shape.userinfo(person(grant.person), level=grant.level, scope=scope, issuer=self.issuer)
        if self.faults.hit(peer=self.peer, fault="other_name") is not None:
            body["HoVaTen"] = "Phạm Thị Khác Tên"
        return JSONResponse(body, headers=_NO_STORE)

    async def configuration(self, request: Request) -> JSONResponse:
        """The discovery document."""
        await self.faults.gate(peer=self.peer, endpoint="discovery")
        return JSONResponse(self.discovery())

    async def jwks(self, request: Request) -> JSONResponse:
        """Public keys."""
        await self.faults.gate(peer=self.peer, endpoint="jwks")
        return JSONResponse(self.keys.jwks())

    def routes(self) -> list[Route]:
        """Machine endpoints under the provider's address."""
        return [
            Route("/.well-known/openid-configuration", self.configuration),
            Route("/jwks", self.jwks),
            Route("/token", self.token, methods=["POST"]),
            Route("/userinfo", self.userinfo, methods=["GET", "POST"]),
        ]
