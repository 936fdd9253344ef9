"""The relying party: what any system writes that signs in through Một Cửa (OpenID Connect, code flow, PKCE). From the documents alone."""

from __future__ import annotations

import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from motcua.kernel.errors import NamedError
from motcua.simulator.peers.telling import Client

CLIENT_ID = "lich-hop-thanh-pho"
_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LEEWAY = 60


class SignInRefused(NamedError):
    """The answer of the provider is not the one to our question, or is not believed."""

    code = "meetings.sign_in_refused"
    vi = "Chưa đăng nhập được: {reason}. Hãy thử lại."
    en = "You are not signed in: {reason}. Please try again."
    status = 400


class Party:
    """One application at one provider."""

    def __init__(self, *, site: str, own: str, client: Client) -> None:
        self._site, self._own, self._client = site, own, client

    @property
    def back(self) -> str:
        """Our registered return address."""
        return f"{self._own}/lich-hop/ve"

    def question(self) -> tuple[str, dict[str, str]]:
        """Where to send the browser, and what to remember until it comes back."""
        kept = {"state": secrets.token_urlsafe(16), "nonce": secrets.token_urlsafe(16), "verifier": secrets.token_urlsafe(48)}
        challenge = urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": CLIENT_ID, "response_type": "code", "redirect_uri": self.back, "scope": "openid profile positions",
            "state": kept["state"], "nonce": kept["nonce"], "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{self._site}/sso/authorize?{urlencode(asked)}", kept

    async def answer(self, told: dict[str, str], kept: dict[str, str]) -> dict[str, Any]:
        """Who came back: claims, statement and session. ``SignInRefused`` for another's answer, a refusal, or a wrong statement."""
        if not kept or told.get("state") != kept["state"] or told.get("iss") != self._site:
            raise SignInRefused(reason="phản hồi không thuộc lần đăng nhập này")
        if "code" not in told:
            raise SignInRefused(reason=told.get("error", "không có mã"))
        form = {
            "grant_type": "authorization_code", "code": told["code"], "redirect_uri": self.back, "code_verifier": kept["verifier"],
            "client_id": CLIENT_ID,
        }  # fmt: skip
        async with self._client() as http:
            given = await http.post(f"{self._site}/sso/token", data=form)
            if given.status_code != 200:  # noqa: PLR2004 - RFC 6749 §5.1
                raise SignInRefused(reason="mã không dùng được")
            tokens = given.json()
            claims = await self._read(http, tokens["id_token"])
            if claims.get("nonce") != kept["nonce"]:
                raise SignInRefused(reason="phản hồi không thuộc lần đăng nhập này")
            person = await http.get(f"{self._site}/sso/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
        if person.status_code != 200 or person.json().get("sub") != claims["sub"]:  # noqa: PLR2004 - as above
            raise SignInRefused(reason="hai phản hồi nói về hai người")
        return {"claims": claims, "person": person.json(), "id_token": tokens["id_token"]}

    async def heard(self, logout_token: str) -> str:
        """The session that is over, when the provider says so itself. ``SignInRefused`` otherwise."""
        async with self._client() as http:
            claims = await self._read(http, logout_token)
        if _EVENT not in claims.get("events", {}) or "nonce" in claims or not claims.get("sid"):
            raise SignInRefused(reason="không phải báo đăng xuất")
        return str(claims["sid"])

    def farewell(self, id_token: str) -> str:
        """Where to send the browser to leave Một Cửa as well."""
        return f"{self._site}/sso/logout?" + urlencode({"id_token_hint": id_token, "post_logout_redirect_uri": f"{self._own}/lich-hop/"})

    async def _read(self, http: Any, token: str) -> dict[str, Any]:
        keys = (await http.get(f"{self._site}/sso/jwks.json")).json()
        try:
            claims = dict(jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256", "ES256"]).claims)
        except (JoseError, ValueError, KeyError, TypeError):
            raise SignInRefused(reason="chữ ký không đúng") from None
        if claims.get("iss") != self._site or claims.get("aud") != CLIENT_ID or not claims.get("exp", 0) > time.time() - _LEEWAY:
            raise SignInRefused(reason="phản hồi dành cho hệ thống khác hoặc đã hết hạn")
        return claims
