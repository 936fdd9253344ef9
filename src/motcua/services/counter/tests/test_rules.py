"""Who is next, how long it takes, which slots a day has, what a scanner read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.services.counter.contracts import Priority, ScanKind, Waiting
from motcua.services.counter.rules import days, queueing, scanning

AT = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
WAITING = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 200)), max_size=25)


def people(pairs):
    return [Waiting(ticket_id=n, rank=rank, queued_at=AT + timedelta(minutes=late)) for n, (rank, late) in enumerate(pairs)]


@given(WAITING)
def test_everybody_is_called_once_and_nobody_overtakes_within_a_rank(pairs):
    waiting = people(pairs)
    called = queueing.order(waiting=waiting, last_ranks=[])
    assert sorted(w.ticket_id for w in called) == sorted(w.ticket_id for w in waiting)
    for rank in range(3):
        times = [w.queued_at for w in called if w.rank == rank]
        assert times == sorted(times)


@given(WAITING)
def test_the_ordinary_are_never_starved(pairs):
    called = queueing.order(waiting=people(pairs), last_ranks=[])
    ranks = [w.rank for w in called]
    for place in range(len(ranks) - 2):
        if queueing.ORDINARY not in ranks[place : place + 3]:
            assert queueing.ORDINARY not in ranks[place:]


def test_priority_goes_first_then_appointments():
    called = queueing.order(waiting=people([(2, 0), (1, 5), (0, 9)]), last_ranks=[])
    assert [w.rank for w in called] == [0, 1, 2]


@pytest.mark.parametrize(
    ("priority", "appointed", "rank"),
    [(Priority.NONE, False, 2), (Priority.NONE, True, 1), (Priority.ELDERLY, False, 0), (Priority.URGENT, True, 0)],
)
def test_ranks(priority, appointed, rank):
    assert queueing.rank(priority=priority, appointed=appointed) == rank


def test_service_time_is_measured_once_there_is_enough():
    assert queueing.service_minutes(measured=[1, 2, 3, 4], expected=15) == 15
    assert queueing.service_minutes(measured=[4, 6, 5, 90, 7], expected=15) == 6


@given(st.integers(0, 500), st.integers(1, 60), st.integers(0, 9))
def test_the_estimate_grows_with_the_queue_and_shrinks_with_desks(ahead, minutes, desks):
    here = queueing.wait_minutes(ahead=ahead, minutes=minutes, desks=desks)
    assert 0 <= here <= 240
    assert here <= queueing.wait_minutes(ahead=ahead + 1, minutes=minutes, desks=desks)
    assert here >= queueing.wait_minutes(ahead=ahead, minutes=minutes, desks=desks + 1)


def test_slots_fit_whole_into_the_sessions():
    sessions = [(AT, AT + timedelta(minutes=100)), (AT + timedelta(hours=4), AT + timedelta(hours=5))]
    assert len(days.slots(sessions=sessions, minutes=30)) == 5


def test_two_working_days_online_are_enough_and_weekends_do_not_count():
    assert days.enough_online_days(weekdays=(1, 3), least=2)
    assert not days.enough_online_days(weekdays=(1, 5, 6), least=2)
    assert days.online_only(on=date(2026, 3, 10), weekdays=(1,))


CARD = "031191950001|031950001|Đỗ Thị Hải Yến|12041991|Nữ|Số 18, Ngô Quyền, Hải Phòng|01072021"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("https://motcua.test/so-thu-tu/7KQ2MPXH/", ScanKind.TICKET, "7KQ2MPXH"),
        ("http://127.0.0.1:8000/dat-lich/7KQ2MPXH/", ScanKind.APPOINTMENT, "7KQ2MPXH"),
        (" 7kq2mpxh ", ScanKind.TICKET, "7KQ2MPXH"),
        ("h24.61.23-260309-0001", ScanKind.DOSSIER, "H24.61.23-260309-0001"),
        ("https://motcua.test/ho-so/H24.61.23-260309-0001/", ScanKind.DOSSIER, "H24.61.23-260309-0001"),
        ("https://motcua.test/tra-cuu/?ma=H24.61.23-260309-0001&bi-mat=2B7K", ScanKind.DOSSIER, "H24.61.23-260309-0001"),
        (CARD, ScanKind.CARD, "031191950001"),
        ("031191950001", ScanKind.PERSON, "031191950001"),
        ("a|b|c", ScanKind.UNKNOWN, ""),
        ("999999999999", ScanKind.UNKNOWN, ""),
        ("xin chào", ScanKind.UNKNOWN, "xin chào"),
        ("", ScanKind.UNKNOWN, ""),
    ],
)
def test_what_a_scanner_reads(text, kind, value):
    found = scanning.read(text)
    assert (found.kind, found.value) == (kind, value)


def test_a_card_tells_the_name_too():
    assert scanning.read(CARD).name == "Đỗ Thị Hải Yến"


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_without_a_fault(text):
    assert scanning.read(text).kind in ScanKind
