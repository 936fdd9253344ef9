"""The management API of settings, rooms, servers, adapters; and GovStack's configuration management over the same doors."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import GatewayUnreachable
from motcua.platform.exchange.testing import FakeGateway
from motcua.platform.exchange.tests.test_control import pem
from motcua.platform.exchange.tests.test_settings import OFFER, PORT, SCHEMA, config, newest

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
BASE, MEDIATOR = "/api/v1/exchange", "/api/govstack/information-mediator/api/v1"
KEY = {"HTTP_IDEMPOTENCY_KEY": "0190a1b2-c3d4"}
POPULATION, ONE_STOP, PERSONS = "VN-HP/GOV/C06-sim/population", "VN-HP/GOV/H24/one-stop", api.POPULATION_SERVICE
ROOM, PEER = f"{BASE}/rooms/GOV/C06-sim/population", f"{BASE}/peers/VN/GOV/BCA/gw9"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "TIME_STAMPS", "http://127.0.0.1:9/tsa")
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    FakeGateway(monkeypatch)
    api.load_reference(now=NOW)


def officer(role: Role) -> Client:
    return sign_in(Client(), make_officer(role, code=f"management.{role}"))


@pytest.fixture
def admin() -> Client:
    return officer(Role.ADMIN)


def send(client: Client, method: str, path: str, body: Any = None, **headers: Any) -> Any:
    return client.generic(method, path, json.dumps({} if body is None else body), content_type="application/json", **KEY, **headers)


@pytest.mark.parametrize(
    ("name", "body", "read"),
    [
        ("archiving", {"hours": 2, "megabytes": 8}, lambda c: c.archiving == protocol.Archiving(hours=2, megabytes=8)),
        ("keep_bodies", {"days": 30}, lambda c: c.keep_bodies_days == 30),
        ("message_port", PORT, lambda c: c.message_port == protocol.MessagePort(**PORT)),
    ],
)
def test_a_setting_is_set_read_with_its_tag_and_brought_back(admin: Client, name: str, body: Any, read: Any) -> None:
    place = f"{BASE}/settings/{name}"
    assert send(admin, "PUT", place, body).status_code == 204
    assert read(config())
    found = admin.get(place)
    assert found.json()["content"] == body
    assert send(admin, "PUT", place, body, HTTP_IF_MATCH='"0000000000000000"').status_code == 412
    assert send(admin, "DELETE", place, HTTP_IF_MATCH=found["ETag"]).status_code == 204
    assert not read(config())


def test_refusals_are_problems_in_two_languages(admin: Client) -> None:
    refused = send(admin, "PUT", f"{BASE}/settings/folders", {"roots": ["/etc"]})
    told = refused.json()
    assert (refused.status_code, refused["Content-Type"], told["error"]) == (422, "application/problem+json", "exchange.setting_wrong")
    assert told["vi"] != told["en"]
    assert "roots" in told["fields"]
    assert send(admin, "PUT", PEER, {"address": "10.0.0.9:5500"}).status_code == 422, "a peer without a message_port"


def test_a_room_and_its_event_types(admin: Client) -> None:
    assert send(admin, "PUT", ROOM, {"name_vi": "Dân cư", "subscribers": [ONE_STOP], "pace": {"per_day": 9}}).status_code == 204
    kind = {"name_vi": "Khai tử", "payload": SCHEMA, "key": "/number", "event_bytes": 4096}
    assert send(admin, "PUT", f"{ROOM}/types/newDeath", kind).status_code == 204
    told = admin.get(ROOM).json()
    assert (told["id"], told["subscribers"], told["pace"]["per_day"]) == (POPULATION, [ONE_STOP], 9)
    assert admin.get(f"{ROOM}/types/newDeath").json() == told["event_types"][0]
    assert told["event_types"][0]["payload"] == SCHEMA
    assert [r["id"] for r in admin.get(f"{BASE}/rooms").json()] == [POPULATION]
    tag = admin.get(f"{ROOM}/types/newDeath")["ETag"]
    assert send(admin, "PUT", f"{ROOM}/types/newDeath", {**kind, "payload": {}}, HTTP_IF_MATCH=tag).status_code == 204
    assert send(admin, "PUT", f"{ROOM}/types/newDeath", kind, HTTP_IF_MATCH=tag).status_code == 412
    assert send(admin, "DELETE", ROOM).status_code == 409
    assert send(admin, "DELETE", f"{ROOM}/types/newDeath").status_code == 204
    assert send(admin, "DELETE", ROOM).status_code == 204
    assert admin.get(ROOM).status_code == 404


def test_a_peer_is_connected_and_disconnected(admin: Client) -> None:
    send(admin, "PUT", f"{BASE}/settings/message_port", PORT)
    certificate, key = "ab" * 32, pem_key()
    body = {"address": "10.0.0.9:5500", "certificates": [certificate], "public_keys": [key], "clients": [POPULATION], "name_vi": "Bộ"}
    refused = send(admin, "PUT", PEER, body)
    assert refused.status_code == 422, "services of ours cannot live behind another server"
    assert send(admin, "PUT", PEER, {**body, "clients": []}).status_code == 204
    assert [s.id for s in config().servers] == ["VN/GOV/BCA/gw9"]
    found = admin.get(PEER)
    assert found.json()["certificates"] == [certificate]
    assert [p["id"] for p in admin.get(f"{BASE}/peers").json()] == ["VN/GOV/BCA/gw9"]
    assert send(admin, "DELETE", PEER).status_code == 204
    assert send(admin, "DELETE", PEER).status_code == 404
    assert config().servers == ()


def pem_key() -> str:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    public = x509.load_pem_x509_certificate(pem().encode()).public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def test_a_service_gets_adapter_contexts_and_offer_over_the_api(admin: Client) -> None:
    place = f"{BASE}/services/GOV/C06-sim/population/persons"
    adapter = {"kind": "soap", "settings": {**OFFER, "security": {"username": "motcua", "password": "very-secret"}}}
    assert send(admin, "PUT", place, {"adapter": adapter, "contexts": ["/dan-cu/1.0"], "soap_offer": OFFER}).status_code == 200
    told = admin.get(place).json()
    assert (told["contexts"], told["soap_offer"], told["adapter_secrets"]) == (["/dan-cu/1.0"], OFFER, ["security.password"])
    assert "very-secret" not in json.dumps(told)
    service = next(s for s in config().services if s.id == PERSONS)
    assert service.adapter is not None
    assert (service.adapter.settings["security"]["password"], service.soap_offer) == ("very-secret", OFFER)


def test_gateways_adapters_and_what_waits_are_told(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one = {"room": POPULATION, "event_type": "newDeath", "subscriber": ONE_STOP, "delivery": "PULL", "callback": "", "waiting": 3, "dead": 1,
           "allowed": True}  # fmt: skip
    monkeypatch.setattr(gateway, "events", lambda: {"types": [], "subscriptions": [one]})
    problem = {"vi": "Không có thư mục.", "en": "There is no folder."}
    state = {"service": PERSONS, "kind": "soap", "translator": "x", "ok": False, "problems": [problem]}
    monkeypatch.setattr(gateway, "adapters", lambda: [state])
    api.change_service(service=PERSONS, settings={"adapter": {"kind": "soap", "settings": OFFER}}, actor=SYSTEM, now=NOW)
    assert admin.get(f"{BASE}/subscriptions").json() == [one]
    assert admin.get(f"{BASE}/subscriptions", {"room": ONE_STOP}).json() == []
    assert admin.get(f"{BASE}/adapters").json() == []  # nobody asked yet
    assert send(admin, "POST", f"{BASE}/adapters/check", {}).json()[0]["problems"] == [["Không có thư mục.", "There is no folder."]]
    assert admin.get(f"{BASE}/gateways").json()[0]["code"] == "gw1"
    def away() -> Any:
        raise GatewayUnreachable

    monkeypatch.setattr(gateway, "events", away)
    assert admin.get(f"{BASE}/subscriptions").status_code == 503
    monkeypatch.setattr(gateway, "adapters", away)
    assert send(admin, "POST", f"{BASE}/adapters/check", {}).status_code == 503
    assert admin.get(f"{BASE}/adapters").json()[0]["ok"] is False


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.APPRAISER, Role.RECEPTION])
def test_only_administrators_change(role: Role) -> None:
    who = officer(role)
    writes = [("PUT", f"{BASE}/settings/keep_bodies", {"days": 1}), ("PUT", ROOM, {"name_vi": "x"}), ("DELETE", PEER, {}),
              ("PUT", f"{MEDIATOR}/config", {"domain": "x", "instance": "VN-HP"}), ("PATCH", f"{MEDIATOR}/rights/allow", [])]  # fmt: skip
    assert {send(who, *one).status_code for one in writes} == {403}
    assert who.get(f"{BASE}/settings").status_code == (200 if role is Role.OPERATOR else 403)


# GovStack: the façade's own words.
def mediator_conf(admin: Client) -> dict[str, Any]:
    answer = admin.get(f"{MEDIATOR}/config")
    assert answer.status_code == 200
    return dict(answer.json())


def application(told: dict[str, Any], code: str, name: str) -> dict[str, Any]:
    member = next(m for m in told["members"] if m["code"] == code)
    return dict(next(a for a in member["applications"] if a["id"] == name))


def test_the_configuration_is_told_in_the_published_shape(admin: Client) -> None:
    told = mediator_conf(admin)
    assert told["instance"] == "VN-HP"
    service = next(s for s in application(told, "C06-sim", "population")["services"] if s["id"] == "persons")
    assert {"member": "Uỷ ban nhân dân thành phố Hải Phòng", "application": "one-stop"} in service["rights"]


def test_what_was_told_may_be_sent_back_and_changes_nothing(admin: Client) -> None:
    told, before = mediator_conf(admin), newest()
    for method in ("PATCH", "PUT"):
        answer = send(admin, method, f"{MEDIATOR}/config", told)
        assert answer.status_code == 201, answer.content
    assert newest() == before
    assert send(admin, "POST", f"{MEDIATOR}/config?init=true", told).status_code == 409


def test_members_applications_services_and_rights_are_registered_in_one_version(admin: Client) -> None:
    told, before = mediator_conf(admin), newest()
    new = {
        "name": "Sở Y tế", "class": "GOV", "code": "H24.13", "applications": [{"id": "health", "services": [
            {"id": "cards", "specUrl": "https://health.example.vn/openapi.json", "serviceUrl": "http://10.0.0.5/cards",
             "rights": [{"member": "H24", "application": "one-stop"}]}]}],
    }  # fmt: skip
    conf_of = {"domain": told["domain"], "instance": "VN-HP", "members": [new]}
    assert send(admin, "PATCH", f"{MEDIATOR}/config", conf_of).status_code == 201
    assert newest() == before + 1
    service = next(s for s in config().services if s.id == "VN-HP/GOV/H24.13/health/cards")
    assert (service.base_url, service.type, [r.subject for r in service.rights]) == ("http://10.0.0.5/cards", "OPENAPI", [ONE_STOP])
    wrong = {**conf_of, "members": [{**new, "code": "H24.14", "applications": [{"id": "x", "services": [
        {"id": "y", "specUrl": "", "serviceUrl": "http://10.0.0.5/", "rights": [{"member": "nobody", "application": "z"}]}]}]}]}  # fmt: skip
    assert send(admin, "PATCH", f"{MEDIATOR}/config", wrong).status_code == 422
    assert "H24.14" not in {m.member_code for m in config().members}, "all of it or nothing"
    assert send(admin, "PATCH", f"{MEDIATOR}/config", {**conf_of, "instance": "VN-HN"}).status_code == 422


def test_replacing_switches_off_what_is_not_described_and_patch_brings_it_back(admin: Client) -> None:
    told = mediator_conf(admin)
    bare = {**told, "members": [m for m in told["members"] if m["code"] == "C06-sim"]}
    offering = application(bare, "C06-sim", "population")
    offering["services"] = [{**s, "rights": []} for s in offering["services"] if s["id"] == "persons"]
    bare["members"] = [{**bare["members"][0], "applications": [offering]}]
    assert send(admin, "PUT", f"{MEDIATOR}/config", bare).status_code == 201
    services = {s.id: s for s in config().services}
    assert [i for i, s in services.items() if s.enabled] == [PERSONS]
    assert services[PERSONS].rights == ()
    assert {m.member_code for m in config().members} >= {"H24", "C06-sim"}, "members stay: the log names them"
    assert send(admin, "PATCH", f"{MEDIATOR}/config", told).status_code == 201
    assert all(s.enabled for s in config().services)


def test_rights_are_paged_filtered_allowed_and_denied(admin: Client) -> None:
    seen, token = [], ""
    while True:
        page = admin.get(f"{MEDIATOR}/rights/allow", {"pageSize": 3, "nextPageToken": token}).json()
        seen += [(s["serviceId"], s["applicationId"], r["applicationId"]) for s in page["allowList"] for r in s["rights"]]
        token = page["nextPageToken"]
        if not token:
            break
    assert len(seen) == len(set(seen)) > 6
    asked = {"memberClass": "GOV", "memberCode": "C06-sim", "applicationId": "population", "serviceId": "persons"}
    (one,) = admin.get(f"{MEDIATOR}/rights/allow", asked).json()["allowList"]
    assert {r["applicationId"] for r in one["rights"]} == {"one-stop", "sandbox"}
    mine = {**asked, "rights": [{"memberClass": "GOV", "memberCode": "H24", "applicationId": "one-stop"}]}
    assert send(admin, "PATCH", f"{MEDIATOR}/rights/deny", [mine]).status_code == 200
    (one,) = admin.get(f"{MEDIATOR}/rights/allow", asked).json()["allowList"]
    assert {r["applicationId"] for r in one["rights"]} == {"sandbox"}
    for _ in range(2):
        assert send(admin, "PATCH", f"{MEDIATOR}/rights/allow", [mine]).status_code == 200
    assert [(r.method, r.path) for r in api.rights(actor=SYSTEM, service=PERSONS, client=ONE_STOP)] == [("*", "**")]
    assert admin.get(f"{MEDIATOR}/rights/allow", {"nextPageToken": "xxx"}).status_code == 422
    unknown = {**mine, "serviceId": "nothing"}
    assert send(admin, "PATCH", f"{MEDIATOR}/rights/allow", [unknown]).status_code == 404


def test_the_status_says_whether_the_gateway_works(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert admin.get(f"{MEDIATOR}/status").status_code == 200
    monkeypatch.setattr(gateway, "health", lambda: {"ready": False})
    assert admin.get(f"{MEDIATOR}/status").status_code == 503
