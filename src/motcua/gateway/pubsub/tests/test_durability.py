"""Killed in the middle of everything, on a full disk, with several workers: nothing acknowledged is lost, nothing changes its order."""

from __future__ import annotations

import asyncio
import resource
import threading
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.keys import load_key
from motcua.gateway.core.paces import Ledger
from motcua.gateway.pubsub.owner import PubSubService
from motcua.gateway.pubsub.service import Answer, Ask
from motcua.gateway.pubsub.wire import Signer
from motcua.gateway.tests.conftest import Rig

from .conftest import BIRTHS, HEALTH, ROOM, SCHOOL, Caller, config, until
from .jetstream import Nats
from .receiver import Receiver

PUBLISHERS, ROUNDS = 6, 3


@pytest.fixture(params=["files", "nats"])
def stored(request: pytest.FixtureRequest, own: Rig) -> Rig:
    """A gateway on each store, with segments so small that snapshots and new segments come often."""
    changes: dict[str, Any] = {"segment_bytes": 30_000, "attempts": 1000}
    if request.param == "nats":
        changes |= {"store": "nats", "url": request.getfixturevalue("nats").url, "stream": f"t-{uuid.uuid4().hex}"}
    own.config = config(**changes)
    gw.write_config(own.config_path, own.config)
    return own


def publish_until_killed(rig: Rig, answered: dict[str, list[int]], number: int, start: int, enough: threading.Event) -> None:
    """One publisher of one key: what was answered with 201, in order; the first that fails ends it."""
    key = f"child {number}"
    for n in range(start, start + 100_000):
        try:
            Caller(rig, ROOM).publish(key, n)
        except (AssertionError, OSError, ValueError):
            return
        answered[key].append(n)
        if sum(map(len, answered.values())) % 60 == 0:
            enough.set()


