"""What bounds calls to rooms: paces and quotas for each client and event type, and how long an event may be."""

from __future__ import annotations

import json
import os
import signal
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conftest import Rig
from motcua.gateway.tests.test_workers import children, soon
from motcua.gateway.tests.wire import send

from .conftest import BIRTHS, HEALTH, ROOM, SCHEMA, SCHOOL, STRANGER, Caller, config, until
from .jetstream import Nats

PUB, PULL, DEATHS = f"pub/v1/{BIRTHS}", f"pull/v1/{BIRTHS}", "death"
BIRTH = {"eventType": BIRTHS, "event": {"child": "An"}}
SLOW = gw.Pace(per_second=1 / 3600, burst=2)


def bounded(rig: Rig, *, kinds: dict[str, dict[str, Any]], **changes: Any) -> None:
    """The usual room with these event types, bounded in these ways."""
    room = gw.Room(id=ROOM, subscribers=("group:city",), **changes.pop("room", {}))
    types = tuple(gw.EventType(name=name, schema=SCHEMA, **more) for name, more in kinds.items())
    rig.config = config(rooms=(replace(room, event_types=types),), **changes)
    gw.write_config(rig.config_path, rig.config)


def fault_of(headers: dict[str, str]) -> str:
    return headers.get("x-govstack-error", "")


@pytest.fixture
def begun(own: Rig) -> Iterator[Rig]:
    """Births are bounded by themselves, deaths by the room, and calls for no type with them."""
    bounded(own, kinds={BIRTHS: {"pace": SLOW}, DEATHS: {}}, room={"pace": gw.Pace(per_day=3)})
    own.start()
    yield own
    own.stop()


@pytest.mark.parametrize("style", list(gw.ErrorStyle))
def test_a_client_beyond_its_pace_is_told_to_wait(begun: Rig, style: gw.ErrorStyle) -> None:
    if style is not begun.config.error_style:
        begun.configure(error_style=style)
    room = Caller(begun, ROOM)
    answers = [room.full("POST", PUB, BIRTH) for _ in range(3)]
    code = "Server.ServerProxy.TooManyRequests" if style is gw.ErrorStyle.PASCAL else "server.serverproxy.too_many_requests"
    assert [(status, fault_of(headers)) for status, headers, _ in answers] == [(201, ""), (201, ""), (429, code)]
    told = [headers for _, headers, _ in answers]
    assert [one["ratelimit"].partition(";t=")[0] for one in told] == ['"burst";r=1', '"burst";r=0', '"burst";r=0']
    assert {one["ratelimit-policy"] for one in told} == {'"burst";q=2;w=7200'}
    assert 3500 < int(told[2]["retry-after"]) <= 3600
    assert json.loads(answers[2][2])["type"] == code
    assert (begun.records()[-1].status, begun.records()[-1].fault) == (429, code)
    assert Caller(begun, SCHOOL)("GET", f"api/v1/subs/{BIRTHS}")[0] == 404  # another client is not held up
    assert room("GET", f"{PUB}/{uuid.UUID(int=1)}")[0] == 429  # whatever it asks of this type
    assert room("POST", f"pub/v1/{DEATHS}", {"eventType": DEATHS, "event": {"child": "An"}})[0] == 201  # another type is not


def test_each_client_has_its_quota_for_each_type_and_one_for_the_rest(begun: Rig) -> None:
    room, school = Caller(begun, ROOM), Caller(begun, SCHOOL)
    assert [room("GET", "api/v1/eventType")[0] for _ in range(4)] == [200, 200, 200, 429]
    assert room("GET", "api/v1/key")[0] == 429
    assert [school("GET", "api/v1/key")[0] for _ in range(4)] == [200, 200, 200, 429]
    assert school("POST", f"api/v1/subs/{DEATHS}", {"eventType": DEATHS, "delivery": "PULL"})[0] == 200
    assert [school("GET", f"pull/v1/{DEATHS}")[0] for _ in range(3)] == [404, 404, 429]
    assert 0 < int(school.full("GET", f"pull/v1/{DEATHS}")[1]["retry-after"]) <= 86_400
    assert [room("DELETE", f"pub/v1/{DEATHS}/{uuid.UUID(int=n)}")[0] for n in range(4)] == [404, 404, 404, 429]
    assert Caller(begun, HEALTH)("GET", f"api/v1/eventType/{DEATHS}")[0] == 200


def test_what_is_refused_for_other_reasons_counts_for_nothing(begun: Rig) -> None:
    shop = Caller(begun, STRANGER)
    assert {shop.full("POST", PUB, BIRTH)[0] for _ in range(5)} == {500}
    room = Caller(begun, ROOM)
    assert {room("POST", f"pub/v1/unknown-{n}", BIRTH)[0] for n in range(9)} == {404}
    assert {room("POST", "api/v1/nothing")[0] for _ in range(9)} == {404}
    assert room("PUT", "api/v1/rights", {"publishers": [STRANGER]})[0] == 204
    assert [shop("POST", PUB, BIRTH)[0] for _ in range(3)] == [201, 201, 429]
    until(lambda: "motcua_gateway_refused" in (text := metrics(begun)) and f'service="{ROOM}/pub"' in text)


