"""Three gateways with folders of their own at one NATS: whoever is asked, killed or stopped, nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conftest import Rig
from motcua.gateway.tests.wire import send

from .conftest import BIRTHS, HEALTH, ROOM, SCHOOL, Caller, config, until
from .jetstream import Nats
from .receiver import Receiver, genuine

KEYS, TURNS = 6, 5


def key_of(rig: Rig) -> str:
    return gw.key_id(gw.load_public_key((rig.data / "key.pub.pem").read_bytes()))


class City:
    """Gateways of one configuration, each with a folder, a log and a key of its own."""

    def __init__(self, folder: Path, nats: Nats, count: int = 3, **changes: Any) -> None:
        stream = f"t-{uuid.uuid4().hex}"
        self.config = config(**{"store": "nats", "url": nats.url, "stream": stream, "segment_bytes": 60_000, "attempts": 1000} | changes)
        self.rigs: list[Rig] = []
        for number in range(count):
            place = folder / f"gateway-{number}"
            place.mkdir()
            self.rigs.append(Rig(place, replace(self.config, server_id=f"VN-HP/GOV/H24/gw{number}")))

    def start(self) -> None:
        for rig in self.rigs:
            if rig.process is None:
                rig.start()
        for rig in self.rigs:
            until(lambda rig=rig: Caller(rig, ROOM)("GET", "api/v1/key")[0] == 200)  # type: ignore[misc]

    def stop(self) -> None:
        for rig in self.rigs:
            rig.stop()

    def owner(self) -> Rig:
        """Whoever signs what is pushed now."""
        signs = Caller(self.rigs[0], ROOM)("GET", "api/v1/key")[1]["keyId"]
        return next(rig for rig in self.rigs if key_of(rig) == signs)

    def others(self) -> list[Rig]:
        owner = self.owner()
        return [rig for rig in self.rigs if rig is not owner]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, nats: Nats) -> Iterator[City]:
    city = City(tmp_path_factory.mktemp("city"), nats)
    yield city
    city.stop()


@pytest.fixture
def city(built: City) -> City:
    """All gateways live; nobody is subscribed."""
    built.start()
    for client in (SCHOOL, HEALTH):
        Caller(built.rigs[0], client).unsubscribe()
    return built


def test_any_gateway_serves_the_rooms(city: City, receiver: Receiver) -> None:
    one, two, three = (Caller(rig, ROOM) for rig in city.rigs)
    Caller(city.rigs[0], SCHOOL).subscribe(callback=receiver.url)
    Caller(city.rigs[1], HEALTH).subscribe(FIFO=True)
    ids = [room.publish("An", n) for n, room in enumerate((one, two, three) * 4)]
    assert [item["id"] for item in receiver.wait_for(12)] == ids
    for n, identifier in enumerate(ids):
        item = Caller(city.rigs[n % 3], HEALTH).pull()
        assert item is not None
        assert item["id"] == identifier
        assert Caller(city.rigs[(n + 1) % 3], HEALTH).ack(identifier) == 204
    assert [room("GET", f"pub/v1/{BIRTHS}/{ids[0]}")[1]["deliveries"]["delivered"] for room in (one, two, three)] == [2, 2, 2]
    assert two("POST", f"pub/v1/{BIRTHS}", {"eventType": BIRTHS, "event": {}})[0] == 400
    assert Caller(city.rigs[2], SCHOOL).full("GET", f"pull/v1/{BIRTHS}")[0] == 409


def test_what_is_longer_than_a_message_of_nats_passes_between_gateways(city: City) -> None:
    """Ten events of 256 KiB in one answer; a body near the bound of one octet a letter, written as escapes of six."""
    text = "x" * 262_000
    rig = city.others()[0]
    Caller(rig, HEALTH).subscribe()
    for n in range(10):
        Caller(rig, ROOM).publish(f"child {n}", event={"child": f"child {n}", "x": text})
    status, _, body = Caller(rig, HEALTH).full("GET", f"pull/v1/{BIRTHS}?max=10")
    assert status == 200
    assert [item["event"]["x"] for item in json.loads(body)] == [text] * 10
    raw = json.dumps({"eventType": BIRTHS, "event": {"child": "An", "x": "ô" * 130_000}}).encode()
    assert len(raw) > 760_000
    assert Caller(rig, ROOM)("POST", f"pub/v1/{BIRTHS}", raw=raw)[0] == 201


def test_dead_letters_and_replay_at_another_gateway(city: City, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 500
    first, second = city.others()
    Caller(first, SCHOOL).subscribe(callback=receiver.url, attempts=1)
    identifier = Caller(second, ROOM).publish("An")
    path = f"api/v1/deadLetters/{BIRTHS}"
    until(lambda: [one["id"] for one in Caller(second, SCHOOL)("GET", path)[1]] == [identifier])
    city.owner().kill()
    assert until(lambda: [one["id"] for one in Caller(first, SCHOOL)("GET", path)[1]] == [identifier])
    receiver.behave = lambda item, attempt: 204
    assert Caller(first, SCHOOL)("POST", path)[1] == {"replayed": 1}
    assert receiver.wait_for(1)[0]["id"] == identifier
    assert Caller(second, SCHOOL)("POST", f"api/v1/replay/{BIRTHS}", {"fromId": identifier})[1]["events"] == 1
    assert receiver.wait_for(2)[1]["id"] == identifier


def test_the_next_owner_signs_with_its_key_and_the_last_ones_is_still_told(city: City, receiver: Receiver) -> None:
    school = Caller(city.others()[0], SCHOOL)
    school.subscribe(callback=receiver.url)
    Caller(school.rig, ROOM).publish("An", 1)
    receiver.wait_for(1)
    city.owner().kill()
    began = time.monotonic()
    Caller(school.rig, ROOM).publish("An", 2)
    assert time.monotonic() - began < 8
    receiver.wait_for(2)
    seen = {headers["x-event-key-id"] for _, _, headers, _ in receiver.calls}
    assert len(seen) == 2
    for _, _, headers, body in receiver.calls:
        status, key = school("GET", f"api/v1/key/{headers['x-event-key-id']}")
        assert (status, key["keyId"]) == (200, headers["x-event-key-id"])
        assert genuine(key["publicKey"], headers, body)
    assert school("GET", "api/v1/key/unknown")[0] == 404


def test_an_owner_that_was_stopped_for_a_while_delivers_nothing_when_it_wakes(city: City, receiver: Receiver) -> None:
    """While it sleeps another takes over; what it then still holds to be waiting has gone out already, by the new owner."""
    receiver.behave = lambda item, attempt: 503
    owner = city.owner()
    (one, _) = city.others()
    Caller(one, SCHOOL).subscribe(callback=receiver.url)
    Caller(one, ROOM).publish("An", 1)
    receiver.wait(lambda: receiver.calls)
    assert owner.process is not None
    owner.process.send_signal(signal.SIGSTOP)
    try:
        took_over = until(lambda: Caller(one, ROOM)("GET", "api/v1/key")[1].get("keyId"))  # a question may be asked twice
        receiver.behave = lambda item, attempt: 204
        Caller(one, ROOM).publish("An", 2)
        receiver.wait(lambda: [item["event"]["n"] for item in receiver.items] == [1, 2])
    finally:
        owner.process.send_signal(signal.SIGCONT)
    assert took_over != key_of(owner)
    Caller(owner, ROOM).publish("An", 3)  # it passes on what it is asked
    receiver.wait(lambda: receiver.items[-1]["event"]["n"] == 3)
    assert [item["event"]["n"] for item in receiver.items] == [1, 2, 3]
    assert receiver.calls[-1][2]["x-event-key-id"] == took_over


class Publishers:
    """A thread a key that publishes at changing gateways and goes on after each refusal: what was answered with 201, in order."""

    def __init__(self, city: City) -> None:
        self.city, self.stop = city, threading.Event()
        self.answered: dict[str, list[int]] = defaultdict(list)
        self._pool = ThreadPoolExecutor(KEYS)
        self._work = [self._pool.submit(self._publish, number) for number in range(KEYS)]

    def _publish(self, number: int) -> None:
        key, n = f"child {number}", 0
        while not self.stop.is_set():
            n += 1
            rig = self.city.rigs[(n + number) % len(self.city.rigs)]
            body = json.dumps({"eventType": BIRTHS, "event": {"child": key, "n": n}}).encode()
            try:
                status = send(rig.url, "POST", f"/r1/{ROOM}/pub/v1/{BIRTHS}", [("X-GovStack-Client", ROOM)], body)[0]
            except (OSError, ValueError, AssertionError):
                continue
            if status == 201:
                self.answered[key].append(n)

    def reach(self, more: int) -> None:
        wanted = sum(map(len, self.answered.values())) + more
        until(lambda: sum(map(len, self.answered.values())) >= wanted, 60)

    def end(self) -> None:
        self.stop.set()
        for work in self._work:
            work.result()
        self._pool.shutdown()


def firsts(items: list[dict[str, Any]]) -> dict[str, list[int]]:
    seen: dict[str, dict[int, None]] = defaultdict(dict)
    for item in items:
        seen[item["key"]].setdefault(item["event"]["n"])
    return {key: list(numbers) for key, numbers in seen.items()}


def test_gateways_are_killed_at_random_and_nothing_acknowledged_is_lost(city: City, receiver: Receiver) -> None:
    """One subscriber is pushed to and fails now and then, one pulls and acknowledges, at whichever gateway answers."""
    chance = random.Random(os.environ.get("PYTEST_RANDOMLY_SEED", "7"))
    receiver.behave = lambda item, attempt: 204 if (item["event"]["n"] + attempt) % 7 else 503
    Caller(city.rigs[0], SCHOOL).subscribe(callback=receiver.url)
    Caller(city.rigs[1], HEALTH).subscribe(visibility=1)
    publishers, acknowledged, pulled = Publishers(city), set[str](), list[dict[str, Any]]()

    def pull_some(count: int) -> None:
        """Whoever is away is passed over; an acknowledgement that was not answered counts for nothing."""
        end = time.monotonic() + 60
        while count and time.monotonic() < end:
            health = Caller(chance.choice(city.rigs), HEALTH)
            try:
                item = health.pull()
                if item is not None:
                    assert item["id"] not in acknowledged
                    pulled.append(item)
                    if health.ack(item["id"]) == 204:
                        acknowledged.add(item["id"])
                        count -= 1
            except (OSError, ValueError):
                continue
            except AssertionError as error:
                if "not in acknowledged" in str(error):
                    raise
        assert not count

    for turn in range(TURNS):
        publishers.reach(40)
        pull_some(4)
        victim = city.owner() if turn % 2 == 0 else chance.choice(city.rigs)
        victim.kill()
        publishers.reach(15)
        pull_some(2)
        victim.start()
    publishers.end()
    wanted = {key: set(numbers) for key, numbers in publishers.answered.items()}
    receiver.wait(lambda: all(wanted[key] <= set(firsts(receiver.items).get(key, ())) for key in wanted), 60)
    for key, numbers in firsts(receiver.items).items():
        assert numbers == sorted(numbers), key
    rest = Caller(city.rigs[0], HEALTH)

    def all_pulled() -> bool:
        while (found := rest("POST", f"pull/v1/{BIRTHS}", {"max": 200})[1]) and found["events"]:
            pulled.extend(found["events"])
            assert not {item["id"] for item in found["events"]} & acknowledged
            rest("POST", f"pull/v1/{BIRTHS}", {"acknowledge": [item["id"] for item in found["events"]]})
        return all(wanted[key] <= set(firsts(pulled).get(key, ())) for key in wanted)

    until(all_pulled, 60)
    for key, numbers in firsts(pulled).items():
        assert numbers == sorted(numbers), key
    for rig in city.rigs:
        assert gw.verify_log(rig.data).problem is None


ROOMS = (ROOM, SCHOOL, HEALTH)


def test_rooms_with_streams_of_their_own_spread_over_the_gateways(tmp_path: Path, nats: Nats) -> None:
    """A gateway that begins alone owns all three streams and lets go of some when others come; a killed one's go to who has fewer."""
    births = gw.EventType(name=BIRTHS, schema={}, key="/child")
    mark = uuid.uuid4().hex
    rooms = tuple(gw.Room(id=room, event_types=(births,), stream=f"r{n}-{mark}" if n else "") for n, room in enumerate(ROOMS))
    city = City(tmp_path, nats, rooms=rooms)

    def owners() -> dict[str, str]:
        living = next(rig for rig in city.rigs if rig.process is not None)
        return {room: until(lambda room=room: Caller(living, room, room)("GET", "api/v1/key")[1].get("keyId")) for room in ROOMS}  # type: ignore[misc]

    first, *others = city.rigs
    try:
        first.start()
        until(lambda: set(owners().values()) == {key_of(first)})
        for room in ROOMS:
            Caller(first, room, room)("POST", f"api/v1/subs/{BIRTHS}", {"eventType": BIRTHS, "delivery": "PULL", "options": {"visibility": 0}})
        publishers = {room: threading.Thread(target=publish_to, args=(city, room, 60)) for room in ROOMS}
        for thread in publishers.values():
            thread.start()
        for rig in others:
            rig.start()
        until(lambda: len(set(owners().values())) == 3, 40)
        for thread in publishers.values():
            thread.join(60)
        for room in ROOMS:
            assert drained(Caller(first, room, room)) == list(range(60))
        gone = city.rigs[2]
        lost = next(room for room, key in owners().items() if key == key_of(gone))
        gone.kill()
        until(lambda: owners()[lost] != key_of(gone))
        publish_to(city, lost, 5)
        assert drained(Caller(first, lost, lost)) == list(range(5))
    finally:
        city.stop()


def publish_to(city: City, room: str, count: int) -> None:
    """One publisher of one key, at whichever gateways live, who asks again until he is answered with 201."""
    chance, n = random.Random(room), 0
    while n < count:
        rig = chance.choice([rig for rig in city.rigs if rig.process is not None])
        body = {"eventType": BIRTHS, "event": {"child": "An", "n": n}}
        try:
            n += Caller(rig, room, room)("POST", f"pub/v1/{BIRTHS}", body)[0] == 201
        except (OSError, ValueError):
            continue


def drained(caller: Caller) -> list[int]:
    """Numbers in the order in which they came for the first time; all are acknowledged, again where the owner changed meanwhile."""
    numbers: dict[int, None] = {}
    while (item := until(lambda: found if (found := caller("GET", f"pull/v1/{BIRTHS}"))[0] in {200, 404} else None)[1]) and "event" in item:
        numbers.setdefault(item["event"]["n"])
        until(lambda item=item: caller.ack(item["id"]) in {204, 404})  # type: ignore[misc]
    return list(numbers)
