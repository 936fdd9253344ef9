"""Sensitive acts ask for a fresh authentication; what was sent waits, and is sent by the person alone."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity import api, models
from motcua.foundation.identity.actions import confirming
from motcua.foundation.identity.queries.sessions import AMR, AUTH_TIME, SID
from motcua.foundation.identity.testing import Peers, make_citizen, make_officer, make_unit, totp
from motcua.foundation.identity.testing import sign_in as signed_in
from motcua.foundation.identity.tests.addresses import named_views
from motcua.foundation.identity.tests.at_provider import LUC, YEN, sign_in, use
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.fields import encrypt

pytestmark = pytest.mark.django_db
SECRET = b32encode(b"0123456789abcdefghij").decode()
WAITS, AGAIN = "/tai-khoan/xac-nhan/", "/tai-khoan/can-bo/xac-nhan-lai-ma/"
ASKED = {
    "identity_authorise", "identity_authorisation_accept", "identity_staff_create", "identity_reset_ask",
    "identity_reset_confirm",
    "identity_staff_password", "identity_delegation_give", "identity_delegation_confirm", "identity_merger_propose",
    "identity_merger_confirm", "identity_staff_post", "audit_export", "vault_export",
    "signon_application_create", "signon_application_change", "developers_clients", "developers_client_secret", "developers_subscriptions",
    "exchange_adapter_secret", "exchange_certificate", "exchange_credential", "exchange_dead_letters_empty", "exchange_gateway_token",
    "exchange_service_secret",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def grow_stale(client: Client, minutes: int = 16) -> None:
    session = client.session
    session[AUTH_TIME] = (clock.now() - timedelta(minutes=minutes)).isoformat()
    session.save()


@pytest.fixture
def admin() -> Client:
    """An administrator whose last authentication is 16 minutes old, and the officer to be appointed."""
    made = make_officer(Role.ADMIN, code="quantri")
    Authenticator.objects.create(user=models.Account.objects.get(username="quantri"), type="totp", data={"secret": encrypt(SECRET)})
    make_officer(Role.RECEPTION, code="moi")
    make_unit("11359")
    client = signed_in(Client(), made)
    grow_stale(client)
    return client


class Fields(HTMLParser):
    """The hidden fields of the form that leads to an address."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.found = action, False, {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        told = dict(attrs)
        if tag == "form":
            self.inside = told.get("action") == self.action
        if tag == "input" and self.inside and told["name"] != "csrfmiddlewaretoken":
            self.found[told["name"]] = told["value"]


def appointing() -> dict[str, str]:
    """An appointment from today on, as the form sends it."""
    on = clock.today()
    days = {f"{name}-{part}": str(getattr(on, part)) for name in ("tu", "ngay") for part in ("day", "month", "year")}
    facts = {"viec": "bo_nhiem", "don_vi": "11359", "vai_tro": "appraiser", "chuc_danh": 'Chuyên viên "một cửa" <b>'}
    return {**facts, **days, "cach": "joint", "so": "1/QĐ", "buoc": "ghi"}


def posts_of(code: str) -> int:
    return len(api.officer_by_code(code=code, now=clock.now()).positions)


def test_an_old_authentication_appoints_nobody_and_what_was_typed_waits(admin: Client) -> None:
    path = reverse("identity_staff_post", args=["moi"])
    asked = admin.post(path, appointing(), headers={"referer": "http://testserver/quan-tri/can-bo/moi/"})
    assert asked["Location"] == f"{AGAIN}?next=%2Ftai-khoan%2Fxac-nhan%2F"
    assert posts_of("moi") == 1
    assert admin.post(asked["Location"], {"code": totp(SECRET)})["Location"] == WAITS
    assert posts_of("moi") == 1  # confirming alone does nothing
    page = admin.get(WAITS)
    assert Fields(page.content.decode(), path).found == appointing()
    assert "thay đổi chức vụ của cán bộ" in page.content.decode()
    assert admin.post(path, Fields(page.content.decode(), path).found).status_code == 302
    assert posts_of("moi") == 2
    assert admin.get(WAITS)["Location"] == "/lam-viec/"  # nothing waits any more


def test_without_the_code_nothing_goes_on(admin: Client) -> None:
    path = reverse("identity_staff_post", args=["moi"])
    admin.post(path, appointing())
    assert admin.post(f"{AGAIN}?next={WAITS}", {"code": "000000"}).status_code == 200
    assert admin.post(path, appointing())["Location"].startswith(AGAIN)
    assert posts_of("moi") == 1


def test_a_page_is_asked_before_it_is_filled_in_and_comes_back(admin: Client) -> None:
    asked = admin.get("/quan-tri/can-bo/them/?x=1")["Location"]
    assert asked == f"{AGAIN}?next=%2Fquan-tri%2Fcan-bo%2Fthem%2F%3Fx%3D1"
    assert admin.post(asked, {"code": totp(SECRET)})["Location"] == "/quan-tri/can-bo/them/?x=1"
    assert admin.get("/quan-tri/can-bo/them/").status_code == 200


