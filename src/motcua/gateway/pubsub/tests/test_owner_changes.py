"""While the owner of the events changes or hangs: what is published is kept once or not at all, and who asked knows which."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.pubsub.line import Line
from motcua.gateway.pubsub.service import Ask
from motcua.gateway.tests.conftest import Rig
from motcua.gateway.tests.test_workers import children, soon

from .conftest import BIRTHS, HEALTH, ROOM, SCHOOL, Caller, config, until
from .jetstream import Nats
from .test_many_gateways import City

PATH = f"/r1/{ROOM}/pub/v1/{BIRTHS}"


def publish(connection: http.client.HTTPConnection, n: int, **headers: str) -> tuple[int, dict[str, str], dict[str, Any]]:
    """One publication on a connection that is kept: it stays with the worker that took it."""
    body = json.dumps({"eventType": BIRTHS, "event": {"child": f"child {n}", "n": n}})
    connection.request("POST", PATH, body, {"X-GovStack-Client": ROOM, **headers})
    answer = connection.getresponse()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, json.loads(answer.read())


def events(rig: Rig) -> list[tuple[int, str]]:
    """All events of the subscriber's type, number and identifier, as they wait for one who pulls."""
    health, found = Caller(rig, HEALTH), list[tuple[int, str]]()

    def all_pulled() -> bool:
        status, answer = health("POST", f"pull/v1/{BIRTHS}", {"max": 500})
        if status != 200:
            return False
        found.extend((item["event"]["n"], item["id"]) for item in answer["events"])
        return not answer["events"]

    until(all_pulled)
    return found


class Publishers:
    """Threads that publish number after number, each at a gateway of its own; what each number was answered with."""

    def __init__(self, rigs: list[Rig], count: int = 6) -> None:
        self.stop = threading.Event()
        self.answers: dict[int, tuple[int, str]] = {}
        self.retries: list[str | None] = []
        self._pool = ThreadPoolExecutor(count)
        self._work = [self._pool.submit(self._run, rigs[number % len(rigs)], number, count) for number in range(count)]

    def _run(self, rig: Rig, first: int, step: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", rig.port, timeout=30)
        n = first
        while not self.stop.is_set():
            status, headers, answer = publish(connection, n)
            self.answers[n] = status, answer.get("id", "")
            if status != 201:
                self.retries.append(headers.get("retry-after"))
            n += step

    def reach(self, more: int) -> None:
        wanted = len(self.answers) + more
        until(lambda: len(self.answers) >= wanted, 40)

    def end(self) -> None:
        self.stop.set()
        for work in self._work:
            work.result()
        self._pool.shutdown()


@pytest.mark.parametrize("kill", [True, False])
def test_what_is_published_while_the_owner_changes_is_kept_once(tmp_path: Path, nats: Nats, kill: bool) -> None:
    """Publishers ask the two other gateways: nobody hears 500, and nothing that was kept is kept twice."""
    city = City(tmp_path, nats)
    city.start()
    try:
        Caller(city.rigs[0], HEALTH).subscribe(TTL=3600)
        owner, others = city.owner(), city.others()
        publishers = Publishers(others)
        publishers.reach(60)
        (owner.kill if kill else owner.stop)()
        publishers.reach(60)
        publishers.end()
        kept = events(others[0])
    finally:
        city.stop()
    answered = {n: identifier for n, (status, identifier) in publishers.answers.items() if status == 201}
    assert Counter(status for status, _ in publishers.answers.values() if status != 201).keys() <= {503}
    assert all(publishers.retries)
    assert dict(kept) == answered
    assert len(kept) == len(answered)


def workers_of(rig: Rig) -> tuple[int, http.client.HTTPConnection]:
    """The worker that owns the events, and a connection to the other."""
    rig.workers = 2
    rig.start()
    soon(lambda: len(children(rig)) == 2 and set(gw.health(rig.url)["shards"]) == {"0", "1"})
    until(lambda: Caller(rig, ROOM)("GET", "api/v1/key")[0] == 200)
    owner = next(pid for pid in children(rig) if held(pid, rig.data / "pubsub" / "events-00000001.seg"))
    for _ in range(50):
        connection = http.client.HTTPConnection("127.0.0.1", rig.port, timeout=30)
        connection.connect()
        sock = connection.sock.getsockname()
        if publish(connection, -1)[0] == 201 and not connected(owner, sock[1]):
            return owner, connection
    raise AssertionError("no connection to the other worker")


def held(pid: int, path: Path) -> bool:
    return any(os.path.realpath(one) == str(path) for one in Path(f"/proc/{pid}/fd").iterdir())


def connected(pid: int, port: int) -> bool:
    """Whether the process holds the far end of a connection from this port."""
    inodes = defaultdict[str, str](str)
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        inodes[fields[2].rpartition(":")[2]] = fields[9]
    wanted = f"socket:[{inodes[f'{port:04X}']}]"
    return any(str(one.readlink()) == wanted for one in Path(f"/proc/{pid}/fd").iterdir())


def test_an_owner_that_hangs_holds_nobody_and_keeps_nothing_when_it_wakes(own: Rig) -> None:
    """It takes as long as a call may wait: seven seconds. What was refused then is not there when the worker goes on."""
    owner, connection = workers_of(own)
    Caller(own, HEALTH).subscribe(TTL=3600)
    assert publish(connection, 1)[0] == 201
    os.kill(owner, signal.SIGSTOP)
    try:
        began = time.monotonic()
        status, headers, answer = publish(connection, 2)
        assert (status, answer["type"], headers["retry-after"]) == (503, "Server.ServerProxy.ServiceBusy", "2")
        assert time.monotonic() - began < 20
    finally:
        os.kill(owner, signal.SIGCONT)
    status, _, answer = publish(connection, 3)
    assert status == 201
    assert [n for n, _ in events(own)] == [1, 3]


def test_a_worker_that_owned_the_events_dies_and_its_publishers_are_answered_by_the_next(own: Rig) -> None:
    owner, connection = workers_of(own)
    Caller(own, HEALTH).subscribe(TTL=3600)
    answers = {}
    killer = threading.Timer(0.2, os.kill, (owner, signal.SIGKILL))
    killer.start()
    for n in range(400):
        status, _, answer = publish(connection, n)
        assert status == 201, answer
        answers[n] = answer["id"]
        if n > 50 and not killer.is_alive():
            break
    killer.join()
    kept = events(own)
    assert dict(kept) == answers
    assert len(kept) == len(answers)


def test_a_publication_that_is_sent_again_under_its_key_is_the_same(own: Rig) -> None:
    own.start()
    Caller(own, HEALTH).subscribe(TTL=3600)
    connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=30)
    first, again, other, without = (
        publish(connection, 1, **{"Idempotency-Key": "k-1"}),
        publish(connection, 1, **{"Idempotency-Key": "k-1"}),
        publish(connection, 2, **{"Idempotency-Key": "k-2"}),
        publish(connection, 3),
    )
    assert {one[0] for one in (first, again, other, without)} == {201}
    assert first[2] == again[2]
    own.kill()
    own.start()
    until(lambda: Caller(own, ROOM)("GET", "api/v1/key")[0] == 200)
    connection.close()
    assert publish(connection, 1, **{"Idempotency-Key": "k-1"})[2] == first[2]
    assert [identifier for _, identifier in events(own)] == [one[2]["id"] for one in (first, other, without)]


