"""Pages of rooms, undelivered events and evidence: empty, full, in both languages, refusals beside the field, a constant number of queries."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import GatewayUnreachable
from motcua.platform.exchange.testing import FakeGateway
from motcua.platform.exchange.tests.test_register_pages import undone
from motcua.platform.exchange.tests.test_settings import SCHEMA, config, newest

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
POPULATION, ONE_STOP, PERSONS = "VN-HP/GOV/C06-sim/population", "VN-HP/GOV/H24/one-stop", api.POPULATION_SERVICE
LETTER = {
    "id": "0190a1b2-0000-7000-8000-00000000c0de", "sequence": 7, "eventType": "newDeath", "reason": "HTTP 500", "status": 500, "attempts": 12,
    "subscriberId": {"instanceId": "VN-HP", "memberClass": "GOV", "memberCode": "H24", "applicationCode": "one-stop"},
    "at": "2026-11-22T03:00:00+00:00",
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def fake(db: None, monkeypatch: pytest.MonkeyPatch) -> FakeGateway:
    monkeypatch.setattr(conf, "TIME_STAMPS", "http://127.0.0.1:9/tsa")
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    one = {"room": POPULATION, "event_type": "newDeath", "subscriber": ONE_STOP, "delivery": "PUSH", "callback": "", "waiting": 31, "dead": 1,
           "allowed": True}  # fmt: skip
    monkeypatch.setattr(gateway, "events", lambda: {"types": [], "subscriptions": [one]})
    api.load_reference(now=NOW)
    return FakeGateway(monkeypatch, answer=lambda method, **_: (200, [LETTER] if method == "GET" else {"replayed": 1, "dropped": 1}))


def officer(role: Role) -> Client:
    return sign_in(Client(), make_officer(role, code=f"settings.{role}"))


def place(name: str, **query: str) -> str:
    return f"{reverse(f'exchange_{name}')}?" + "&".join(f"{key}={value}" for key, value in query.items())


def filled() -> None:
    api.set_event_room(client=POPULATION, name_vi="Biến động dân cư", name_en="Population", subscribers=[ONE_STOP], **WHO)
    api.set_event_type(room=POPULATION, name="newDeath", schema=SCHEMA, name_vi="Khai tử", name_en="Death", **WHO)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_full_in_both_languages(fake: FakeGateway, language: str) -> None:
    filled()
    admin = officer(Role.ADMIN)
    addresses = [
        place("event_rooms"), place("event_room", ma=POPULATION), place("event_room_change"), place("event_room_change", ma=POPULATION),
        place("event_type", ma=POPULATION), place("event_type", ma=POPULATION, loai="newDeath"), place("evidence"),
        place("dead_letters", ma=POPULATION, loai="newDeath"), place("dead_letters_empty", ma=POPULATION, loai="newDeath"),
        place("evidence_change"), place("body_policy", ma=PERSONS), place("event_room_close", ma=POPULATION),
    ]  # fmt: skip
    pages = {a: admin.get(a, HTTP_ACCEPT_LANGUAGE=language) for a in addresses}
    assert {a: p.status_code for a, p in pages.items() if p.status_code != 200} == {}
    rooms = pages[place("event_rooms")].content.decode()
    assert ("Biến động dân cư" in rooms) == (language == "vi")
    assert "31" in rooms
    assert "HTTP 500" in pages[place("dead_letters", ma=POPULATION, loai="newDeath")].content.decode()


def test_an_operator_sees_and_changes_nothing(fake: FakeGateway) -> None:
    filled()
    operator = officer(Role.OPERATOR)
    for address in (place("event_rooms"), place("event_room", ma=POPULATION), place("evidence")):
        page = operator.get(address)
        assert page.status_code == 200
        assert "mc-button" not in page.content.decode().partition("<main")[2].partition("</main>")[0]
    for name in ("event_room_change", "event_type", "evidence_change", "body_policy", "dead_letters_empty"):
        assert operator.get(place(name, ma=POPULATION)).status_code == 403
    assert operator.get(place("event_room", ma="VN-HP/GOV/X/y")).status_code == 404


def test_while_the_gateway_is_away_rooms_are_shown_without_counts(fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    filled()

    def away() -> Any:
        raise GatewayUnreachable

    monkeypatch.setattr(gateway, "events", away)
    page = officer(Role.OPERATOR).get(place("event_rooms")).content.decode()
    assert "chưa biết bao nhiêu sự kiện đang chờ" in page
    assert "Biến động dân cư" in page


def test_a_room_and_an_event_type_are_made_changed_and_removed(fake: FakeGateway) -> None:
    admin = officer(Role.ADMIN)
    said = {"client": POPULATION, "name_vi": "Dân cư", "name_en": "", "owners": "", "publishers": "", "subscribers": f"{ONE_STOP}\r\n"}
    assert admin.post(place("event_room_change"), said).status_code == 302
    kind = {"name": "newDeath", "name_vi": "Khai tử", "schema": '{"type": "object"}', "key": "/id", "publishers": "", "subscribers": ""}
    assert admin.post(place("event_type", ma=POPULATION), kind).status_code == 302
    pubsub = config().pubsub
    assert pubsub is not None
    assert (pubsub.rooms[0].subscribers, pubsub.rooms[0].event_types[0].key) == ((ONE_STOP,), "/id")
    for wrong, field in (({"schema": "["}, "schema"), ({"subscribers": "nobody"}, "subscribers"), ({"key": "id"}, "key")):
        refused = admin.post(place("event_type", ma=POPULATION, loai="newDeath"), {**kind, **wrong})
        assert refused.status_code == 422
        assert f"id_{field}-error" in refused.content.decode()
    assert admin.post(place("event_type", ma=POPULATION, loai="newDeath"), {**kind, "gone": "true"}).status_code == 302
    assert api.event_room(id=POPULATION, actor=SYSTEM).event_types == ()
    asks = admin.get(place("event_room_close", ma=POPULATION)).content.decode()
    assert all(said in asks for said in ("Không còn loại nào", "H24/one-stop"))
    assert admin.post(place("event_room_close", ma=POPULATION), {"reason": ""}).status_code == 422
    gone = admin.post(place("event_room_close", ma=POPULATION), {"reason": "Không dùng"}, follow=True).content.decode()
    assert (api.event_rooms(actor=SYSTEM), "Đã đóng phòng" in gone) == ((), True)
    undone(admin, gone)
    assert api.event_room(id=POPULATION, actor=SYSTEM).subscribers == (ONE_STOP,)


def test_a_room_with_event_types_is_not_closed(fake: FakeGateway) -> None:
    filled()
    refused = officer(Role.ADMIN).post(place("event_room_close", ma=POPULATION), {"reason": "Không dùng"})
    assert (refused.status_code, "newDeath" in refused.content.decode()) == (422, True)
    assert len(api.event_room(id=POPULATION, actor=SYSTEM).event_types) == 1


def test_evidence_is_set_in_one_version_and_refused_whole(fake: FakeGateway) -> None:
    admin, before = officer(Role.ADMIN), newest()
    assert admin.post(place("evidence_change"), {"hours": "2,5", "megabytes": "8", "days": "30", "reason": "Quy chế mới"}).status_code == 302
    assert newest() == before + 1
    assert (config().archiving.hours, config().keep_bodies_days) == (2.5, 30)  # type: ignore[union-attr]
    for wrong in ({"hours": "x"}, {"hours": "0"}, {"days": "-1"}, {"megabytes": "many"}, {"reason": " "}):
        assert admin.post(place("evidence_change"), {"hours": "1", "megabytes": "8", "days": "3", "reason": "x", **wrong}).status_code == 422
    assert newest() == before + 1
    assert admin.post(place("evidence_change"), {"hours": "", "megabytes": "8", "days": "0", "reason": "Thôi"}).status_code == 302
    assert (config().archiving, config().keep_bodies_days) == (None, 0)
    page = admin.get(place("evidence")).content.decode()
    assert all(said in page for said in ("Quy chế mới", "Thôi", "Lưu trữ nhật ký", "Giữ nội dung mấy ngày: 30 → –"))
    undone(admin, page)
    assert (config().archiving is None, config().keep_bodies_days) in {(True, 30), (False, 0)}  # the newer of the two
    assert admin.post(place("body_policy", ma=PERSONS), {"keep_body": "plain"}).status_code == 302
    assert next(s.keep_body for s in config().services if s.id == PERSONS) == "plain"
    assert admin.post(place("body_policy", ma=PERSONS), {"keep_body": "everything"}).status_code == 422


def test_rooms_need_as_many_queries_whether_few_or_many(fake: FakeGateway) -> None:
    filled()
    admin = officer(Role.ADMIN)

    def count(address: str) -> int:
        admin.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert admin.get(address).status_code == 200
        return len(seen)

    few = [count(place("event_rooms")), count(place("event_room", ma=POPULATION)), count(place("evidence"))]
    for client in api.clients(actor=SYSTEM)[:8]:
        if client.id == POPULATION:
            continue  # its own past grows with what is done to it
        api.set_event_room(client=client.id, name_vi="Phòng", **WHO)
        api.set_event_type(room=client.id, name="x", schema={}, name_vi="x", **WHO)
    assert [count(place("event_rooms")), count(place("event_room", ma=POPULATION)), count(place("evidence"))] == few


def test_over_nats_the_page_of_a_room_asks_for_its_stream(fake: FakeGateway) -> None:
    filled()
    admin, change = officer(Role.ADMIN), place("event_room_change", ma=POPULATION)
    assert "stream" not in admin.get(change).content.decode()
    api.set_setting(name="events", content={"store": "nats", "url": "nats://127.0.0.1:4222"}, **WHO)
    given = {"name_vi": "Biến động dân cư", "subscribers": ONE_STOP, "stream": "dân cư"}
    refused = admin.post(change, given)
    assert (refused.status_code, "dân cư" in refused.content.decode()) == (422, True)
    assert admin.post(change, {**given, "stream": "dan-cu"}).status_code == 302
    assert "dan-cu" in admin.get(place("event_room", ma=POPULATION)).content.decode()
    pubsub = config().pubsub
    assert pubsub is not None
    assert [room.stream for room in pubsub.rooms] == ["dan-cu"]
