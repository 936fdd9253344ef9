"""The management API of the exchange: who may, edits by tag, keys told once, a gateway that fetches."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.exchange import api

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
BASE = "/api/v1/exchange"
KEY = {"HTTP_IDEMPOTENCY_KEY": "0190a1b2-c3d4"}
PERSONS = f"{BASE}/services/GOV/C06-sim/population/persons"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference(db: None) -> None:
    api.load_reference(now=NOW)


@pytest.fixture
def admin() -> Client:
    return sign_in(Client(raise_request_exception=True), make_officer(Role.ADMIN, code="rest.admin"))


def send(client: Client, method: str, path: str, body: Any = None, **headers: Any) -> Any:
    return client.generic(method, path, json.dumps(body or {}), content_type="application/json", **KEY, **headers)


def test_an_edit_carries_the_tag_that_was_seen(admin: Client) -> None:
    tag = admin.get(PERSONS)["ETag"]
    assert send(admin, "PUT", PERSONS, {"timeout_s": 7}, HTTP_IF_MATCH=tag).status_code == 200
    again = send(admin, "PUT", PERSONS, {"timeout_s": 8}, HTTP_IF_MATCH=tag)
    assert (again.status_code, again.json()["error"]) == (412, "exchange.changed_meanwhile")
    assert admin.get(PERSONS).json()["timeout_s"] == 7


def test_pages_by_key_are_whole_and_without_repetition(admin: Client) -> None:
    seen, after = [], ""
    while True:
        page = admin.get(f"{BASE}/services", {"limit": 7, "after": after}).json()
        seen += [row["id"] for row in page["rows"]]
        after = page["next"]
        if not after:
            break
    assert seen == sorted({s.id for s in api.services()})


def test_lgsp_paths_are_set_shown_to_everybody_and_checked(admin: Client) -> None:
    assert send(admin, "PUT", PERSONS, {"contexts": ["/population/1.0"]}).status_code == 200
    assert admin.get(PERSONS).json()["contexts"] == ["/population/1.0"]
    page = Client().get("/nha-phat-trien/dich-vu/VN-HP/GOV/C06-sim/population/persons/").content.decode()
    assert "/population/1.0" in page
    hidden = admin.generic(
        "PUT", PERSONS, json.dumps({"contexts": ["/r1/1.0"]}), content_type="application/json", HTTP_IDEMPOTENCY_KEY="0190a1b2-c3d5"
    )
    assert hidden.status_code == 422
    assert admin.get(PERSONS).json()["contexts"] == ["/population/1.0"]


def test_what_people_do_is_refused_to_applications_in_words(admin: Client) -> None:
    send(admin, "PUT", f"{BASE}/gateways/gw7", {"name_vi": "Cổng bảy"})
    token = send(admin, "POST", f"{BASE}/gateways/gw7/token")
    refused = Client().get(f"{BASE}/requests", HTTP_AUTHORIZATION=f"Bearer {token.json()['token']}")
    assert refused.status_code == 403
    assert "only a person who is signed in" in refused.json()["en"]


def test_a_key_is_told_in_one_answer_only(admin: Client) -> None:
    made = send(admin, "POST", f"{BASE}/credentials", {"client": "VN-HP/GOV/H24/one-stop"})
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    assert made.json()["secret"] not in admin.get(f"{BASE}/credentials").content.decode()


def test_a_gateway_fetches_with_its_token_and_hears_when_nothing_is_new(admin: Client) -> None:
    assert send(admin, "PUT", f"{BASE}/gateways/gw2", {"name_vi": "Cổng hai"}).status_code == 204
    token = send(admin, "POST", f"{BASE}/gateways/gw2/token").json()["token"]
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    first = Client().get(f"{BASE}/config", **bearer)
    assert protocol.load_config(first.content).server_id == "VN-HP/GOV/H24/gw2"
    assert Client().get(f"{BASE}/config", HTTP_IF_NONE_MATCH=first["ETag"], **bearer).status_code == 304
    api.set_service_enabled(service=api.POPULATION_SERVICE, enabled=False, notice="x", actor=SYSTEM, now=NOW)
    assert Client().get(f"{BASE}/config", HTTP_IF_NONE_MATCH=first["ETag"], **bearer).status_code == 200
    assert Client().get(f"{BASE}/services", **bearer).status_code == 403
    assert Client().get(f"{BASE}/config", HTTP_AUTHORIZATION="Bearer mcg_nobody").status_code == 401
    assert admin.get(f"{BASE}/config").status_code == 403


@pytest.mark.parametrize(("role", "expected"), [(Role.OPERATOR, (200, 403)), (Role.LEADER, (403, 403)), (Role.RECEPTION, (403, 403))])
def test_operators_see_and_only_administrators_change(role: Role, expected: tuple[int, int]) -> None:
    client = sign_in(Client(), make_officer(role, code=f"rest.{role}"))
    assert (client.get(f"{BASE}/services").status_code, send(client, "PUT", PERSONS, {"timeout_s": 3}).status_code) == expected
