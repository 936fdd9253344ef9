"""The gateway process over the wire, as a client and a provider see it."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import re
import time
import urllib.parse
import uuid
import xml.etree.ElementTree as ET
from dataclasses import replace

import msgspec
import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, OTHER, SERVICE, Rig, config, service
from .wire import raw, send

ME = ("X-Road-Client", str(CLIENT))
R1 = f"/r1/{SERVICE}"


def fault_of(error: pytest.ExceptionInfo[gw.ExchangeFault]) -> str:
    return str(error.value.params["fault"])


def test_a_call_reaches_the_provider_as_sent(rig: Rig) -> None:
    reply = gw.call(
        rig.url,
        CLIENT,
        SERVICE,
        "/persons/Ng%ô",
        {"q": "a b&c"},
        user_id="VN031123456789",
        issue="H24.7-261122-0001",
        message_id="m-1",
        headers={"X-Mine": "kept"},
    )
    seen = reply.json()
    headers = {k.lower(): v for k, v in seen["headers"]}
    assert (reply.status, seen["path"], reply.message_id) == (200, "/api/persons/Ng%25%C3%B4?q=a+b%26c", "m-1")
    assert headers["x-road-client"] == str(CLIENT)
    assert headers["x-road-userid"] == "VN031123456789"
    assert headers["x-mine"] == "kept"
    assert headers["x-road-request-id"] == reply.request_id
    assert "user-agent" not in headers


def test_answer_headers_are_the_gateways_own(rig: Rig) -> None:
    status, headers, _ = send(rig.url, "GET", f"{R1}/x", [ME])
    found = {k.lower(): v for k, v in headers}
    assert status == 200
    assert found["x-road-client"] == str(CLIENT)
    assert found["x-road-service"] == str(SERVICE)
    assert re.fullmatch(r"VN-HP-[0-9a-f-]{36}", found["x-road-id"])
    assert uuid.UUID(found["x-road-request-id"])
    assert "x-road-error" not in found
    assert "server" not in found
    assert found["cache-control"] == "no-store"
    assert len([k for k, _ in headers if k.lower() == "x-road-request-hash"]) == 1


def test_every_field_of_a_record_is_what_it_says(rig: Rig) -> None:
    body = b'{"q":1}'
    sent = [ME, ("X-Road-Id", "fields-1"), ("X-Road-UserId", "VN9"), ("X-Road-Issue", "H24-1"), ("X-Road-Represented-Party", "GOV/H24")]
    status, headers, answer = send(rig.url, "POST", f"{R1}/x?y=1", sent, body)
    refused, _, _ = send(rig.url, "GET", "/r1/VN-HP/GOV/C06/population/none", [ME, ("X-Road-Id", "fields-2")])
    assert (status, refused) == (200, 500)
    first, second = (next(r for r in rig.records() if r.message_id == sent) for sent in ("fields-1", "fields-2"))
    found = msgspec.structs.asdict(first)
    request_head, response_head = found.pop("request_head"), found.pop("response_head")
    instants = [found.pop(name) for name in ("request_in_ms", "request_out_ms", "response_in_ms", "response_out_ms")]
    assert instants == sorted(instants)
    assert abs(instants[0] - time.time() * 1000) < 60_000
    assert request_head.startswith(f"POST\r\n{R1}/x?y=1\r\n")
    assert response_head.startswith("200\r\nOK\r\n")
    assert found == {
        "seq": second.seq - 1, "request_id": dict(headers)["x-road-request-id"], "message_id": "fields-1", "client": str(CLIENT), "service": str(SERVICE),
        "method": "POST", "target": f"{R1}/x?y=1", "forwarded": "/api/x?y=1", "user_id": "VN9", "issue": "H24-1", "represented_party": "GOV/H24",
        "request_hash": gw.request_hash(request_head.encode("latin-1"), hashlib.sha512(body).digest()), "status": 200,
        "request_body": base64.b64encode(hashlib.sha512(body).digest()).decode(), "request_size": len(body),
        "response_body": base64.b64encode(hashlib.sha512(answer).digest()).decode(), "response_size": len(answer),
        "fault": None, "fault_string": None, "agreement": None, "variant": None, "dialect": None, "translator": None, "handed_by": None, "handed_to": None,
    }  # fmt: skip
    assert (second.status, second.request_out_ms) == (500, None)
    assert (second.fault, second.fault_string) == ("Server.ServerProxy.UnknownService", "Unknown service: VN-HP/GOV/C06/population/none")


def test_hash_can_be_made_again_from_the_log(rig: Rig) -> None:
    reply = gw.call(rig.url, CLIENT, SERVICE, "/x", method="POST", body=b"the body")
    record = next(r for r in rig.records() if r.request_id == reply.request_id)
    digest = hashlib.sha512(b"the body").digest()
    assert record.request_body == base64.b64encode(digest).decode()
    assert gw.request_hash(record.request_head.encode("latin-1"), digest) == reply.request_hash == record.request_hash
    assert record.request_head.startswith(f"POST\r\n{R1}/x\r\n")
    assert record.response_body == base64.b64encode(hashlib.sha512(reply.body).digest()).decode()


def test_spoofed_headers_do_not_arrive(rig: Rig) -> None:
    spoof = [
        ("X-Road-Client", str(OTHER)),
        ME,
        ("X_Road_Client", str(OTHER)),
        ("X-Road-Request-Id", "mine"),
        ("X-Road-Request-Hash", "mine"),
        ("Connection", "x-road-client, X-Drop"),
        ("X-Drop", "1"),
    ]
    _, headers, body = send(rig.url, "GET", f"{R1}/x", spoof)
    seen = [(k.lower(), v) for k, v in json.loads(body)["headers"]]
    assert [v for k, v in seen if k.replace("_", "-") == "x-road-client"] == [str(CLIENT)]
    assert ("x-road-request-id", "mine") not in seen
    assert not {"x-road-request-hash", "x-drop", "connection"} & {k for k, _ in seen}
    assert dict(headers)["X-Road-Request-Hash"] != "mine"


def test_the_providers_secret_is_the_gateways_own(rig: Rig, provider: str) -> None:
    rig.configure(services=(service(provider, provider_headers=(("X-Provider-Secret", "s3"),)),))
    reply = gw.call(rig.url, CLIENT, SERVICE, "/x", headers={"X-Provider-Secret": "guess"})
    assert [v for k, v in reply.json()["headers"] if k.lower() == "x-provider-secret"] == ["s3"]
    assert "s3" not in rig.records()[-1].request_head


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_every_verb_passes(rig: Rig, method: str) -> None:
    seen = gw.call(rig.url, CLIENT, SERVICE, "/x", method=method, body=b"b").json()
    assert (seen["method"], seen["body"]) == (method, "b")


def test_head_has_no_body(rig: Rig) -> None:
    status, headers, body = send(rig.url, "HEAD", f"{R1}/x", [ME])
    assert (status, body) == (200, b"")
    assert "X-Road-Request-Hash" in dict(headers)


@pytest.mark.parametrize(("path", "body"), [("/chunked", b"abcde"), ("/until-close", b"to the end")])
def test_every_framing_of_an_answer(rig: Rig, path: str, body: bytes) -> None:
    assert gw.call(rig.url, CLIENT, SERVICE, path).body == body


def test_redirects_and_provider_errors_pass_unfollowed(rig: Rig) -> None:
    moved, missing = gw.call(rig.url, CLIENT, SERVICE, "/moved"), gw.call(rig.url, CLIENT, SERVICE, "/missing")
    assert (moved.status, dict(moved.headers)["Location"]) == (302, "http://127.0.0.1:1/else")
    assert missing.status == 404


@pytest.mark.parametrize(
    ("target", "headers", "code", "status"),
    [
        (f"{R1}/x", [], "Client.BadRequest", 400),
        (f"{R1}/x", [("X-Road-Client", "VN-HP/GOV")], "Client.BadRequest", 400),
        (f"{R1}/x", [("X-Road-Client", str(CLIENT).replace("/", "%2F"))], "Client.BadRequest", 400),
        (f"{R1}/x", [ME, ("X-Road-Represented-Party", "a/b/c")], "Client.BadRequest", 400),
        (f"{R1}/x", [ME, ("X-Road-Security-Server", "a/b/c")], "Client.BadRequest", 400),
        (f"{R1}/x", [ME, ("X-Road-Security-Server", "VN-HP/GOV/H24/gw9")], "Client.BadRequest", 400),
        ("/r2/a/b/c/d/e", [ME], "Client.BadRequest", 400),
        ("/r1/VN-HP/GOV/C06/population", [ME], "Client.BadRequest", 400),
        ("/elsewhere", [ME], "Client.BadRequest", 400),
        (f"{R1}/x/../../../secret", [ME], "Client.BadRequest", 400),
        (f"{R1}/x", [("X-Road-Client", "VN-HP/GOV/H24/nobody")], "Server.ClientProxy.UnknownMember", 500),
        (f"{R1}/x", [("X-Road-Client", str(OTHER))], "Server.ServerProxy.AccessDenied", 500),
        ("/r1/VN-HP/GOV/C06/nowhere/persons", [ME], "Server.ServerProxy.UnknownMember", 500),
        ("/r1/VN-HP/GOV/C06/population/unknown", [ME], "Server.ServerProxy.UnknownService", 500),
        ("/r1/VN-HP/GOV/C06%2Fpopulation/x/persons/y", [ME], "Server.ServerProxy.UnknownMember", 500),
    ],
)
def test_refusals(rig: Rig, target: str, headers: list[tuple[str, str]], code: str, status: int) -> None:
    got, answered, body = send(rig.url, "GET", target, headers)
    said = json.loads(body)
    assert (got, said["type"], dict(answered)["X-Road-Error"]) == (status, code, code)
    assert uuid.UUID(said["detail"])
    assert set(said) == {"type", "message", "detail"}


def test_faults_in_the_newer_spelling_and_in_xml(rig: Rig) -> None:
    rig.configure(error_style=gw.ErrorStyle.SNAKE)
    _, headers, body = send(rig.url, "GET", f"{R1}/x", [("X-Road-Client", str(OTHER)), ("Accept", "text/xml")])
    assert dict(headers)["X-Road-Error"] == ET.fromstring(body).findtext("type") == "server.serverproxy.access_denied"


def test_a_disabled_service_tells_its_notice(rig: Rig, provider: str) -> None:
    rig.configure(services=(service(provider, enabled=False, notice="Bảo trì đến 18 giờ"),))
    status, _, body = send(rig.url, "GET", f"{R1}/x", [ME])
    said = json.loads(body)
    assert (status, said["type"]) == (500, "Server.ServerProxy.ServiceDisabled")
    assert "Bảo trì đến 18 giờ" in said["message"]


def test_rights_at_endpoint_level_are_matched_as_forwarded(rig: Rig, provider: str) -> None:
    rights = (gw.Right(subject="group:desks", method="GET", path="/open/*"),)
    rig.configure(groups=(gw.Group(name="desks", clients=(str(CLIENT),)),), services=(service(provider, rights=rights),))

    def code(method: str, path: str) -> str | int:
        _status, headers, body = send(rig.url, method, R1 + path, [ME])
        return dict(headers).get("X-Road-Error") or json.loads(body)["path"]

    denied = "Server.ServerProxy.AccessDenied"
    assert code("GET", "/open/1?x=%2e%2e") == "/api/open/1?x=%2e%2e"
    assert code("GET", "/closed/../open/1") == "/api/open/1"
    assert code("GET", "/open/%31") == "/api/open/1"
    assert [code("POST", "/open/1"), code("GET", "/open/1/2"), code("GET", "/open/../closed"), code("GET", "/open/%2e%2e/closed")] == [
        denied
    ] * 4
    assert [code("GET", p) for p in ("/open/..%2fclosed", "/open/%2e%2e%2fclosed", "/open/..;/closed", "/open/%252e%252e")] == [
        "Client.BadRequest"
    ] * 4


def test_an_address_that_may_not_speak_for_the_client(rig: Rig, provider: str) -> None:
    members = list(config(provider).members)
    members[0] = replace(members[0], subsystems=(gw.Subsystem(code="onestop", networks=("10.9.0.0/16",)), gw.Subsystem(code="other")))
    rig.configure(members=tuple(members))
    with pytest.raises(gw.ExchangeFault) as error:
        gw.call(rig.url, CLIENT, SERVICE, "/x")
    assert fault_of(error) == "Server.ClientProxy.SslAuthenticationFailed"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/gone", "Server.ServerProxy.ServiceFailed.NetworkError"),
        ("/half", "Server.ServerProxy.ServiceFailed.NetworkError"),
        ("/garbage", "Server.ServerProxy.ServiceFailed.HttpError"),
        ("/big", "Server.ServerProxy.ServiceFailed.BodyTooLarge"),
    ],
)
def test_a_provider_that_misbehaves(rig: Rig, path: str, code: str) -> None:
    with pytest.raises(gw.ExchangeFault) as error:
        gw.call(rig.url, CLIENT, SERVICE, path)
    record = rig.records()[-1]
    assert fault_of(error) == code == record.fault
    assert error.value.params["detail"] == record.request_id
    assert gw.call(rig.url, CLIENT, SERVICE, "/x").status == 200


def test_a_provider_that_takes_too_long(rig: Rig, provider: str) -> None:
    rig.configure(services=(service(provider, timeout_s=0.3),))
    with pytest.raises(gw.ExchangeFault) as error:
        gw.call(rig.url, CLIENT, SERVICE, "/slow")
    assert fault_of(error) == rig.records()[-1].fault == "Server.ServerProxy.ServiceFailed.Timeout"


def test_an_absent_provider_is_named_without_its_address(rig: Rig) -> None:
    rig.configure(services=(service("http://127.0.0.1:9/api"),))
    _, headers, body = send(rig.url, "GET", f"{R1}/x", [ME])
    assert dict(headers)["X-Road-Error"] == "Server.ServerProxy.NetworkError"
    assert b"127.0.0.1" not in body


def test_no_gateway_at_all() -> None:
    with pytest.raises(gw.GatewayUnreachable):
        gw.call("http://127.0.0.1:9", CLIENT, SERVICE, "/x")


def test_metadata_lists(rig: Rig, provider: str) -> None:
    endpoints = (gw.Endpoint(method="GET", path="/persons/*"), gw.Endpoint(method="DELETE", path="/persons/*"))
    rights = (gw.Right(subject=str(CLIENT), method="GET", path="/persons/*"),)
    rig.configure(services=(service(provider, endpoints=endpoints, rights=rights),))
    base = f"/r1/{SERVICE.provider}"
    methods = json.loads(send(rig.url, "GET", f"{base}/listMethods", [ME])[2])["service"]
    allowed = json.loads(send(rig.url, "GET", f"{base}/allowedMethods", [ME])[2])["service"]
    others = json.loads(send(rig.url, "GET", f"{base}/allowedMethods", [("X-Road-Client", str(OTHER))])[2])["service"]
    assert [len(s["endpoint_list"]) for s in methods] == [2]
    assert methods[0] | {"endpoint_list": []} == {
        "member_class": "GOV", "member_code": "C06", "object_type": "SERVICE", "service_code": "persons", "service_type": "REST",
        "subsystem_code": "population", "xroad_instance": "VN-HP", "endpoint_list": [],
    }  # fmt: skip
    assert [s["endpoint_list"] for s in allowed] == [[{"method": "GET", "path": "/persons/*"}]]
    assert others == []
    assert rig.records()[-1].service.endswith("/allowedMethods")


def test_list_clients_in_two_forms(rig: Rig) -> None:
    _, _, as_json = send(rig.url, "GET", "/listClients", [("Accept", "application/json")])
    _, headers, as_xml = send(rig.url, "GET", "/listClients?xRoadInstance=VN-HP", [])
    found = [m["id"]["object_type"] for m in json.loads(as_json)["member"]]
    assert found == ["MEMBER", "SUBSYSTEM", "SUBSYSTEM", "MEMBER", "SUBSYSTEM"]
    assert dict(headers)["Content-Type"].startswith("text/xml")
    assert len(ET.fromstring(as_xml)) == 5


def test_descriptions_of_services(rig: Rig) -> None:
    target = f"/r1/{SERVICE.provider}/getOpenAPI"
    said = [json.loads(send(rig.url, "GET", target + q, [ME])[2])["message"] for q in ("", "?serviceCode=persons", "?serviceCode=x")]
    assert said[0] == "Missing serviceCode in message body"
    assert said[1] == "Invalid service type: REST"
    assert said[2].startswith("Unknown service")


def test_bounds_of_a_request(rig: Rig) -> None:
    long = send(rig.url, "POST", f"{R1}/x", [ME], b"x" * 200_001)
    chunked = raw(
        rig.url,
        f"POST {R1}/x HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n30d41\r\n".encode() + b"x" * 200_001 + b"\r\n0\r\n\r\n",
    )
    head = send(rig.url, "GET", f"{R1}/x", [ME, ("X-Long", "x" * 70_000)])
    assert [long[0], chunked[0], head[0]] == [400, 400, 431]


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"GET / HTTP/1.1\r\nHost: g\r\nX-Road-Client : a\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: g\r\n\r\n",
        b"GET http://other/ HTTP/1.1\r\nHost: g\r\n\r\n",
    ],
)
def test_requests_that_two_readers_could_frame_differently(rig: Rig, data: bytes) -> None:
    assert raw(rig.url, data)[0] == 400


def test_a_head_that_never_ends_is_cut_off(rig: Rig) -> None:
    with pytest.raises((http.client.HTTPException, OSError)):
        raw(rig.url, b"GET / HTTP/1.1\r\nHost: g\r\n")


def test_pipelined_requests_are_answered_in_order(rig: Rig) -> None:
    one = f"GET {R1}/%d HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nX-Road-Id: p%d\r\n%s\r\n"
    data = "".join(one % (i, i, "Connection: close\r\n" if i == 39 else "") for i in range(40)).encode()
    parts = urllib.parse.urlsplit(rig.url)
    import socket

    with socket.create_connection((parts.hostname, parts.port), timeout=8) as s:
        s.sendall(data)
        received = b"".join(iter(lambda: s.recv(65536), b""))
    assert re.findall(rb"X-Road-Id: p(\d+)", received) == [str(i).encode() for i in range(40)]


def test_expect_continue(rig: Rig) -> None:
    head = f"POST {R1}/x HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".encode()
    status, _, body = raw(rig.url, head + b"ok")
    assert status == 200
    assert json.loads(body)["body"] == "ok"


def test_operators_endpoints(rig: Rig) -> None:
    assert json.loads(send(rig.url, "GET", "/healthz", [])[2]) == {"ok": True}
    assert gw.health(rig.url)["ready"] is True
    assert send(rig.url, "GET", "/_log", [])[0] == send(rig.url, "GET", "/_log", [("Authorization", "Bearer wrong")])[0] == 401
    assert b"motcua_gateway_messages_total" in send(rig.url, "GET", "/metrics", [])[2]


def test_the_log_over_the_wire_can_be_checked(rig: Rig) -> None:
    before = gw.read_log(rig.url, token="secret", limit=1000)["last"]
    sent = [gw.call(rig.url, CLIENT, SERVICE, f"/{i}").request_id for i in range(3)]
    page = gw.read_log(rig.url, token="secret", after=before)
    key = gw.load_public_key(page["public_key"].encode())
    found: list[str] = []
    for batch in page["batches"]:
        raws = [r.encode() for r in batch["records"]]
        assert gw.verify_seal(key, gw.Seal(**batch["seal"]), raws)
        assert not gw.verify_seal(key, gw.Seal(**batch["seal"]), [r.replace(b"200", b"201") for r in raws])
        found += [gw.decode_record(r).request_id for r in raws]
    assert found == sent
    assert page["last"] == before + 3


def test_a_broken_configuration_is_reported_and_not_used(rig: Rig) -> None:
    good = rig.config_path.read_bytes()
    rig.config_path.write_bytes(b"{")
    rig.wait(lambda health: health["config_error"])
    assert gw.call(rig.url, CLIENT, SERVICE, "/x").status == 200
    rig.config_path.write_bytes(good + b"\n")
    rig.wait(lambda health: not health["config_error"])
