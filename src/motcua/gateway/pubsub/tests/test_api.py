"""The GovStack PubSub API v2 over the wire: every path with every status that its description names, then whoever means harm."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conftest import Rig
from motcua.gateway.tests.wire import send

from .conftest import BIRTHS, HEALTH, ROOM, SCHOOL, STRANGER, Caller, config
from .receiver import Receiver

SUBS, PULL, PUB, TYPES = f"api/v1/subs/{BIRTHS}", f"pull/v1/{BIRTHS}", f"pub/v1/{BIRTHS}", "api/v1/eventType"
NOBODY = str(uuid.UUID(int=1))
ITEM = {"eventType": BIRTHS, "delivery": "PULL"}


def both_languages(answer: Any, status: int) -> bool:
    codes = {400: "Client.BadRequest", 404: "Client.NotFound", 409: "Client.Conflict"}
    return answer["type"] == codes[status] and bool(answer["vi"]) and bool(answer["en"]) and answer["message"] == answer["en"]


def test_event_types_are_created_listed_shown_and_deleted(rig: Rig) -> None:
    room = Caller(rig, ROOM)
    kind = {"eventType": "death", "schema": {"type": "object"}}
    assert room("POST", TYPES, kind) == (200, None)
    status, answer = room("POST", TYPES, kind)
    assert status == 409
    assert both_languages(answer, 409)
    assert room("GET", TYPES) == (200, ["death", BIRTHS])
    assert room("GET", f"{TYPES}/death") == (200, {**kind, "publishers": [], "subscribers": []})
    assert room("GET", f"{TYPES}/unknown") == (204, None)
    assert room("DELETE", f"{TYPES}/death") == (204, None)
    assert room("DELETE", f"{TYPES}/death")[0] == 404
    assert room("GET", TYPES) == (200, [BIRTHS])


def test_a_room_without_types_says_so(own: Rig) -> None:
    own.start()
    base = own.config.pubsub
    assert base is not None
    empty = gw.Room(id=SCHOOL)
    own.configure(pubsub=replace(base, rooms=(*base.rooms, empty)))
    assert Caller(own, SCHOOL, SCHOOL)("GET", TYPES) == (204, None)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'"newBirth"', b"{}", b'{"eventType": "x"}', b'{"eventType": "x", "schema": true}',
        b'{"eventType": "x", "schema": "{}"}', b'{"eventType": "", "schema": {}}', b'{"eventType": "a/b", "schema": {}}',
        b'{"eventType": "x", "schema": {"type": "nothing"}}', b'{"eventType": "x", "schema": {"$ref": "http://127.0.0.1:1/s"}}',
        b'{"eventType": "x", "schema": {"pattern": "(?=a)b"}}', b'{"eventType": "x", "schema": {}, "key": "id"}',
        b'{"eventType": "x", "schema": {}, "publishers": "all"}', b'{"eventType": "x", "schema": {}, "publishers": ["group:nobody"]}',
        b'{"eventType": "x", "eventType": "y", "schema": {}}', b"\xff\xfe", b'{"eventType": "\\ud800", "schema": {}}',
        b"[" * 20_000,
    ],
)  # fmt: skip
def test_what_is_no_event_type_is_refused(rig: Rig, body: bytes) -> None:
    status, answer = Caller(rig, ROOM)("POST", TYPES, raw=body)
    assert status == 400
    assert both_languages(answer, 400)


def test_schemas_fetch_nothing(rig: Rig, receiver: Receiver) -> None:
    for schema in ({"$ref": receiver.url}, {"$schema": receiver.url}, {"properties": {"a": {"$dynamicRef": f"{receiver.url}#x"}}}):
        status, answer = Caller(rig, ROOM)("POST", TYPES, {"eventType": "fetching", "schema": schema})
        assert (status, receiver.fetched) == (400, 0), answer


def test_an_event_is_published_shown_and_taken_back(rig: Rig) -> None:
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe()
    status, headers, body = room.full("POST", PUB, {"eventType": BIRTHS, "event": {"child": "An", "weight": 3200}})
    assert (status, headers["content-type"]) == (201, "application/json; charset=utf-8")
    answer = json.loads(body)
    assert set(answer) == {"id"}
    assert str(uuid.UUID(answer["id"])) == answer["id"]
    status, item = room("GET", f"{PUB}/{answer['id']}")
    publisher = {"instanceId": "VN-HP", "memberClass": "GOV", "memberCode": "C06", "applicationCode": "civil-status"}
    assert status == 200
    assert (item["id"], item["eventType"], item["publisherId"]) == (answer["id"], BIRTHS, publisher)
    assert (item["event"], item["deliveries"]) == ({"child": "An", "weight": 3200}, {"delivered": 0, "waiting": 1, "dead": 0})
    assert isinstance(item["sequence"], int)
    assert room("DELETE", f"{PUB}/{answer['id']}") == (204, None)
    assert room("DELETE", f"{PUB}/{answer['id']}")[0] == 404
    assert room("GET", f"{PUB}/{answer['id']}")[0] == 404
    assert school.pull() is None


@pytest.mark.parametrize("identifier", [NOBODY, "1", "x", "%00", "a%2Fb", str(uuid.UUID(int=2**128 - 1))])
def test_events_that_are_not_there(rig: Rig, identifier: str) -> None:
    room = Caller(rig, ROOM)
    refused = 400 if identifier == "%00" else 404  # a control character in a path is refused for every service
    assert [room(method, f"{PUB}/{identifier}")[0] for method in ("GET", "DELETE")] == [refused, refused]


@pytest.mark.parametrize(
    ("body", "vi", "en"),
    [
        ({}, "“eventType” phải có", "“eventType” is required"),
        ({"eventType": "other", "event": {"child": "An"}}, "“eventType” phải có", "“eventType” is required"),
        ({"eventType": BIRTHS}, "“event” phải có", "“event” is required"),
        ({"eventType": BIRTHS, "event": [1]}, "“event” phải có", "“event” is required"),
        ({"eventType": BIRTHS, "event": {}}, "không đúng lược đồ", '/: "child" is a required property'),
        ({"eventType": BIRTHS, "event": {"child": "An", "weight": 0}}, "không đúng lược đồ", "/weight: 0 is less than the minimum of 1"),
        ({"eventType": BIRTHS, "event": {"child": 7}}, "không đúng lược đồ", '/child: 7 is not of type "string"'),
        ({"eventType": BIRTHS, "event": {"child": ""}}, "“key” phải là chuỗi", "“key” must be a text"),
        ({"eventType": BIRTHS, "event": {"child": "k" * 257}}, "“key” phải là chuỗi", "“key” must be a text"),
    ],
)  # fmt: skip
def test_what_breaks_the_schema_is_told_in_both_languages(rig: Rig, body: Any, vi: str, en: str) -> None:
    status, answer = Caller(rig, ROOM)("POST", PUB, body)
    assert status == 400
    assert both_languages(answer, 400)
    assert vi in answer["vi"]
    assert en in answer["en"]


@pytest.mark.parametrize("raw", [b"", b"nul", b'{"eventType":"newBirth","event":{"child":"A","n":NaN}}', b'{"a":1e999}', b'{"a":' * 9_000])
def test_what_is_no_json_is_refused(rig: Rig, raw: bytes) -> None:
    status, answer = Caller(rig, ROOM)("POST", PUB, raw=raw)
    assert status == 400
    assert both_languages(answer, 400)


def test_huge_events_are_refused_and_large_ones_come_whole(rig: Rig) -> None:
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe()
    assert room("POST", PUB, {"eventType": BIRTHS, "event": {"child": "An", "x": "ô" * 131_072}})[0] == 400
    for size in (700_000, 2_000_000, 9_000_000):
        assert room("POST", PUB, {"eventType": BIRTHS, "event": {"child": "An", "x": "x" * size}})[0] == 400
    room.publish("An", event={"child": "An", "x": "ô" * 130_000})
    item = school.pull()
    assert item is not None
    assert item["event"]["x"] == "ô" * 130_000


def test_an_unknown_type_is_not_published(rig: Rig) -> None:
    status, answer = Caller(rig, ROOM)("POST", "pub/v1/unknown", {"eventType": "unknown", "event": {}})
    assert status == 404
    assert both_languages(answer, 404)


def test_a_subscription_lives(rig: Rig) -> None:
    school = Caller(rig, SCHOOL)
    assert school("GET", "api/v1/subs")[0] == school("GET", SUBS)[0] == school("DELETE", SUBS)[0] == school("PATCH", SUBS, ITEM)[0] == 404
    assert school("POST", SUBS, {**ITEM, "options": {"TTL": 60, "FIFO": True}}) == (200, None)
    assert school("POST", SUBS, ITEM)[0] == 409
    status, found = school("GET", SUBS)
    who = {"instanceId": "VN-HP", "memberClass": "GOV", "memberCode": "H24", "applicationCode": "schools"}
    options = {"TTL": 60, "FIFO": True, "visibility": 30}
    assert uuid.UUID(found.pop("id"))
    assert (status, found) == (200, {"subscriberId": who, "eventType": BIRTHS, "delivery": "PULL", "options": options})
    assert [one["eventType"] for one in school("GET", "api/v1/subs")[1]] == [BIRTHS]
    assert school("PATCH", SUBS, {"eventType": BIRTHS, "options": {"TTL": 90}}) == (201, None)
    assert school("GET", SUBS)[1]["options"] == {"TTL": 90, "FIFO": True, "visibility": 30}
    assert school("DELETE", SUBS) == (204, None)
    assert school("GET", SUBS)[0] == 404


@pytest.mark.parametrize(
    "item",
    [
        {}, {"eventType": "other", "delivery": "PULL"}, {**ITEM, "delivery": "pull"}, {"eventType": BIRTHS}, {**ITEM, "options": []},
        {**ITEM, "options": {"TTL": 0}}, {**ITEM, "options": {"TTL": True}}, {**ITEM, "options": {"TTL": 10**9}},
        {**ITEM, "options": {"FIFO": 1}}, {**ITEM, "options": {"visibility": -1}}, {**ITEM, "options": {"attempts": 101}},
        {**ITEM, "subscriberId": {"instanceId": "VN-HP"}}, {"eventType": BIRTHS, "options": {"callback": 7}},
        {"eventType": BIRTHS, "options": {"callback": "ftp://a.example/"}}, {"eventType": BIRTHS, "options": {"callback": "http://"}},
        {"eventType": BIRTHS, "options": {"callback": "http://u:p@a.example/"}}, {"eventType": BIRTHS, "options": {"callback": "http://[::1"}},
        {"eventType": BIRTHS, "options": {"callback": "http://a.example/ x"}},
        {"eventType": BIRTHS, "options": {"callback": "http://169.254.169.254/latest/meta-data"}},
    ],
)  # fmt: skip
def test_what_is_no_subscription_is_refused(rig: Rig, item: Any) -> None:
    school = Caller(rig, SCHOOL)
    status, answer = school("POST", SUBS, item)
    assert status == 400
    assert both_languages(answer, 400)
    school.subscribe()
    if item != {"eventType": BIRTHS}:
        assert school("PATCH", SUBS, item)[0] == 400


def test_subscribing_to_what_is_not_there_is_an_invalid_request(rig: Rig) -> None:
    assert Caller(rig, SCHOOL)("POST", "api/v1/subs/unknown", {"eventType": "unknown", "delivery": "PULL"})[0] == 400


def test_events_are_pulled_and_acknowledged(rig: Rig) -> None:
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    assert school("GET", PULL)[0] == 404
    school.subscribe()
    assert school("GET", PULL)[0] == 404
    identifier = room.publish("An")
    item = school.pull()
    assert item is not None
    assert (item["id"], item["event"]) == (identifier, {"child": "An", "n": 0})
    assert school("DELETE", f"{PULL}/{identifier}") == (204, None)
    assert school("DELETE", f"{PULL}/{identifier}")[0] == 404
    assert school("DELETE", f"{PULL}/{NOBODY}")[0] == 404
    status, answer = school("DELETE", f"{PULL}/not-a-uuid")
    assert status == 409
    assert both_languages(answer, 409)
    assert room("GET", f"{PUB}/{identifier}")[1]["deliveries"] == {"delivered": 1, "waiting": 0, "dead": 0}


def test_who_is_pushed_to_cannot_pull(rig: Rig) -> None:
    school = Caller(rig, SCHOOL)
    school.subscribe(callback="http://127.0.0.1:9/")
    assert school("GET", PULL)[0] == school("DELETE", f"{PULL}/{NOBODY}")[0] == 409


def test_many_are_pulled_and_acknowledged_at_once(rig: Rig) -> None:
    room, school = Caller(rig, ROOM), Caller(rig, SCHOOL)
    school.subscribe()
    ids = [room.publish(f"child {n}") for n in range(5)]
    assert [item["id"] for item in school("GET", f"{PULL}?max=3")[1]] == ids[:3]
    status, answer = school("POST", PULL, {"acknowledge": [*ids[:3], NOBODY, "x"], "max": 10})
    assert (status, answer["acknowledged"], [item["id"] for item in answer["events"]]) == (200, ids[:3], ids[3:])
    for bad in ("?max=0", "?max=501", "?max=x", "?max=²"):
        assert school("GET", f"{PULL}{bad}")[0] == 400
    for body in ({"acknowledge": "all"}, {"acknowledge": [1]}, {"max": True}, {"max": -1}, []):
        assert school("POST", PULL, body)[0] == 400


def test_strangers_get_nothing(rig: Rig) -> None:
    """Known members of the exchange without a right in the room: the fault of any call that is not allowed."""
    shop = Caller(rig, STRANGER)
    attempts = [
        ("POST", PUB, {"eventType": BIRTHS, "event": {"child": "An"}}), ("POST", SUBS, ITEM), ("GET", TYPES, None),
        ("GET", f"{TYPES}/{BIRTHS}", None), ("POST", TYPES, {"eventType": "x", "schema": {}}), ("DELETE", f"{TYPES}/{BIRTHS}", None),
        ("GET", f"{PUB}/{NOBODY}", None), ("GET", "api/v1/rights", None), ("PUT", "api/v1/rights", {}),
        ("GET", f"api/v1/deadLetters/{BIRTHS}", None), ("POST", f"api/v1/replay/{BIRTHS}", {"fromSequence": 1}),
    ]  # fmt: skip
    for method, path, body in attempts:
        status, headers, _ = shop.full(method, path, body)
        assert (status, headers["x-govstack-error"]) == (500, "Server.ServerProxy.AccessDenied"), (method, path)
    school = Caller(rig, SCHOOL)
    assert school.full("POST", PUB, {"eventType": BIRTHS, "event": {"child": "An"}})[1]["x-govstack-error"].endswith("AccessDenied")
    assert school.full("DELETE", f"{TYPES}/{BIRTHS}")[1]["x-govstack-error"].endswith("AccessDenied")


def test_callers_are_known_as_for_any_call(rig: Rig) -> None:
    target = f"/r1/{ROOM}/{TYPES}"
    for headers, code in (
        ([], "Client.BadRequest"),
        ([("X-GovStack-Client", "VN-HP/GOV")], "Client.BadRequest"),
        ([("X-GovStack-Client", "VN-HP/GOV/C06/nobody")], "Server.ClientProxy.UnknownMember"),
        ([("X-GovStack-Client", SCHOOL), ("X-GovStack-Client", ROOM + "x")], "Server.ClientProxy.UnknownMember"),
    ):
        _, found, _ = send(rig.url, "GET", target, headers)
        assert {v for k, v in found if k.lower() in {"x-road-error", "x-govstack-error"}} == {code}
    for name in ("X-GovStack-Client", "X-Road-Client"):
        assert send(rig.url, "GET", target, [(name, ROOM)])[0] == 200
    assert send(rig.url, "GET", target, [("X-Road-Client", STRANGER), ("X-GovStack-Client", ROOM)])[0] == 400


def test_owners_give_rights(rig: Rig) -> None:
    room, shop = Caller(rig, ROOM), Caller(rig, STRANGER)
    assert room("PUT", "api/v1/rights", {"publishers": [STRANGER], "subscribers": []}) == (204, None)
    assert room("GET", "api/v1/rights") == (200, {"publishers": [STRANGER], "subscribers": []})
    identifier = shop.publish("An")
    own = room.publish("An")
    assert shop("GET", f"{PUB}/{identifier}")[0] == 200
    assert shop("GET", f"{PUB}/{own}")[0] == 404  # another publisher's
    assert shop("POST", SUBS, ITEM)[0] == 500
    assert room("PUT", "api/v1/rights", {"publishers": ["VN-HP/GOV/C06/nobody"]})[0] == 400
    assert room("PUT", "api/v1/rights", {}) == (204, None)
    assert shop("POST", PUB, {"eventType": BIRTHS, "event": {"child": "An"}})[0] == 500


def test_a_lost_right_ends_pulling(own: Rig) -> None:
    own.start()
    room, school = Caller(own, ROOM), Caller(own, SCHOOL)
    school.subscribe()
    room.publish("An")
    own.configure(groups=(gw.Group(name="city", clients=(HEALTH,)),))
    assert school("GET", PULL)[0] == 500


def test_other_paths_and_methods(rig: Rig) -> None:
    room = Caller(rig, ROOM)
    for path in ("api", "api/v1", "api/v1/", "api/v2/eventType", "api/v1/eventType/a/b", "pub/v1", "pub/v1/", "pull/v1/a/b/c", "api/v1/x"):
        assert room("GET", path)[0] == 404, path
    assert room("PUT", TYPES)[0] == room("GET", PUB)[0] == room("POST", f"{PULL}/x", {})[0] == 400


def test_the_codes_are_reserved_in_rooms_only(rig: Rig) -> None:
    status, headers, _ = Caller(rig, SCHOOL, SCHOOL).full("GET", TYPES)
    assert (status, headers["x-govstack-error"]) == (500, "Server.ServerProxy.UnknownService")
    service = gw.Service(id=f"{ROOM}/pub", base_url="http://127.0.0.1:1/")
    with pytest.raises(gw.ConfigError, match="reserved in rooms"):
        gw.check_config(replace(config(), services=(service,)))
    gw.check_config(replace(config(), services=(replace(service, id=f"{SCHOOL}/pub"),)))


@pytest.mark.parametrize(
    "changes",
    [
        {"store": "memory"}, {"store": "nats"}, {"store": "nats", "url": "http://a.example"}, {"attempts": 0}, {"lifetime_s": 0},
        {"store": "nats", "url": "nats://a.example", "stream": "a.b"}, {"operators": ("group:none",)}, {"operators": ("x",)},
        {"rooms": (gw.Room(id=ROOM), gw.Room(id=ROOM))}, {"rooms": (gw.Room(id="VN-HP/GOV/C06"),)}, {"rooms": (gw.Room(id=f"{ROOM}x"),)},
        {"rooms": (gw.Room(id=ROOM, publishers=("group:none",)),)}, {"retry_s": 0.0},
        {"rooms": (gw.Room(id=ROOM, event_types=(gw.EventType(name="a b", schema={}),)),)},
        {"rooms": (gw.Room(id=ROOM, event_types=(gw.EventType(name="a", schema={}, key="x"),)),)},
        {"rooms": (gw.Room(id=ROOM, event_types=(gw.EventType(name="a", schema={}), gw.EventType(name="a", schema={}))),)},
    ],
)  # fmt: skip
def test_a_configuration_that_cannot_hold_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(gw.ConfigError):
        gw.check_config(config(**changes))


def test_what_was_done_is_in_the_message_log(rig: Rig) -> None:
    room = Caller(rig, ROOM)
    before = len(rig.records())
    room.publish("logged")
    record = rig.records()[before]
    assert (record.client, record.service, record.method, record.status) == (ROOM, f"{ROOM}/pub", "POST", 201)
    assert gw.verify_log(rig.data).problem is None
