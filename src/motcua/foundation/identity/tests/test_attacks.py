"""Attacks on the sign-in; each test fails when its guard is taken away."""

from __future__ import annotations

import hmac
import json
import secrets
import time
from base64 import urlsafe_b64encode
from typing import Any

import httpx
import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from motcua.foundation.identity.adapters.openid import LOGOUT_EVENT, issuer_of, verify_id_token, verify_logout_token
from motcua.foundation.identity.contracts import TokenInvalid
from motcua.foundation.identity.queries.sessions import SID
from motcua.foundation.identity.testing import Peers, make_citizen
from motcua.foundation.identity.testing import sign_in as signed_in
from motcua.foundation.identity.tests.addresses import named_views
from motcua.foundation.identity.tests.at_provider import YEN, level_of, sign_in, start_of, use, walk
from motcua.foundation.identity.web.openid import Adapter
from motcua.foundation.outbox.testing import recorded

pytestmark = pytest.mark.django_db
KEY = RSAKey.generate_key(2048, {"kid": "k1", "alg": "RS256", "use": "sig"})
JWKS = {"keys": [KEY.as_dict(private=False)]}
POSTS = (
    "/tai-khoan/thay-mat/", "/tai-khoan/oidc/vneid/login/", "/tai-khoan/phien/ket-thuc/", "/tai-khoan/cach-dang-nhap/vneid/",
    "/tai-khoan/can-bo/doi-mat-khau/", "/tai-khoan/can-bo/dang-nhap/", "/tai-khoan/can-bo/xac-thuc/", "/tai-khoan/can-bo/khoa-dang-nhap/",
    "/tai-khoan/dang-xuat/", "/tai-khoan/bao-mat/ung-dung/", "/tai-khoan/bao-mat/khoa/them/", "/quan-tri/can-bo/a/ket-thuc-phien/",
    "/quan-tri/can-bo/a/mo-khoa/", "/quan-tri/can-bo/a/mat-khau/",
)  # fmt: skip


@pytest.fixture
def both(peers: Peers, settings: Any) -> Peers:
    use(peers, settings)
    return peers


