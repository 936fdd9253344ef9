"""A service that signs people in, as a test double: it makes requests and reads answers as a strict client does."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from motcua.simulator.peers.vneid.grants import s256
from motcua.simulator.peers.vneid.sign_in import DEMO_PIN
from motcua.simulator.peers.wire import Wire

CALLBACK = "http://127.0.0.1:8000/tai-khoan/oidc/vneid/login/callback/"
SECRET = "demo-only-vneid-client"


@dataclass
class RelyingParty:
    """One sign-in."""

    peers: Wire
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    nonce: str = "n-0S6_WzA2Mj"

    def params(self, **change: str) -> dict[str, str]:
        asked = {
            "response_type": "code", "client_id": "motcua", "redirect_uri": CALLBACK, "scope": "openid profile phone address",
            "state": "af0ifjsldkj", "nonce": self.nonce, "code_challenge": s256(self.verifier), "code_challenge_method": "S256",
        }  # fmt: skip
        return {key: value for key, value in (asked | change).items() if value}

    def authorize(self, **change: str) -> httpx.Response:
        return self.peers.get("/vneid/authorize", params=self.params(**change))

    def sign_in(self, cccd: str, *, pin: str = DEMO_PIN, otp: str | None = None, **change: str) -> httpx.Response:
        """Go through the pages and return the redirect back."""
        action = re.search(r'action="(/vneid/sign-in/[^"]+)"', self.authorize(**change).text)
        assert action
        shown = self.peers.post(action[1], data={"cccd": cccd})
        told = re.search(r'id="demo-otp">(\d+)<', shown.text)
        answer = {"cccd": cccd, "pin": pin, "otp": otp or (told[1] if told else ""), "action": "allow"}
        return self.peers.post(f"{action[1]}/confirm", data=answer)

    def code(self, cccd: str, **change: str) -> str:
        return answer(self.sign_in(cccd, **change))["code"]

    def redeem(self, code: str, **change: str) -> httpx.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": self.verifier}
        return self.peers.post("/vneid/token", data=form | change, auth=("motcua", SECRET))

    def tokens(self, cccd: str, **change: str) -> dict[str, Any]:
        response = self.redeem(self.code(cccd, **change))
        assert response.status_code == 200, response.text
        return dict(response.json())

    def userinfo(self, access_token: str) -> httpx.Response:
        return self.peers.get("/vneid/userinfo", headers={"authorization": f"Bearer {access_token}"})


def answer(response: httpx.Response) -> dict[str, str]:
    """The parameters with which the browser is sent back."""
    assert response.status_code == 303, response.text
    assert response.headers["location"].startswith(CALLBACK)
    return {key: values[0] for key, values in parse_qs(urlsplit(response.headers["location"]).query).items()}
