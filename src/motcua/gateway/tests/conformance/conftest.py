"""A provider that answers whatever a rule needs, and gateways in front of it that no test changes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conftest import CLIENT, Crowd, Rig, config

PROVIDER = gw.ClientId("VN-HP", "GOV", "C06", "population")
DESCRIPTION = {
    "openapi": "3.0.3",
    "info": {"title": "Dân cư", "version": "1"},
    "servers": [{"url": "https://inner.example:8443/v1"}, {"url": "{scheme}://{host}.inner.example/v2", "variables": {"host": {"default": "a"}}}],
    "paths": {
        "/persons": {
            "servers": [{"url": "http://10.0.0.9/other"}],
            "get": {
                "servers": [{"url": "/relative"}],
                "responses": {"200": {"description": "ok", "links": {"next": {"server": {"url": "//inner.example/n"}}}}},
            },
        }
    },
}
YAML = b"openapi: 3.0.3\ninfo: {title: t, version: '1'}\nservers:\n- url: http://inner.example/v1\npaths: {}\n"
DOCUMENTS = {"/openapi.json": json.dumps(DESCRIPTION).encode(), "/openapi.yaml": YAML, "/broken.json": b"[1, 2", "/not-openapi.json": b"{}"}


class Station(BaseHTTPRequestHandler):
    """``/status/NNN`` answers with that status, ``/openapi.*`` with a description, everything else says what it received."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        said = {"line": self.requestline, "headers": self.headers.items(), "body": body.hex()}
        content = DOCUMENTS.get(path, json.dumps(said).encode())
        self.send_response_only(int(path.rsplit("/", 1)[1]) if "/status/" in path else 200)
        for name, value in (
            ("Content-Type", "application/vnd.thu+json; charset=utf-16"),
            ("Cache-Control", "private, max-age=60"),
            ("ETag", '"v1"'),
            ("Location", "https://elsewhere.example/x?y=z"),
            ("X-Powered-By", "PHP/5.2.17"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("Server", "inner/1.0"),
            ("Keep-Alive", "timeout=5"),
            ("X-Road-Request-Hash", "invented"),
            ("X-Road-Service", "invented"),
            ("X-Road-Error", "Server.ServerProxy.Invented"),
            ("Content-Length", str(len(content))),
        ):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        return


for _verb in ("POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"):
    setattr(Station, f"do_{_verb}", Station.do_GET)


@pytest.fixture(scope="session")
def station() -> Iterator[str]:
    server = Crowd(("127.0.0.1", 0), Station)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def _service(code: str, base_url: str, **more: object) -> gw.Service:
    rights = (gw.Right(subject=str(CLIENT)), gw.Right(subject=str(CLIENT.member)))
    made = gw.Service(id=f"{PROVIDER}/{code}", base_url=base_url, timeout_s=8.0, rights=rights)
    return replace(made, **more)  # type: ignore[arg-type]


def _services(station: str) -> tuple[gw.Service, ...]:
    endpoints = (gw.Endpoint(method="GET", path="/open/*"), gw.Endpoint(method="DELETE", path="/open/*"))
    some = (gw.Right(subject=str(CLIENT), method="GET", path="/open/*"),)
    described = {"type": "OPENAPI", "description_url": f"{station}/openapi.json"}
    return (
        _service("persons", f"{station}/api/"),
        _service("bare", station),
        _service("narrow", f"{station}/api", endpoints=endpoints, rights=some),
        _service("closed", f"{station}/api", enabled=False, notice="Bảo trì"),
        _service("foreign", f"{station}/api", rights=()),
        _service("absent", "http://127.0.0.1:9/api"),
        _service("described", f"{station}/api", **described),
        _service("described-yaml", f"{station}/api", type="OPENAPI", description_url=f"{station}/openapi.yaml"),
        _service("broken", f"{station}/api", type="OPENAPI", description_url=f"{station}/broken.json"),
        _service("no-openapi", f"{station}/api", type="OPENAPI", description_url=f"{station}/not-openapi.json"),
        _service("moved", f"{station}/api", type="OPENAPI", description_url=f"{station}/status/302"),
        _service("unreachable", f"{station}/api", type="OPENAPI", description_url="http://127.0.0.1:9/openapi.json"),
    )


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory, station: str) -> Iterator[Rig]:
    """A gateway that writes fault codes as the specification does."""
    rig = Rig(tmp_path_factory.mktemp("gate"), replace(config(station), services=_services(station)))
    rig.start()
    yield rig
    rig.stop()


@pytest.fixture(scope="session")
def modern(tmp_path_factory: pytest.TempPathFactory, station: str) -> Iterator[Rig]:
    """A gateway that writes fault codes as X-Road does since 7.8."""
    made = replace(config(station), services=_services(station), error_style=gw.ErrorStyle.SNAKE)
    rig = Rig(tmp_path_factory.mktemp("modern"), made)
    rig.start()
    yield rig
    rig.stop()
