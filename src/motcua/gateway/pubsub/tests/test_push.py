"""Pushed events: signed, tried again, given up, replayed; in order per key; nobody holds up anybody else."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conftest import Rig

from .conftest import BIRTHS, HEALTH, ROOM, SCHOOL, Caller, until
from .receiver import Receiver, genuine

LETTERS, REPLAY = f"api/v1/deadLetters/{BIRTHS}", f"api/v1/replay/{BIRTHS}"


def by_key(items: list[dict[str, Any]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for item in items:
        found[item["key"]].append(item["event"]["n"])
    return found


def dead_letters(caller: Caller, count: int = 1) -> list[dict[str, Any]]:
    return until(lambda: letters if len(letters := caller("GET", LETTERS)[1]) >= count else None)  # type: ignore[no-any-return]


def settled(caller: Caller, identifier: str) -> dict[str, int]:
    return caller("GET", f"pub/v1/{BIRTHS}/{identifier}")[1]["deliveries"]  # type: ignore[no-any-return]


def test_a_subscriber_can_check_who_sent_an_event(rig: Rig, receiver: Receiver) -> None:
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe(callback=receiver.url)
    identifier = room.publish("Nguyễn Thị Hoa")
    receiver.wait_for(1)
    item, _, headers, body = receiver.calls[0]
    key = school("GET", "api/v1/key")[1]
    assert (item["id"], item["event"]["child"], headers["x-event-id"]) == (identifier, "Nguyễn Thị Hoa", identifier)
    assert headers["x-event-key-id"] == key["keyId"]
    assert genuine(key["publicKey"], headers, body)
    assert not genuine(key["publicKey"], headers, body.replace(b"Hoa", b"Lan"))
    assert not genuine(key["publicKey"], {**headers, "x-event-id": identifier[::-1]}, body)
    assert not genuine(key["publicKey"], {**headers, "x-event-timestamp": "1"}, body)
    other = gw.load_public_key((rig.data / "key.pub.pem").read_bytes())
    assert gw.key_id(other) == key["keyId"]  # the key of the message log


def test_events_come_in_order_of_their_key_whatever_fails(rig: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 204 if attempt > (item["event"]["n"] % 3) else 503
    room = Caller(rig, ROOM)
    Caller(rig, SCHOOL).subscribe(callback=receiver.url)
    for n in range(40):
        room.publish(f"child {n % 5}", n)
    receiver.wait_for(40)
    assert by_key(receiver.items) == {f"child {k}": list(range(k, 40, 5)) for k in range(5)}


def test_a_blocked_key_holds_up_no_other(rig: Rig, receiver: Receiver) -> None:
    gate = threading.Event()
    receiver.behave = lambda item, attempt: 204 if item["key"] != "blocked" or (gate.wait(20) and True) else 500
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe(callback=receiver.url)
    for n in range(30):
        room.publish("blocked" if n % 3 == 0 else f"free {n}", n)
    receiver.wait_for(20)
    assert "blocked" not in by_key(receiver.items)
    gate.set()
    receiver.wait_for(30)
    assert by_key(receiver.items)["blocked"] == list(range(0, 30, 3))


def test_all_in_order_when_the_subscriber_wants_it(rig: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 204 if attempt > item["event"]["n"] % 2 else 500
    room = Caller(rig, ROOM)
    Caller(rig, SCHOOL).subscribe(callback=receiver.url, FIFO=True)
    for n in range(12):
        room.publish(f"child {n % 4}", n)
    receiver.wait_for(12)
    assert [item["event"]["n"] for item in receiver.items] == list(range(12))


def test_a_dead_subscriber_holds_up_nobody_and_becomes_dead_letters(rig: Rig, receiver: Receiver) -> None:
    room, school, health = Caller(rig, ROOM), Caller(rig, SCHOOL), Caller(rig, HEALTH)
    receiver.close()
    living = Receiver()
    try:
        health.subscribe(callback=receiver.url)  # nobody listens there any more
        school.subscribe(callback=living.url)
        ids = [room.publish(f"child {n % 2}", n) for n in range(6)]
        living.wait_for(6)
        letters = dead_letters(health, 6)
        assert [letter["id"] for letter in letters] == ids
        assert {(letter["reason"], letter["status"], letter["attempts"]) for letter in letters} == {("failed", 0, 4)}
        assert settled(room, ids[0]) == {"delivered": 1, "waiting": 0, "dead": 1}
    finally:
        living.close()


def test_dead_letters_are_listed_replayed_and_dropped(rig: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 500
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe(callback=receiver.url, attempts=1)
    ids = [room.publish(f"child {n}", n) for n in range(4)]
    receiver.wait(lambda: len(receiver.calls) == 4)
    letters = dead_letters(room, 4)
    assert [letter["status"] for letter in letters] == [500] * 4
    assert [letter["id"] for letter in room("GET", f"{LETTERS}?limit=2&after={letters[1]['sequence']}")[1]] == ids[2:]
    assert room("GET", f"{LETTERS}?subscriber={HEALTH}") == (200, [])
    receiver.behave = lambda item, attempt: 204
    assert school("POST", f"{LETTERS}/{ids[1]}") == (200, {"replayed": 1})
    assert [item["id"] for item in receiver.wait_for(1)] == [ids[1]]
    assert room("DELETE", f"{LETTERS}/{ids[0]}") == (200, {"dropped": 1})
    assert room("DELETE", f"{LETTERS}/{ids[0]}")[0] == room("POST", f"{LETTERS}/nonsense")[0] == 404
    assert room("POST", LETTERS) == (200, {"replayed": 2})
    assert sorted(item["id"] for item in receiver.wait_for(3)) == sorted(ids[1:])
    assert school("GET", LETTERS) == (200, [])
    assert school("GET", f"{LETTERS}?subscriber={HEALTH}")[0] == 500


def test_what_is_too_old_is_not_delivered(rig: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 500
    room, school, health = Caller(rig, ROOM), Caller(rig, SCHOOL), Caller(rig, HEALTH)
    school.subscribe(callback=receiver.url, TTL=1, attempts=100)
    health.subscribe(TTL=1)
    identifier = room.publish("An")
    letters = dead_letters(school)
    assert [(letter["id"], letter["reason"]) for letter in letters] == [(identifier, "expired")]
    assert health.pull() is None
    assert [letter["reason"] for letter in health("GET", LETTERS)[1]] == ["expired"]


def test_a_subscription_is_replayed(rig: Rig, receiver: Receiver) -> None:
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    ids = [room.publish(f"child {n % 2}", n) for n in range(6)]
    school.subscribe(callback=receiver.url)
    status, answer = school("POST", REPLAY, {"fromId": ids[2]})
    assert (status, answer["events"]) == (200, 4)
    assert sorted(item["id"] for item in receiver.wait_for(4)) == sorted(ids[2:])
    first = room("GET", f"pub/v1/{BIRTHS}/{ids[0]}")[1]["sequence"]
    assert school("POST", REPLAY, {"fromSequence": first + 5})[1] == {"fromSequence": first + 5, "events": 1}
    receiver.wait_for(5)
    assert school("POST", REPLAY, {"from": "2000-01-01T00:00:00+07:00"})[1]["fromSequence"] == 1
    receiver.wait(lambda: {item["id"] for item in receiver.items} >= set(ids))
    assert school("POST", REPLAY, {"from": "2999-01-01T00:00:00Z"})[1]["events"] == 0
    for body in ({}, {"from": "yesterday"}, {"from": "2026-01-01T00:00:00"}, {"fromSequence": 0}, {"fromSequence": True}, {"fromId": 1},
                 {"from": "2026-01-01T00:00:00Z", "fromSequence": 1}, {"fromSequence": first + 7}):  # fmt: skip
        assert school("POST", REPLAY, body)[0] == 400, body
    assert school("POST", REPLAY, {"fromId": "x"})[0] == 404
    assert Caller(rig, HEALTH)("POST", REPLAY, {"fromSequence": 1})[0] == 404


def test_a_push_without_address_goes_to_the_subscribers_service(own: Rig, receiver: Receiver) -> None:
    own.start()
    service = gw.Service(id=f"{SCHOOL}/events", base_url=receiver.url, provider_headers=(("X-Key", "secret"),))
    own.configure(services=(service,))
    item = {"eventType": BIRTHS}
    assert Caller(own, SCHOOL)("POST", f"api/v1/subs/{BIRTHS}", item) == (200, None)
    Caller(own, ROOM).publish("An")
    receiver.wait_for(1)
    assert receiver.calls[0][2]["x-key"] == "secret"


@pytest.mark.parametrize("url", ["http://10.1.2.3/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/", "http://0.0.0.0/"])
def test_no_address_outside_the_citys_networks_is_taken(own: Rig, url: str) -> None:
    own.start()
    own.configure(networks=("127.0.0.0/8",))
    item = {"eventType": BIRTHS, "options": {"callback": url}}
    assert Caller(own, SCHOOL)("POST", f"api/v1/subs/{BIRTHS}", item)[0] == 400


def test_names_are_looked_at_when_they_are_connected_to(own: Rig, receiver: Receiver) -> None:
    """A name may lead anywhere later: with the network of this machine taken away nothing reaches the receiver."""
    own.start()
    room, school = Caller(own, ROOM), Caller(own, SCHOOL)
    school.subscribe(callback=receiver.url.replace("127.0.0.1", "localhost"), attempts=1)
    room.publish("An", 1)
    receiver.wait_for(1)
    own.configure(networks=("10.99.0.0/16",))
    room.publish("An", 2)
    letters = dead_letters(school)
    assert [(letter["reason"], letter["status"]) for letter in letters] == [("failed", 0)]
    assert len(receiver.calls) == 1


def test_redirects_lead_nowhere(rig: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 302
    Caller(rig, SCHOOL).subscribe(callback=receiver.url, attempts=1)
    Caller(rig, ROOM).publish("An")
    letters = dead_letters(Caller(rig, SCHOOL))
    assert [(letter["reason"], letter["status"]) for letter in letters] == [("failed", 302)]


def test_who_loses_the_right_gets_no_more(own: Rig, receiver: Receiver) -> None:
    own.start()
    room, school = Caller(own, ROOM), Caller(own, SCHOOL)
    school.subscribe(callback=receiver.url, attempts=1)
    own.configure(groups=(gw.Group(name="city", clients=(HEALTH,)),))
    room.publish("An")
    letters = dead_letters(room)
    assert [letter["reason"] for letter in letters] == ["denied"]
    assert receiver.calls == []


def test_a_deleted_type_takes_everything_with_it(own: Rig, receiver: Receiver) -> None:
    own.start()
    room, school = Caller(own, ROOM), Caller(own, SCHOOL)
    kind = {"eventType": "death", "schema": {}}
    item = {"eventType": "death", "options": {"callback": receiver.url}}
    for turn in range(2):
        assert room("POST", "api/v1/eventType", kind)[0] == 200
        assert school("GET", "api/v1/subs")[0] == 404
        assert school("POST", "api/v1/subs/death", item)[0] == 200
        assert room("POST", "pub/v1/death", {"eventType": "death", "event": {"n": turn}})[0] == 201
        receiver.wait_for(turn + 1)
        assert room("DELETE", "api/v1/eventType/death")[0] == 204
    assert [(i["sequence"], i["event"]) for i in receiver.items] == [(1, {"n": 0}), (1, {"n": 1})]
    assert room("DELETE", f"api/v1/eventType/{BIRTHS}")[0] == 500  # declared in the configuration


def test_deliveries_are_in_the_signed_log(own: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 204 if attempt > 1 else 500
    own.start()
    Caller(own, SCHOOL).subscribe(callback=receiver.url)
    ids = [Caller(own, ROOM).publish(f"child {n}") for n in range(3)]
    receiver.wait_for(3)
    own.stop()
    notes = [record for record in own.records() if record.method == "DELIVER"]
    assert {(note.client, note.service, note.target) for note in notes} == {(SCHOOL, f"{ROOM}/pub", f"/r1/{ROOM}/pub/v1/{BIRTHS}")}
    lines = [line.split(" ") for note in notes for line in note.request_head.split("\r\n")[-1].splitlines()]
    assert sorted((event, status, attempt) for event, status, attempt, _ in lines) == sorted(
        (event, status, attempt) for event in ids for status, attempt in (("500", "1"), ("204", "2"))
    )
    assert gw.verify_log(own.data).problem is None


def test_metrics_count_events(own: Rig, receiver: Receiver) -> None:
    import urllib.request

    own.start()
    Caller(own, SCHOOL).subscribe(callback=receiver.url)
    Caller(own, ROOM).publish("An")
    receiver.wait_for(1)
    own.wait(lambda _: b"events_delivered_total 1" in urllib.request.urlopen(f"{own.url}/metrics", timeout=5).read())


def test_changing_a_subscription_from_push_to_pull_keeps_what_waits(rig: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 500
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe(callback=receiver.url, attempts=100)
    identifier = room.publish("An")
    receiver.wait(lambda: receiver.calls)
    assert school("PATCH", f"api/v1/subs/{BIRTHS}", {"eventType": BIRTHS, "delivery": "PULL"}) == (201, None)
    item = school.pull()
    assert item is not None
    assert item["id"] == identifier


def test_pulled_events_come_back_until_they_are_acknowledged(rig: Rig) -> None:
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe(visibility=1)
    ids = [room.publish("An", 1), room.publish("Bình", 2), room.publish("An", 3)]
    taken = [school.pull(), school.pull()]
    assert [item["id"] for item in taken if item] == ids[:2]
    assert school.pull() is None  # the third waits behind the first of its key
    assert school.ack(ids[1]) == 204
    item = until(school.pull)
    assert item["id"] == ids[0]
    assert school.ack(ids[0]) == 204
    item = school.pull()
    assert item is not None
    assert item["id"] == ids[2]


def test_without_visibility_the_same_event_is_handed_out_again(rig: Rig) -> None:
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe(visibility=0, FIFO=True)
    ids = [room.publish("An", 1), room.publish("Bình", 2)]
    for identifier in ids:
        for _ in range(6):  # more often than a delivery is tried
            item = school.pull()
            assert item is not None
            assert item["id"] == identifier
        assert school.ack(identifier) == 204
    assert school.pull() is None


def test_what_is_pulled_too_often_is_a_dead_letter(rig: Rig) -> None:
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe(visibility=1, attempts=1)
    identifier = room.publish("poison")
    assert school.pull() is not None
    letters = until(lambda: school.pull() or school("GET", LETTERS)[1])
    assert [(letter["id"], letter["reason"]) for letter in letters] == [(identifier, "failed")]
    assert school("POST", LETTERS) == (200, {"replayed": 1})
    assert school.pull() is not None
    assert school.ack(identifier) == 204
    assert school.ack(identifier) == 404


def test_the_settings_of_retries_are_followed(own: Rig, receiver: Receiver) -> None:
    receiver.behave = lambda item, attempt: 500
    own.start()
    base = own.config.pubsub
    assert base is not None
    own.configure(pubsub=replace(base, attempts=2))
    Caller(own, SCHOOL).subscribe(callback=receiver.url)
    Caller(own, ROOM).publish("An")
    letters = dead_letters(Caller(own, SCHOOL))
    assert [letter["attempts"] for letter in letters] == [2]
    assert len(receiver.calls) == 2
