"""For tests: applications, a browser's steps through the flow, statements that applications sign."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

from motcua.foundation.identity.testing import NOW, UNIT, make_unit
from motcua.kernel.actors import SYSTEM
from motcua.platform.signon import api, rules
from motcua.platform.signon.contracts import Audience, AuthMethod, Draft

if TYPE_CHECKING:
    from django.test import Client

VERIFIER = "v" * 43
BACK = "https://lich-hop.example/ve"
TOKEN_URL = "/sso/token"

DRAFT = Draft(
    name_vi="Lịch họp thành phố", name_en="City meetings", unit_code=UNIT, contact="lich@example.vn", sector="lich-hop",
    audience=Audience.BOTH, auth_method=AuthMethod.SECRET, redirect_uris=(BACK,),
    scopes=("openid", "profile", "phone", "positions", "offline_access"), required_scopes=("profile",),
    consent_vi="Để ghi tên bạn vào danh sách dự họp.", consent_en="To put your name on the list of the meeting.", min_level=1,
    logout_uri="https://lich-hop.example/nghe", post_logout_uris=("https://lich-hop.example/tam-biet",),
)  # fmt: skip


@dataclass(frozen=True)
class App:
    """A registered application with what it knows."""

    client_id: str
    uuid: Any
    secret: str = ""
    key: Any = None

    @property
    def basic(self) -> dict[str, str]:
        """Its secret as HTTP Basic, for a test client."""
        import base64

        return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()}


def make_app(*, now: datetime = NOW, **change: Any) -> App:
    """An application; with ``auth_method=AuthMethod.KEY`` it gets a key pair."""
    make_unit(UNIT)
    key = ECKey.generate_key("P-256", {"kid": "k1"}) if change.get("auth_method") == AuthMethod.KEY else None
    if key is not None and "jwks_uri" not in change:
        change.setdefault("jwks", {"keys": [key.as_dict(private=False)]})
    made = api.register(draft=replace(DRAFT, **change), actor=SYSTEM, now=now)
    return App(client_id=made.client_id, uuid=made.uuid, secret=made.secret, key=key)


def asking(app: App, **change: str | None) -> str:
    """The address to which the application sends a browser; None leaves a parameter out."""
    params: dict[str, str | None] = {
        "client_id": app.client_id, "response_type": "code", "redirect_uri": BACK, "scope": "openid profile", "state": "st-1",
        "nonce": "n-1", "code_challenge": rules.challenge_of(VERIFIER), "code_challenge_method": "S256",
    }  # fmt: skip
    return "/sso/authorize?" + urlencode({name: value for name, value in (params | change).items() if value is not None})


def answered(response: Any) -> dict[str, str]:
    """What a redirect tells the application."""
    assert response.status_code == 302, response.content[:300]
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


def consent(client: Client, page: Any, *, answer: str = "dong_y", ticked: tuple[str, ...] = ()) -> Any:
    """Press a button of the consent page."""
    import re

    sealed = re.search(r'name="yeu_cau" value="([^"]+)"', page.content.decode())
    assert sealed is not None, page.content[:500]
    return client.post("/sso/dong-y", {"yeu_cau": sealed[1], "tra_loi": answer, "chia_se": list(ticked)})


def code_for(client: Client, app: App, *, ticked: tuple[str, ...] = (), **change: str | None) -> str:
    """A code for a signed-in browser, consent given where it is asked."""
    page = client.get(asking(app, **change))
    return answered(page if page.status_code == 302 else consent(client, page, ticked=ticked))["code"]


def swap(client: Client, app: App, code: str, **change: str) -> Any:
    """The application redeems a code with its secret."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return client.post(TOKEN_URL, form | change, **app.basic)


def tokens_for(client: Client, app: App, **change: Any) -> dict[str, Any]:
    """The token endpoint's answer after a whole sign-in."""
    response = swap(client, app, code_for(client, app, **change))
    assert response.status_code == 200, response.content
    return dict(response.json())


def statement(app: App, *, audience: str, key: Any = None, alg: str = "ES256", **change: Any) -> str:
    """The application's signed statement (RFC 7523)."""
    at = int(time.time())
    claims = {"iss": app.client_id, "sub": app.client_id, "aud": audience, "iat": at, "exp": at + 60, "jti": uuid.uuid4().hex} | change
    return jwt.encode({"alg": alg, "kid": "k1"}, {name: value for name, value in claims.items() if value is not None}, key or app.key)
