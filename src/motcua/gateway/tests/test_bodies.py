"""Long bodies over the wire: constant memory, slow and vanishing peers, a full disk."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, OTHER, SERVICE, Crowd, Rig, config, service
from .wire import Answer, raw, send

PIECE = bytes(range(256)) * 1024
MEGABYTE = 4 * len(PIECE)
R1 = f"/r1/{SERVICE}"
ME = ("X-Road-Client", str(CLIENT))


class Warehouse(BaseHTTPRequestHandler):
    """Takes and gives bodies of any length; some paths misbehave on purpose."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    held = threading.Event()
    asked = 0

    def _read(self) -> tuple[int, str]:
        left, size, state = int(self.headers.get("Content-Length") or 0), 0, hashlib.sha512()
        while left and (data := self.rfile.read(min(left, MEGABYTE))):
            left, size = left - len(data), size + len(data)
            state.update(data)
        return size, state.hexdigest()

    def do_PUT(self) -> None:
        path = self.path.removeprefix("/api")
        if path == "/deaf":
            self.held.wait(20)
            return
        if path == "/early":
            self.send_response(413)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"later")
            self.close_connection = True
            return
        self.asked += 1
        if path == "/once" and self.asked > 1:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        size, digest = self._read()
        answer = json.dumps([size, digest]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self) -> None:
        kind, count = self.path.removeprefix("/api/").split("/")
        pieces = int(count)
        self.send_response(200)
        if kind == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        elif kind == "until-close":
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(pieces * len(PIECE)))
        self.end_headers()
        for _ in range(pieces // 2 if kind == "half" else pieces):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(PIECE), PIECE) if kind == "chunked" else PIECE)
        if kind == "chunked":
            self.wfile.write(b"0\r\n\r\n")
        if kind == "half":
            self.held.wait(20)

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def warehouse() -> Iterator[str]:
    server = Crowd(("127.0.0.1", 0), Warehouse)
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/api"
    Warehouse.held.set()
    server.shutdown()


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory, warehouse: str) -> Iterator[Rig]:
    limits = gw.Limits(body_bytes=256 * MEGABYTE, body_s=1.0)
    made = Rig(tmp_path_factory.mktemp("bodies"), replace(config(warehouse), limits=limits, services=(service(warehouse, timeout_s=60.0),)))
    made.start()
    yield made
    made.stop()


