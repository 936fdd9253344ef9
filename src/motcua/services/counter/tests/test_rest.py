"""Booking, tickets and the officer's counter through the machine-readable face."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.kit import clock
from motcua.services.counter.models import AppointmentRow, TicketRow
from motcua.services.counter.testing import GROUP, NOW, SLOT, UNIT, make_hall, take

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/counter"
WISH = {"unit_code": UNIT, "group": GROUP, "starts_at": SLOT.isoformat()}


@pytest.fixture(autouse=True)
def _morning():
    before = clock._provider
    clock.provide(lambda: NOW)
    yield
    clock.provide(before)


@pytest.fixture
def hall():
    return make_hall()


def client_of(actor):
    return Client() if actor is None else sign_in(Client(), actor)


def write(actor, path, body=None, *, key="", method="post"):
    headers = {"Idempotency-Key": key or str(uuid4())}
    return getattr(client_of(actor), method)(f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


def read(actor, path):
    return client_of(actor).get(f"{ROOT}{path}")


def test_free_seats_are_for_everybody(hall):
    assert GROUP in [g["code"] for g in read(None, f"/units/{UNIT}/groups").json()]
    assert any(d["free"] for d in read(None, f"/units/{UNIT}/days?group={GROUP}").json())
    assert read(None, f"/units/{UNIT}/slots?group={GROUP}&on=2026-03-10").json()[0]["free"] > 0
    assert len(read(None, f"/units/{UNIT}/opening?count=5").json()) == 5
    assert read(None, f"/units/{UNIT}/board").json()["open_now"] is True
    assert read(None, f"/units/{UNIT}/slots?group=none&on=2026-03-10").json()["error"] == "counter.group_unknown"


def test_a_citizen_books_once_moves_checks_in_and_the_code_is_hers(hall):
    first = write(hall.citizen, "/appointments", WISH, key="dat-lich-1").json()
    assert write(hall.citizen, "/appointments", WISH, key="dat-lich-1").json() == first
    assert AppointmentRow.objects.count() == 1
    later = {"starts_at": (SLOT + timedelta(minutes=30)).isoformat()}
    assert write(None, f"/appointments/{first['code']}/move", later).json()["code"] == first["code"]
    assert [a["code"] for a in read(hall.citizen, "/my/appointments").json()] == [first["code"]]
    assert write(None, f"/appointments/{first['code']}/check-in").status_code == 422  # another day
    assert write(None, f"/appointments/{first['code']}/cancel").json()["state"] == "cancelled"
    assert write(None, "/appointments", WISH).status_code == 401
    assert write(hall.citizen, "/appointments", {**WISH, "starts_at": "2026-03-10T09:00:00"}).status_code == 422


def test_without_an_account_the_code_of_the_telephone_books(hall):
    asked = write(None, "/appointments/codes", {**WISH, "name": "Trần Thị Mận", "phone": "0100900012"}).json()
    assert asked.keys() == {"wish_id"}
    wrong = write(None, f"/appointments/codes/{asked['wish_id']}", {"code": "000000"})
    assert wrong.json()["error"] == "counter.code_wrong"
    assert AppointmentRow.objects.count() == 0


def test_the_same_key_calls_nobody_else(hall):
    first, second = take(), take(minutes=1)
    body = {"desk": "3"}
    called = write(hall.reception, f"/units/{UNIT}/call-next", body, key="goi-lan-1").json()
    again = write(hall.reception, f"/units/{UNIT}/call-next", body, key="goi-lan-1").json()
    assert (called["code"], again["code"], again["calls"]) == (first.code, first.code, 1)
    assert write(hall.reception, f"/tickets/{first.code}/acts", {"act": "finish"}).json()["state"] == "done"
    queue = read(hall.reception, f"/units/{UNIT}/queue").json()
    assert [t["code"] for t in queue["waiting"]] == [second.code]
    assert write(None, f"/tickets/{second.code}/give-up").json()["state"] == "cancelled"


@pytest.mark.parametrize("path", ["queue", "appointments?on=2026-03-10", "statistics?first=2026-03-01&last=2026-03-09"])
def test_a_counter_is_its_units_own(hall, path):
    assert read(hall.reception, f"/units/{UNIT}/{path}").status_code == 200
    assert read(hall.stranger, f"/units/{UNIT}/{path}").status_code == 403
    assert read(hall.citizen, f"/units/{UNIT}/{path}").status_code == 403
    assert read(None, f"/units/{UNIT}/{path}").status_code == 401


def test_numbers_are_taken_by_the_unit_only(hall):
    first = write(hall.reception, f"/units/{UNIT}/tickets", {"group": GROUP}, key="lay-so-1").json()
    assert write(hall.reception, f"/units/{UNIT}/tickets", {"group": GROUP}, key="lay-so-1").json() == first
    assert write(hall.stranger, f"/units/{UNIT}/tickets", {"group": GROUP}).status_code == 403
    assert TicketRow.objects.count() == 1
    assert read(None, f"/tickets/{first['code']}/slip").content[:4] == b"%PDF"


def test_leaders_set_days_and_groups(hall):
    days = write(hall.leader, f"/units/{UNIT}/online-days", {"weekdays": [1, 3], "effective_from": "2026-04-01"}, method="put")
    assert days.json()["weekdays"] == [1, 3]
    setting = {"minutes": 20, "capacity": 3, "active": True}
    assert write(hall.leader, f"/units/{UNIT}/groups/{GROUP}", setting, method="put").json()["minutes"] == 20
    assert write(hall.reception, f"/units/{UNIT}/groups/{GROUP}", setting, method="put").status_code == 403
    assert write(hall.leader, f"/units/{UNIT}/groups/{GROUP}", {**setting, "minutes": 0}, method="put").status_code == 422


def test_what_a_scanner_typed_is_read_and_not_kept(hall):
    code = take().code
    assert write(hall.reception, "/scan", {"text": code}).json()["value"] == code
    assert read(hall.reception, "/own-units").json() == [UNIT]
