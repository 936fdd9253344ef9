"""PR-REST §3.1 scope, §4.1 the REST interface, §4.2 URI sanitation, §4.4 redirects, §4.5 query parameters, §4.8 identifiers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conftest import CLIENT, OTHER, Rig, config
from motcua.gateway.tests.wire import raw

from .asking import ME, R1, ask


@pytest.mark.parametrize("body", [b"\x00\xff" * 700, "Hải Phòng".encode(), b"<x/>", bytes(range(256)) * 300])
def test_3_1_any_payload_is_carried(gate: Rig, body: bytes) -> None:
    assert bytes.fromhex(ask(gate, f"{R1}/persons/x", method="POST", body=body).json["body"]) == body


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_4_1_every_verb_is_carried(gate: Rig, method: str) -> None:
    assert ask(gate, f"{R1}/persons/x", method=method).line == f"{method} /api/x HTTP/1.1"


def test_4_1_head_is_carried_and_answered_without_a_body(gate: Rig) -> None:
    heard = ask(gate, f"{R1}/persons/x", method="HEAD")
    assert (heard.status, heard.body) == (200, b"")


@pytest.mark.parametrize("method", ["CONNECT", "PROPFIND", "LOCK", "PURGE"])
def test_4_1_no_other_verb_is_carried(gate: Rig, method: str) -> None:
    assert ask(gate, f"{R1}/persons/x", method=method).status == 400


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("r2", "Unsupported protocol version 2"),
        ("r0", "Unsupported protocol version 0"),
        ("r", "Invalid protocol version"),
        ("r11", "Invalid protocol version"),
        ("v1", "Invalid protocol version"),
        ("R1", "Invalid protocol version"),
    ],
)
def test_4_1_the_version_is_r1(gate: Rig, version: str, message: str) -> None:
    heard = ask(gate, R1.replace("/r1/", f"/{version}/") + "/persons/x")
    assert (heard.status, heard.json["type"], heard.json["message"]) == (400, "Client.BadRequest", message)


@pytest.mark.parametrize("target", ["/r1", "/r1/", "/r1/VN-HP", "/r1/VN-HP/GOV/C06/population", "/r1/VN-HP/GOV/C06//persons"])
def test_4_1_a_service_has_five_codes(gate: Rig, target: str) -> None:
    heard = ask(gate, target)
    assert (heard.status, heard.json["type"]) == (400, "Client.BadRequest")


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("persons", "/api"),
        ("persons/", "/api/"),
        ("persons/v1/bar/zyggy?quu=1", "/api/v1/bar/zyggy?quu=1"),
        ("persons?quu=1", "/api?quu=1"),
        ("bare", "/"),
        ("bare/x", "/x"),
    ],
)
def test_4_1_path_and_query_follow_the_services_address(gate: Rig, asked: str, seen: str) -> None:
    assert ask(gate, f"{R1}/{asked}").line == f"GET {seen} HTTP/1.1"


def test_4_1_a_client_may_be_a_member(gate: Rig) -> None:
    heard = ask(gate, f"{R1}/persons/x", ("X-Road-Client", str(CLIENT.member)), client=False)
    assert (heard.status, heard.headers["x-road-client"]) == (200, "VN-HP/GOV/H24")


@pytest.mark.parametrize(
    "client", ["VN-HP", "VN-HP/GOV", f"{CLIENT}/more", "", "VN-HP//H24", "VN-HP/GOV/%zz", "VN-HP/GOV/%C3%28", "VN-HP/GOV/%00", "VN-HP/GOV/.."]
)
def test_4_1_a_client_has_three_or_four_parts(gate: Rig, client: str) -> None:
    heard = ask(gate, f"{R1}/persons/x", ("X-Road-Client", client), client=False)
    assert (heard.status, heard.json["type"]) == (400, "Client.BadRequest")


def test_4_2_each_part_is_encoded_by_itself(gate: Rig) -> None:
    plain, encoded = ask(gate, f"{R1}/persons/x"), ask(gate, "/r1/VN%2DHP/%47OV/C0%36/population/person%73/x")
    assert plain.line == encoded.line
    assert encoded.headers["x-road-service"] == "VN-HP/GOV/C06/population/persons"


def test_4_2_a_wholly_encoded_identifier_is_invalid(gate: Rig) -> None:
    assert ask(gate, "/r1/VN-HP%2FGOV%2FC06%2Fpopulation%2Fpersons").status == 400
    assert ask(gate, f"{R1}/persons/x", ("X-Road-Client", str(CLIENT).replace("/", "%2F")), client=False).status == 400


def test_4_2_an_encoded_slash_belongs_to_its_code(gate: Rig) -> None:
    heard = ask(gate, f"{R1}/BAR%2FSERVICE/x")
    assert heard.json["type"] == "Server.ServerProxy.UnknownService"
    assert heard.headers["x-road-service"].endswith("/population/BAR%2FSERVICE")


def test_4_2_codes_are_utf_8(gate: Rig) -> None:
    heard = ask(gate, f"{R1}/d%C3%A2n%20c%C6%B0/x")
    assert heard.headers["x-road-service"].endswith("/d%C3%A2n%20c%C6%B0")
    assert ask(gate, f"{R1}/d%E2n/x").json["type"] == "Client.BadRequest"


def test_4_2_the_length_of_a_request_line_is_bounded(gate: Rig) -> None:
    assert ask(gate, f"{R1}/persons/{'x' * 2000}").status == 200
    assert ask(gate, f"{R1}/persons/{'x' * 70_000}").status == 431


def test_4_2_no_other_host_can_be_named(gate: Rig) -> None:
    """Server-side request forgery: neither an absolute target nor a network path nor Host chooses where a call goes."""
    assert ask(gate, "http://169.254.169.254/r1/x").status == 400
    assert ask(gate, f"http://gateway{R1}/persons/x").status == 400
    assert ask(gate, f"{R1}/persons//evil.example/x").line == "GET /api//evil.example/x HTTP/1.1"
    assert ask(gate, f"{R1}/persons/@evil.example/").line == "GET /api/@evil.example/ HTTP/1.1"
    raw_call = f"GET {R1}/persons/x HTTP/1.1\r\nHost: evil.example\r\n{ME[0]}: {ME[1]}\r\n\r\n"
    assert raw(gate.url, raw_call.encode())[0] == 200


@pytest.mark.parametrize("path", ["/../closed/x", "/%2e%2e/closed/x", "/a%2f..%2f..%2fb", "/a/..%5cb", "/a%00b", "/a%0d%0ab", "/a%", "/a;/..;/b"])
def test_4_2_a_path_that_two_readers_could_read_differently_is_refused(gate: Rig, path: str) -> None:
    heard = ask(gate, f"{R1}/persons{path}")
    assert (heard.status, heard.json["type"]) == (400, "Client.BadRequest")


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_4_4_a_redirect_is_passed_on_and_not_followed(gate: Rig, status: int) -> None:
    heard = ask(gate, f"{R1}/persons/status/{status}")
    assert (heard.status, heard.headers["location"]) == (status, "https://elsewhere.example/x?y=z")
    assert "x-road-error" not in heard.headers


@pytest.mark.parametrize("query", ["a=1&a=2", "q=%C3%B4+%20", "?", "a", "=&=", "x=%2e%2e/%2F", "a=b;c=d", "%zz", "path=/../..", "a='\"<>"])
def test_4_5_the_query_is_passed_unmodified(gate: Rig, query: str) -> None:
    if '"' in query:
        query = query.replace('"', "%22").replace("<", "%3c").replace(">", "%3E")
    assert ask(gate, f"{R1}/persons/x?{query}").line == f"GET /api/x?{query} HTTP/1.1"


@pytest.mark.parametrize("code", ["a_b", "a%b", "a:b", "a;b", "a/b", "a\\b", "a b", "à", "a\u200bb", "a\ufeffb", "a\nb", ".."])
def test_4_8_new_codes_keep_to_the_allowed_characters(code: str) -> None:
    base = config("http://127.0.0.1:1")
    with pytest.raises(gw.ConfigError):
        gw.check_config(replace(base, members=(replace(base.members[0], member_code=code),), services=()))


def test_4_8_all_allowed_characters_are_carried() -> None:
    code = "A-Za0'()+,-.=?"
    assert gw.strict_code(code)
    assert gw.ClientId.parse(str(gw.ClientId("VN", "GOV", code, code))) == gw.ClientId("VN", "GOV", code, code)
    assert gw.decode_segment(gw.encode_segment(OTHER.instance)) == OTHER.instance