def peak(rig: Rig) -> int:
    """The largest resident size of the gateway so far, in bytes."""
    assert rig.process is not None
    status = Path(f"/proc/{rig.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def spooled(rig: Rig) -> tuple[int, int]:
    """Bytes of bodies that the gateway holds in memory and on disk now."""
    text = send(rig.url, "GET", "/metrics", [])[2].decode()
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return int(float(figures["motcua_gateway_bodies_in_memory_bytes"])), int(float(figures["motcua_gateway_bodies_on_disk_bytes"]))


def nothing_is_left(rig: Rig) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if spooled(rig) == (0, 0):
            return True
        time.sleep(0.05)
    return False


def stream(rig: Rig, method: str, path: str, *, pieces: int = 0, chunked: bool = False) -> tuple[int, int, str, bytes]:
    """Status, size, digest and first octets of the answer, without ever holding the bodies here."""
    connection = http.client.HTTPConnection("127.0.0.1", rig.port, timeout=60)
    headers = {ME[0]: ME[1]} | ({} if chunked else {"Content-Length": str(pieces * len(PIECE))})
    connection.request(method, R1 + path, (PIECE for _ in range(pieces)) if pieces else None, headers, encode_chunked=chunked)
    answer = connection.getresponse()
    size, state, first = 0, hashlib.sha512(), b""
    while data := answer.read(MEGABYTE):
        first = first or data[:500]
        size += len(data)
        state.update(data)
    connection.close()
    return answer.status, size, state.hexdigest(), first


def expected(pieces: int) -> str:
    state = hashlib.sha512()
    for _ in range(pieces):
        state.update(PIECE)
    return state.hexdigest()


@pytest.mark.parametrize("megabytes", [10, 200])
def test_long_bodies_pass_in_constant_memory(rig: Rig, megabytes: int) -> None:
    pieces = megabytes * 4
    stream(rig, "GET", "/plain/4")
    before = peak(rig)
    up = stream(rig, "PUT", "/keep", pieces=pieces)
    down = stream(rig, "GET", f"/plain/{pieces}")
    digest = expected(pieces)
    assert (up[0], json.loads(up[3])) == (200, [pieces * len(PIECE), digest])
    assert down[:3] == (200, pieces * len(PIECE), digest)
    text = base64.b64encode(bytes.fromhex(digest)).decode()
    sent, fetched = rig.records()[-2:]
    assert (sent.request_size, sent.request_body) == (fetched.response_size, fetched.response_body) == (pieces * len(PIECE), text)
    assert peak(rig) - before < 24 * MEGABYTE
    assert nothing_is_left(rig)


@pytest.mark.parametrize("kind", ["chunked", "until-close"])
def test_long_answers_without_a_length(rig: Rig, kind: str) -> None:
    assert stream(rig, "GET", f"/{kind}/40")[:3] == (200, 40 * len(PIECE), expected(40))


def test_a_long_request_without_a_length(rig: Rig) -> None:
    status, _, _, first = stream(rig, "PUT", "/keep", pieces=40, chunked=True)
    assert (status, json.loads(first)) == (200, [40 * len(PIECE), expected(40)])


def test_a_spooled_request_is_repeated_whole_on_a_new_line(rig: Rig) -> None:
    for _ in range(3):
        status, _, _, first = stream(rig, "PUT", "/once", pieces=8)
        assert (status, json.loads(first)) == (200, [8 * len(PIECE), expected(8)])


def test_a_provider_may_answer_before_it_has_read_all(rig: Rig) -> None:
    """The answer comes while the body is still being sent; a provider that slams the door makes it a fault, never a stuck call."""
    status, _, _, first = stream(rig, "PUT", "/early", pieces=80)
    assert (status, first) == (413, b"later") or b"ServiceFailed.NetworkError" in first
    assert nothing_is_left(rig)


def ask(rig: Rig, path: str) -> socket.socket:
    """A connection on which an answer was asked for and not read."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect(("127.0.0.1", rig.port))
    s.settimeout(20)
    s.sendall(f"GET {R1}{path} HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nConnection: close\r\n\r\n".encode())
    return s


def test_a_slow_reader_gets_everything_and_holds_up_nobody(rig: Rig) -> None:
    with ask(rig, "/plain/32") as s:
        received = 0
        for _ in range(6):
            received += len(s.recv(200_000))
            assert stream(rig, "GET", "/plain/1")[0] == 200
        while data := s.recv(1 << 20):
            received += len(data)
    assert received > 32 * len(PIECE)


def test_a_reader_that_stops_is_cut_off(rig: Rig) -> None:
    with ask(rig, "/plain/128") as s:
        assert s.recv(1000)
        assert nothing_is_left(rig)


def test_a_reader_that_leaves_is_forgotten(rig: Rig) -> None:
    with ask(rig, "/plain/128") as s:
        assert s.recv(1000)
    assert nothing_is_left(rig)
    assert rig.records()[-1].response_size == 128 * len(PIECE)


def begin_upload(rig: Rig) -> socket.socket:
    s = socket.create_connection(("127.0.0.1", rig.port), timeout=20)
    s.sendall(f"PUT {R1}/keep HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nContent-Length: 9000000\r\n\r\n".encode() + PIECE * 3)
    return s


def test_a_sender_that_leaves_is_forgotten_and_nothing_was_forwarded(rig: Rig) -> None:
    before = len(rig.records())
    with begin_upload(rig):
        rig.wait(lambda _: spooled(rig)[1] > 0)
    assert nothing_is_left(rig)
    assert len(rig.records()) == before


def test_a_sender_that_drips_is_cut_off(rig: Rig) -> None:
    """Each octet alone would renew the patience of a gateway that only looks at the last one."""
    with socket.create_connection(("127.0.0.1", rig.port), timeout=0.05) as s:
        s.sendall(f"PUT {R1}/keep HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nContent-Length: 9000\r\n\r\n".encode())
        for _ in range(400):
            try:
                s.sendall(b"x")
                assert s.recv(10) == b""
                break
            except TimeoutError:
                continue
            except OSError:
                break
        else:
            pytest.fail("still listening after twenty seconds")


@pytest.mark.parametrize(("method", "path", "pieces"), [("GET", "/half/40", 0), ("PUT", "/deaf", 80)])
def test_a_half_dead_provider(rig: Rig, warehouse: str, method: str, path: str, pieces: int) -> None:
    rig.configure(services=(service(warehouse, timeout_s=0.6),))
    status, _, _, first = stream(rig, method, path, pieces=pieces)
    assert (status, json.loads(first)["type"]) == (500, "Server.ServerProxy.ServiceFailed.Timeout")
    assert rig.records()[-1].fault == "Server.ServerProxy.ServiceFailed.Timeout"
    assert nothing_is_left(rig)
    rig.configure(services=(service(warehouse, timeout_s=60.0),))


def test_a_refused_sender_still_reads_why(rig: Rig) -> None:
    limits = rig.config.limits
    rig.configure(limits=replace(limits, body_bytes=MEGABYTE))
    for chunked in (False, True):
        status, _, _, first = stream(rig, "PUT", "/keep", pieces=80, chunked=chunked)
        assert (status, json.loads(first)["type"]) == (400, "Client.BadRequest")
    rig.configure(limits=limits)


def test_a_full_spool_is_said_and_forgotten(rig: Rig) -> None:
    limits = rig.config.limits
    rig.configure(limits=replace(limits, body_bytes=2 * MEGABYTE, spool_bytes=2 * MEGABYTE))
    with begin_small(rig):
        rig.wait(lambda _: spooled(rig)[1] > MEGABYTE // 2)
        for chunked in (False, True):
            status, _, _, first = stream(rig, "PUT", "/keep", pieces=7, chunked=chunked)
            assert (status, json.loads(first)["type"]) == (503, "Server.ClientProxy.LoggingFailed")
        status, _, _, first = stream(rig, "GET", "/plain/7")
        assert (status, json.loads(first)["type"]) == (500, "Server.ClientProxy.LoggingFailed")
        assert rig.records()[-1].fault == "Server.ClientProxy.LoggingFailed"
    assert nothing_is_left(rig)
    assert stream(rig, "PUT", "/keep", pieces=7)[0] == 200
    rig.configure(limits=limits)


def begin_small(rig: Rig) -> socket.socket:
    s = socket.create_connection(("127.0.0.1", rig.port), timeout=20)
    s.sendall(f"PUT {R1}/keep HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nContent-Length: 2000000\r\n\r\n".encode() + PIECE * 4)
    return s


def read_all(port: int, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as s:
        s.sendall(data)
        return b"".join(iter(lambda: s.recv(65536), b""))


def test_what_was_asked_before_nonsense_is_answered_first(rig: Rig) -> None:
    one = f"GET {R1}/plain/8 HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\n\r\n".encode()
    received = read_all(urlsplit(rig.url).port or 0, one * 2 + b"nonsense\r\n\r\n")
    assert received.count(PIECE) == 16
    assert b"HTTP/1.1 400" in received[-400:]


def test_a_trailer_says_nothing(rig: Rig) -> None:
    head = f"PUT {R1}/keep HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer: Answer = raw(rig.url, f"{head}2\r\nok\r\n0\r\nX-Road-Client: {OTHER}\r\n\r\n".encode())
    assert answer[0] == 200
    assert dict(answer[1])["X-Road-Client"] == str(CLIENT)


def test_more_framing_than_body_is_refused(rig: Rig) -> None:
    head = f"PUT {R1}/keep HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    assert raw(rig.url, head + (b"1;" + b"e" * 60_000 + b"\r\nx\r\n") * 40 + b"0\r\n\r\n")[0] == 400
