"""Appointments: no seat twice, with and without an account, moved, cancelled, reminded, checked in."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.foundation.identity.testing import make_citizen
from motcua.kernel.errors import Forbidden, Invalid, NamedError
from motcua.kernel.ids import uuid7
from motcua.platform.messaging import api as messaging
from motcua.services.counter import api
from motcua.services.counter.actions.codes import MOST_AN_ADDRESS
from motcua.services.counter.contracts import (
    AlreadyBooked,
    AppointmentState,
    AppointmentUnknown,
    Closed,
    CodeWrong,
    OnlineOnlyDay,
    SlotTaken,
    SlotUnknown,
    TooManyCodes,
)
from motcua.services.counter.models import AppointmentRow
from motcua.services.counter.testing import GROUP, NOW, SLOT, UNIT, make_hall, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    return make_hall()


def book(actor, at=SLOT, **more):
    return api.book(**{"unit_code": UNIT, "group": GROUP, "starts_at": at, "actor": actor, "now": NOW, **more})


def at_desk(hall, n, at=SLOT):
    return book(hall.reception, at, name=f"Người {n}", phone=f"01009{n:05d}")


def test_a_signed_in_citizen_books_for_herself_and_is_told(hall):
    made = book(hall.citizen)
    assert (made.state, made.name, made.starts_at) == (AppointmentState.BOOKED, hall.citizen.name, SLOT)
    assert api.my_appointments(actor=hall.citizen, now=NOW) == (made,)
    assert made.code in messaging.inbox(person_id=hall.citizen.subject_id)[0].subject_vi


def test_a_slot_has_as_many_seats_as_the_group_says(hall):
    for n in range(3):
        at_desk(hall, n)
    with pytest.raises(SlotTaken):
        at_desk(hall, 3)
    free = {s.starts_at: s.free for s in api.slots(unit_code=UNIT, group=GROUP, on=date(2026, 3, 10), now=NOW)}
    assert free[SLOT] == 0
    assert free[SLOT + timedelta(minutes=30)] == 3


def test_one_appointment_a_day_for_one_telephone(hall):
    at_desk(hall, 1)
    with pytest.raises(AlreadyBooked):
        at_desk(hall, 1, SLOT + timedelta(minutes=30))


@pytest.mark.parametrize(
    ("at", "error"),
    [
        (SLOT + timedelta(minutes=7), SlotUnknown),
        (NOW - timedelta(hours=1), SlotUnknown),
        (SLOT + timedelta(days=41), SlotUnknown),
        (datetime(2026, 3, 15, 2, 0, tzinfo=UTC), Closed),
        (datetime(2026, 3, 10, 5, 0, tzinfo=UTC), SlotUnknown),
    ],
    ids=["no beginning", "past", "too far", "sunday", "lunch"],
)
def test_what_is_no_slot_is_refused(hall, at, error):
    with pytest.raises(error):
        at_desk(hall, 1, at)


def test_online_only_days_have_no_slots(hall):
    done = api.set_online_days(unit_code=UNIT, weekdays=[1], effective_from=date(2026, 3, 9), actor=hall.leader, now=NOW)
    assert not done.enough  # two a week are asked: a warning, not a refusal
    with pytest.raises(OnlineOnlyDay):
        at_desk(hall, 1)
    (tuesday,) = [d for d in api.booking_days(unit_code=UNIT, group=GROUP, now=NOW) if d.on == date(2026, 3, 10)]
    assert (tuesday.online_only, tuesday.free) == (True, 0)
    assert api.slots(unit_code=UNIT, group=GROUP, on=date(2026, 3, 10), now=NOW) == ()


def test_online_days_change_from_a_day_on_and_the_past_stays(hall):
    api.set_online_days(unit_code=UNIT, weekdays=[0], effective_from=date(2026, 3, 9), actor=hall.leader, now=NOW)
    assert api.set_online_days(unit_code=UNIT, weekdays=[1, 3], effective_from=date(2026, 3, 16), actor=hall.leader, now=NOW).enough
    assert api.is_online_only(unit_code=UNIT, on=date(2026, 3, 9))
    assert not api.is_online_only(unit_code=UNIT, on=date(2026, 3, 16))
    with pytest.raises(Invalid):
        api.set_online_days(unit_code=UNIT, weekdays=[2], effective_from=date(2026, 3, 10), actor=hall.leader, now=NOW)
    with pytest.raises(Forbidden):
        api.set_online_days(unit_code=UNIT, weekdays=[2], effective_from=date(2026, 4, 1), actor=hall.reception, now=NOW)


def ask(n=1, **more):
    facts = {"unit_code": UNIT, "group": GROUP, "starts_at": SLOT, "name": "Trần Thị Mận", "phone": f"01009{n:05d}", "address": "203.0.113.9", "now": NOW}
    return api.ask_code(**{**facts, **more})


def test_somebody_without_an_account_books_with_a_code(hall, settings):
    wish, shown = ask()
    assert not AppointmentRow.objects.exists()
    made = api.confirm_code(wish_id=wish, code=shown, now=NOW + timedelta(minutes=2))
    assert (made.name, made.state) == ("Trần Thị Mận", AppointmentState.BOOKED)
    with pytest.raises(CodeWrong):
        api.confirm_code(wish_id=wish, code=shown, now=NOW)
    assert AppointmentRow.objects.count() == 1


def test_a_code_may_be_guessed_five_times_and_lasts_ten_minutes(hall):
    wish, shown = ask()
    with pytest.raises(CodeWrong):
        api.confirm_code(wish_id=wish, code=shown, now=NOW + timedelta(minutes=11))
    wish, shown = ask()
    for _ in range(5):
        with pytest.raises(CodeWrong):
            api.confirm_code(wish_id=wish, code="x", now=NOW)
    with pytest.raises(CodeWrong):
        api.confirm_code(wish_id=wish, code=shown, now=NOW)
    with pytest.raises(CodeWrong):
        api.confirm_code(wish_id=uuid7(), code="000000", now=NOW)


def test_five_codes_an_hour_for_one_telephone(hall):
    for _ in range(5):
        ask()
    with pytest.raises(TooManyCodes):
        ask()
    assert ask(n=2)
    assert ask(now=NOW + timedelta(minutes=61))


def test_one_address_cannot_write_to_many_telephones(hall):
    for n in range(MOST_AN_ADDRESS):
        ask(n=n, address=f"2001:db8:0:1::{n:x}")  # one subscriber of IPv6 has as many addresses as he likes
    with pytest.raises(TooManyCodes):
        ask(n=99, address="2001:db8:0:1::ffff")
    assert ask(n=99, address="2001:db8:0:2::1")


def test_those_who_ask_for_codes_at_once_are_counted_one_after_another(hall):
    with CaptureQueriesContext(connection) as asked:
        ask()
    kinds = ["lock" if "pg_advisory_xact_lock" in q["sql"] else "count" for q in asked if "pg_advisory" in q["sql"] or "COUNT" in q["sql"]]
    assert kinds[:3] == ["lock", "lock", "count"]


def test_outside_a_demonstration_the_code_goes_to_the_telephone_only(hall, settings, monkeypatch):
    settings.MOTCUA_DEMO = False
    told: list[str] = []
    monkeypatch.setattr(messaging, "send_to_phone", lambda *, phone, text_vi, **_: told.append(f"{phone} {text_vi}"))
    _, shown = ask()
    assert shown == ""
    assert told[0].startswith("0100900001 Mã xác nhận đặt lịch: ")


@pytest.mark.parametrize("change", [{"name": " "}, {"phone": "12"}, {"name": "x" * 200}])
def test_who_comes_must_be_known(hall, change):
    with pytest.raises(NamedError):
        ask(**change)


def test_moving_keeps_the_code_and_frees_the_seat(hall):
    made = at_desk(hall, 1)
    later = SLOT + timedelta(days=1)
    moved = api.move(code=made.code, starts_at=later, now=NOW)
    assert (moved.code, moved.starts_at) == (made.code, later)
    assert {s.free for s in api.slots(unit_code=UNIT, group=GROUP, on=date(2026, 3, 10), now=NOW)} == {3}
    for n in range(2, 5):
        at_desk(hall, n)
    with pytest.raises(SlotTaken):
        api.move(code=made.code, starts_at=SLOT, now=NOW)
    assert api.appointment(code=made.code).starts_at == later


def test_cancelling_frees_the_seat_once(hall):
    made = book(hall.citizen)
    assert api.cancel(code=made.code, now=NOW).state is AppointmentState.CANCELLED
    with pytest.raises(AppointmentUnknown):
        api.cancel(code=made.code, now=NOW)
    assert book(hall.citizen).code != made.code


def test_check_in_gives_a_ticket_before_the_rest_and_twice_the_same(hall):
    made = at_desk(hall, 1)
    with pytest.raises(SlotUnknown):
        api.check_in(code=made.code, now=NOW)
    at = SLOT - timedelta(minutes=5)
    take(now=at - timedelta(minutes=30))
    ticket = api.check_in(code=made.code, now=at)
    assert api.check_in(code=made.code, now=at).code == ticket.code
    assert api.call_next(unit_code=UNIT, desk="1", actor=hall.reception, now=SLOT).code == ticket.code


def test_holders_are_reminded_once_a_day_before(hall):
    book(hall.citizen)
    at_desk(hall, 2)
    assert api.remind(now=SLOT - timedelta(hours=30)) == 0
    assert (api.remind(now=SLOT - timedelta(hours=20)), api.remind(now=SLOT - timedelta(hours=19))) == (1, 0)


def test_who_did_not_come_is_noted_and_old_ones_are_forgotten(hall):
    at_desk(hall, 1)
    assert api.sweep(now=SLOT + timedelta(days=1)) == 1
    assert AppointmentRow.objects.get().state == "missed"
    api.sweep(now=SLOT + timedelta(days=120))
    assert not AppointmentRow.objects.exists()


def test_strangers_do_not_book_at_this_desk_or_read_its_list(hall):
    with pytest.raises(Forbidden):
        book(hall.stranger, name="A", phone="0100900001")
    with pytest.raises(Forbidden):
        api.day_list(unit_code=UNIT, on=date(2026, 3, 10), actor=hall.stranger)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_share_a_seat():
    make_hall()
    people = [make_citizen(n) for n in range(10, 18)]
    outcomes = []

    def work(actor):
        try:
            book(actor)
            outcomes.append("booked")
        except SlotTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[actor]) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["booked"] * 3 + ["taken"] * 5
    assert sorted(AppointmentRow.objects.values_list("seat", flat=True)) == [1, 2, 3]