@pytest.mark.parametrize("path", POSTS)
def test_a_foreign_page_posts_nothing(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    signed_in(client, make_citizen())
    assert client.post(path, {"phien": "khac", "mo": "0"}).status_code == 403


def test_only_the_providers_statement_needs_no_token_of_ours() -> None:
    exempt = {name for name, view in named_views() if getattr(view, "csrf_exempt", False)}
    assert {name for name in exempt if name.startswith(("identity", "account", "mfa", "openid"))} == {"identity_provider_ended"}


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example"])
def test_no_way_out_to_another_site(client: Client, both: Peers, way: str) -> None:
    assert "evil" not in sign_in(client, next=way)["Location"]
    assert "evil" not in client.post("/tai-khoan/dang-xuat/", {"next": way})["Location"]


def test_login_csrf_a_strangers_callback_signs_nobody_in(client: Client, both: Peers) -> None:
    attackers = walk(Client().post(start_of("vneid"))["Location"], YEN)
    assert client.get(attackers).status_code == 400
    assert level_of(client) is None


def test_a_code_of_one_provider_is_nothing_at_the_callback_of_another(client: Client, both: Peers) -> None:
    back = walk(client.post(start_of("dvcqg"))["Location"], YEN)
    mixed = back.replace("/oidc/dvcqg/", "/oidc/vneid/")
    assert client.get(mixed).status_code == 400
    assert level_of(client) is None


def test_an_answer_of_another_issuer_is_refused_before_its_code_is_used(client: Client, both: Peers) -> None:
    back = httpx.URL(walk(client.post(start_of("vneid"))["Location"], YEN))
    for change in ({"iss": f"{both.url}/dvcqg"}, {"iss": None}):
        params = {key: value for key, value in {**dict(back.params), **change}.items() if value is not None}
        refused = client.get(str(back.copy_with(params=params)))
        assert refused.status_code in {400, 502}
    assert level_of(client) is None


def test_a_replayed_code_is_refused(client: Client, both: Peers) -> None:
    back = walk(client.post(start_of("vneid"))["Location"], YEN)
    assert client.get(back).status_code == 302
    again = httpx.URL(client.post(start_of("vneid"))["Location"]).params["state"]
    replay = str(httpx.URL(back).copy_merge_params({"state": again}))
    assert client.get(replay).status_code in {400, 502, 503}


def test_a_session_key_given_by_others_is_changed_at_sign_in(client: Client, both: Peers) -> None:
    client.get("/dang-nhap/")
    started = client.post(start_of("vneid"))
    planted = client.cookies["motcua_session"].value
    client.get(walk(started["Location"], YEN))
    assert client.cookies["motcua_session"].value != planted
    thief = Client()
    thief.cookies["motcua_session"] = planted
    assert level_of(thief) is None


def claims(**change: Any) -> dict[str, Any]:
    at = int(time.time())
    told = {"iss": "https://id", "aud": "city", "sub": "s", "nonce": "n", "iat": at, "exp": at + 300, "jti": secrets.token_hex(4)}
    return {key: value for key, value in (told | change).items() if value is not None}


def signed(body: dict[str, Any], *, key: Any = KEY, alg: str = "RS256") -> str:
    return jwt.encode({"alg": alg, "kid": "k1"}, body, key, algorithms=[alg])


def unsigned(body: dict[str, Any], alg: str = "none") -> str:
    parts = ({"alg": alg, "kid": "k1"}, body)
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE"])
def test_no_algorithm_is_no_signature(alg: str) -> None:
    for check in (identity, logout):
        with pytest.raises(TokenInvalid):
            check(unsigned(claims(events={LOGOUT_EVENT: {}}), alg))


def test_a_public_key_is_no_secret() -> None:
    """HS256 with the published RSA key as the secret, in each way it may be written."""
    public = KEY.as_pem(private=False)
    for secret in (public, public.strip(), json.dumps(KEY.as_dict(private=False)).encode()):
        head = unsigned(claims(), "HS256").rstrip(".")
        forged = f"{head}.{urlsafe_b64encode(hmac.digest(secret, head.encode(), 'sha256')).decode().rstrip('=')}"
        with pytest.raises(TokenInvalid):
            identity(forged)


def identity(token: str) -> dict[str, Any]:
    return verify_id_token(token, jwks=JWKS, issuer="https://id", audience="city", nonce="n", access_token="t")


def logout(token: str) -> dict[str, Any]:
    return verify_logout_token(token, jwks=JWKS, issuer="https://id", audience="city")


ENDED = {"events": {LOGOUT_EVENT: {}}, "nonce": None}


def test_a_logout_statement_is_believed() -> None:
    assert logout(signed(claims(**ENDED)))["sub"] == "s"


@pytest.mark.parametrize(
    "change",
    [{"nonce": "n"}, {"events": {}}, {"events": None}, {"events": [LOGOUT_EVENT]}, {"aud": "other"}, {"iss": "https://other"},
     {"jti": None}, {"sub": None}, {"iat": 1000}, {"exp": 1000}],
)  # fmt: skip
def test_logout_statements_that_are_none(change: dict[str, Any]) -> None:
    with pytest.raises(TokenInvalid):
        logout(signed(claims(**{**ENDED, **change})))


def test_a_provider_that_calls_itself_otherwise_is_another() -> None:
    assert issuer_of("https://id", {"issuer": "https://id"}) == "https://id"
    for other in ("https://evil", "", None):
        with pytest.raises(TokenInvalid):
            issuer_of("https://id", {"issuer": other})


def statement(peers: Peers, client: Client, **change: Any) -> str:
    """What the simulated provider would say of this client's session, signed with its key."""
    from pathlib import Path

    folder = Path(peers.data)
    key = RSAKey.import_key(json.loads((folder / "vneid-key.json").read_bytes()))
    sub = client.session["account_authentication_methods"][-1]["uid"]
    body = claims(iss=f"{peers.url}/vneid", aud="motcua", sub=sub, **ENDED) | change
    return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "logout+jwt"}, body, key)


