"""A provider and a gateway process for the tests; both listen on this machine only."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from motcua.gateway import protocol as gw

if TYPE_CHECKING:
    from .scripted import Scripted

CLIENT = gw.ClientId("VN-HP", "GOV", "H24", "onestop")
OTHER = gw.ClientId("VN-HP", "GOV", "H24", "other")
SERVICE = gw.ServiceId("VN-HP", "GOV", "C06", "population", "persons")
SOURCE = Path(__file__).parents[3]


class Provider(BaseHTTPRequestHandler):
    """Echoes what it received; some paths misbehave on purpose."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        path = self.path.partition("?")[0]
        if path.endswith("/slow"):
            time.sleep(1.5)
        if path.endswith("/gone"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if path.endswith("/half"):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            self.close_connection = True
            return
        if path.endswith("/garbage"):
            self.wfile.write(b"220 mail.example ESMTP\r\n")
            self.close_connection = True
            return
        if path.endswith("/until-close"):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nto the end")
            self.close_connection = True
            return
        if path.endswith("/chunked"):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            return
        seen = {"method": self.command, "path": self.path, "headers": self.headers.items(), "body": body.decode("latin-1")}
        status = 302 if path.endswith("/moved") else 404 if path.endswith("/missing") else 200
        answer = b"x" * 300_000 if path.endswith("/big") else json.dumps(seen).encode()
        self.send_response(status, "Nowhere" if status == 404 else None)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Road-Error", "Server.ServerProxy.Invented")
        self.send_header("X-Road-Request-Hash", "invented")
        self.send_header("Cache-Control", "no-store")
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/else")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        return


for _verb in ("POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"):
    setattr(Provider, f"do_{_verb}", Provider.do_GET)


class Crowd(ThreadingHTTPServer):
    """Takes many connections at once: the default backlog of five would make the system drop some."""

    daemon_threads = True
    request_queue_size = 256


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Rig:
    """A gateway process with its files; ``configure`` rewrites the file and waits until it is in force."""

    def __init__(self, folder: Path, config: gw.Config) -> None:
        self.config_path, self.data = folder / "gateway.json", folder / "data"
        self.config, self.port = config, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        gw.write_config(self.config_path, config)
        self.process: subprocess.Popen[bytes] | None = None
        self.workers = 0
        self.path = str(SOURCE)

    def start(self) -> None:
        command = [sys.executable, "-m", "motcua.gateway", "--config", str(self.config_path), "--data", str(self.data)]
        self.log = (self.data.parent / "stderr").open("ab")
        environment = {**os.environ, "PYTHONPATH": self.path}
        command += ["--port", str(self.port), "--workers", str(self.workers)]
        self.process = subprocess.Popen(command, env=environment, stderr=self.log)
        for _ in range(200):
            try:
                gw.health(self.url)
            except gw.GatewayUnreachable:
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self.data.parent / "stderr").read_text())

    def configure(self, **changes: object) -> None:
        self.config = replace(self.config, **changes)  # type: ignore[arg-type]
        before = gw.health(self.url)["config_version"]
        gw.write_config(self.config_path, self.config)
        self.wait(lambda health: health["config_version"] != before)

    def wait(self, wanted: Callable[[dict[str, object]], object]) -> None:
        for _ in range(150):
            if wanted(gw.health(self.url)):
                return
            time.sleep(0.02)
        raise AssertionError("the gateway did not come to the wanted state")

    def stop(self) -> int:
        if self.process is None:
            return 0
        self.process.terminate()
        code = self.process.wait(10)
        self.process = None
        self.log.close()
        return code

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)
        self.process = None
        self.log.close()

    def records(self) -> list[gw.Record]:
        return list(gw.read_records(self.data))


def service(base_url: str, **changes: object) -> gw.Service:
    right = gw.Right(subject=str(CLIENT))
    return replace(gw.Service(id=str(SERVICE), base_url=base_url, timeout_s=8.0, rights=(right,)), **changes)  # type: ignore[arg-type]


def config(base_url: str) -> gw.Config:
    city = gw.Member(
        member_class="GOV", member_code="H24", name="UBND thành phố", subsystems=(gw.Subsystem(code="onestop"), gw.Subsystem(code="other"))
    )
    register = gw.Member(
        member_class="GOV", member_code="C06", name="Cục C06", subsystems=(gw.Subsystem(code="population", name="CSDL dân cư"),)
    )
    limits = gw.Limits(body_bytes=200_000, header_s=1.0, connect_s=4.0)
    members = (city, register)
    return gw.Config(
        instance="VN-HP", server_id="VN-HP/GOV/H24/gw1", members=members, services=(service(base_url),), log_token="secret", limits=limits
    )


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    server = Crowd(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/api"
    server.shutdown()


@pytest.fixture(scope="module")
def shared_rig(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[Rig]:
    rig = Rig(tmp_path_factory.mktemp("gateway"), config(provider))
    rig.start()
    yield rig
    rig.stop()


@pytest.fixture
def rig(shared_rig: Rig, provider: str) -> Rig:
    """The module's gateway with the usual configuration in force."""
    if shared_rig.config != config(provider):
        base = config(provider)
        shared_rig.configure(services=base.services, error_style=base.error_style, members=base.members, groups=base.groups)
    return shared_rig


@pytest.fixture
def own_rig(tmp_path: Path, provider: str) -> Iterator[Rig]:
    """A gateway of one's own, not started, for tests that kill or damage it."""
    rig = Rig(tmp_path, config(provider))
    yield rig
    rig.stop()


@pytest.fixture
def main() -> Iterator[Scripted]:
    """A provider that answers as it is told."""
    from .scripted import Scripted  # it stands on this module

    script = Scripted()
    yield script
    script.close()
