"""PR-REST §4.6: errors, their categories, status, body and header; both spellings of codes."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET

import pytest

from motcua.gateway.tests.conftest import CLIENT, OTHER, Rig

from .asking import R1, ask

CASES = [
    ("no client", f"{R1}/persons/x", None, "Client.BadRequest", "client.bad_request", 400),
    ("bad address", "/r1/x", str(CLIENT), "Client.BadRequest", "client.bad_request", 400),
    ("unknown client", f"{R1}/persons/x", "VN-HP/GOV/X/y", "Server.ClientProxy.UnknownMember", "server.clientproxy.unknown_member", 500),
    ("unknown provider", "/r1/VN-HP/GOV/X/y/z", str(CLIENT), "Server.ServerProxy.UnknownMember", "server.serverproxy.unknown_member", 500),
    ("unknown service", f"{R1}/nothing", str(CLIENT), "Server.ServerProxy.UnknownService", "server.serverproxy.unknown_service", 500),
    ("no right", f"{R1}/persons/x", str(OTHER), "Server.ServerProxy.AccessDenied", "server.serverproxy.access_denied", 500),
    ("disabled", f"{R1}/closed/x", str(CLIENT), "Server.ServerProxy.ServiceDisabled", "server.serverproxy.service_disabled", 500),
    ("no provider", f"{R1}/absent/x", str(CLIENT), "Server.ServerProxy.NetworkError", "server.serverproxy.network_error", 500),
]


@pytest.mark.parametrize(("target", "client", "pascal", "snake", "status"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_an_error_of_the_exchange_is_told_in_both_spellings(
    gate: Rig, modern: Rig, target: str, client: str | None, pascal: str, snake: str, status: int
) -> None:
    for rig, code in ((gate, pascal), (modern, snake)):
        heard = ask(rig, target, *([("X-Road-Client", client)] if client else []), client=False)
        assert (heard.status, heard.json["type"], heard.headers["x-road-error"]) == (status, code, code)
        assert set(heard.json) == {"type", "message", "detail"}
        assert uuid.UUID(heard.json["detail"])
        assert heard.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("status", [400, 401, 404, 405, 418, 500, 503])
def test_category_1_an_error_of_the_provider_is_passed_as_it_is(gate: Rig, status: int) -> None:
    heard = ask(gate, f"{R1}/persons/status/{status}")
    assert (heard.status, heard.line) == (status, f"GET /api/status/{status} HTTP/1.1")
    assert "x-road-error" not in heard.headers
    assert gate.records()[-1].fault is None


def test_categories_2_and_4_the_detail_is_the_id_in_the_log(gate: Rig) -> None:
    for target, code in ((f"{R1}/absent/x", "Server.ServerProxy.NetworkError"), (f"{R1}/foreign/x", "Server.ServerProxy.AccessDenied")):
        heard = ask(gate, target)
        record = gate.records()[-1]
        assert (heard.json["detail"], record.fault, record.status) == (record.request_id, code, 500)
        assert heard.headers["x-road-request-id"] == record.request_id


def test_an_error_names_no_inner_address(gate: Rig) -> None:
    heard = ask(gate, f"{R1}/absent/x")
    assert not [word for word in (b"127.0.0.1", b":9", b"errno", b"Traceback") if word in heard.body]


@pytest.mark.parametrize("accept", [None, "application/json", "*/*", "application/*", "image/png", "text/html", "", "q;;=,,"])
def test_the_default_is_json(gate: Rig, accept: str | None) -> None:
    heard = ask(gate, f"{R1}/nothing", *([("Accept", accept)] if accept is not None else []))
    assert heard.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("accept", ["text/xml", "application/xml", "text/*", "TEXT/XML", "application/json;q=0.1, text/xml"])
def test_xml_when_the_caller_accepts_it(gate: Rig, accept: str) -> None:
    heard = ask(gate, f"{R1}/nothing", ("Accept", accept))
    root = ET.fromstring(heard.body)
    assert heard.headers["content-type"].startswith("text/xml")
    assert (root.tag, [child.tag for child in root]) == ("error", ["type", "message", "detail"])
    assert root.findtext("type") == heard.headers["x-road-error"] == "Server.ServerProxy.UnknownService"


def test_what_a_caller_wrote_is_escaped_in_an_error(gate: Rig) -> None:
    heard = ask(gate, f"{R1}/%3Cscript%3E%26%22/x", ("Accept", "text/xml"))
    assert "<script>" not in heard.body.decode()
    assert ET.fromstring(heard.body).findtext("type") == "Server.ServerProxy.UnknownService"


def test_a_disabled_service_tells_its_notice(gate: Rig) -> None:
    assert ask(gate, f"{R1}/closed/x").json["message"].endswith("Bảo trì")
