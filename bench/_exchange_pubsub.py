"""Publish/subscribe in the exchange's bench: one process publishes over HTTP, one gateway keeps and pushes, fast receivers take what comes.

An event goes to ``FAN`` subscribers, each over its own pooled connections; a delivery is a signed POST that was answered with 204 and is
acknowledged in the store. Every event is on disk and in the signed message log before its publisher is answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httptools
import uvloop
from _exchange_wire import cpu_s, free_port, running

from motcua.gateway import protocol as gw

ROOM, TYPE = "VN-HP/GOV/C06/civil-status", "newBirth"
FAN = 5
_PUBLISHERS = 48
_KEYS = 500
_ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass(frozen=True)
class Deliveries:
    """``rate`` in deliveries a second over the whole run, ``cpu_us`` the gateway's processor time for each with its share of publishing.

    ``early_mb`` and ``late_mb`` are the gateway's memory after a tenth of the run and at its end.
    """

    events: int
    deliveries: int
    rate: float
    cpu_us: float
    early_mb: float
    late_mb: float

    @property
    def growth_mb(self) -> float:
        """What nine tenths of the run added."""
        return self.late_mb - self.early_mb


class Receiver(asyncio.Protocol):
    """Counts what it is sent and says 204."""

    count = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.parser = transport, httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        Receiver.count += 1
        self.transport.write(_ANSWER)  # type: ignore[attr-defined]


class Publisher(asyncio.Protocol):
    """Publishes the next event when the last one is answered, until ``left`` of all publishers is used up."""

    left = 0
    sent = 0

    def __init__(self, done: asyncio.Future[None]) -> None:
        self.done = done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.next()

    def next(self) -> None:
        if Publisher.left <= 0:
            self.transport.close()
            self.done.done() or self.done.set_result(None)
            return
        Publisher.left -= 1
        Publisher.sent += 1
        event = {"child": f"{Publisher.sent % _KEYS}", "weight": 3200, "place": "Bệnh viện Phụ sản Hải Phòng", "n": Publisher.sent}
        body = json.dumps({"eventType": TYPE, "event": event}).encode()
        head = f"POST /r1/{ROOM}/pub/v1/{TYPE} HTTP/1.1\r\nHost: g\r\nX-GovStack-Client: {ROOM}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.parser = httptools.HttpResponseParser(self)
        self.transport.write(head.encode() + body)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        if self.parser.get_status_code() != 201:
            self.done.done() or self.done.set_exception(RuntimeError(f"an event was answered with {self.parser.get_status_code()}"))
            return
        self.next()

    def connection_lost(self, exc: Exception | None) -> None:
        self.done.done() or self.done.set_exception(exc or ConnectionError("closed"))


def _names() -> list[str]:
    return [f"subscriber-{n}" for n in range(FAN)]


def _config() -> gw.Config:
    schema = {"type": "object", "required": ["child"], "properties": {"child": {"type": "string"}, "weight": {"type": "integer"}}}
    birth = gw.EventType(name=TYPE, schema=schema, key="/child")
    members = (
        gw.Member(member_class="GOV", member_code="C06", subsystems=(gw.Subsystem(code="civil-status"),)),
        gw.Member(member_class="GOV", member_code="H24", subsystems=tuple(gw.Subsystem(code=name) for name in _names())),
    )
    room = gw.Room(id=ROOM, subscribers=tuple(f"VN-HP/GOV/H24/{name}" for name in _names()), event_types=(birth,))
    pubsub = gw.PubSub(rooms=(room,))
    return gw.Config(instance="VN-HP", server_id="VN-HP/GOV/H24/gw1", members=members, pubsub=pubsub, networks=gw.LOOPBACK)


@contextlib.contextmanager
def _gateway(folder: Path) -> Iterator[tuple[int, int]]:
    gw.write_config(folder / "gateway.json", _config())
    port = free_port()
    command = [sys.executable, "-m", "motcua.gateway", "--config", folder / "gateway.json", "--data", folder / "log", "--port", str(port)]
    with running(command, port) as pid:
        yield port, pid


async def _ask(port: int, client: str, method: str, path: str, body: bytes = b"") -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"{method} /r1/{ROOM}/{path} HTTP/1.1\r\nHost: g\r\nX-GovStack-Client: {client}\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    status = int((await reader.readline()).split(b" ")[1])
    writer.close()
    return status


def resident_mb(pid: int) -> float:
    """Memory of a process that lies in the machine's now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


async def _run(port: int, pid: int, events: int) -> Deliveries:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Receiver, "127.0.0.1", 0, backlog=512)
    callback = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/events"
    for name in _names():
        item = json.dumps({"eventType": TYPE, "options": {"callback": callback}}).encode()
        if await _ask(port, f"VN-HP/GOV/H24/{name}", "POST", f"api/v1/subs/{TYPE}", item) != 200:
            raise RuntimeError("a subscription was refused")
    Receiver.count = Publisher.sent = 0
    Publisher.left = events
    wanted, early = events * FAN, 0.0
    began, spent = time.perf_counter(), cpu_s(pid)
    waits = [loop.create_future() for _ in range(_PUBLISHERS)]
    for done in waits:
        await loop.create_connection(lambda d=done: Publisher(d), "127.0.0.1", port)
    published = asyncio.gather(*waits)
    while Receiver.count < wanted:
        await asyncio.sleep(0.01)
        if published.done():
            published.result()
        if not early and Receiver.count >= wanted / 10:
            early = resident_mb(pid)
    took = time.perf_counter() - began
    await published
    server.close()
    return Deliveries(events, wanted, wanted / took, (cpu_s(pid) - spent) / wanted * 1e6, early, resident_mb(pid))


def deliveries(*, events: int) -> Deliveries:
    """Publish so many events as fast as the gateway takes them; RuntimeError when one is refused or the log does not hold afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _gateway(folder) as (port, pid):
            seen = uvloop.run(_run(port, pid, events))
        outcome = gw.verify_log(folder / "log")
        if outcome.problem or outcome.records < events:
            raise RuntimeError(f"{events} events, but the log says {outcome}")
    return seen


if __name__ == "__main__":
    print(deliveries(events=int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
