"""A register that speaks SOAP, called as a service of the exchange like any other: a gateway process and a simulated register."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.translate.tests.test_declarations import changed, documented

from .conftest import CLIENT, SERVICE, SOURCE, Rig, config, free_port, service
from .wire import send

ME = ("X-Road-Client", str(CLIENT))
PERSON = {"number": "031 303 900001", "full_name": "Trần Thị Hoà", "born_on": "2003-05-07", "sex": "female"}
ASKED = {"kind": 2, "person": PERSON, "places": ["Ngô Quyền, Hải Phòng", "Lê Chân, Hải Phòng"]}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The simulated peers; certificates are there at once."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    peers = {"MOTCUA_PEERS_DATA": str(tmp_path_factory.mktemp("peers")), "MOTCUA_PEERS_JUDICIAL_PACE": "0", "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "--no-ws", "motcua.simulator.peers.app:app"]
    process = subprocess.Popen(command, env={**os.environ, **peers}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
                break
            except OSError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, register: str) -> Iterator[Rig]:
    rig = Rig(tmp_path_factory.mktemp("soap"), declared(register, documented("soap")))
    rig.start()
    yield rig
    rig.stop()


@pytest.fixture
def lltp(running: Rig, register: str) -> Iterator[Rig]:
    yield running
    fault(register, method="DELETE")


def declared(url: str, settings: dict[str, Any], **changes: Any) -> gw.Config:
    adapter = gw.Adapter(kind="soap", settings=settings)
    return replace(config(url), services=(service(f"{url}/lltp/ws", adapter=adapter, timeout_s=3.0, **changes),))


def fault(url: str, kind: str = "", *, method: str = "POST", **more: Any) -> None:
    body = json.dumps({"peer": "judicial", "fault": kind, **more}).encode() if kind else None
    urllib.request.urlopen(urllib.request.Request(f"{url}/control", data=body, method=method), timeout=5).close()


def submit(rig: Rig, asked: dict[str, Any], message_id: str) -> gw.Reply:
    return gw.call(rig.url, CLIENT, SERVICE, "/dossiers", method="POST", body=json.dumps(asked).encode(), message_id=message_id)


def refusal(rig: Rig, method: str = "GET", path: str = "/dossiers/LLTP-000001", body: bytes | None = None) -> tuple[str, str]:
    """Fault code and sentence of a call that the exchange answers itself."""
    address = rig.url.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request(method, f"/r1/{SERVICE}{path}", body=body, headers={"X-Road-Client": str(CLIENT)})
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    assert answer.headers["X-Road-Error"] == told["type"]
    assert "Traceback" not in told["message"]
    return told["type"], told["message"]


def test_a_dossier_goes_out_as_soap_and_comes_back_as_json(lltp: Rig) -> None:
    given = submit(lltp, ASKED, "soap-1")
    assert given.status == 201
    code = given.json()["code"]
    assert given.json() == {"code": code, "state": "done"}
    followed = gw.call(lltp.url, CLIENT, SERVICE, f"/dossiers/{code}").json()
    number = followed["certificate"]
    found = gw.call(lltp.url, CLIENT, SERVICE, "/dossiers", {"number": "031303900001"}).json()
    status, _, text = send(lltp.url, "GET", f"/r1/{SERVICE}/certificates/{gw.encode_segment(number)}", [ME])
    paper = json.loads(text)
    assert (status, paper["number"]) == (200, number)
    assert {"code": code, "state": "done", "kind": 2} in found["dossiers"]
    assert found["total"] == len(found["dossiers"])
    assert paper["full_name"] == "Trần Thị Hòa"
    assert (paper["born_on"], paper["convicted"], paper["places"]) == ("2003-05-07", False, ASKED["places"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", paper["issued_on"])


def test_the_same_message_again_is_the_same_dossier(lltp: Rig) -> None:
    assert submit(lltp, ASKED, "soap-2").json() == submit(lltp, ASKED, "soap-2").json()


def test_the_log_names_the_declaration(lltp: Rig) -> None:
    reply = submit(lltp, ASKED, "soap-3")
    record = next(r for r in lltp.records() if r.request_id == reply.request_id)
    assert record.translator is not None
    assert record.translator.startswith("soap/2:")
    assert record.request_size == len(json.dumps(ASKED).encode())
    assert record.forwarded == "/lltp/ws"
    assert "demo-only" not in (lltp.data.parent / "stderr").read_text()


@pytest.mark.parametrize(
    ("target", "status", "told"),
    [
        ("/dossiers/LLTP-999999", 404, {"error": "not_found", "message": "Không tìm thấy hồ sơ"}),
        ("/certificates/1%2FSTP", 404, {"error": "not_found", "message": "Không tìm thấy phiếu"}),
        ("/dossiers?number=%20", 422, {"error": "wrong_data", "message": "Thiếu SoDinhDanh", "detail": {"field": "SoDinhDanh"}}),
    ],
)
def test_a_soap_fault_is_a_status_of_the_service(lltp: Rig, target: str, status: int, told: dict[str, Any]) -> None:
    answered, headers, text = send(lltp.url, "GET", f"/r1/{SERVICE}{target}", [ME])
    assert (answered, json.loads(text)) == (status, told)
    assert "X-Road-Error" not in dict(headers)


@pytest.mark.parametrize(
    ("switch", "said"),
    [
        ("html", "Content-Type: the answer 502 is text/html, not SOAP"),
        ("http_500", "Content-Type: the answer 500 is application/json, not SOAP"),
        ("broken_xml", "Envelope: it is not well-formed XML"),
        ("wrong_encoding", "Envelope: it is not UTF-8"),
        ("entities", "Envelope: it has a document type"),
        ("missing_element", "l:TrangThaiResponse.l:MaHoSo: is required and missing"),
    ],
)
def test_a_broken_answer_is_a_fault_that_names_the_place(lltp: Rig, register: str, switch: str, said: str) -> None:
    code = submit(lltp, ASKED, "soap-4").json()["code"]
    fault(register, switch, times=1)
    kind, sentence = refusal(lltp, path=f"/dossiers/{code}")
    assert kind == "Server.ServerProxy.ServiceFailed.InvalidAnswer"
    assert sentence.endswith(said)
    assert gw.call(lltp.url, CLIENT, SERVICE, f"/dossiers/{code}").status == 200


def test_a_fault_of_the_register_itself_is_its_own_error(lltp: Rig, register: str) -> None:
    fault(register, "soap_fault", times=1)
    reply = gw.call(lltp.url, CLIENT, SERVICE, "/dossiers/LLTP-000001")
    assert (reply.status, reply.json()) == (503, {"error": "busy", "message": "Hệ thống đang bận"})


def test_a_register_that_hangs_is_left_in_time(lltp: Rig, register: str) -> None:
    fault(register, "hanging", value=8, times=1)
    assert refusal(lltp)[0] == "Server.ServerProxy.ServiceFailed.Timeout"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"{", "body: is no well-formed JSON"),
        (b"[]", "body: is no object"),
        (b"{}", "body.person: is required and missing"),
        (json.dumps({"person": PERSON | {"born_on": "07/05/2003"}}).encode(), "body.person.born_on: is no date"),
        (json.dumps({"person": PERSON | {"sex": "x"}}).encode(), "body.person.sex: is a code outside the code list"),
        (json.dumps({"person": PERSON | {"number": "12"}}).encode(), "body.person.number: does not have the declared form"),
        (json.dumps({"person": PERSON, "places": ["\u0001"]}).encode(), "holds a sign that XML cannot write"),
    ],
)
def test_a_request_that_does_not_fit_never_leaves(lltp: Rig, body: bytes, place: str) -> None:
    kind, sentence = refusal(lltp, "POST", "/dossiers", body)
    assert kind == "Client.BadRequest"
    assert sentence.endswith(place)
    assert lltp.records()[-1].request_out_ms is None


def test_what_is_not_declared_is_not_sent(lltp: Rig) -> None:
    assert refusal(lltp, "DELETE")[0] == "Server.ServerProxy.InvalidRequest"


def test_a_wrong_password_is_refused_by_the_register(lltp: Rig, register: str) -> None:
    before = lltp.config
    try:
        lltp.configure(services=declared(register, changed(documented("soap"), "security/password", "wrong")).services)
        reply = gw.call(lltp.url, CLIENT, SERVICE, "/dossiers/LLTP-000001")
        assert (reply.status, reply.json()["message"]) == (400, "Sai thông tin xác thực")
        plain = changed(documented("soap"), "security/digest", False)
        lltp.configure(services=declared(register, plain).services)
        assert gw.call(lltp.url, CLIENT, SERVICE, "/dossiers", {"number": "031303900009"}).json() == {"total": 0, "dossiers": []}
    finally:
        lltp.configure(services=before.services)


def test_a_wrong_declaration_is_no_configuration(tmp_path: Path) -> None:
    wrong = declared("http://127.0.0.1:1", changed(documented("soap"), "operations/0/element", "x:A"))
    with pytest.raises(gw.ConfigError, match=r"persons: adapter\.operations\[0\]\.element: the prefix of 'x:A' is not declared"):
        gw.write_config(tmp_path / "gateway.json", wrong)


def test_the_check_says_who_cannot_be_reached(lltp: Rig) -> None:
    before = lltp.config
    good = gw.check(lltp.url, token="secret")["adapters"]
    try:
        lltp.configure(services=declared(f"http://127.0.0.1:{free_port()}", documented("soap")).services)
        bad = gw.check(lltp.url, token="secret")["adapters"]
    finally:
        lltp.configure(services=before.services)
    assert [(one["service"], one["kind"], one["ok"]) for one in good] == [(str(SERVICE), "soap", True)]
    assert not bad[0]["ok"]
    assert set(bad[0]["problems"][0]) == {"vi", "en"}
    with pytest.raises(gw.GatewayUnreachable):
        gw.check(lltp.url, token="guess")
