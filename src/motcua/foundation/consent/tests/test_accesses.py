"""Readings: noted once, never changed, seen by their person alone, newest first, page by page."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.foundation.consent import api as consent
from motcua.foundation.consent import testing
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.kernel.actors import Role
from motcua.kernel.errors import NotFound

NOW = testing.NOW
LAW = "NĐ 118/2025/NĐ-CP"
pytestmark = pytest.mark.django_db


def read(reader, subject=None, *, now=NOW, **more):
    wanted = {"purpose": "casework", "ground": LAW, "dossier": "H24-1", "fields": ["identity"], "source": "casework.dossier", **more}
    consent.note_access(subject_id=subject, reader=reader, now=now, **wanted)


def person_of(actor):
    return identity.person(person_id=actor.subject_id)


def test_person_sees_post_and_agency_of_who_read():
    me, officer = make_citizen(), make_officer(Role.APPRAISER)
    read(officer, me.subject_id)
    (seen,) = consent.accesses_of(person=person_of(me)).accesses
    assert (seen.reader_post, seen.agency, seen.purpose, seen.fields) == ("appraiser", "11329", "casework", ("identity",))


def test_same_reading_within_the_window_is_one_row():
    me, officer = make_citizen(), make_officer(Role.APPRAISER)
    for minutes in (0, 3, 9):
        read(officer, me.subject_id, now=NOW + timedelta(minutes=minutes))
    read(officer, me.subject_id, now=NOW + timedelta(minutes=10))
    read(officer, me.subject_id, fields=["papers"])
    assert len(testing.noted_of(me.subject_id)) == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_note_one_row():
    import threading

    me, officer = make_citizen(), make_officer(Role.APPRAISER)
    barrier = threading.Barrier(4)

    def work():
        try:
            barrier.wait(5)
            read(officer, me.subject_id)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(10)
    assert len(testing.noted_of(me.subject_id)) == 1


def test_reading_before_she_was_known_is_seen_after_she_signs_in():
    officer = make_officer(Role.APPRAISER)
    number = person_of(make_citizen(3)).personal_number
    models_before = {"subject_number": number}
    read(officer, None, **models_before)
    (seen,) = consent.accesses_of(person=person_of(make_citizen(3))).accesses
    assert seen.subject_id is None
    (row,) = testing.noted()
    assert number not in f"{row.__dict__}"


@pytest.mark.parametrize("missing", ["purpose", "ground"])
def test_reading_without_purpose_or_ground_is_refused(missing):
    with pytest.raises(consent.GroundMissing):
        read(make_officer(), uuid.uuid4(), **{missing: ""})


def test_another_persons_reading_does_not_exist():
    me, other, officer = make_citizen(1), make_citizen(2), make_officer()
    read(officer, other.subject_id)
    (row,) = testing.noted()
    assert consent.accesses_of(person=person_of(me)).accesses == ()
    with pytest.raises(NotFound):
        consent.access(person=person_of(me), access_id=row.uuid)
    assert consent.access(person=person_of(other), access_id=row.uuid).uuid == row.uuid


@pytest.mark.parametrize("change", ["UPDATE consent_access SET purpose = 'x'", "DELETE FROM consent_access", "TRUNCATE consent_access"])
def test_readings_cannot_be_changed(change):
    read(make_officer(), uuid.uuid4())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_list_is_narrowed_by_agency_purpose_time_and_dossier():
    me, officer = make_citizen(), make_officer()
    read(officer, me.subject_id)
    read(officer, me.subject_id, purpose="opinion", dossier="H24-2", now=NOW + timedelta(days=1))
    found = [
        consent.accesses_of(person=person_of(me), wanted=consent.AccessFilter(**wanted)).accesses
        for wanted in ({"purpose": "opinion"}, {"dossier": "H24-1"}, {"agency": "11329"}, {"agency": "x"}, {"until": NOW}, {"since": NOW})
    ]
    assert [len(rows) for rows in found] == [1, 1, 2, 0, 0, 2]


@pytest.mark.parametrize("cursor", ["x", "1_2", f"99999999999999999999999_{uuid.UUID(int=7)}", "'; DROP TABLE consent_access; --"])
def test_made_up_cursor_is_refused(cursor):
    with pytest.raises(consent.BadCursor):
        consent.accesses_of(person=person_of(make_citizen()), before=cursor)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 3000), max_size=25), size=st.integers(1, 7))
def test_pages_hold_every_reading_once_newest_first(minutes, size):
    me, officer = make_citizen(), make_officer()
    with transaction.atomic():
        for n, minute in enumerate(minutes):
            number = {} if n % 3 else {"subject_number": person_of(me).personal_number}
            read(officer, me.subject_id if n % 3 else None, now=NOW + timedelta(minutes=minute), dossier=f"H-{n}", **number)
        seen, before = [], None
        while True:
            page = consent.accesses_of(person=person_of(me), before=before, limit=size)
            assert len(page.accesses) <= size
            seen += page.accesses
            before = page.next_before
            if before is None:
                break
        transaction.set_rollback(True)
    assert sorted(a.dossier for a in seen) == sorted(f"H-{n}" for n in range(len(minutes)))
    assert [a.at for a in seen] == sorted((a.at for a in seen), reverse=True)


def test_the_room_tells_what_it_holds_of_a_person():
    me = make_citizen()
    testing.load_purposes()
    read(make_officer(), me.subject_id)
    source = consent.personal_sources["consent"]
    told = source.export(person_id=me.subject_id, now=NOW)
    assert len(told["accesses"]) == 1
    erased = source.erase(person_id=me.subject_id, now=NOW)
    assert (erased.removed, erased.kept) == (0, 1)
    assert erased.reason_vi
    assert erased.reason_en
