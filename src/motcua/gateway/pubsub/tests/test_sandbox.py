"""A system of the sandbox has no part in rooms that are in operation: what happens there is true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.core.directory import Directory
from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.access import Access
from motcua.gateway.pubsub.state import State, Topic
from motcua.gateway.tests.conftest import Rig

from .conftest import BIRTHS, HEALTH, ROOM, SCHOOL, Caller, config
from .receiver import Receiver
from .test_push import dead_letters


def in_sandbox(members: tuple[gw.Member, ...], *codes: str) -> tuple[gw.Member, ...]:
    """The members with some systems in the sandbox."""

    def moved(system: gw.Subsystem) -> gw.Subsystem:
        return replace(system, environment=gw.Environment.SANDBOX) if system.code in codes else system

    return tuple(replace(member, subsystems=tuple(moved(s) for s in member.subsystems)) for member in members)


def test_who_is_moved_into_the_sandbox_gets_no_more_events(own: Rig, receiver: Receiver) -> None:
    own.start()
    room, school, health = Caller(own, ROOM), Caller(own, SCHOOL), Caller(own, HEALTH)
    school.subscribe(callback=receiver.url, attempts=1)
    health.subscribe()
    own.configure(members=in_sandbox(own.config.members, "schools", "health"))
    room.publish("An")
    assert [letter["reason"] for letter in dead_letters(room)] == ["denied"]
    assert health("GET", f"pull/v1/{BIRTHS}")[0] == 500
    assert receiver.calls == []
    own.configure(members=config().members)
    item = health.pull()
    assert item is not None
    assert item["event"]["child"] == "An"


@pytest.mark.parametrize(("apart", "may"), [((), True), (("schools",), False), (("civil-status",), True), (("schools", "civil-status"), True)])
def test_every_part_in_a_room_is_kept_from_the_sandbox_and_a_sandboxs_own_room_is_not(apart: tuple[str, ...], may: bool) -> None:
    every = {"owners": (SCHOOL,), "publishers": (SCHOOL,), "subscribers": (SCHOOL,)}
    room = gw.Room(id=ROOM, event_types=(gw.EventType(name=BIRTHS, schema={}),), **every)
    usual = config()
    access = Access(Directory(replace(usual, members=in_sandbox(usual.members, *apart), pubsub=gw.PubSub(rooms=(room,), operators=(SCHOOL,)))))
    topic, state = Topic(e.Kind(1, ROOM, BIRTHS, b"{}", "", (), (), declared=True)), State()
    found = {
        access.owns(SCHOOL, room),
        access.operates(SCHOOL, room),
        access.may_publish(SCHOOL, room, topic, state),
        access.may_subscribe(SCHOOL, room, topic, state),
        access.deals_with(SCHOOL, room, topic, state),
    }
    assert found == {may}
    assert access.owns(ROOM, room)
