"""A REST service that is offered to SOAP callers, behind a gateway process of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway import protocol as gw

from .conftest import CLIENT, SERVICE, Crowd, Rig, config, service
from .wire import Answer, send

TNS = "urn:motcua:test:dan-cu"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
PATH = f"/soap/{SERVICE}"
ME = ("X-Road-Client", str(CLIENT))
OFFER: dict[str, Any] = {
    "namespaces": {"d": TNS},
    "tables": {"sex": {"male": "1", "female": "0"}},
    "operations": [
        {
            "method": "GET", "path": "/persons/{number}", "element": "d:TraCuu", "action": "urn:TraCuu", "answer_element": "d:CongDan",
            "request": [
                {"ours": "path.number", "theirs": "d:SoDinhDanh", "required": True},
                {"ours": "query.fields", "theirs": "d:Truong", "default": "identity"},
            ],
            "answer": [
                {"ours": "number", "theirs": "@so", "required": True},
                {"ours": "name", "theirs": "d:HoTen", "required": True},
                {"ours": "sex", "theirs": "d:GioiTinh", "values": "sex"},
                {"ours": "born_on", "theirs": "d:NgaySinh", "type": "date"},
                {"ours": "died_on", "theirs": "d:NgayMat", "type": "date", "empty": "nil"},
                {"ours": "children", "theirs": "d:Con", "each": [{"ours": "name", "theirs": "d:HoTen", "required": True}]},
            ],
        },
        {
            "method": "POST", "path": "/persons", "element": "d:DangKy", "answer_element": "d:DangKyResponse",
            "request": [
                {"ours": "header.x-road-id", "theirs": "d:MaThamChieu"},
                {"ours": "body.name", "theirs": "d:HoTen", "required": True},
            ],
            "answer": [{"ours": "ok", "theirs": "d:KetQua", "type": "boolean"}],
        },
    ],
}  # fmt: skip


class Register(BaseHTTPRequestHandler):
    """Answers JSON by path and remembers what it was asked."""

    seen: list[tuple[str, str, bytes, dict[str, str]]] = []

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append((self.command, self.path, body, {k.lower(): v for k, v in self.headers.items()}))
        number = self.path.partition("?")[0].rpartition("/")[2]
        found = {"number": number, "name": "Trần <Thị> Hoà", "sex": "female", "born_on": "2003-05-07", "children": [{"name": "A"}, {"name": "B"}]}
        status, text = (404, {"message": "Không có người này"}) if number == "0" else (200, {"ok": True} if self.command == "POST" else found)
        if number == "1":
            text = {"sex": "male"}
        raw = json.dumps(text).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: object) -> None:
        return


for _verb in ("GET", "POST"):
    setattr(Register, f"do_{_verb}", Register.answer)


@contextmanager
def serving(folder: Path) -> Iterator[Rig]:
    """The gateway and the service behind it."""
    server = Crowd(("127.0.0.1", 0), Register)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    rights = (gw.Right(subject=str(CLIENT), path="/persons/**"), gw.Right(subject=str(CLIENT), path="/persons"))
    rig = Rig(folder, replace(config(url), services=(service(url, soap_offer=OFFER, rights=rights),)))
    rig.start()
    try:
        yield rig
    finally:
        rig.stop()
        server.shutdown()


def envelope(inner: str, header: str = "", *, uri: str = SOAP) -> bytes:
    return f'<e:Envelope xmlns:e="{uri}" xmlns:d="{TNS}"><e:Header>{header}</e:Header><e:Body>{inner}</e:Body></e:Envelope>'.encode()


def ask(rig: Rig, inner: str, *, header: str = "", headers: tuple[tuple[str, str], ...] = (ME,)) -> Answer:
    """A call in SOAP 1.1."""
    sent = [("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", '""'), *headers]
    return send(rig.url, "POST", PATH, sent, envelope(inner, header))


def content(body: bytes, uri: str = SOAP) -> Any:
    """What the body of an envelope holds."""
    return etree.fromstring(body).find(f"{{{uri}}}Body")[0]


def look_up(number: str) -> str:
    return f"<d:TraCuu><d:SoDinhDanh>{number}</d:SoDinhDanh></d:TraCuu>"
