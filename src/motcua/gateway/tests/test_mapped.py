"""A partner whose REST is another one: CSV in an old encoding, other paths, other words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.translate.encodings import encode
from motcua.gateway.translate.tests.test_declarations import documented

from .conftest import CLIENT, SERVICE, Crowd, Rig, config, service
from .wire import send

ROWS = 'Số định danh;Họ, tên;Ngày sinh;Giới tính\r\n031326900001;"Nguyễn  Thuỷ";05/11/2026;Nữ\r\n;Trần An;06/11/2026;Nam\r\n'
PERSON = {
    "theirs": {"format": "xml", "root": "CongDan"},
    "exchanges": [
        {
            "method": "PUT", "path": "/people/{number}", "their_method": "POST", "their_path": "/capnhat",
            "parameters": [{"ours": "path.number", "theirs": "query.so"}, {"theirs": "query.v", "const": 2}],
            "request": [{"ours": "name", "theirs": "HoTen", "required": True}, {"ours": "phones", "theirs": "SDT", "each": [{"ours": "", "theirs": ""}]}],
            "answer": [{"ours": "ok", "theirs": "KetQua", "values": {"true": "00"}, "type": "boolean", "required": True}],
            "error": [{"ours": "error", "theirs": "Loi"}],
            "statuses": {"404": 410},
        }
    ],
}  # fmt: skip


class Ward(BaseHTTPRequestHandler):
    """Answers by path; remembers what it was asked."""

    seen: list[tuple[str, str, bytes]] = []
    headers_seen: dict[str, str] = {}
    answers: dict[str, tuple[int, str, bytes]] = {}

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append((self.command, self.path, body))
        type(self).headers_seen = {name.lower(): value for name, value in self.headers.items()}
        status, kind, text = self.answers[self.path.partition("?")[0]]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


    def log_message(self, *args: object) -> None:
        return


setattr(Ward, "do_POST", Ward.do_GET)  # noqa: B010 - the name is fixed by the library


@pytest.fixture(scope="module")
def ward() -> Iterator[str]:
    server = Crowd(("127.0.0.1", 0), Ward)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, ward: str) -> Iterator[Rig]:
    rig = Rig(tmp_path_factory.mktemp("mapped"), declared(ward, documented("mapping")))
    rig.start()
    yield rig
    rig.stop()


def declared(url: str, settings: dict[str, Any]) -> gw.Config:
    return replace(config(url), services=(service(url, adapter=gw.Adapter(kind="mapping", settings=settings)),))


@pytest.fixture
def children(running: Rig, ward: str) -> Rig:
    if running.config != declared(ward, documented("mapping")):
        running.configure(services=declared(ward, documented("mapping")).services)
    Ward.answers["/xa/11329/tre-em.csv"] = (200, "text/csv; charset=windows-1258", encode(ROWS, "windows-1258", place=""))
    return running


def test_rows_in_an_old_encoding_come_as_json(children: Rig) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    sent = {"traceparent": trace, "Accept-Encoding": "gzip", "X-Mine": "1"}
    reply = gw.call(children.url, CLIENT, SERVICE, "/wards/11329/children", {"born_from": "2026-11-01"}, headers=sent)
    assert reply.json() == {
        "children": [
            {"number": "031326900001", "full_name": "Nguyễn Thủy", "born_on": "2026-11-05", "sex": "female", "source": "ward"},
            {"full_name": "Trần An", "born_on": "2026-11-06", "sex": "male", "source": "ward"},
        ]
    }
    assert Ward.seen[-1][:2] == ("GET", "/xa/11329/tre-em.csv?tu_ngay=01%2F11%2F2026")
    assert (children.records()[-1].translator or "").startswith("mapping/2:")
    assert Ward.headers_seen["traceparent"] == trace
    assert Ward.headers_seen["x-road-id"] == reply.message_id
    assert Ward.headers_seen["accept"] == "text/csv"
    assert not {"accept-encoding", "x-mine"} & set(Ward.headers_seen)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("text/csv", b"So;Ten\r\n", "body[0]: has no column 'Số định danh'"),
        ("text/csv", encode(ROWS.replace("05/11", "31/02"), "windows-1258", place=""), "body[1].Ngày sinh: is no date (dd/MM/yyyy)"),
        ("text/csv", b"\xff\xfe\x00\xd2\xf3", "body[0]: has no column 'Số định danh'"),
        ("text/html", b"<h1>error</h1>", "Content-Type: the answer 200 is an HTML page"),
    ],
)
def test_a_broken_answer_names_the_place(children: Rig, kind: str, text: bytes, said: str) -> None:
    Ward.answers["/xa/11329/tre-em.csv"] = (200, kind, text)
    with pytest.raises(gw.ExchangeFault) as error:
        gw.call(children.url, CLIENT, SERVICE, "/wards/11329/children")
    assert error.value.params["fault"] == "Server.ServerProxy.ServiceFailed.InvalidAnswer"
    record = children.records()[-1]
    assert record.status == 500


@pytest.mark.parametrize("ward_code", ["..", "%2e%2e", "a%2Fb", "a%5Cb"])
def test_a_part_of_a_path_stays_one_segment(children: Rig, ward_code: str) -> None:
    before = len(Ward.seen)
    status, headers, _ = send(children.url, "GET", f"/r1/{SERVICE}/wards/{ward_code}/children", [("X-Road-Client", str(CLIENT))])
    assert (status, dict(headers)["X-Road-Error"][:7]) in {(400, "Client."), (500, "Server.")}
    assert Ward.seen[before:] == []


def test_json_becomes_xml_and_comes_back(children: Rig, ward: str) -> None:
    children.configure(services=declared(ward, PERSON).services)
    Ward.answers["/capnhat"] = (200, "application/xml", b"<CongDan><KetQua>00</KetQua></CongDan>")
    body = json.dumps({"name": "Đỗ <An>", "phones": ["0100900001", "0100900002"]}).encode()
    reply = gw.call(children.url, CLIENT, SERVICE, "/people/031326900001", method="PUT", body=body)
    assert reply.json() == {"ok": True}
    method, path, sent = Ward.seen[-1]
    assert (method, path) == ("POST", "/capnhat?so=031326900001&v=2")
    assert "<HoTen>Đỗ &lt;An&gt;</HoTen><SDT>0100900001</SDT><SDT>0100900002</SDT>".encode() in sent
    Ward.answers["/capnhat"] = (404, "application/xml", b"<CongDan><Loi>x1</Loi></CongDan>")
    gone = gw.call(children.url, CLIENT, SERVICE, "/people/1", method="PUT", body=body)
    assert (gone.status, gone.json()) == (410, {"error": "x1"})
