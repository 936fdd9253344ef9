"""What an operator sees of rooms: counts that follow publishing, settling, cancelling, dead letters; nobody else sees them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conftest import Rig
from motcua.gateway.tests.wire import send

from .conftest import BIRTHS, HEALTH, ROOM, SCHOOL, STRANGER, Caller, until
from .receiver import Receiver


def seen(rig: Rig) -> dict[str, Any]:
    return gw.read_events(rig.url, token="secret")


def counts(rig: Rig, subscriber: str) -> tuple[int, int]:
    (found,) = (s for s in seen(rig)["subscriptions"] if s["subscriber"] == subscriber)
    return found["waiting"], found["dead"]


def test_waiting_events_are_counted_as_they_are_settled_cancelled_and_sent_again(rig: Rig) -> None:
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe(visibility=0)
    first, second, third = (room.publish(f"c-{n}") for n in range(3))
    assert counts(rig, SCHOOL) == (3, 0)
    assert school.ack(second) == 204
    assert counts(rig, SCHOOL) == (2, 0)
    assert room("DELETE", f"pub/v1/{BIRTHS}/{third}")[0] in {200, 204}
    assert counts(rig, SCHOOL) == (1, 0)
    assert school.ack(first) == 204
    assert counts(rig, SCHOOL) == (0, 0)


def test_dead_letters_are_counted_and_what_is_sent_again_waits(rig: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda *_: 500
    health = Caller(rig, HEALTH)
    health.subscribe(callback=receiver.url, attempts=1)
    Caller(rig, ROOM).publish("c-dead")
    until(lambda: counts(rig, HEALTH) == (0, 1))
    (found,) = seen(rig)["subscriptions"]
    assert (found["room"], found["event_type"], found["delivery"], found["allowed"]) == (ROOM, BIRTHS, "PUSH", True)
    assert found["callback"] == receiver.url
    receiver.behave = lambda *_: 200
    assert health("POST", f"api/v1/deadLetters/{BIRTHS}") == (200, {"replayed": 1})
    until(lambda: counts(rig, HEALTH) == (0, 0))


def test_a_subscriber_who_lost_the_right_is_told_apart(own: Rig) -> None:
    own.start()
    Caller(own, SCHOOL).subscribe()
    base = own.config.pubsub
    assert base is not None
    own.configure(pubsub=replace(base, rooms=(replace(base.rooms[0], subscribers=()),)))
    until(lambda: not seen(own)["subscriptions"][0]["allowed"])


def test_nobody_else_is_told(rig: Rig) -> None:
    with pytest.raises(gw.GatewayUnreachable):
        gw.read_events(rig.url, token="wrong")
    for room in (ROOM, STRANGER):
        status, _, answer = send(rig.url, "GET", f"/r1/{room}/_events", [("X-GovStack-Client", ROOM)], b"")
        assert status == 500
        assert "UnknownService" in json.loads(answer)["type"]


def test_without_rooms_there_is_nothing_to_see(own: Rig) -> None:
    own.config = replace(own.config, pubsub=None)
    gw.write_config(own.config_path, own.config)
    own.start()
    assert seen(own) == {"types": [], "subscriptions": []}
