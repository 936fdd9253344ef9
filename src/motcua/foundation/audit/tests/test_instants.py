"""Sealing and closing whatever the clock does: it goes back, stands, jumps; hours without rows; rows that come late."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.foundation.audit import api, rules
from motcua.foundation.audit.models import Entry, Hour, Link, Waiting
from motcua.foundation.audit.testing import NOW, DigestSigner, act

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
STEPS = st.tuples(st.sampled_from(["act", "act", "seal", "close"]), st.integers(-400, 400) | st.sampled_from([0, 60, 59, 61, 60 * 24, -60 * 24]))


@pytest.fixture
def signer(monkeypatch):
    monkeypatch.setattr(api.root_signers, "_things", {})
    return api.root_signers.add(DigestSigner())


def follow():
    """What holds at any time: nothing is lost, hours follow each other without gap or overlap, none ends after it was closed."""
    assert Waiting.objects.count() + Link.objects.count() == Entry.objects.count()
    closed = list(Hour.objects.order_by("number"))
    assert [h.number for h in closed] == list(range(1, len(closed) + 1))
    assert all(a.to_at == b.from_at for a, b in pairwise(closed))
    assert all(h.from_at < h.to_at <= h.closed_at and h.to_at == rules.hour_of(h.to_at) for h in closed)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
def test_no_clock_loses_an_entry_or_breaks_the_log(signer, steps):
    with transaction.atomic():
        now, latest = NOW, NOW
        for number, (what, minutes) in enumerate(steps):
            now += timedelta(minutes=minutes)
            latest = max(now, latest)
            if what == "act":
                act(number, now=now, action=("land.sold", "health.seen")[number % 2])
            elif what == "seal":
                api.seal(now=now)
            else:
                api.close_hours(now=now)
            follow()
        report = api.verify()
        assert report.ok, report.faults
        api.seal(now=latest)
        api.close_hours(now=latest + HOUR)
        follow()
        after = api.verify()
        assert (after.ok, after.open) == (True, 0)
        assert sum(Hour.objects.values_list("seals", flat=True)) == Entry.objects.count()
        transaction.set_rollback(True)


@given(at=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)), minutes=st.integers(-840, 840))
def test_an_hour_is_one_of_utc_whatever_the_zone(at, minutes):
    zoned = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    begin = rules.hour_of(zoned)
    assert begin <= zoned < begin + HOUR
    assert (begin.minute, begin.second, begin.utcoffset()) == (0, 0, timedelta(0))


def test_the_last_microsecond_belongs_to_its_hour_and_the_first_of_the_next_does_not(signer):
    act()
    api.seal(now=NOW)
    assert api.close_hours(now=NOW + HOUR - timedelta(microseconds=1)) == 0
    assert api.close_hours(now=NOW + HOUR) == 1


def test_the_second_that_was_put_in_at_the_end_of_2016_is_no_hour_of_its_own(signer):
    """No clock here writes 23:59:60: it stands or goes back a second, which closes nothing twice."""
    end = datetime(2016, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    act(1, now=end)
    api.seal(now=end)
    for at in (end, end + timedelta(microseconds=1), end):
        api.close_hours(now=at)
    assert [(h.from_at.hour, h.seals) for h in api.hours()] == [(23, 1)]
    assert api.verify().ok


def test_hours_without_rows_stay_empty_when_late_rows_come(signer):
    act(1, now=NOW)
    api.seal(now=NOW)
    for hour in (1, 2, 3):
        api.close_hours(now=NOW + hour * HOUR)
    act(2, now=NOW + timedelta(minutes=90))  # said of the second hour, heard in the fourth
    api.seal(now=NOW + 3 * HOUR)
    api.close_hours(now=NOW + 4 * HOUR)
    assert [h.seals for h in reversed(api.hours())] == [1, 0, 0, 1]
    assert api.verify().ok


@pytest.mark.django_db(transaction=True)
def test_a_row_of_a_long_transaction_is_sealed_when_it_comes_with_those_after_it_closed(signer):
    recorded, go_on = threading.Event(), threading.Event()

    def long():
        with transaction.atomic():
            act(1, now=NOW)
            recorded.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=long)
    thread.start()
    assert recorded.wait(10)
    later = [act(n, now=NOW) for n in (2, 3)]
    assert api.seal(now=NOW) == len(later)
    assert api.close_hours(now=NOW + HOUR) == 1
    go_on.set()
    thread.join()
    assert api.seal(now=NOW + HOUR) == 1
    assert api.close_hours(now=NOW + 2 * HOUR) == 1
    report = api.verify()
    assert (report.ok, report.open, report.sealed) == (True, 0, 3)
    last = Link.objects.order_by("-seq").first()
    assert last.entry_id < max(Link.objects.values_list("entry_id", flat=True))  # the smaller id stands behind