def metrics(rig: Rig) -> str:
    return send(rig.url, "GET", "/metrics", [])[2].decode()


def test_workers_count_one_quota_that_outlives_a_kill(own: Rig) -> None:
    bounded(own, kinds={BIRTHS: {}}, pace=gw.Pace(per_day=20))
    own.workers = 2
    own.start()
    room = Caller(own, ROOM)
    statuses = Counter(room("POST", PUB, BIRTH)[0] for _ in range(12))
    os.kill(min(children(own)), signal.SIGKILL)
    soon(lambda: len(children(own)) == 2 and gw.health(own.url)["ready"])
    until(lambda: Caller(own, SCHOOL)("GET", "api/v1/key")[0] == 200)
    statuses.update(room("POST", PUB, BIRTH)[0] for _ in range(12))
    assert statuses == {201: 20, 429: 4}


def test_one_quota_however_many_gateways_are_asked(tmp_path: Path, nats: Nats) -> None:
    stream = f"t-{uuid.uuid4().hex}"
    rigs = []
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        rig = Rig(tmp_path / str(number), config())
        bounded(rig, kinds={BIRTHS: {"pace": gw.Pace(per_day=10)}}, store="nats", url=nats.url, stream=stream)
        rigs.append(rig)
    try:
        for rig in rigs:
            rig.start()
            until(lambda rig=rig: Caller(rig, ROOM)("GET", "api/v1/key")[0] == 200)  # type: ignore[misc]
        answers = [Caller(rig, ROOM).full("POST", PUB, BIRTH) for rig in rigs * 7]
        assert [status for status, _, _ in answers] == [201] * 10 + [429] * 4
        assert [headers["ratelimit"].partition(";t=")[0] for _, headers, _ in answers[:3]] == [f'"day";r={n}' for n in (9, 8, 7)]
        assert all(0 < int(headers["retry-after"]) <= 86_400 for _, headers, _ in answers[10:])
    finally:
        for rig in rigs:
            rig.stop()


def test_an_event_type_may_take_shorter_events_than_others(own: Rig) -> None:
    bounded(own, kinds={BIRTHS: {"event_bytes": 100}, DEATHS: {}}, event_bytes=1000)
    own.start()
    room = Caller(own, ROOM)

    def publish(name: str, length: int) -> tuple[int, Any]:
        around = len('{"child":""}')
        return room("POST", f"pub/v1/{name}", {"eventType": name, "event": {"child": "x" * (length - around)}})

    status, answer = publish(BIRTHS, 101)
    assert (status, answer["vi"], answer["en"]) == (400, "Sự kiện dài hơn 100 byte.", "The event is longer than 100 bytes.")
    assert publish(BIRTHS, 100)[0] == publish(DEATHS, 101)[0] == 201
    assert room("POST", f"pub/v1/{DEATHS}", {"eventType": DEATHS, "event": {"child": "x", "y": "y" * 1000}})[0] == 400
    status, headers, _ = room.full("POST", PUB, raw=b" " * 3_000_000)
    assert (status, fault_of(headers)) == (400, "Client.BadRequest")


@pytest.mark.parametrize(
    "changes",
    [
        {"pace": gw.Pace(per_second=-1)}, {"pace": gw.Pace(burst=3)}, {"rooms": (gw.Room(id=ROOM, pace=gw.Pace(per_day=-1)),)},
        {"rooms": (gw.Room(id=ROOM, event_types=(gw.EventType(name="a", schema={}, pace=gw.Pace(burst=1)),)),)},
        {"rooms": (gw.Room(id=ROOM, event_types=(gw.EventType(name="a", schema={}, event_bytes=-1),)),)},
        {"rooms": (gw.Room(id=ROOM, event_types=(gw.EventType(name="a", schema={}, event_bytes=2000),)),), "event_bytes": 1000},
        {"store": "nats", "url": "nats://a.example", "event_bytes": 400 * 1024}, {"rooms": (gw.Room(id=ROOM, stream="own"),)},
        {"store": "nats", "url": "nats://a.example", "rooms": (gw.Room(id=ROOM, stream="a b"),)},
        {"store": "nats", "url": "nats://a.example,b.example"},
        {"store": "nats", "url": "nats://a.example", "stream": "a", "rooms": (gw.Room(id=ROOM, stream="a-state"),)},
    ],
)  # fmt: skip
def test_bounds_that_cannot_hold_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(gw.ConfigError):
        gw.check_config(config(**changes))