def test_the_provider_ends_its_sessions_once(client: Client, both: Peers) -> None:
    sign_in(client, YEN)
    assert client.session[SID]
    told = statement(both, client)
    path = "/tai-khoan/oidc/vneid/ket-thuc/"
    assert Client(enforce_csrf_checks=True).post(path, {"logout_token": told}).status_code == 200
    assert level_of(client) is None
    assert [event.payload["cause"] for event in recorded("identity.session.closed.v1")] == ["provider"]
    sign_in(client, YEN)
    assert Client().post(path, {"logout_token": told}).status_code == 400
    assert level_of(client) == 2


PATH = "/tai-khoan/oidc/vneid/ket-thuc/"


def test_an_interrupted_statement_counts_as_not_made(client: Client, both: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client, YEN)
    told = statement(both, client)
    with monkeypatch.context() as killed:
        killed.setattr("motcua.foundation.identity.actions.sessions.end_provider_sessions", _killed)
        with pytest.raises(KeyboardInterrupt):
            Client().post(PATH, {"logout_token": told})
    assert level_of(client) == 2
    assert Client().post(PATH, {"logout_token": told}).status_code == 200
    assert level_of(client) is None


def _killed(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def test_nothing_is_fetched_for_a_strangers_statement_and_many_are_refused(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(Adapter, "openid_config", property(_killed))
    settings.MOTCUA_STATEMENTS_A_MINUTE = 3
    strange = ("a.b.c", signed(claims(**ENDED)), "x.W10.y", "é.é.é")
    assert [Client().post(PATH, {"logout_token": told}).status_code for told in strange] == [400, 400, 400, 429]
    assert Client(REMOTE_ADDR="192.0.2.9").post(PATH, {"logout_token": "a"}).status_code == 400


@pytest.mark.parametrize("told", [{}, {"auth_time": None}, {"auth_time": "9999"}, {"auth_time": 900}, {"auth_time": float("nan")}])
def test_who_was_asked_again_must_have_authenticated_again(rf: Any, told: dict[str, Any]) -> None:
    adapter = Adapter(rf.get("/"), "vneid")
    adapter._check_fresh(told)  # nobody asked
    adapter.asked_at = 1000.0
    adapter._check_fresh({"auth_time": 1000})
    with pytest.raises(TokenInvalid):
        adapter._check_fresh(told)


def test_one_provider_ends_nothing_of_another_and_strangers_nothing(client: Client, both: Peers) -> None:
    sign_in(client, YEN)
    told = statement(both, client)
    assert Client().post("/tai-khoan/oidc/dvcqg/ket-thuc/", {"logout_token": told}).status_code == 400
    for nonsense in ("", "a.b.c", signed(claims(**ENDED)), "x" * 20_000):
        assert Client().post("/tai-khoan/oidc/vneid/ket-thuc/", {"logout_token": nonsense}).status_code == 400
    assert level_of(client) == 2


def test_two_answers_about_two_people_sign_nobody_in(client: Client, both: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stolen access token at user-info would otherwise bring another person's particulars under this sign-in (Core §5.3.2)."""
    real = Adapter._fetch_user_info
    back = walk(client.post(start_of("vneid"))["Location"], YEN)
    with monkeypatch.context() as swapped:
        swapped.setattr(Adapter, "_fetch_user_info", lambda self, token: {**real(self, token), "sub": "somebody-else"})
        assert client.get(back).status_code in {400, 502}
    assert level_of(client) is None
    sign_in(client, YEN)
    assert level_of(client) == 2
