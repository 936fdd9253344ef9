"""Pages: booking step by step without script, a ticket's page, the screen, the officer's counter."""

from datetime import timedelta

import pytest

from motcua.foundation.consent.testing import noted
from motcua.foundation.identity.testing import sign_in
from motcua.kit import clock
from motcua.services.counter import api
from motcua.services.counter.models import AppointmentRow, TicketRow
from motcua.services.counter.testing import GROUP, NOW, SLOT, UNIT, make_hall, take
from motcua.services.counter.web.public import kiosk_link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning():
    before = clock._provider
    clock.provide(lambda: NOW)
    yield
    clock.provide(before)


@pytest.fixture
def hall():
    return make_hall()


def text(answer):
    return answer.content.decode()


def where(**more):
    return {"don-vi": UNIT, "nhom": GROUP, **more}


def test_booking_without_an_account_step_by_step(client, hall):
    assert "Phường Ngô Quyền" in text(client.get("/dat-lich/"))
    assert "Hộ tịch, chứng thực" in text(client.get("/dat-lich/", {"don-vi": UNIT}))
    assert "10/03/2026" in text(client.get("/dat-lich/", where()))
    slots = text(client.get("/dat-lich/", where(ngay="2026-03-10")))
    assert "09:00" in slots
    page = client.get("/dat-lich/xac-nhan/", where(luc=SLOT.isoformat()))
    assert "Số điện thoại" in text(page)
    data = where(luc=SLOT.isoformat(), name="Trần Thị Mận", phone="0100900012")
    to_code = client.post("/dat-lich/xac-nhan/", data)
    shown = text(client.get(to_code["location"])).split("mã của bạn là ")[1][:6]
    done = client.post(to_code["location"], {"code": shown})
    assert "Trần Thị Mận" in text(client.get(done["location"]))
    assert AppointmentRow.objects.count() == 1


def test_a_wrong_number_keeps_what_was_typed(client, hall):
    answer = client.post("/dat-lich/xac-nhan/", where(luc=SLOT.isoformat(), name="Trần Thị Mận", phone="12"))
    assert answer.status_code == 422
    assert 'value="Trần Thị Mận"' in text(answer)


def test_a_signed_in_citizen_presses_once(client, hall):
    sign_in(client, hall.citizen)
    done = client.post("/dat-lich/xac-nhan/", where(luc=SLOT.isoformat()))
    code = AppointmentRow.objects.get().code
    assert done["location"] == f"/dat-lich/{code}/"
    assert code in text(client.get("/"))  # the home page shows it
    assert text(client.get(f"/dat-lich/{code}/doi/")).count("10/03/2026")
    later = SLOT + timedelta(days=1)
    client.post(f"/dat-lich/{code}/doi/", {"luc": later.isoformat()})
    assert AppointmentRow.objects.get().starts_at == later
    assert "Đã huỷ lịch hẹn" in text(client.post(f"/dat-lich/{code}/", {"act": "cancel"}, follow=True))


def test_a_slot_that_was_just_filled_says_so(client, hall):
    for n in range(3):
        api.book(unit_code=UNIT, group=GROUP, starts_at=SLOT, actor=hall.reception, now=NOW, name=f"N{n}", phone=f"010090000{n}")
    sign_in(client, hall.citizen)
    answer = client.post("/dat-lich/xac-nhan/", where(luc=SLOT.isoformat()))
    assert (answer.status_code, "vừa hết chỗ" in text(answer)) == (422, True)


@pytest.mark.parametrize("query", [{"don-vi": "00000"}, {"don-vi": UNIT, "nhom": "x"}, {"don-vi": UNIT, "nhom": GROUP, "ngay": "x"}])
def test_wrong_addresses_do_no_harm(client, hall, query):
    assert client.get("/dat-lich/", query).status_code in (200, 404)


def test_a_tickets_page_shows_place_and_calls(client, hall):
    take()
    mine = take()
    page = text(client.get(f"/so-thu-tu/{mine.code}/"))
    assert "Trước bạn còn 1 người" in page
    assert "hx-trigger" in page
    assert "Làm mới" in page
    assert client.get("/so-thu-tu/", {"ma": mine.code.lower()})["location"] == f"/so-thu-tu/{mine.code}/"
    assert client.get("/so-thu-tu/", {"ma": "XXXXXXXX"}).status_code == 404
    client.post(f"/so-thu-tu/{mine.code}/")
    assert TicketRow.objects.get(code=mine.code).state == "cancelled"


def test_the_ticket_machine_needs_the_units_link(client, hall):
    assert client.get(f"/so-thu-tu/lay/{UNIT}/").status_code == 404
    assert client.get(f"/so-thu-tu/lay/11359/?k={kiosk_link(UNIT).split('=')[1]}").status_code == 404
    link = kiosk_link(UNIT)
    assert client.get(link).status_code == 200
    done = client.post(link, {"k": link.split("k=")[1], "group": GROUP, "priority": "elderly", "key": "press"})
    assert done["location"] == f"/so-thu-tu/{TicketRow.objects.get().code}/"