@pytest.mark.enable_socket
def test_a_line_to_one_who_never_answers_is_given_up(tmp_path: Path) -> None:
    async def main() -> None:
        heard = asyncio.Event()

        async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.set()
            await asyncio.sleep(30)

        server = await asyncio.start_unix_server(deaf, tmp_path / "socket")
        line = await Line.open(tmp_path)
        ask = Ask(ROOM, ROOM, "api", "GET", ("v1", "key"), "", b"")
        began = time.monotonic()
        assert await asyncio.gather(*(line.ask(ask, wait_s=0.3) for _ in range(5))) == [None] * 5
        assert time.monotonic() - began < 5
        assert heard.is_set()
        assert line.closed
        server.close()

    asyncio.run(main())


def test_the_next_owner_goes_on_with_the_quotas_of_the_day(tmp_path: Path, nats: Nats) -> None:
    """Ten a day for each client, and a bucket that fills in hours: neither begins again when the gateway that counted is killed."""
    paced = gw.Room(id=ROOM, subscribers=("group:city",), pace=gw.Pace(per_day=10), event_types=config().pubsub.rooms[0].event_types)  # type: ignore[union-attr]
    slow = gw.Pace(per_second=1 / 3600, burst=3)
    other = gw.EventType(name="slow", schema={}, pace=slow)
    city = City(tmp_path, nats, rooms=(gw.Room(**{**{n: getattr(paced, n) for n in paced.__slots__}, "event_types": (*paced.event_types, other)}),))
    city.start()
    try:
        owner = city.owner()
        (first, _) = city.others()
        room, school = Caller(first, ROOM), Caller(first, SCHOOL)
        for n in range(6):
            room.publish("An", n)
        slow_body = {"eventType": "slow", "event": {}}
        assert room("POST", "pub/v1/slow", slow_body)[0] == 201
        assert [school("GET", f"api/v1/eventType/{BIRTHS}")[0] for _ in range(8)] == [200] * 8
        room.publish("An", 6)  # with it stands what was counted before
        owner.kill()
        room.publish("An", 7)
        assert [room("POST", f"pub/v1/{BIRTHS}", {"eventType": BIRTHS, "event": {"child": "An"}})[0] for _ in range(4)] == [201, 201, 429, 429]
        assert [room("POST", "pub/v1/slow", slow_body)[0] for _ in range(3)] == [201, 201, 429]
        assert [school("GET", f"api/v1/eventType/{BIRTHS}")[0] for _ in range(3)] == [200, 200, 429]
    finally:
        city.stop()
