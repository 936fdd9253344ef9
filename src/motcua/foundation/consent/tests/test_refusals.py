"""Who looked at a refused sign-in stands among those who read the person's data."""

import pytest
from django.test import Client

from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer, make_refusal, sign_in
from motcua.foundation.outbox.testing import drain_all, recorded
from motcua.kernel.actors import Role
from motcua.kit import clock

pytestmark = pytest.mark.django_db
PAGE = "/quan-tri/dang-nhap-khong-khop/"


def refused(n):
    person = make_citizen(n)
    make_refusal(person, told_name="Khác", now=clock.now())
    return person


def readings(person):
    return consent.accesses_of(person=identity.person(person_id=person.subject_id)).accesses


def test_each_person_shown_finds_the_look_once():
    people, admin = [refused(1), refused(2)], make_officer(Role.ADMIN)
    client = sign_in(Client(), admin)
    assert "Khác" in client.get(PAGE).content.decode()
    client.get(PAGE)
    drain_all()
    for person in people:
        (seen,) = readings(person)
        assert (seen.reader_ref, seen.reader_post, seen.purpose, seen.source) == (admin.ref, "admin", "sign-in-check", "identity.refusals")
    told = recorded("identity.refusals.shown.v1")[0]
    assert "Đỗ" not in str(told.payload)
    assert not told.pii


def test_an_empty_page_tells_nothing():
    sign_in(Client(), make_officer(Role.ADMIN)).get(PAGE)
    assert not recorded("identity.refusals.shown.v1")


@pytest.mark.django_db(transaction=True)
def test_the_page_answers_where_no_transaction_surrounds_it():
    refused(1)
    assert "Khác" in sign_in(Client(), make_officer(Role.ADMIN)).get(PAGE).content.decode()
    assert len(recorded("identity.refusals.shown.v1")) == 1
