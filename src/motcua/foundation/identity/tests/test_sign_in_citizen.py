"""Citizens sign in over the wire, at the simulated provider; what it spoils is refused."""

from __future__ import annotations

import copy
import re
from typing import Any

import httpx
import pytest
from django.test import Client

from motcua.foundation.identity import models
from motcua.foundation.identity.testing import Peers
from motcua.foundation.outbox.testing import recorded

pytestmark = pytest.mark.django_db
START = "/tai-khoan/oidc/vneid/login/"
YEN, LUC = "031191900000", "031077900002"


@pytest.fixture(autouse=True)
def _provider(peers: Peers, settings: Any) -> None:
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = f"{peers.url}/vneid"
    settings.SOCIALACCOUNT_PROVIDERS = providers


def at_provider(address: str, cccd: str, *, agree: bool = True) -> str:
    """Do at the provider what a person does there; returns the way back."""
    with httpx.Client(trust_env=False) as browser:
        base = address.split("/vneid/", maxsplit=1)[0]
        action = re.search(r'action="(/vneid/sign-in/[^"]+)"', browser.get(address).text)
        assert action
        page = browser.post(base + action[1], data={"cccd": cccd}).text
        otp = re.search(r'id="demo-otp">(\d+)<', page)
        answer = {"cccd": cccd, "pin": "123456", "otp": otp[1] if otp else "", "action": "allow" if agree else "deny"}
        return browser.post(f"{base}{action[1]}/confirm", data=answer).headers["location"]


def sign_in(client: Client, cccd: str = YEN, *, agree: bool = True, **form: str) -> Any:
    started = client.post(START, form)
    assert started.status_code == 302, started.content
    return client.get(at_provider(started["Location"], cccd, agree=agree))


def actor_level(client: Client) -> int | None:
    page = client.get("/tai-khoan/")
    return None if page.status_code == 302 else int(page.context["actor"].level)


def test_a_citizen_signs_in_and_lands_where_she_wanted(client: Client) -> None:
    landed = sign_in(client, next="/ho-so/")
    assert (landed.status_code, landed["Location"]) == (302, "/ho-so/")
    page = client.get("/tai-khoan/").content.decode()
    assert "Đỗ Thị Hải Yến" in page
    assert YEN not in page
    assert [e.payload["method"] for e in recorded("identity.session.opened.v1")] == ["vneid"]


def test_request_carries_pkce_nonce_and_only_our_scope(client: Client) -> None:
    asked = httpx.URL(client.post(START + "?scope=evil&auth_params=prompt%3Dnone", {"muc": "2"})["Location"]).params
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) >= 24
    assert set(asked["scope"].split()) == {"openid", "profile", "phone", "email", "address", "organisation"}
    assert (asked["acr_values"], asked["prompt"]) == ("2", "login")


def test_opening_the_address_starts_nothing(client: Client) -> None:
    page = client.get(START, {"next": "/ho-so/"})
    assert page.status_code == 200
    assert b'name="next" value="/ho-so/"' in page.content


def test_level_1_account_is_a_level_1_actor(client: Client) -> None:
    sign_in(client, LUC)
    assert actor_level(client) == 1


def test_never_to_a_foreign_address(client: Client) -> None:
    assert sign_in(client, next="https://evil.example/")["Location"] == "/"


@pytest.mark.parametrize("fault", ["wrong_signature", "wrong_nonce", "wrong_audience", "expired_code"])
def test_spoiled_answers_sign_nobody_in(client: Client, peers: Peers, fault: str) -> None:
    peers.fault("vneid", fault, times=1)
    refused = sign_in(client)
    assert refused.status_code in {400, 502}
    assert actor_level(client) is None
    assert not models.Person.objects.exists()


def test_saying_no_is_not_an_error_of_ours(client: Client) -> None:
    refused = sign_in(client, agree=False)
    assert refused.status_code == 400
    assert refused.context["error"].code == "identity.sign_in_stopped"


@pytest.mark.parametrize("endpoint", ["discovery", "token", "jwks", "userinfo"])
def test_provider_down_is_said_and_keeps_nothing_half(client: Client, peers: Peers, endpoint: str) -> None:
    peers.fault("vneid", "http_500", endpoint=endpoint)
    started = client.post(START)
    answer = (
        started if endpoint == "discovery" else client.get(at_provider(started["Location"], YEN)) if started.status_code == 302 else started
    )
    assert answer.status_code in {400, 503}
    assert not models.Account.objects.exists()


def test_a_callback_is_used_once_and_only_in_its_own_session(client: Client) -> None:
    back = at_provider(client.post(START)["Location"], YEN)
    assert Client().get(back).status_code == 400
    assert client.get(back).status_code == 302
    client.post("/tai-khoan/dang-xuat/")
    assert client.get(back).status_code == 400
    assert actor_level(client) is None


def test_acting_for_the_own_organisation_only(client: Client) -> None:
    sign_in(client, "031083900004")
    organisation = models.Organisation.objects.get()
    client.post("/tai-khoan/thay-mat/", {"organisation": str(organisation.uuid)})
    assert client.get("/tai-khoan/").context["actor"].organisation_id == organisation.uuid
    stranger = models.Organisation.objects.create(tax_code="0299999949", name="Khác", created_at=organisation.created_at)
    assert client.post("/tai-khoan/thay-mat/", {"organisation": str(stranger.uuid)}).status_code == 403
    client.post("/tai-khoan/thay-mat/", {"organisation": ""})
    assert client.get("/tai-khoan/").context["actor"].organisation_id is None
