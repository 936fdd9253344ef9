"""PR-MREST §4 (listMethods, allowedMethods) and §5 (getOpenAPI)."""

from __future__ import annotations

import json

import pytest
import yaml

from motcua.gateway.tests.conftest import CLIENT, OTHER, Rig

from .asking import R1, ask

NARROW = {
    "member_class": "GOV", "member_code": "C06", "object_type": "SERVICE", "service_code": "narrow", "service_type": "REST",
    "subsystem_code": "population", "xroad_instance": "VN-HP",
}  # fmt: skip
OPEN = [{"method": "GET", "path": "/open/*"}, {"method": "DELETE", "path": "/open/*"}]


def test_4_list_methods_names_every_service_with_its_endpoints(gate: Rig) -> None:
    listed = ask(gate, f"{R1}/listMethods").json
    assert set(listed) == {"service"}
    assert next(s for s in listed["service"] if s["service_code"] == "narrow") == {**NARROW, "endpoint_list": OPEN}
    assert {s["service_type"] for s in listed["service"]} == {"REST", "OPENAPI"}


def test_4_allowed_methods_names_what_the_caller_may(gate: Rig) -> None:
    mine = ask(gate, f"{R1}/allowedMethods").json["service"]
    theirs = ask(gate, f"{R1}/allowedMethods", ("X-Road-Client", str(OTHER)), client=False).json["service"]
    assert next(s for s in mine if s["service_code"] == "narrow") == {**NARROW, "endpoint_list": OPEN[:1]}
    assert "foreign" not in {s["service_code"] for s in mine}
    assert theirs == []


@pytest.mark.parametrize("code", ["listMethods", "allowedMethods"])
def test_4_metaservices_do_not_list_themselves(gate: Rig, code: str) -> None:
    assert not {"listMethods", "allowedMethods", "getOpenAPI"} & {s["service_code"] for s in ask(gate, f"{R1}/{code}").json["service"]}


@pytest.mark.parametrize("code", ["listMethods", "allowedMethods", "getOpenAPI?serviceCode=described"])
def test_4_they_are_calls_like_others(gate: Rig, code: str) -> None:
    """They need the client header and no right, answer with the protocol's headers, and are logged."""
    assert ask(gate, f"{R1}/{code}", client=False).json["type"] == "Client.BadRequest"
    heard = ask(gate, f"{R1}/{code}", ("X-Road-Client", str(OTHER)), client=False)
    record = gate.records()[-1]
    assert heard.status == 200
    assert (record.client, record.service) == (str(OTHER), f"VN-HP/GOV/C06/population/{code.partition('?')[0]}")
    assert heard.headers["x-road-request-hash"] == record.request_hash


@pytest.mark.parametrize(("method", "rest"), [("POST", ""), ("GET", "/x"), ("DELETE", "")])
def test_4_they_answer_get_alone(gate: Rig, method: str, rest: str) -> None:
    assert ask(gate, f"{R1}/listMethods{rest}", method=method).json["type"] == "Server.ServerProxy.InvalidRequest"


def test_4_an_unknown_provider_has_no_lists(gate: Rig) -> None:
    assert ask(gate, "/r1/VN-HP/GOV/C06/nowhere/listMethods").json["type"] == "Server.ServerProxy.UnknownMember"


def test_5_a_description_in_json_tells_no_address(gate: Rig) -> None:
    heard = ask(gate, f"{R1}/getOpenAPI?serviceCode=described")
    found = json.loads(heard.body)
    assert heard.headers["content-type"].startswith("application/json")
    assert [s["url"] for s in found["servers"]] == ["/v1", "/v2"]
    path = found["paths"]["/persons"]
    assert [path["servers"][0]["url"], path["get"]["servers"][0]["url"]] == ["/other", "/relative"]
    assert path["get"]["responses"]["200"]["links"]["next"]["server"]["url"] == "/n"
    assert not [word for word in (b"inner.example", b"10.0.0.9", b"127.0.0.1") if word in heard.body]


def test_5_a_description_in_yaml_stays_yaml(gate: Rig) -> None:
    heard = ask(gate, f"{R1}/getOpenAPI?serviceCode=described-yaml")
    assert heard.headers["content-type"] == "text/yaml"
    assert yaml.safe_load(heard.body)["servers"] == [{"url": "/v1"}]


def test_5_the_parameters_name_knows_no_case_and_its_last_value_counts(gate: Rig) -> None:
    assert ask(gate, f"{R1}/getOpenAPI?servicecode=persons&SERVICECODE=described").status == 200


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("", "Server.ServerProxy.InvalidRequest", "Missing serviceCode in message body"),
        ("?serviceCode=", "Server.ServerProxy.InvalidRequest", "Missing serviceCode in message body"),
        ("?serviceCode=persons", "Server.ServerProxy.ServiceType", "Invalid service type: REST"),
        ("?serviceCode=nothing", "Server.ServerProxy.UnknownService", "Unknown service: VN-HP/GOV/C06/population/nothing"),
        ("?serviceCode=unreachable", "Server.ServerProxy.InternalError", "Failed reading service description from unreachable"),
        ("?serviceCode=broken", "Server.ServerProxy.InternalError", "Failed reading service description from broken"),
        ("?serviceCode=no-openapi", "Server.ServerProxy.InternalError", "Failed reading service description from no-openapi"),
        ("?serviceCode=moved", "Server.ServerProxy.InternalError", "Failed reading service description from moved"),
    ],
)
def test_5_the_exact_words_that_clients_look_for(gate: Rig, query: str, code: str, message: str) -> None:
    heard = ask(gate, f"{R1}/getOpenAPI{query}", ("X-Road-Client", str(CLIENT)), client=False)
    assert (heard.status, heard.json["type"], heard.json["message"]) == (500, code, message)
