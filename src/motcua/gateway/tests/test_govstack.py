"""The dialect of the GovStack information mediator: its headers, its paths, its lists (IM Directory Services API 1.0)."""

from __future__ import annotations

import json

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, OTHER, SERVICE, Rig, service
from .wire import send

FAMILIES = ["Information-Mediator-", "X-GovStack-"]
PATHS = [f"/{SERVICE}", f"/r1/{SERVICE}"]


@pytest.mark.parametrize("prefix", FAMILIES)
@pytest.mark.parametrize("path", PATHS)
def test_a_call_in_either_form_and_family(rig: Rig, path: str, prefix: str) -> None:
    sent = [(f"{prefix}Client", str(CLIENT)), (f"{prefix}Id", "g-1"), (f"{prefix}UserId", "VN031123456789"), (f"{prefix}Issue", "H24-1")]
    status, answered, content = send(rig.url, "POST", f"{path}/persons?q=%C3%B4", sent, b"body")
    found, seen = {k.lower(): v for k, v in answered}, json.loads(content)
    forwarded = {k.lower(): v for k, v in seen["headers"]}
    assert (status, seen["path"], seen["body"]) == (200, "/api/persons?q=%C3%B4", "body")
    for name, value in (("client", str(CLIENT)), ("id", "g-1"), ("userid", "VN031123456789"), ("issue", "H24-1")):
        assert forwarded[f"x-road-{name}"] == forwarded[prefix.lower() + name] == value
    record = rig.records()[-1]
    assert (record.dialect, record.message_id, record.user_id, record.issue) == ("govstack", "g-1", "VN031123456789", "H24-1")
    for name, value in (
        ("client", str(CLIENT)),
        ("service", str(SERVICE)),
        ("id", "g-1"),
        ("request-id", record.request_id),
        ("request-hash", record.request_hash),
    ):
        assert found[prefix.lower() + name] == value
    assert not [name for name in found if name.startswith("x-road-")]


@pytest.mark.parametrize(
    ("headers", "path", "code", "status"),
    [
        ([], f"/{SERVICE}/x", "Client.BadRequest", 400),
        ([("Information-Mediator-Client", "VN-HP/GOV")], f"/{SERVICE}/x", "Client.BadRequest", 400),
        ([("Information-Mediator-Client", str(CLIENT))], "/VN-HP/GOV/C06", "Client.BadRequest", 400),
        ([("Information-Mediator-Client", str(CLIENT)), ("X-Road-Client", str(OTHER))], f"/{SERVICE}/x", "Client.BadRequest", 400),
        ([("Information-Mediator-Client", str(CLIENT)), ("X-GovStack-Client", str(OTHER))], f"/{SERVICE}/x", "Client.BadRequest", 400),
        ([("Information-Mediator-Client", str(OTHER))], f"/{SERVICE}/x", "Server.ServerProxy.AccessDenied", 500),
        ([("Information-Mediator-Client", str(CLIENT))], "/EGOV/GOV/C06/population/persons", "Server.ServerProxy.UnknownMember", 500),
        ([("Information-Mediator-Client", str(CLIENT))], f"/{SERVICE}/a%2f..%2fb", "Client.BadRequest", 400),
    ],
)
def test_refusals_are_told_in_the_callers_family(
    rig: Rig, headers: list[tuple[str, str]], path: str, code: str, status: int
) -> None:
    got, answered, content = send(rig.url, "GET", path, headers)
    assert (got, json.loads(content)["type"], dict(answered)["Information-Mediator-Error"]) == (status, code, code)
    assert "X-Road-Error" not in dict(answered)


def test_the_caller_cannot_be_two(rig: Rig) -> None:
    """A provider that reads the other family's header must not find another caller there."""
    sent = [("Information-Mediator-Client", str(OTHER)), ("information-mediator-client", str(CLIENT)), ("Information_Mediator_Client", str(OTHER))]
    seen = json.loads(send(rig.url, "GET", f"/{SERVICE}/x", sent)[2])
    callers = {v for k, v in seen["headers"] if k.lower().replace("_", "-").endswith("-client")}
    assert callers == {str(CLIENT)}