def first_of_each(items: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Numbers per key in the order in which each came for the first time."""
    seen: dict[str, list[int]] = defaultdict(list)
    for item in items:
        if item["event"]["n"] not in seen[item["key"]]:
            seen[item["key"]].append(item["event"]["n"])
    return seen


def test_kill_9_loses_nothing_and_keeps_the_order(stored: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 204 if (item["event"]["n"] + attempt) % 7 else 503
    stored.start()
    school, health = Caller(stored, SCHOOL), Caller(stored, HEALTH)
    until(lambda: school("GET", "api/v1/key")[0] == 200)
    school.subscribe(callback=receiver.url)
    health.subscribe(FIFO=True, visibility=0)
    answered: dict[str, list[int]] = defaultdict(list)
    acknowledged: list[str] = []
    for turn in range(ROUNDS):
        enough = threading.Event()
        with ThreadPoolExecutor(PUBLISHERS) as pool:
            for number in range(PUBLISHERS):
                pool.submit(publish_until_killed, stored, answered, number, 10_000 * turn, enough)
            assert enough.wait(30)
            for _ in range(5):
                item = health.pull()
                if item is not None and health.ack(item["id"]) == 204:
                    acknowledged.append(item["id"])
            stored.kill()
        stored.start()
        until(lambda: school("GET", "api/v1/key")[0] == 200)
    wanted = {key: set(numbers) for key, numbers in answered.items()}
    receiver.wait(lambda: all(wanted[key] <= set(first_of_each(receiver.items)[key]) for key in wanted), 60)
    for key, numbers in first_of_each(receiver.items).items():
        assert numbers == sorted(numbers), key
    assert len(acknowledged) == 5 * ROUNDS
    rest: list[str] = []
    while (item := health.pull()) is not None:
        rest.append(item["id"])
        assert health.ack(item["id"]) == 204
    assert not set(rest) & set(acknowledged)
    pulled = first_of_each([*receiver.items])
    assert len(rest) + len(acknowledged) == sum(map(len, pulled.values()))


def test_subscriptions_rights_and_dead_letters_outlive_a_kill(stored: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 500
    stored.start()
    room, school = Caller(stored, ROOM), Caller(stored, SCHOOL)
    until(lambda: room("GET", "api/v1/key")[0] == 200)
    school.subscribe(callback=receiver.url, attempts=1)
    Caller(stored, HEALTH).subscribe(TTL=99)
    Caller(stored, HEALTH).unsubscribe()
    assert room("PUT", "api/v1/rights", {"publishers": [HEALTH]})[0] == 204
    assert room("POST", "api/v1/eventType", {"eventType": "death", "schema": {}, "key": "/a"})[0] == 200
    ids = [room.publish(f"child {n}") for n in range(3)]
    assert room("DELETE", f"pub/v1/{BIRTHS}/{ids[2]}")[0] == 204
    before = until(lambda: found if len(found := room("GET", f"api/v1/deadLetters/{BIRTHS}")[1]) >= 2 else None)
    look = ("api/v1/eventType", "api/v1/eventType/death", "api/v1/rights", f"pub/v1/{BIRTHS}/{ids[0]}", f"pub/v1/{BIRTHS}/{ids[2]}")
    seen = [room("GET", path)[1] for path in look[:-1]]
    subscription = school("GET", "api/v1/subs")
    stored.kill()
    stored.start()
    until(lambda: room("GET", "api/v1/key")[0] == 200)
    assert [room("GET", path)[1] for path in look[:-1]] == seen
    assert room("GET", look[-1])[0] == 404
    assert school("GET", "api/v1/subs") == subscription
    assert Caller(stored, HEALTH)("GET", "api/v1/subs")[0] == 404
    assert room("GET", f"api/v1/deadLetters/{BIRTHS}")[1][:2] == before[:2]
    receiver.behave = lambda item, attempt: 204
    assert school("POST", f"api/v1/deadLetters/{BIRTHS}/{ids[0]}")[0] == 200
    assert [item["id"] for item in receiver.wait_for(1)] == [ids[0]]


def test_the_nats_server_may_go_and_come_back(own: Rig, tmp_path: Path, receiver: Receiver, nats: Nats) -> None:
    server = Nats(tmp_path / "mine")
    server.start()
    try:
        own.config = config(store="nats", url=server.url)
        gw.write_config(own.config_path, own.config)
        own.start()
        room, school = Caller(own, ROOM), Caller(own, SCHOOL)
        until(lambda: school("GET", "api/v1/key")[0] == 200)
        school.subscribe(callback=receiver.url)
        first = room.publish("An", 1)
        receiver.wait_for(1)
        server.stop(kill=True)
        status, headers, _ = room.full("POST", f"pub/v1/{BIRTHS}", {"eventType": BIRTHS, "event": {"child": "An", "n": 2}})
        assert (status, headers["x-govstack-error"]) == (503, "Server.ServerProxy.ServiceBusy")
        server.start()
        until(lambda: school("GET", "api/v1/key")[0] == 200)
        third = room.publish("An", 3)
        receiver.wait(lambda: third in [item["id"] for item in receiver.items])
        assert receiver.items[0]["id"] == first
        numbers = first_of_each(receiver.items)["An"]
        assert numbers in ([1, 3], [1, 2, 3])  # what was refused may have been kept
    finally:
        own.stop()
        server.stop()


def test_a_full_disk_refuses_events_and_loses_none(own: Rig, receiver: Receiver) -> None:
    """A full disk is simulated by a file size limit for the process; the message log is in files of its own and has room."""
    own.config = config(segment_bytes=10**9)
    gw.write_config(own.config_path, own.config)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        own.start()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    room, school = Caller(own, ROOM), Caller(own, SCHOOL)
    school.subscribe(callback=receiver.url)
    kept, refused = [], 0
    for n in range(12):
        event = {"child": "An", "n": n, "x": "x" * 30_000}
        status, answer = room("POST", f"pub/v1/{BIRTHS}", {"eventType": BIRTHS, "event": event})
        if status == 201:
            kept.append(answer["id"])
        else:
            refused += 1
            assert (status, "Nothing could be kept" in answer["message"]) == (500, True)
    assert kept
    assert refused
    small = room.publish("An", 99)  # what fits is still taken
    assert [item["id"] for item in receiver.wait_for(len(kept) + 1)] == [*kept, small]
    own.stop()
    own.start()
    until(lambda: room("GET", f"pub/v1/{BIRTHS}/{small}")[0] == 200)
    assert [room("GET", f"pub/v1/{BIRTHS}/{one}")[0] for one in kept] == [200] * len(kept)


def test_old_events_go_and_what_is_waited_for_stays(own: Rig) -> None:
    own.config = config(segment_bytes=4_000, keep_bytes=20_000)
    gw.write_config(own.config_path, own.config)
    own.start()
    room, school = Caller(own, ROOM), Caller(own, SCHOOL)
    first = room.publish("An", 0)
    for n in range(1, 200):
        room.publish("An", n)
    until(lambda: room("GET", f"pub/v1/{BIRTHS}/{first}")[0] == 404)
    assert sum(path.stat().st_size for path in (own.data / "pubsub").glob("events-*.seg")) < 60_000
    school.subscribe(FIFO=True)
    ids = [room.publish("An", n) for n in range(200)]
    for identifier in ids:
        item = school.pull()
        assert item is not None
        assert item["id"] == identifier
        assert school.ack(identifier) == 204


async def _ask(service: PubSubService, client: str, area: str, method: str, *steps: str, body: bytes = b"") -> Answer:
    return await service.seats[""].ask(Ask(client, ROOM, area, method, ("v1", *steps), "", body))


@pytest.mark.enable_socket
def test_any_worker_answers_and_the_next_takes_over(tmp_path: Path) -> None:
    async def keep(record: object) -> None:
        return

    def service() -> PubSubService:
        directory = Directory(config())
        key = load_key(tmp_path)
        return PubSubService(
            folder=tmp_path / "pubsub",
            signer=Signer(lambda: key),
            keep=keep,
            directory=lambda: directory,
            spend=lambda service, name, bound: [],
            counters=Ledger(tmp_path / "paces.bin"),
        )

    async def main() -> None:
        owner, other, third = service(), service(), service()
        owner.start()
        assert (await _ask(owner, ROOM, "api", "GET", "eventType")).status == 200
        other.start()
        third.start()
        event = b'{"eventType": "newBirth", "event": {"child": "An"}}'
        item = b'{"eventType": "newBirth", "delivery": "PULL", "options": {"visibility": 0}}'
        assert (await _ask(other, SCHOOL, "api", "POST", "subs", BIRTHS, body=item)).status == 200
        answers = await asyncio.gather(*(_ask(worker, ROOM, "pub", "POST", BIRTHS, body=event) for worker in (owner, other, third) * 20))
        assert {answer.status for answer in answers} == {201}
        assert len({answer.body for answer in answers}) == 60
        assert (await _ask(third, HEALTH, "pull", "GET", BIRTHS)).status == 404
        before = await _ask(other, SCHOOL, "pull", "GET", BIRTHS)
        assert (before.status, other.seats[""].broker, third.seats[""].broker) == (200, None, None)
        await owner.close()
        after = await _ask(third, SCHOOL, "pull", "GET", BIRTHS)
        assert (after.status, after.body) == (200, before.body)
        assert (other.seats[""].broker is None) != (third.seats[""].broker is None)
        await other.close()
        await third.close()

    asyncio.run(main())


def test_the_store_may_be_changed_while_the_gateway_runs(own: Rig, nats: Nats) -> None:
    own.start()
    room = Caller(own, ROOM)
    identifier = room.publish("An")
    base = own.config.pubsub
    assert base is not None
    own.configure(pubsub=replace(base, store="nats", url=nats.url, stream=f"t-{uuid.uuid4().hex}"))
    until(lambda: room("GET", f"pub/v1/{BIRTHS}/{identifier}")[0] == 404)
    elsewhere = room.publish("An")
    own.configure(pubsub=base)
    until(lambda: room("GET", f"pub/v1/{BIRTHS}/{identifier}")[0] == 200)
    assert room("GET", f"pub/v1/{BIRTHS}/{elsewhere}")[0] == 404
