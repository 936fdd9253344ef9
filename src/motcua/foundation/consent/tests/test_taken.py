"""Lists that are taken away as files: a row for each person, however long the list; once a file."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.foundation.consent import api as consent
from motcua.foundation.consent import testing
from motcua.foundation.consent.actions import noting
from motcua.foundation.consent.contracts import GroundMissing
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.kernel.actors import Role

NOW = testing.NOW
pytestmark = pytest.mark.django_db


def take(seen, reader=None, *, now=NOW, **more):
    wanted = {"purpose": "lookup", "ground": "NĐ 118/2025/NĐ-CP", "fields": ["identity"], "source": "casework.export", "part": "all", **more}
    return consent.note_taken(seen=seen, reader=reader or make_officer(Role.RECEPTION), now=now, **wanted)


def test_who_stands_in_it_several_times_has_one_row_and_sees_it():
    me, officer = make_citizen(), make_officer(Role.RECEPTION)
    lines = [consent.Seen(person_id=me.subject_id, dossier=f"H24-{n}") for n in range(3)]
    assert take(iter(lines), officer) == 3
    (seen,) = consent.accesses_of(person=identity.person(person_id=me.subject_id)).accesses
    assert (seen.source, seen.dossier, seen.fields) == ("casework.export", "", ("identity",))


def test_in_several_statements_too(monkeypatch):
    monkeypatch.setattr(noting, "_TOGETHER", 2)
    people = [uuid4() for _ in range(5)]
    take(consent.Seen(person_id=one) for one in [*people, *people])
    assert [len(testing.noted_of(one)) for one in people] == [1] * 5


def test_the_same_file_again_is_one_reading_and_another_or_a_later_one_is_not():
    me, officer = make_citizen(), make_officer(Role.RECEPTION)
    for more in ({}, {}, {"part": "other"}, {"now": NOW + timedelta(hours=1)}):
        take([consent.Seen(person_id=me.subject_id)], officer, **more)
    assert len(testing.noted_of(me.subject_id)) == 3


def test_who_is_known_by_number_alone_is_named_and_organisations_are_counted():
    me = make_citizen()
    number = identity.person(person_id=me.subject_id).personal_number
    take([consent.Seen(number=number), consent.Seen(), consent.Seen()])
    (seen,) = consent.accesses_of(person=identity.person(person_id=me.subject_id)).accesses
    assert seen.source == "casework.export"
    assert sorted(row.people for row in testing.noted()) == [1, 2]


def test_an_empty_list_notes_nothing_and_none_goes_without_a_ground():
    assert take([]) == 0
    assert testing.noted() == []
    with pytest.raises(GroundMissing):
        take([consent.Seen(person_id=uuid4())], ground="")


def test_a_long_list_takes_a_statement_for_each_five_hundred():
    officer = make_officer(Role.RECEPTION)
    with CaptureQueriesContext(connection) as asked:
        take((consent.Seen(person_id=uuid4()) for _ in range(2_000)), officer)
    assert sum("INSERT INTO consent_access" in one["sql"] for one in asked) == 4