@pytest.mark.parametrize("target", [f"/{SERVICE}/x", f"/r1/{SERVICE}/x"])
@pytest.mark.parametrize("names", [("X-Road-Client", "X-GovStack-Client"), ("X-GovStack-Client", "Information-Mediator-Client")])
def test_two_families_do_not_name_two_callers(rig: Rig, target: str, names: tuple[str, str]) -> None:
    """Whoever may set further headers of somebody else's call cannot make it his own that way."""
    before = len(rig.records())
    for mine, other in (names, names[::-1]):
        status, answered, _ = send(rig.url, "GET", target, [(mine, str(CLIENT)), (other, str(OTHER))])
        assert (status, [v for k, v in answered if k.endswith("-Error")]) == (400, ["Client.BadRequest"])
    assert len(rig.records()) == before
    assert send(rig.url, "GET", target, [(name, str(CLIENT)) for name in names])[0] == 200


def test_the_directory_lists_members_and_applications(rig: Rig) -> None:
    for headers, target in (([("X-GovStack-Client", str(CLIENT))], "/listClients"), ([], "/listClients?instanceId=VN-HP")):
        status, answered, content = send(rig.url, "GET", target, headers)
        listed = json.loads(content)["member"]
        assert (status, dict(answered)["Content-Type"]) == (200, "application/json; charset=utf-8")
        assert [m["id"]["objectType"] for m in listed] == ["MEMBER", "APPLICATION", "APPLICATION", "MEMBER", "APPLICATION"]
        assert listed[4] == {
            "name": "CSDL dân cư",
            "id": {"objectType": "APPLICATION", "instanceId": "VN-HP", "memberClass": "GOV", "memberCode": "C06", "applicationCode": "population"},
        }
    assert send(rig.url, "GET", "/listClients?instanceId=ABC", [])[0] == 400


def test_methods_in_the_shape_of_the_directory(rig: Rig, provider: str) -> None:
    endpoints = (gw.Endpoint(method="GET", path="/persons/*"), gw.Endpoint(method="DELETE", path="/persons/*"))
    rights = (gw.Right(subject=str(CLIENT), method="GET", path="/persons/*"),)
    rig.configure(services=(service(provider, endpoints=endpoints, rights=rights),))
    me = ("X-GovStack-Client", str(CLIENT))
    base = f"/r1/{SERVICE.provider}"
    every = json.loads(send(rig.url, "GET", f"{base}/listMethods", [me])[2])
    allowed = json.loads(send(rig.url, "GET", f"{base}/allowedMethods?serviceId=persons", [me])[2])
    none = json.loads(send(rig.url, "GET", f"/{SERVICE.provider}/allowedMethods?serviceId=else", [me])[2])
    one = {
        "objectType": "SERVICE", "serviceType": "REST", "instanceId": "VN-HP", "memberClass": "GOV", "memberCode": "C06",
        "applicationCode": "population", "serviceCode": "persons",
    }  # fmt: skip
    assert every == {"member": [{**one, "endpointList": {"member": [{"method": m, "path": "/persons/*"} for m in ("GET", "DELETE")]}}]}
    assert allowed == {"member": [{**one, "endpointList": {"member": [{"method": "GET", "path": "/persons/*"}]}}]}
    assert none == {"member": []}


def test_xroad_clients_are_answered_as_ever(rig: Rig) -> None:
    _, answered, content = send(rig.url, "GET", f"/r1/{SERVICE.provider}/listMethods", [("X-Road-Client", str(CLIENT))])
    assert set(json.loads(content)) == {"service"}
    assert "X-Road-Id" in dict(answered)
    assert rig.records()[-1].dialect is None
