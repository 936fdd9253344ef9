"""The table of readings in months: made ahead, guarded, pruned, dropped no sooner than the law lets."""

import json
import sys
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import actions, testing
from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.foundation.registers.testing import load_registers

NOW = testing.NOW
pytestmark = pytest.mark.django_db


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else []


def months():
    found = sql("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE inhparent = 'consent_access'::regclass")
    return sorted(name for (name,) in found)


def make(*firsts):
    return [sql("SELECT consent_make_month(%s)", first)[0][0] for first in firsts]


def read(reader, subject, at):
    consent.note_access(subject_id=subject, reader=reader, purpose="casework", ground="NĐ 118/2025/NĐ-CP", dossier="H", now=at)


def place(subject):
    return sql("SELECT tableoid::regclass::text FROM consent_access WHERE subject_id = %s", subject)[0][0]


def test_months_are_made_ahead_once():
    load_registers()
    today = datetime.now(UTC)
    actions.keep_months(now=today)
    assert actions.keep_months(now=today) == ((), ())
    assert sum(name.startswith("consent_access_2") for name in months()) >= 4


def test_a_reading_of_a_month_that_nobody_made_is_kept_and_moves_when_it_is_made():
    officer, subject, at = make_officer(), uuid.uuid4(), datetime(2024, 5, 31, 18, 0, tzinfo=UTC)
    read(officer, subject, at)
    assert place(subject) == "consent_access_rest"
    assert make(date(2024, 5, 1)) == [True]
    assert place(subject) == "consent_access_2024_05"


@pytest.mark.parametrize("far", ["1999-12-01", "2090-01-01"])
def test_nobody_fills_the_database_with_months(far):
    with pytest.raises(DatabaseError, match="no month"):
        make(far)


@pytest.mark.parametrize("change", ["UPDATE {} SET purpose = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["consent_access_2024_05", "consent_access_rest"])
def test_no_month_can_be_changed_by_itself(table, change):
    make(date(2024, 5, 1))
    for month in (5, 6):
        read(make_officer(), uuid.uuid4(), datetime(2024, month, 2, tzinfo=UTC))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(change.format(table))


@pytest.mark.parametrize("years", [0, 9, None])
def test_readings_younger_than_ten_years_are_dropped_for_nobody(years):
    with pytest.raises(DatabaseError, match="ten years"):
        sql("SELECT consent_drop_months(%s)", years)


def test_what_is_past_its_time_goes_whole_and_the_log_says_so():
    load_registers()
    today = datetime.now(UTC)
    make(date(2010, 5, 1), date(today.year - 9, 1, 1))
    read(make_officer(), uuid.uuid4(), datetime(2010, 5, 2, tzinfo=UTC))
    _, gone = actions.keep_months(now=today)
    assert gone == ("consent_access_2010_05",)
    assert f"consent_access_{today.year - 9}_01" in months()
    (entry,) = audit.entries(action="consent.months_dropped").entries
    assert entry.details == {"tables": ["consent_access_2010_05"], "years": 10}


def scanned(monkeypatch, ask):
    """The partitions that the statements of ``ask`` would open."""
    asked = []
    reads = sys.modules["motcua.foundation.consent.queries.accesses"]  # its function of the same name hides it
    monkeypatch.setattr(reads, "_page", lambda text, values, limit: asked.append((text, values)))
    with pytest.raises(AttributeError):
        ask()
    text, values = asked[0]
    (plan,) = sql(f"EXPLAIN (FORMAT JSON) {text}", *values)[0]
    return set(_tables(plan if isinstance(plan, list) else json.loads(plan)))


def _tables(node):
    if isinstance(node, list):
        for one in node:
            yield from _tables(one)
    elif isinstance(node, dict):
        if node.get("Relation Name", "").startswith("consent_access_2"):
            yield node["Relation Name"]
        for value in node.values():
            yield from _tables(value)


def test_a_page_opens_the_latest_months_alone(monkeypatch):
    make(*(date(year, month, 1) for year in (2024, 2025) for month in range(1, 13)))
    me = identity.person(person_id=make_citizen().subject_id)
    now = datetime(2025, 12, 20, tzinfo=UTC)
    first = scanned(monkeypatch, lambda: consent.accesses_of(person=me, now=now))
    assert first >= {"consent_access_2025_12", "consent_access_2025_09"}
    assert not {name for name in first if name < "consent_access_2025_09"}
    cursor = f"{int(datetime(2024, 8, 20, tzinfo=UTC).timestamp()) * 10**6}_{uuid.UUID(int=7)}"
    later = scanned(monkeypatch, lambda: consent.accesses_of(person=me, now=now, before=cursor))
    assert later
    assert not {name for name in later if not "consent_access_2024_04" < name <= "consent_access_2024_08"}


def test_a_filter_of_days_opens_their_month_alone(monkeypatch):
    make(*(date(2025, month, 1) for month in range(1, 13)))
    me = identity.person(person_id=make_citizen().subject_id)
    wanted = consent.AccessFilter(since=datetime(2025, 6, 10, tzinfo=UTC), until=datetime(2025, 6, 12, tzinfo=UTC))
    opened = scanned(monkeypatch, lambda: consent.accesses_of(person=me, wanted=wanted, now=datetime(2025, 12, 1, tzinfo=UTC)))
    assert opened == {"consent_access_2025_06"}


def test_pages_go_on_into_older_months():
    officer, me = make_officer(), make_citizen()
    instants = [NOW - timedelta(days=days) for days in (0, 1, 90, 101, 400, 900)]
    for at in instants:
        read(officer, me.subject_id, at)
    seen, before, person = [], None, identity.person(person_id=me.subject_id)
    while True:
        page = consent.accesses_of(person=person, now=NOW, before=before, limit=2)
        seen += [a.at for a in page.accesses]
        before = page.next_before
        if before is None:
            break
    assert seen == instants


@pytest.mark.django_db(transaction=True)
def test_what_was_noted_before_the_table_was_divided_stays_and_is_guarded():
    """Back to the undivided table, a reading in it, and forward: the row is still there, in a partition of its own."""
    officer, me = make_officer(), make_citizen()
    read(officer, me.subject_id, NOW)
    call_command("migrate", "consent", "0002", verbosity=0)
    call_command("migrate", verbosity=0)  # of all rooms: some stand on this one's
    try:
        person = identity.person(person_id=me.subject_id)
        assert [a.at for a in consent.accesses_of(person=person, now=NOW).accesses] == [NOW]
        assert place(me.subject_id) == "consent_access_begin"
        read(officer, me.subject_id, NOW)  # the same again is still the same
        assert len(consent.accesses_of(person=person).accesses) == 1
        with pytest.raises(DatabaseError, match="append-only"):
            sql("TRUNCATE consent_access_begin")
    finally:
        call_command("migrate", "consent", "0002", verbosity=0)
        sql("ALTER TABLE consent_access DISABLE TRIGGER USER")
        sql("TRUNCATE consent_access")
        call_command("migrate", verbosity=0)
