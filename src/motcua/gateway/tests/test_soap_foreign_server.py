"""A SOAP service that is not ours behind a declared adapter: its own library judges every envelope by its schema, in both versions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, SERVICE, SOURCE, Crowd, Rig, config, service

PERSON_RULES: list[dict[str, Any]] = [
    {"ours": "again", "theirs": "@kind", "values": {"true": "again", "false": "new"}, "type": "boolean", "default": False},
    {"ours": "number", "theirs": "t:number", "required": True},
    {"ours": "name", "theirs": "t:full_name", "required": True, "clean": ["squeeze"]},
    {"ours": "born_on", "theirs": "t:born_on", "type": "date", "empty": "nil"},
    {"ours": "sex", "theirs": "t:sex", "values": {"male": "M", "female": "F"}, "required": True},
    {"ours": "married", "theirs": "t:married", "type": "boolean", "required": True},
    {"ours": "children", "theirs": "t:children", "type": "integer"},
    {"ours": "income", "theirs": "t:income", "type": "decimal"},
    {"ours": "seen_at", "theirs": "t:seen_at", "type": "instant"},
    {"ours": "places", "theirs": "t:places.c:string", "each": [{"ours": "", "theirs": ""}]},
]
SETTINGS: dict[str, Any] = {
    "namespaces": {"c": "urn:foreign:cards", "t": "urn:foreign:types"},
    "sets": {"person": PERSON_RULES},
    "operations": [
        {
            "method": "POST", "path": "/people", "element": "c:register", "action": "register", "answer_element": "c:registerResponse", "status": 201,
            "header": [{"ours": "header.x-road-id", "theirs": "c:Caller.c:reference"}],
            "request": [
                {"ours": "body", "theirs": "c:person", "fields": "person", "required": True},
                {"ours": "body.remark", "theirs": "c:remark", "empty": "nil"},
            ],
            "answer": [
                {"ours": "id", "theirs": "c:registerResult.t:id", "required": True},
                {"ours": "person", "theirs": "c:registerResult.t:person", "fields": "person"},
                {"ours": "days", "theirs": "c:registerResult.t:days", "type": "integer"},
                {"ours": "fee", "theirs": "c:registerResult.t:fee", "type": "decimal"},
                {"ours": "ended_on", "theirs": "c:registerResult.t:ended_on", "type": "date"},
                {"ours": "at", "theirs": "c:registerResult.t:at", "type": "instant"},
                {"ours": "good", "theirs": "c:registerResult.t:good", "type": "boolean"},
                {"ours": "note", "theirs": "c:registerResult.t:note"},
            ],
        },
        {
            "method": "GET", "path": "/wards/{ward}/people", "element": "c:find", "action": "find", "answer_element": "c:findResponse",
            "request": [
                {"ours": "path.ward", "theirs": "c:ward", "required": True},
                {"ours": "query.born_from", "theirs": "c:born_from", "type": "date"},
            ],
            "answer": [{"ours": "people", "theirs": "c:findResult.t:Person", "each": "person"}],
        },
        {"method": "DELETE", "path": "/people", "element": "c:close", "action": "close", "status": 204},
    ],
    "faults": [
        {"code": "Twice", "detail": "c:Known", "status": 409, "error": "known", "fields": [{"ours": "card", "theirs": "Card"}]},
        {"code": "SchemaValidationError", "status": 422, "error": "schema"},
    ],
}  # fmt: skip
PERSON = {
    "again": True, "number": "031303900001", "name": "Nguyễn <Thị> “Ánh” \U00020000", "born_on": "2003-05-07", "sex": "female", "married": False,
    "children": 2, "income": 1234567890123456.5, "seen_at": "2026-11-05T10:04:05+07:00", "places": ["Ngô Quyền & Lê Chân", "  Hải  Phòng "],
}  # fmt: skip
LEAST = {"number": "031303900001", "name": "A", "sex": "male", "married": True}


@pytest.fixture(scope="module")
def foreign() -> Iterator[str]:
    command = [sys.executable, "-W", "ignore", "-m", "motcua.gateway.tests.foreign_register"]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(SOURCE)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()


def declared(url: str, version: str) -> gw.Service:
    adapter = gw.Adapter(kind="soap", settings=SETTINGS | {"version": version})
    return service(f"{url}/{'old' if version == '1.1' else 'new'}/", adapter=adapter, timeout_s=5.0)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, foreign: str) -> Iterator[Rig]:
    rig = Rig(tmp_path_factory.mktemp("foreign"), replace(config(foreign), services=(declared(foreign, "1.1"),)))
    rig.start()
    yield rig
    rig.stop()


@pytest.fixture(params=["1.1", "1.2"])
def rig(request: pytest.FixtureRequest, running: Rig, foreign: str) -> Rig:
    """The gateway with the service declared in one version."""
    wanted = (declared(foreign, request.param),)
    if running.config.services != wanted:
        running.configure(services=wanted)
    return running


def register(rig: Rig, person: dict[str, Any], **more: Any) -> gw.Reply:
    return gw.call(rig.url, CLIENT, SERVICE, "/people", method="POST", body=json.dumps(person).encode(), **more)


def test_every_kind_of_value_goes_there_and_comes_back(rig: Rig) -> None:
    told = register(rig, PERSON | {"remark": "x"}, message_id="foreign-1")
    answer = told.json()
    assert (told.status, answer["id"]) == (201, "foreign-1/date/'x'")
    assert answer["person"] == PERSON
    assert (answer["days"], answer["good"], answer["note"]) == (-7, True, "A & <b> “ề” \U00020000")
    assert b"1234567890123456789.125" in told.body
    assert (answer["at"], "ended_on" in answer) == ("2026-11-05T10:04:05+07:00", False)


def test_nothing_is_said_as_the_schema_wants_it(rig: Rig) -> None:
    """``xsi:nil`` where an element must be there; an empty one would be no date."""
    answer = register(rig, LEAST).json()
    assert answer["id"].endswith("/NoneType/None")
    assert answer["person"] == LEAST | {"again": False, "born_on": None, "places": []}


def test_lists_come_one_many_and_none(rig: Rig) -> None:
    for count in (0, 1, 3):
        found = gw.call(rig.url, CLIENT, SERVICE, f"/wards/{count}/people", {"born_from": "2026-11-05"}).json()["people"]
        assert [person["number"] for person in found] == [f"{n:012d}" for n in range(count)]
        assert all((one["born_on"], one["places"], one["sex"]) == ("2026-11-05", ["Ngô Quyền", "Lê Chân"], "female") for one in found)


def test_an_answer_of_nothing(rig: Rig) -> None:
    told = gw.call(rig.url, CLIENT, SERVICE, "/people", method="DELETE")
    assert (told.status, told.body) == (204, b"")


def test_its_faults_are_statuses_of_the_service(rig: Rig) -> None:
    known, broken = register(rig, LEAST | {"name": "FAULT"}), register(rig, LEAST | {"name": "BROKEN"})
    assert (known.status, known.json()) == (409, {"error": "known", "message": "Đã có thẻ <cũ>", "detail": {"card": "T-1"}})
    assert (broken.status, set(broken.json())) == (500, {"error", "message"})


@pytest.mark.parametrize("rig", ["1.1"], indirect=True)
@pytest.mark.parametrize("wrong", [{"number": "12"}, {"name": "x" * 61}, {"children": -1}])
def test_its_schema_refuses_what_the_declaration_lets_through(rig: Rig, wrong: dict[str, Any]) -> None:
    """So the good ones above have really been judged."""
    told = register(rig, LEAST | wrong)
    assert (told.status, told.json()["error"]) == (422, "schema")


def test_another_version_than_it_speaks_is_told(running: Rig, foreign: str) -> None:
    running.configure(services=(replace(declared(foreign, "1.1"), base_url=f"{foreign}/new/"),))
    with pytest.raises(gw.ExchangeFault) as refused:
        register(running, LEAST)
    assert refused.value.params["fault"] == "Server.ServerProxy.ServiceFailed.InvalidAnswer"


# ---- what other servers do that spyne does not


class Peculiar(BaseHTTPRequestHandler):
    """Answers of other servers: zones at dates, types at elements, seven digits of a second, CDATA, attachments."""

    kind, body = "text/xml; charset=utf-8", b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Type", self.kind)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def peculiar(running: Rig) -> Iterator[Rig]:
    server = Crowd(("127.0.0.1", 0), Peculiar)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    running.configure(services=(replace(declared(f"http://127.0.0.1:{server.server_address[1]}", "1.1")),))
    yield running
    server.shutdown()
    server.server_close()


def told_by(rig: Rig, monkeypatch: pytest.MonkeyPatch, inner: str) -> Any:
    spaces = 'xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:foreign:cards" xmlns:n="urn:foreign:types"'
    types = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="http://www.w3.org/2001/XMLSchema"'
    text = f"<S:Envelope {spaces} {types}><S:Body><registerResponse><registerResult>{inner}</registerResult></registerResponse></S:Body></S:Envelope>"
    monkeypatch.setattr(Peculiar, "body", text.encode())
    return register(rig, LEAST).json()


def test_what_other_servers_write_is_read(peculiar: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '<n:id i:type="x:string"><![CDATA[a<b]]></n:id><n:days i:type="x:int"> 5 </n:days><n:ended_on>{}</n:ended_on><n:at>{}</n:at><n:good>1</n:good>'
    for day, at in (("2026-11-05+07:00", "2026-11-05T03:04:05.1234567Z"), ("2026-11-05Z", "2026-11-05T10:04:05.12+07:00"), ("2026-11-05", "2026-11-05T10:04:05")):
        answer = told_by(peculiar, monkeypatch, text.format(day, at))
        assert (answer["id"], answer["days"], answer["ended_on"], answer["good"]) == ("a<b", 5, "2026-11-05", True)
        assert answer["at"].startswith("2026-11-05T10:04:05")
    assert "fee" not in told_by(peculiar, monkeypatch, '<n:id>a</n:id><n:fee i:nil="true" i:type="x:decimal"/>')


@pytest.mark.parametrize("wrong", ["2026-11-05+25:00", "2026-11-05 Z", "2026-11-05T00:00:00Z"])
def test_what_is_no_date_stays_none(peculiar: Rig, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    with pytest.raises(gw.ExchangeFault):
        told_by(peculiar, monkeypatch, f"<n:id>a</n:id><n:ended_on>{wrong}</n:ended_on>")


def test_attachments_are_not_spoken_and_named_as_such(peculiar: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """MTOM: neither claimed nor taken for something else."""
    monkeypatch.setattr(Peculiar, "kind", 'multipart/related; type="application/xop+xml"; boundary=x; start-info="text/xml"')
    with pytest.raises(gw.ExchangeFault) as refused:
        told_by(peculiar, monkeypatch, "<n:id>a</n:id>")
    assert refused.value.params["fault"] == "Server.ServerProxy.ServiceFailed.InvalidAnswer"