def test_screen_and_opening_hours_are_public(client, hall):
    take()
    api.call_next(unit_code=UNIT, desk="2", actor=hall.reception, now=NOW)
    screen = text(client.get(f"/man-hinh/{UNIT}/"))
    assert "A001" in screen
    assert "quầy 2" in screen
    api.set_online_days(unit_code=UNIT, weekdays=[1], effective_from=NOW.date(), actor=hall.leader, now=NOW)
    assert "Chỉ nhận trực tuyến" in text(client.get(f"/gio-mo-cua/{UNIT}/"))
    assert client.get("/man-hinh/00000/").status_code == 404


def press(client, act, **more):
    return client.post("/lam-viec/quay/viec/", {"don-vi": UNIT, "desk": "3", "act": act, **more}, follow=True)


def test_the_officers_round(client, hall):
    sign_in(client, hall.reception)
    assert "A001" in text(press(client, "take", **{"take-group": GROUP}))
    code = TicketRow.objects.get().code
    page = text(press(client, "next"))
    assert "/lam-viec/ho-so/nop-tai-quay/?so=A001" in page  # as people know it, not the code of the slip
    assert 'accesskey="n"' in page
    for act, state in (("recall", "called"), ("skip", "skipped"), ("back", "waiting"), ("next", "called"), ("finish", "done")):
        press(client, act, code=code)
        assert TicketRow.objects.get().state == state
    assert "Không còn ai đang chờ" in text(press(client, "next"))
    slip = client.get(f"/lam-viec/quay/phieu/{code}/")
    assert slip["Content-Type"] == "application/pdf"


def test_the_scanner_goes_to_the_right_place(client, hall):
    sign_in(client, hall.reception)
    ticket = take()

    def scan(read):
        return client.post("/lam-viec/quay/quet/", {"don-vi": UNIT, "text": read}, follow=False)

    scan(f"http://x/so-thu-tu/{ticket.code}/")
    assert TicketRow.objects.get().state == "called"
    assert scan("H24.61.23-260309-0001")["location"] == "/lam-viec/ho-so/H24.61.23-260309-0001/"
    card = "031191950001|031950001|Đỗ Thị Hải Yến|12041991|Nữ|Số 18|01072021"
    answer = scan(card)
    assert "031191950001" not in answer["location"] + str(dict(client.session))
    assert "Không nhận ra" in text(client.post("/lam-viec/quay/quet/", {"don-vi": UNIT, "text": "?"}, follow=True))


@pytest.mark.parametrize("page", ["", "lich-hen/", "thong-ke/", "thiet-lap/"])
def test_pages_of_the_desk_open_in_both_languages(client, hall, page):
    take()
    api.book(unit_code=UNIT, group=GROUP, starts_at=NOW + timedelta(hours=1), actor=hall.reception, now=NOW, name="N", phone="0100900001")
    sign_in(client, hall.leader)
    for language in ("vi", "en"):
        answer = client.get(f"/lam-viec/quay/{page}", headers={"accept-language": language})
        assert answer.status_code == 200
        assert b'style="' not in answer.content


def test_the_leader_sets_days_and_groups(client, hall):
    sign_in(client, hall.leader)
    day = {"from-day": "16", "from-month": "3", "from-year": "2026", "don-vi": UNIT}
    answer = client.post("/lam-viec/quay/thiet-lap/", {"act": "days", "weekdays": ["1"], **day}, follow=True)
    assert "ít hơn 2 ngày" in text(answer)
    client.post("/lam-viec/quay/thiet-lap/", {"don-vi": UNIT, "code": GROUP, "minutes": "8", "capacity": "1", "active": "on"})
    assert (api.groups(unit_code=UNIT)[0].minutes, api.groups(unit_code=UNIT)[0].capacity) == (8, 1)
    wrong = client.post("/lam-viec/quay/thiet-lap/", {"don-vi": UNIT, "code": GROUP, "minutes": "x", "capacity": "1"})
    assert wrong.status_code == 422


def test_reception_does_not_set_and_citizens_do_not_call(client, hall):
    sign_in(client, hall.reception)
    assert client.get("/lam-viec/quay/thiet-lap/").status_code == 403
    sign_in(client, hall.citizen)
    assert client.get("/lam-viec/quay/").status_code == 403


def test_whose_appointments_were_shown_is_noted_for_them(client, hall):
    for who, phone in ((hall.citizen, "0100900001"), (hall.reception, "0100900002")):
        api.book(unit_code=UNIT, group=GROUP, starts_at=NOW + timedelta(hours=1), actor=who, now=NOW, name="N", phone=phone)
    sign_in(client, hall.reception)
    text(client.get("/lam-viec/quay/lich-hen/", {"don-vi": UNIT}))
    named = [r for r in noted(source="counter.appointments") if r.subject_id == hall.citizen.subject_id]
    counted = [r for r in noted(source="counter.appointments") if r.subject_id is None]
    assert [(r.purpose, r.people) for r in (*named, *counted)] == [("counter-visit", 1), ("counter-visit", 1)]
