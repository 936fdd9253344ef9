"""The OpenID Connect provider, seen by a strict client and by a thief."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from motcua.simulator.peers.tests.relying_party import CALLBACK, RelyingParty, answer
from motcua.simulator.peers.wire import Wire
from motcua.simulator.people import person

YEN, LUC, DUC = person(0).cccd, person(2).cccd, person(4).cccd
Fault = Callable[..., None]


@pytest.fixture
def service(peers: Wire) -> RelyingParty:
    return RelyingParty(peers)


def id_claims(service: RelyingParty, tokens: dict[str, Any]) -> dict[str, Any]:
    keys = KeySet.import_key_set(service.peers.get("/vneid/jwks").json())
    return dict(jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims)


def test_discovery_names_endpoints_that_exist(peers: Wire) -> None:
    found = peers.get("/vneid/.well-known/openid-configuration").json()
    assert found["issuer"] == "http://testserver/vneid"
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"):
        assert peers.get(found[name]).status_code != 404


def test_id_token_verifies_and_carries_nonce_level_and_audience(service: RelyingParty) -> None:
    claims = id_claims(service, service.tokens(YEN))
    assert (claims["iss"], claims["aud"], claims["nonce"]) == ("http://testserver/vneid", "motcua", service.nonce)
    assert (claims["acr"], claims["IAL"], claims["amr"]) == ("2", 2, ["pin", "otp"])
    assert YEN not in str(claims)


def test_userinfo_tells_who_signed_in(service: RelyingParty) -> None:
    tokens = service.tokens(YEN)
    told = service.userinfo(tokens["access_token"]).json()
    assert told["sub"] == id_claims(service, tokens)["sub"]
    assert (told["SoDinhDanh"], told["HoVaTen"], told["NgayThangNamSinh"]) == (YEN, "Đỗ Thị Hải Yến", "12/04/1991")
    assert (told["LoaiTaiKhoan"], told["loAs"], told["MaDonViThuongTru"]) == (1, "2", "11359")


def test_scope_limits_what_is_told(service: RelyingParty) -> None:
    told = service.userinfo(service.tokens(YEN, scope="openid")["access_token"]).json()
    assert not {"SoDinhDanh", "HoVaTen", "SoDienThoai", "ThuongTru"} & set(told)


def test_organisation_scope_names_the_enterprise_only_for_its_representative(service: RelyingParty) -> None:
    scope = "openid profile organisation"
    assert service.userinfo(service.tokens(DUC, scope=scope)["access_token"]).json()["LoaiTaiKhoan"] == 2
    assert "MaSoThue" not in service.userinfo(service.tokens(YEN, scope=scope, prompt="login")["access_token"]).json()


def test_level_1_account_stays_level_1_when_2_is_wanted(service: RelyingParty) -> None:
    tokens = service.tokens(LUC, acr_values="2")
    assert id_claims(service, tokens)["acr"] == "1"
    assert "ThuongTru" not in service.userinfo(tokens["access_token"]).json()


def test_asked_for_level_1_no_one_time_password_is_needed(service: RelyingParty) -> None:
    assert id_claims(service, service.tokens(YEN, acr_values="1"))["amr"] == ["pin"]


@pytest.mark.parametrize("change", [{"code_challenge": ""}, {"code_challenge_method": "plain"}, {"code_challenge": "short"}])
def test_without_s256_challenge_the_request_goes_back_refused(service: RelyingParty, change: dict[str, str]) -> None:
    assert answer(service.authorize(**change)) | {"error_description": ""} == {
        "error": "invalid_request", "state": "af0ifjsldkj", "error_description": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [{"client_id": "stranger"}, {"redirect_uri": "https://evil.example/"}, {"redirect_uri": CALLBACK + "x"},
     {"redirect_uri": CALLBACK.replace("127.0.0.1", "127.0.0.1.evil.example")}, {"redirect_uri": CALLBACK.replace("//", "//a@", 1)}],
)  # fmt: skip
def test_unknown_client_or_address_is_never_redirected(service: RelyingParty, change: dict[str, str]) -> None:
    response = service.authorize(**change)
    assert response.status_code == 400
    assert "location" not in response.headers


def test_wrong_verifier_is_refused_and_burns_the_code(service: RelyingParty) -> None:
    code = service.code(YEN)
    assert service.redeem(code, code_verifier="x" * 43).json()["error"] == "invalid_grant"
    assert service.redeem(code).json()["error"] == "invalid_grant"


def test_code_from_another_address_is_refused(service: RelyingParty) -> None:
    assert service.redeem(service.code(YEN), redirect_uri=CALLBACK.replace("8000", "8001")).status_code == 400


def test_replayed_code_is_refused_and_revokes_the_first_token(service: RelyingParty) -> None:
    code = service.code(YEN)
    first = service.redeem(code).json()["access_token"]
    assert service.userinfo(first).status_code == 200
    assert service.redeem(code).json()["error"] == "invalid_grant"
    assert service.userinfo(first).status_code == 401


def test_wrong_client_secret_is_refused_without_burning_the_code(service: RelyingParty) -> None:
    code = service.code(YEN)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": service.verifier}
    refused = service.peers.post("/vneid/token", data=form, auth=("motcua", "guess"))
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert service.redeem(code).status_code == 200


def test_wrong_pin_is_told_and_the_fifth_ends_the_sign_in(service: RelyingParty) -> None:
    action = service.authorize().text.split('action="')[1].split('"')[0]
    tries = [service.peers.post(f"{action}/confirm", data={"cccd": YEN, "pin": "000000", "otp": "1"}) for _ in range(5)]
    assert [t.status_code for t in tries] == [422, 422, 422, 422, 303]
    assert 'role="alert"' in tries[0].text
    assert answer(tries[4])["error"] == "access_denied"
    assert service.peers.post(f"{action}/confirm", data={"cccd": YEN}).status_code == 410


def test_pages_speak_both_languages_without_script(service: RelyingParty) -> None:
    page = service.authorize()
    assert "Bạn là ai?" in page.text
    assert 'lang="en"' in page.text
    assert "<script" not in page.text
    assert "form-action 'self' http://127.0.0.1:8000" in page.headers["content-security-policy"]


def test_session_answers_prompt_none_until_logout(service: RelyingParty) -> None:
    assert answer(service.authorize(prompt="none"))["error"] == "login_required"
    token = service.tokens(YEN)
    assert "code" in answer(service.authorize(prompt="none"))
    out = service.peers.get(
        "/vneid/logout", params={"id_token_hint": token["id_token"], "post_logout_redirect_uri": "http://127.0.0.1:8000/"}
    )
    assert out.headers["location"] == "http://127.0.0.1:8000/"
    assert answer(service.authorize(prompt="none"))["error"] == "login_required"
    assert service.userinfo(token["access_token"]).status_code == 401


def test_logout_never_redirects_to_a_stranger(service: RelyingParty) -> None:
    out = service.peers.get("/vneid/logout", params={"client_id": "motcua", "post_logout_redirect_uri": "https://evil.example/"})
    assert out.status_code == 200


def test_fault_wrong_signature_strikes_once(service: RelyingParty, fault: Fault) -> None:
    fault("vneid", "wrong_signature", times=1)
    with pytest.raises(BadSignatureError):
        id_claims(service, service.tokens(YEN))
    assert id_claims(service, service.tokens(YEN, prompt="login"))["nonce"] == service.nonce


def test_fault_expired_code(service: RelyingParty, fault: Fault) -> None:
    fault("vneid", "expired_code", times=1)
    assert service.redeem(service.code(YEN)).json()["error"] == "invalid_grant"


def test_fault_500_at_one_endpoint_only(service: RelyingParty, fault: Fault) -> None:
    fault("vneid", "http_500", endpoint="token")
    assert service.redeem(service.code(YEN)).status_code == 500
    assert service.peers.get("/vneid/jwks").status_code == 200
    service.peers.delete("/control")
    assert service.redeem(service.code(YEN, prompt="login")).status_code == 200


def test_unknown_fault_is_refused(peers: Wire) -> None:
    assert peers.post("/control", json={"peer": "vneid", "fault": "explode"}).status_code == 400
