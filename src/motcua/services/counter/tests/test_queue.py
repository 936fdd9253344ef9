"""Tickets: numbers without gaps or doubles, calling, skipping, handing over, closed days."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from motcua.foundation.identity.testing import make_officer
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Role
from motcua.kernel.errors import Forbidden
from motcua.services.counter import api
from motcua.services.counter.contracts import (
    Closed,
    GroupUnknown,
    NobodyWaits,
    NotWaiting,
    OnlineOnlyDay,
    Priority,
    TicketState,
    TicketUnknown,
)
from motcua.services.counter.models import TicketRow
from motcua.services.counter.testing import GROUP, NOW, UNIT, make_hall, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    return make_hall()


def call(hall, minutes=10, **more):
    return api.call_next(unit_code=UNIT, desk="3", actor=hall.reception, now=NOW + timedelta(minutes=minutes), **more)


def test_numbers_run_per_group_and_day(hall):
    labels = [take().label, take().label, take(group="dat-dai").label]
    assert labels == ["A001", "A002", "B001"]
    assert take(now=NOW + timedelta(days=1)).label == "A001"


def test_the_same_press_takes_one_number(hall):
    first, again = (take(idempotency_key="press-1") for _ in range(2))
    assert first.code == again.code
    assert TicketRow.objects.count() == 1


def test_a_ticket_knows_its_place_and_time(hall):
    for _ in range(3):
        take()
    mine = take()
    assert (mine.ahead, mine.wait_minutes) == (3, 36)
    call(hall)
    assert api.ticket(code=mine.code, now=NOW + timedelta(minutes=10)).ahead == 2


def test_calling_the_next_finishes_the_last(hall):
    first, second = take(), take()
    assert call(hall).code == first.code
    assert call(hall, 20).code == second.code
    assert api.ticket(code=first.code, now=NOW).state is TicketState.DONE
    with pytest.raises(NobodyWaits):
        call(hall, 30)
    assert api.ticket(code=second.code, now=NOW).state is TicketState.CALLED  # nobody is sent away by an empty queue


def test_priority_is_called_first(hall):
    take()
    elder = take(minutes=5, priority=Priority.ELDERLY)
    assert call(hall).code == elder.code


def test_urgency_is_for_reception_to_judge(hall):
    assert take(priority=Priority.URGENT).priority is Priority.NONE
    assert take(priority=Priority.URGENT, actor=hall.reception).priority is Priority.URGENT


def test_nobody_fills_another_units_queue_from_his_desk(hall):
    for role in (Role.RECEPTION, Role.LEADER):
        with pytest.raises(Forbidden):
            take(actor=make_officer(role, unit_code="H24.99"))


def test_recall_skip_and_bring_back(hall):
    ticket, late = take(), NOW + timedelta(minutes=15)
    call(hall)
    assert api.recall(code=ticket.code, actor=hall.reception, now=late).calls == 2
    assert api.skip(code=ticket.code, actor=hall.reception, now=late).state is TicketState.SKIPPED
    with pytest.raises(NotWaiting):
        api.finish(code=ticket.code, actor=hall.reception, now=late)
    assert api.bring_back(code=ticket.code, actor=hall.reception, now=late).state is TicketState.WAITING
    assert call(hall, 16).code == ticket.code


def test_a_ticket_handed_over_keeps_its_number_and_place(hall):
    mine = take()
    other = take(minutes=2, group="dat-dai")
    call(hall)
    moved = api.transfer(code=mine.code, group="dat-dai", actor=hall.reception, now=NOW + timedelta(minutes=12))
    assert (moved.label, moved.group.code, moved.ahead) == ("A001", "dat-dai", 0)
    assert call(hall, 13, groups=["dat-dai"]).code == mine.code
    assert call(hall, 14, groups=["dat-dai"]).code == other.code


def test_giving_up_frees_the_place(hall):
    ticket = take()
    assert api.give_up(code=ticket.code.lower(), now=NOW).state is TicketState.CANCELLED
    with pytest.raises(NotWaiting):
        api.give_up(code=ticket.code, now=NOW)


def test_only_reception_of_the_unit_calls(hall):
    take()
    for actor in (hall.stranger, hall.leader, hall.citizen):
        with pytest.raises(Forbidden):
            api.call_next(unit_code=UNIT, desk="1", actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        api.queue(unit_code=UNIT, actor=hall.stranger, now=NOW)


def test_no_numbers_on_a_sunday(hall):
    with pytest.raises(Closed):
        take(now=datetime(2026, 3, 8, 2, 0, tzinfo=UTC))


def test_on_an_online_only_day_only_the_urgent_are_taken_in(hall):
    api.set_online_days(unit_code=UNIT, weekdays=[0, 2], effective_from=NOW.date(), actor=hall.leader, now=NOW)
    with pytest.raises(OnlineOnlyDay):
        take()
    with pytest.raises(OnlineOnlyDay):
        take(priority=Priority.URGENT)
    assert take(priority=Priority.URGENT, actor=hall.reception).label == "A001"


def test_unknown_things_are_refused_by_name(hall):
    with pytest.raises(GroupUnknown):
        take(group="x")
    with pytest.raises(TicketUnknown):
        api.ticket(code="XXXXXXXX", now=NOW)


def test_yesterdays_queue_is_closed(hall):
    waiting, called = take(minutes=1), take()
    call(hall)
    assert api.close_day(now=NOW + timedelta(days=1)) == 2
    states = {api.ticket(code=c.code, now=NOW).state for c in (waiting, called)}
    assert states == {TicketState.DONE, TicketState.CANCELLED}


def test_the_screen_shows_no_names_and_counts_who_waits(hall):
    take()
    take()
    call(hall)
    board = api.board(unit_code=UNIT, now=NOW + timedelta(minutes=11))
    assert [(c.label, c.desk) for c in board.called] == [("A001", "3")]
    assert {g.code: n for g, n, _ in board.waiting}[GROUP] == 1
    assert board.open_now


def test_figures_and_facts(hall):
    take()
    call(hall, 10)
    with pytest.raises(NobodyWaits):
        call(hall, 12)
    api.finish(code=TicketRow.objects.get().code, actor=hall.reception, now=NOW + timedelta(minutes=25))
    (day,) = api.statistics(unit_code=UNIT, first=NOW.date(), last=NOW.date(), actor=hall.leader)
    assert (day.taken, day.served, day.wait_minutes, day.service_minutes) == (1, 1, 10, 15)
    names = [r.name for r in outbox.read(after_seq=0, limit=100) if r.name.startswith("counter.")]
    assert set(names) <= {"counter.ticket.taken.v1", "counter.ticket.called.v1", "counter.ticket.finished.v1"}


def test_the_slip_is_a_small_pdf(hall):
    assert api.slip_pdf(code=take(priority=Priority.PREGNANT).code, now=NOW).startswith(b"%PDF")


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_give_every_number_once():
    make_hall()
    take()  # the unit's groups are written down
    labels = []

    def press():
        labels.append(take().label)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(labels) == [f"A{n:03d}" for n in range(2, 10)]


@pytest.mark.django_db(transaction=True)
def test_two_desks_never_call_the_same_ticket():
    from motcua.foundation.identity.testing import make_officer
    from motcua.kernel.actors import Role

    make_hall()
    desks = [make_officer(Role.RECEPTION, unit_code=UNIT, code=f"desk{n}") for n in range(4)]
    for _ in range(4):
        take()
    called = []

    def work(actor):
        called.append(api.call_next(unit_code=UNIT, desk=str(actor.subject_id)[:4], actor=actor, now=NOW).label)
        connection.close()

    threads = [threading.Thread(target=work, args=[actor]) for actor in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(called) == ["A001", "A002", "A003", "A004"]
