"""The exchange gateway: signed and logged calls, beside the bare provider and beside nginx as a plain proxy."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httptools
import uvloop
from _common import ROOT, Bench, percentile, quick

from motcua.gateway import protocol as gw

CLIENT = gw.ClientId("VN-HP", "GOV", "H24", "one-stop")
SERVICE = gw.ServiceId("VN-HP", "GOV", "C06", "population", "persons")
BODY = b'{"personal_number":"031190000123","full_name":"VU THI HOA","residence":{"unit_code":"11329"}}'
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(BODY), BODY)
NGINX = (ROOT / ".cache" / "debian" / "usr" / "sbin" / "nginx", Path("/usr/sbin/nginx"))  # put there by `make peers`, or by the system


class Provider(asyncio.Protocol):
    """Answers every request with the same record."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.transport.write(ANSWER)  # type: ignore[attr-defined]


class Caller(asyncio.Protocol):
    """One connection that sends the next request when the answer to the last one is there."""

    def __init__(self, request: bytes, until: float, taken: list[float], done: asyncio.Future[None]) -> None:
        self.request, self.until, self.taken, self.done = request, until, taken, done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.began = time.perf_counter()
        self.transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        if self.parser.get_status_code() != 200:
            self.finish(RuntimeError(f"answer {self.parser.get_status_code()}"))
            return
        self.taken.append(time.perf_counter() - self.began)
        if time.perf_counter() < self.until:
            self.send()
        else:
            self.finish(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.finish(exc or ConnectionError("closed"))

    def finish(self, error: Exception | None) -> None:
        if self.done.done():
            return
        if error:
            self.done.set_exception(error)
        else:
            self.done.set_result(None)
        self.transport.close()


async def load(port: int, target: str, *, connections: int, seconds: float) -> tuple[float, float, int]:
    """Answers a second, the 99th percentile in milliseconds, and how many answers came."""
    head = f"GET {target} HTTP/1.1\r\nHost: g\r\nX-Road-Client: {CLIENT}\r\nX-Road-Issue: H24-1\r\nAccept: application/json\r\n\r\n"
    loop, taken, waits = asyncio.get_running_loop(), [], []
    began = time.perf_counter()
    for _ in range(connections):
        done = loop.create_future()
        waits.append(done)
        await loop.create_connection(lambda d=done: Caller(head.encode(), began + seconds, taken, d), "127.0.0.1", port)
    await asyncio.gather(*waits)
    return len(taken) / (time.perf_counter() - began), percentile(taken, 0.99) * 1000, len(taken)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nobody listens on {port}")


@contextlib.contextmanager
def running(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield process
    finally:
        process.terminate()
        process.wait(15)


def serve_provider(port: int) -> None:
    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", port, backlog=512)
        await server.serve_forever()

    uvloop.run(main())


def write_config(path: Path, provider: int) -> None:
    members = (
        gw.Member(member_class="GOV", member_code="H24", subsystems=(gw.Subsystem(code="one-stop"),)),
        gw.Member(member_class="GOV", member_code="C06", subsystems=(gw.Subsystem(code="population"),)),
    )
    right = gw.Right(subject=str(CLIENT), method="GET", path="/*")
    service = gw.Service(id=str(SERVICE), base_url=f"http://127.0.0.1:{provider}", rights=(right,))
    gw.write_config(path, gw.Config(instance="VN-HP", server_id="VN-HP/GOV/H24/gw1", members=members, services=(service,)))


def write_nginx(folder: Path, port: int, provider: int) -> Path:
    path = folder / "nginx.conf"
    path.write_text(
        f"""daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log {folder}/access.log; upstream p {{ server 127.0.0.1:{provider}; keepalive 64; }}
client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
server {{ listen 127.0.0.1:{port}; keepalive_requests 1000000;
location / {{ proxy_pass http://p; proxy_http_version 1.1; proxy_set_header Connection ""; }} }} }}"""
    )
    return path


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[1] == "--provider":
        serve_provider(int(sys.argv[2]))
        return
    seconds, connections = (3.0, 32) if quick() else (15.0, 64)
    bench = Bench("gateway")
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder, provider, port = Path(name), free_port(), free_port()
        stack.enter_context(running([sys.executable, __file__, "--provider", str(provider)], provider))
        write_config(folder / "config.json", provider)
        command = [sys.executable, "-m", "motcua.gateway", "--config", str(folder / "config.json"), "--data", str(folder / "log")]
        stack.enter_context(running([*command, "--port", str(port)], port))
        target = f"/r1/{SERVICE}/031190000123?fields=identity"
        run = {"connections": connections, "seconds": seconds}
        direct = uvloop.run(load(provider, "/031190000123", **run))
        alone = uvloop.run(load(port, target, connections=1, seconds=min(seconds, 3)))
        ours = uvloop.run(load(port, target, **run))
        nginx = beside_nginx(stack, folder, provider, run)
        outcome = gw.verify_log(folder / "log")
        # The signed log is a count of its own: the load generator may not claim an answer that was not logged, nor miss one.
        if outcome.problem or outcome.records != alone[2] + ours[2]:
            raise RuntimeError(f"{alone[2] + ours[2]} answers, but the log says {outcome}")
    missing = "" if nginx else "nginx is not installed; run make peers"
    bench.add("calls", ours[0], nginx and nginx[0], unit="calls/s", better="higher", against="nginx, plain proxy", reason=missing)
    bench.add("calls_p99", ours[1], nginx and nginx[1], unit="ms", better="lower", against="nginx, plain proxy", reason=missing)
    bench.add(
        "calls_beside_direct",
        ours[0],
        direct[0],
        unit="calls/s",
        better="higher",
        against="the bare provider, which answers a constant from memory",
    )
    bench.add("one_caller_p99", alone[1], 50.0, unit="ms", better="lower", against="goal: a durable, signed call in 50 ms")
    batch = outcome.records / outcome.seals
    bench.add("records_per_fsync", batch, 1.0, unit="records", better="higher", against="one fsync a record")
    bench.show()


def beside_nginx(stack: contextlib.ExitStack, folder: Path, provider: int, run: dict[str, float]) -> tuple[float, float, int] | None:
    program = shutil.which("nginx") or next((str(p) for p in NGINX if p.exists()), None)
    if program is None:
        return None
    port = free_port()
    stack.enter_context(running([program, "-c", str(write_nginx(folder, port, provider)), "-p", str(folder)], port))
    return uvloop.run(load(port, "/031190000123", **run))


if __name__ == "__main__":
    main()
