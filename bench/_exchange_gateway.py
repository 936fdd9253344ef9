"""The gateway in earnest for the exchange's bench: its configuration, its process, and the count of its log."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from _exchange_wire import CLIENT, LONG_PIECE, ROUTED, SERVICE, Load, free_port, load, running

from motcua.gateway import protocol as gw

_MEGABYTE = 1024 * 1024


@dataclass
class Gateway:
    """A running gateway; ``answers`` counts what was answered to this bench and therefore must stand in the log."""

    port: int
    pid: int
    data: Path
    answers: int = 0
    _runs: list[Load] = field(default_factory=list)

    def load(self, target: str, *, seconds: float, connections: int) -> Load:
        """Signed, logged and access-checked calls."""
        seen = load(self.port, target, seconds=seconds, middle=self.pid, connections=connections)
        self.answers += seen.answers
        return seen

    def long_body(self, *, up: int = 0, down: int = 0) -> None:
        """One call with a body of so many bytes in either direction; RuntimeError when it did not arrive whole."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        pieces = (LONG_PIECE for _ in range(up // len(LONG_PIECE)))
        headers = {"X-Road-Client": str(CLIENT), "Content-Length": str(up)}
        connection.request("PUT" if up else "GET", f"/r1/{SERVICE}/long/{down}", pieces if up else None, headers)
        answer = connection.getresponse()
        size = 0
        while data := answer.read(_MEGABYTE):
            size += len(data)
        connection.close()
        self.answers += 1
        if answer.status != 200 or (down and size != down):
            raise RuntimeError(f"a body of {up or down} bytes: status {answer.status}, {size} bytes came back")

    def count(self) -> tuple[int, int]:
        """The verified log, all its shards; RuntimeError unless they hold exactly the answers that were counted here."""
        found = [gw.verify_log(folder) for folder in gw.shard_folders(self.data).values()]
        problem = next((outcome.problem for outcome in found if outcome.problem), None)
        records, seals = sum(outcome.records for outcome in found), sum(outcome.seals for outcome in found)
        if problem or records != self.answers:
            raise RuntimeError(f"{self.answers} answers, but the log has {records}: {problem or 'it holds'}")
        return records, seals


@contextlib.contextmanager
def gateway(folder: Path, provider: int, *, workers: int = 0) -> Iterator[Gateway]:
    """A gateway with one service in front of the provider: one process, or a parent with so many workers."""
    port = free_port()
    with running(_command(folder, provider, port=port, workers=workers), port) as pid:
        yield Gateway(port, pid, folder / "log")


def back_after_kills(folder: Path, provider: int, *, times: int, after: int) -> list[float]:
    """Seconds from the start of a gateway whose predecessor died by ``kill -9`` among calls until its first answer.

    ``after`` is the number of records in its log before. RuntimeError when the log does not hold afterwards or lacks one of the answers.
    """
    port, took, identifiers = free_port(), [], set()
    command = _command(folder, provider, port=port)
    for _ in range(times):
        with running(command, port) as pid:
            killer = threading.Timer(0.5, os.kill, (pid, signal.SIGKILL))
            killer.start()
            with contextlib.suppress(OSError):
                load(port, ROUTED, seconds=5.0, middle=os.getpid())
            killer.join()
        began = time.perf_counter()
        with running(command, port):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", ROUTED, headers={"X-Road-Client": str(CLIENT)})
            answer = connection.getresponse()
            answer.read()
            took.append(time.perf_counter() - began)
            identifiers.add(answer.headers["x-road-request-id"])
            connection.close()
    problem = gw.verify_log(folder / "log").problem
    missing = identifiers - {record.request_id for record in gw.read_records(folder / "log", after=after)}
    if problem or missing:
        raise RuntimeError(f"after kills: {problem or 'an answer is not in the log'}")
    return took


def _command(folder: Path, provider: int, *, port: int, workers: int = 0) -> list[str | Path]:
    """How the gateway is started, its configuration written before."""
    members = (
        gw.Member(member_class="GOV", member_code="H24", subsystems=(gw.Subsystem(code="one-stop"),)),
        gw.Member(member_class="GOV", member_code="C06", subsystems=(gw.Subsystem(code="population"),)),
    )
    rights = (gw.Right(subject=str(CLIENT), method="GET", path="/*"), gw.Right(subject=str(CLIENT), path="/long/*"))
    service = gw.Service(id=str(SERVICE), base_url=f"http://127.0.0.1:{provider}", rights=rights)
    config = gw.Config(instance="VN-HP", server_id="VN-HP/GOV/H24/gw1", members=members, services=(service,), networks=gw.LOOPBACK)
    gw.write_config(folder / "gateway.json", config)
    command = [sys.executable, "-m", "motcua.gateway", "--config", folder / "gateway.json", "--data", folder / "log"]
    return [*command, "--port", str(port), "--workers", str(workers)]