def test_confirming_gives_the_session_a_new_key_and_keeps_its_id(admin: Client) -> None:
    key, sid = admin.session.session_key, admin.session[SID]
    admin.post(f"{AGAIN}?next=/lam-viec/", {"code": totp(SECRET)})
    assert (admin.session.session_key != key, admin.session[SID]) == (True, sid)


def test_what_allauth_kept_is_not_repeated_by_itself(admin: Client) -> None:
    asked = admin.post("/tai-khoan/bao-mat/ma-du-phong/tao/", {})
    session = admin.session
    session["account_reauthentication_state"] = {
        "request": {"path": "/tai-khoan/phien/ket-thuc/", "path_info": "/tai-khoan/phien/ket-thuc/", "method": "POST", "POST": "phien=khac"}
    }
    session.save()
    answer = admin.post(f"{AGAIN}?next=/tai-khoan/phien/ket-thuc/", {"code": totp(SECRET)})
    assert answer["Location"] == "/tai-khoan/phien/ket-thuc/"
    assert asked.status_code in {302, 404}


@pytest.mark.parametrize(("amr", "page"), [(["pwd", "otp"], "mfa_reauthenticate"), (["hwk", "user"], "mfa_reauthenticate_webauthn"), (["pwd"], "account_reauthenticate")])  # fmt: skip
def test_an_officer_confirms_with_the_factor_of_his_session(admin: Client, amr: list[str], page: str) -> None:
    session = admin.session
    session[AMR] = amr
    session.save()
    assert admin.get("/quan-tri/can-bo/them/")["Location"].startswith(reverse(page))


def test_the_other_ways_to_confirm_are_offered_and_keep_the_way_back(admin: Client) -> None:
    page = admin.get(f"{AGAIN}?next={WAITS}").content.decode()
    assert "/tai-khoan/can-bo/xac-nhan-lai/?next=%2Ftai-khoan%2Fxac-nhan%2F" in page
    assert "Use your password" not in page


def test_what_waits_is_encrypted_ends_and_belongs_to_one_sign_in(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    admin.post(reverse("identity_staff_post", args=["moi"]), appointing())
    assert "Chuy" not in str(dict(admin.session))
    session = admin.session
    session[SID], sid = "0190a1b2-0000-7000-8000-000000000000", session[SID]
    request = type("R", (), {"session": session})()
    assert confirming.unfinished(request=request) is None  # type: ignore[arg-type]
    session[SID] = sid
    assert confirming.unfinished(request=request) is not None  # type: ignore[arg-type]
    monkeypatch.setattr(confirming, "KEPT_FOR", timedelta(0))
    assert confirming.unfinished(request=request) is None  # type: ignore[arg-type]


def test_it_can_be_let_go(admin: Client) -> None:
    admin.post(reverse("identity_staff_post", args=["moi"]), appointing(), headers={"referer": "http://testserver/quan-tri/can-bo/moi/"})
    assert admin.post(WAITS)["Location"] == "http://testserver/quan-tri/can-bo/moi/"
    assert confirming.KEPT not in admin.session
    admin.post(reverse("identity_staff_post", args=["moi"]), appointing(), headers={"referer": "https://evil.example/"})
    assert admin.post(WAITS)["Location"] == "/"


def test_a_citizen_confirms_at_her_provider_and_comes_back_to_what_she_typed(client: Client, peers: Peers, settings: Any) -> None:
    use(peers, settings)
    sign_in(client, YEN)
    grow_stale(client)
    asked = client.post("/tai-khoan/cach-dang-nhap/vneid/", {"mo": "1"})
    assert asked["Location"] == "/tai-khoan/oidc/vneid/login/?next=%2Ftai-khoan%2Fxac-nhan%2F&muc=2&moi=1"
    assert sign_in(client, YEN, muc="2", next=WAITS)["Location"] == WAITS
    assert Fields(client.get(WAITS).content.decode(), "/tai-khoan/cach-dang-nhap/vneid/").found == {"mo": "1"}


def test_another_person_who_confirms_gets_nothing_of_it(client: Client, peers: Peers, settings: Any) -> None:
    use(peers, settings)
    sign_in(client, YEN)
    grow_stale(client)
    client.post("/tai-khoan/cach-dang-nhap/vneid/", {"mo": "1"})
    sign_in(client, LUC, next=WAITS)
    assert client.get(WAITS)["Location"] == "/"


def test_a_program_is_told_so(rf: Any) -> None:
    request = rf.post("/api/v1/vault/shares", data={})
    request.actor, request.session = make_citizen(), {}
    with pytest.raises(api.ConfirmationNeeded):
        api.confirm(request=request, act="")


def test_ending_sessions_asks_for_nothing(officer_client: Callable[..., Client]) -> None:
    here, there = officer_client(Role.LEADER), officer_client(Role.LEADER)
    grow_stale(here)
    assert here.post("/tai-khoan/phien/ket-thuc/", {"phien": "khac"})["Location"] == "/tai-khoan/phien/"
    assert there.get("/lam-viec/").status_code == 302


def test_the_acts_that_ask_are_these() -> None:
    assert {name for name, view in named_views() if getattr(view, "motcua_confirmed", False)} == ASKED
