"""The two ends of the line in the exchange's bench: a provider that answers a constant, callers that ask as fast as they are answered."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httptools
import uvloop
from _common import ROOT, percentile

from motcua.gateway import protocol as gw

CLIENT = gw.ClientId("VN-HP", "GOV", "H24", "one-stop")
SERVICE = gw.ServiceId("VN-HP", "GOV", "C06", "population", "persons")
BODY = b'{"personal_number":"031190000123","full_name":"VU THI HOA","residence":{"unit_code":"11329"}}'
BARE, ROUTED = "/031190000123?fields=identity", f"/r1/{SERVICE}/031190000123?fields=identity"
HEADERS = f"Host: g\r\nX-Road-Client: {CLIENT}\r\nX-Road-Issue: H24-1\r\nAccept: application/json\r\n"
CONNECTIONS = 32
LONG_PIECE = bytes(range(256)) * 256


@dataclass(frozen=True)
class Load:
    """What one run of the callers saw: how many answers, how fast, how late; and the processor time of the process in the middle."""

    answers: int
    rate: float
    p99_ms: float
    cpu_us: float


class Provider(asyncio.Protocol):
    """Answers every request with the same record, ``/long/N`` with N bytes, and a body with its length."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.parser, self.url, self.size = transport, httptools.HttpRequestParser(self), b"", 0

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self.url = url

    def on_body(self, body: bytes) -> None:
        self.size += len(body)

    def on_message_complete(self) -> None:
        answer, self.size = (str(self.size).encode() if self.size else BODY), 0
        if self.url.startswith(b"/long/"):
            answer = LONG_PIECE * (int(self.url[6:]) // len(LONG_PIECE))
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(answer)
        self.transport.write(head + answer)  # type: ignore[attr-defined]


class Caller(asyncio.Protocol):
    """One connection that sends the next request when the whole right answer to the last one is there."""

    def __init__(self, request: bytes, until: float, taken: list[float], done: asyncio.Future[None]) -> None:
        self.request, self.until, self.taken, self.done = request, until, taken, done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.seen, self.began = b"", time.perf_counter()
        self.transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.seen += data
        if not self.seen.startswith(b"HTTP/1.1 200 "):
            self.finish(RuntimeError(f"answer {self.seen[:400]!r}"))
        elif self.seen.endswith(BODY):
            now = time.perf_counter()
            self.taken.append(now - self.began)
            if now < self.until:
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


def load(port: int, target: str, *, seconds: float, middle: int, connections: int = CONNECTIONS) -> Load:
    """Ask through the process ``middle`` that listens on ``port``; only answers with the provider's whole record count."""
    taken: list[float] = []

    async def run() -> None:
        loop, waits = asyncio.get_running_loop(), []
        until = time.perf_counter() + seconds
        request = f"GET {target} HTTP/1.1\r\n{HEADERS}\r\n".encode()
        for _ in range(connections):
            done = loop.create_future()
            waits.append(done)
            await loop.create_connection(lambda d=done: Caller(request, until, taken, d), "127.0.0.1", port)
        await asyncio.gather(*waits)

    cpu, began = cpu_s(middle), time.perf_counter()
    uvloop.run(run())
    wall, spent = time.perf_counter() - began, cpu_s(middle) - cpu
    return Load(len(taken), len(taken) / wall, percentile(taken, 0.99) * 1000, spent / len(taken) * 1e6)


def tree(pid: int) -> list[Path]:
    """The threads of a process and of the processes that it began."""
    found = list(Path(f"/proc/{pid}/task").iterdir())
    return [*found, *(thread for task in found for child in (task / "children").read_text().split() for thread in tree(int(child)))]


def cpu_s(pid: int) -> float:
    """Processor time of a process and its workers, in seconds, as the scheduler counts it."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tree(pid)) / 1e9


def peak_mb(pid: int) -> float:
    """The largest resident sizes of a process and its workers so far, added up, in megabytes; what they share is counted for each."""
    sizes = {}
    for status in [(task / "status").read_text().splitlines() for task in tree(pid)]:
        facts = dict(line.split(":", 1) for line in status)
        sizes[facts["Tgid"]] = int(facts["VmHWM"].split()[0]) / 1024
    return sum(sizes.values())


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[str | Path], port: int) -> Iterator[int]:
    """A process that listens on ``port``, ended afterwards; gives its id."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(list(map(str, command)), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
                break
            time.sleep(0.05)
        else:
            raise RuntimeError(f"nobody listens on {port}: {command}")
        yield process.pid
    finally:
        process.terminate()
        process.wait(15)


@contextlib.contextmanager
def provider() -> Iterator[int]:
    """The provider as its own process; gives its port."""
    port = free_port()
    with running([sys.executable, __file__, str(port)], port):
        yield port


def main(port: int) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", port, backlog=512)
        await server.serve_forever()

    uvloop.run(serve())


if __name__ == "__main__":
    main(int(sys.argv[1]))
