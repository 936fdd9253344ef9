"""PR-REST §4.3: use of HTTP headers."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid

import pytest

from motcua.gateway.tests.conftest import CLIENT, OTHER, Rig
from motcua.gateway.tests.wire import raw

from .asking import ME, R1, Heard, ask

PERSONS = f"{R1}/persons/x"


def hash_by_hand(heard: Heard, target: str, sent: list[tuple[str, str]], method: str, body: bytes) -> str:
    """The request hash as an independent reader makes it: what was sent and the ids that the answer tells."""
    kept = [*sent, ("x-road-request-id", heard.headers["x-road-request-id"])]
    if not any(name.lower() == "x-road-id" for name, _ in sent):
        kept.append(("X-Road-Id", heard.headers["x-road-id"]))
    head = f"{method}\r\n{target}\r\n" + "".join(f"{name}:{value}\r\n" for name, value in kept)
    digest = hashlib.sha512(head.encode("latin-1")).digest()
    if body:
        digest = hashlib.sha512(digest + hashlib.sha512(body).digest()).digest()
    return base64.b64encode(digest).decode()


@pytest.mark.parametrize("name", ["X-Road-Client", "x-road-client", "X-ROAD-CLIENT"])
def test_names_know_no_case(gate: Rig, name: str) -> None:
    heard = ask(gate, PERSONS, (name, str(CLIENT)), client=False)
    assert (heard.status, heard.headers["x-road-client"]) == (200, str(CLIENT))


def test_the_client_is_mandatory(gate: Rig) -> None:
    heard = ask(gate, PERSONS, client=False)
    assert (heard.status, heard.json["type"], heard.json["message"]) == (400, "Client.BadRequest", "Missing required header X-Road-Client")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("X-Road-Client", str(OTHER), str(CLIENT)),
        ("X-Road-Id", "first", "last"),
        ("X-Road-UserId", "VN1", "VN2"),
        ("X-Road-Issue", "H1", "H2"),
        ("X-Road-Represented-Party", "COM/1", "COM/2"),
        ("X-Road-Security-Server", "a/b", "VN-HP/GOV/H24/gw1"),
    ],
)
def test_of_a_repeated_header_the_last_one_counts_and_travels(gate: Rig, name: str, first: str, last: str) -> None:
    heard = ask(gate, PERSONS, *([] if name == "X-Road-Client" else [ME]), (name, first), (name.lower(), last), client=False)
    assert heard.status == 200
    assert [v for k, v in heard.arrived if k == name.lower()] == [last]


def test_five_headers_come_back_once_each(gate: Rig) -> None:
    heard = ask(gate, PERSONS, ("X-Road-Id", "m-1"))
    assert heard.all("x-road-client") == [str(CLIENT)]
    assert heard.all("x-road-service") == ["VN-HP/GOV/C06/population/persons"]
    assert heard.all("x-road-id") == ["m-1"]
    assert [uuid.UUID(v).version for v in heard.all("x-road-request-id")] == [4]
    assert len(base64.b64decode(heard.all("x-road-request-hash")[0], validate=True)) == 64
    assert heard.all("x-road-error") == []


@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("POST", b"body"), ("POST", b""), ("PUT", bytes(range(256)))])
def test_request_hash_is_of_head_and_body(gate: Rig, method: str, body: bytes) -> None:
    sent = [ME, ("X-mIxEd-Case", "kept"), ("X-Twice", "1"), ("X-Twice", "2"), ("X-Octets", "caf\xe9")]
    target = f"{PERSONS}?a=%20&b"
    heard = ask(gate, target, *sent[1:], method=method, body=body)
    assert heard.headers["x-road-request-hash"] == hash_by_hand(heard, target, sent, method, body)


def test_request_hash_covers_a_given_message_id_where_it_stands(gate: Rig) -> None:
    sent = [ME, ("X-Road-Id", "m-7"), ("X-Last", "1")]
    heard = ask(gate, PERSONS, *sent[1:])
    assert heard.headers["x-road-request-hash"] == hash_by_hand(heard, PERSONS, sent, "GET", b"")


def test_a_request_hash_of_the_caller_or_the_provider_is_ignored(gate: Rig) -> None:
    heard = ask(gate, PERSONS, ("X-Road-Request-Hash", "mine"))
    assert "x-road-request-hash" not in dict(heard.arrived)
    assert not {"mine", "invented"} & set(heard.all("x-road-request-hash"))
    assert heard.headers["x-road-request-hash"] == hash_by_hand(heard, PERSONS, [ME], "GET", b"")


def test_a_request_id_of_the_caller_is_replaced(gate: Rig) -> None:
    heard = ask(gate, PERSONS, ("X-Road-Request-Id", "mine"))
    assert [v for k, v in heard.arrived if k == "x-road-request-id"] == heard.all("x-road-request-id") != ["mine"]
    assert gate.records()[-1].request_id == heard.headers["x-road-request-id"]


def test_a_message_id_is_made_with_the_instance_when_there_is_none(gate: Rig) -> None:
    for headers in ([], [("X-Road-Id", "")]):
        heard = ask(gate, PERSONS, *headers)
        assert re.fullmatch(r"VN-HP-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", heard.headers["x-road-id"])
        assert [v for k, v in heard.arrived if k == "x-road-id"] == [heard.headers["x-road-id"]]


def test_user_and_issue_travel_and_are_logged(gate: Rig) -> None:
    heard = ask(gate, PERSONS, ("X-Road-UserId", "VN031123456789"), ("X-Road-Issue", "H24.7-261122-0001"))
    assert {("x-road-userid", "VN031123456789"), ("x-road-issue", "H24.7-261122-0001")} <= set(heard.arrived)
    record = gate.records()[-1]
    assert (record.user_id, record.issue) == ("VN031123456789", "H24.7-261122-0001")


@pytest.mark.parametrize(("party", "status"), [("COM/0200000001", 200), ("0200000001", 200), ("a/b/c", 400), ("", 400), ("/x", 400), ("a/%zz", 400)])
def test_a_represented_party_is_a_class_and_a_code(gate: Rig, party: str, status: int) -> None:
    heard = ask(gate, PERSONS, ("X-Road-Represented-Party", party))
    assert heard.status == status
    if status == 200:
        assert gate.records()[-1].represented_party == party


@pytest.mark.parametrize(
    ("server", "status"),
    [("VN-HP/GOV/H24/gw1", 200), ("VN-HP/GOV/H24/gw9", 400), ("VN-HP/GOV/H24", 400), ("VN-HP/GOV/H24/gw1/x", 400), ("", 400)],
)
def test_a_call_may_name_the_security_server(gate: Rig, server: str, status: int) -> None:
    heard = ask(gate, PERSONS, ("X-Road-Security-Server", server))
    assert heard.status == status
    if status == 400:
        assert heard.json["type"] == "Client.BadRequest"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Type", "multipart/form-data; boundary=something"),
        ("Accept", "application/xml, */*;q=0.1"),
        ("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."),
        ("X-Powered-By", "PHP/5.2.17"),
        ("Cache-Control", "no-cache, no-store, must-revalidate"),
        ("Pragma", "no-cache"),
        ("If-None-Match", '"v1"'),
        ("Cookie", "a=1; b=2"),
        ("Origin", "https://elsewhere.example"),
        ("Via", "1.1 x"),
        ("X-Forwarded-For", "203.0.113.7"),
        ("Referer", "https://a.example/"),
        ("Range", "bytes=0-1"),
    ],
)
def test_other_headers_of_a_request_pass_unmodified(gate: Rig, name: str, value: str) -> None:
    assert (name, value) in [tuple(h) for h in ask(gate, PERSONS, (name, value), method="POST", body=b"x").json["headers"]]


def test_other_headers_of_an_answer_pass_unmodified(gate: Rig) -> None:
    heard = ask(gate, PERSONS)
    assert heard.headers["content-type"] == "application/vnd.thu+json; charset=utf-16"
    assert heard.headers["x-powered-by"] == "PHP/5.2.17"
    assert heard.all("set-cookie") == ["a=1", "b=2"]


def test_nothing_is_cached_and_caching_headers_pass(gate: Rig) -> None:
    first, second = ask(gate, PERSONS), ask(gate, PERSONS)
    assert (first.headers["cache-control"], first.headers["etag"]) == ("private, max-age=60", '"v1"')
    assert dict(first.arrived)["x-road-request-id"] != dict(second.arrived)["x-road-request-id"]


def test_cross_origin_requests_get_no_help(gate: Rig) -> None:
    heard = ask(gate, PERSONS, ("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "GET"), method="OPTIONS")
    assert not [name for name in heard.headers if name.startswith("access-control-")]
    assert heard.line.startswith("OPTIONS ")


@pytest.mark.parametrize("name", ["Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "User-Agent", "Server"])
def test_filtered_headers_of_a_request_stay_behind(gate: Rig, name: str) -> None:
    assert name.lower() not in dict(ask(gate, PERSONS, (name, "leak")).arrived)


def test_the_providers_host_is_its_own(gate: Rig, station: str) -> None:
    assert dict(ask(gate, PERSONS).arrived)["host"] == station.removeprefix("http://")


@pytest.mark.parametrize("name", ["server", "keep-alive"])
def test_filtered_headers_of_an_answer_stay_behind(gate: Rig, name: str) -> None:
    assert name not in ask(gate, PERSONS).headers


def test_what_connection_names_stays_behind_but_not_the_protocols_own(gate: Rig) -> None:
    heard = ask(gate, PERSONS, ("Connection", "close, X-Drop, X-Road-Client, X-Road-UserId"), ("X-Drop", "1"), ("X-Road-UserId", "VN1"))
    assert heard.status == 200
    assert not {"x-drop", "connection"} & {k for k, v in heard.arrived if v != "keep-alive"}
    assert ("x-road-userid", "VN1") in heard.arrived


@pytest.mark.parametrize("name", ["X_Road_Client", "x_road_client", "X-Road_Client", "X_Road-Client", "X_ROAD_USERID"])
def test_look_alikes_of_the_protocols_headers_stay_behind(gate: Rig, name: str) -> None:
    """A provider behind CGI or WSGI reads ``X_Road_Client`` and ``X-Road-Client`` as one name."""
    assert name.lower() not in dict(ask(gate, PERSONS, (name, str(OTHER))).arrived)


def test_expect_continue_is_handled_here(gate: Rig) -> None:
    head = f"POST {PERSONS} HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".encode()
    status, _, body = raw(gate.url, head + b"ok")
    assert status == 200
    assert b'"expect"' not in body.lower()


def test_a_chunked_request_arrives_whole_with_its_length(gate: Rig) -> None:
    head = f"POST {PERSONS} HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    status, headers, body = raw(gate.url, head + b"2;ext=1\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
    heard = Heard(status, tuple((k.lower(), v) for k, v in headers), body)
    assert (bytes.fromhex(heard.json["body"]), dict(heard.arrived)["content-length"]) == (b"abc", "3")
    assert "transfer-encoding" not in dict(heard.arrived)
