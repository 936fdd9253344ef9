"""Sessions: an id of their own, closed with a fact, dead on the next request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from motcua.foundation.identity import actions, api, models
from motcua.foundation.identity.contracts import NotSignedIn
from motcua.foundation.identity.queries.sessions import SID
from motcua.foundation.identity.testing import NOW, make_citizen, make_officer, sign_in
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import SYSTEM, Actor, ActorKind, Role
from motcua.kernel.clock import SystemClock
from motcua.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db
CLOSED = "identity.session.closed.v1"


def who(client: Client) -> Actor:
    return client.get("/healthz").wsgi_request.actor  # type: ignore[attr-defined, no-any-return]


def request_of(client: Client) -> object:
    return client.get("/healthz").wsgi_request


def test_facts_of_a_citizens_and_an_officers_session() -> None:
    person, officer = (request_of(sign_in(Client(), actor)) for actor in (make_citizen(level=1), make_officer(Role.LEADER)))
    told = api.sign_in_facts(request=person), api.sign_in_facts(request=officer)
    assert [(facts.level, facts.amr) for facts in told] == [(1, ("pwd", "otp")), (2, ("pwd", "otp"))]
    assert str(told[0].session_id) == api.session_id(request=person) != api.session_id(request=officer)


def test_a_visitor_has_no_facts(client: Client) -> None:
    assert api.session_id(request=request_of(client)) == ""
    with pytest.raises(NotSignedIn):
        api.sign_in_facts(request=request_of(client))


def test_an_ended_session_is_nobodys_on_its_next_request() -> None:
    actor = make_citizen()
    one, two = sign_in(Client(), actor), sign_in(Client(), actor)
    kept = UUID(one.session[SID])
    assert api.end_sessions(subject_ref=actor.ref, except_session=kept, actor=actor, now=NOW) == 1
    assert (who(one).kind, who(two).kind) == (ActorKind.CITIZEN, ActorKind.ANONYMOUS)
    assert SESSION_KEY not in two.session
    (told,) = recorded(CLOSED)
    assert (told.payload["cause"], told.payload["kind"], UUID(told.payload["subject_id"])) == ("revoked", "citizen", actor.subject_id)


def test_ending_twice_is_told_once() -> None:
    actor = make_citizen()
    sign_in(Client(), actor)
    assert [api.end_sessions(subject_ref=f"person:{actor.subject_id}", actor=SYSTEM, now=NOW) for _ in range(2)] == [1, 0]
    assert len(recorded(CLOSED)) == 1


def test_nobody_ends_anothers_sessions_but_administrators_those_of_officers() -> None:
    person, officer = make_citizen(), make_officer(Role.APPRAISER)
    for client, owner in ((Client(), person), (Client(), officer)):
        sign_in(client, owner)
    for actor, owner in ((officer, person), (person, officer), (make_officer(Role.LEADER), officer), (make_officer(Role.ADMIN), person)):
        with pytest.raises(Forbidden):
            api.end_sessions(subject_ref=owner.ref, actor=actor, now=NOW)
    assert api.end_sessions(subject_ref=officer.ref, actor=make_officer(Role.ADMIN), now=NOW) == 1


def test_signing_out_is_told(officer_client: Callable[..., Client]) -> None:
    officer_client().post("/tai-khoan/dang-xuat/")
    assert [event.payload["cause"] for event in recorded(CLOSED)] == ["signed_out"]


def test_a_session_without_a_record_is_nobody(client: Client) -> None:
    sign_in(client, make_citizen())
    session = client.session
    session[SID] = str(uuid4())
    session.save()
    assert who(client).kind == ActorKind.ANONYMOUS


def test_another_accounts_session_id_is_worth_nothing() -> None:
    one, two = sign_in(Client(), make_citizen(1)), sign_in(Client(), make_citizen(2))
    session = one.session
    session[SID] = two.session[SID]
    session.save()
    assert who(one).kind == ActorKind.ANONYMOUS


@pytest.mark.parametrize(("unused", "alive"), [(timedelta(minutes=59), True), (timedelta(minutes=61), False)])
def test_an_officers_unused_session_lapses(officer_client: Callable[..., Client], unused: timedelta, alive: bool) -> None:
    client = officer_client()
    row = models.Session.objects.get()
    models.Session.objects.update(lapses_at=row.lapses_at - unused)
    assert (who(client).kind == ActorKind.OFFICER) is alive


def test_use_prolongs_a_session_never_past_its_absolute_end(officer_client: Callable[..., Client]) -> None:
    client, real = officer_client(), SystemClock().now()
    models.Session.objects.update(lapses_at=real + timedelta(minutes=5), dies_at=real + timedelta(minutes=30))
    who(client)
    row = models.Session.objects.get()
    assert row.lapses_at == row.dies_at == real + timedelta(minutes=30)


def test_lapsed_sessions_are_told_and_forgotten_after_a_year() -> None:
    sign_in(Client(), make_citizen())
    real = SystemClock().now() + timedelta(days=1)
    assert [actions.close_lapsed_sessions(now=NOW, machine_now=real) for _ in range(2)] == [1, 0]
    assert [event.payload["cause"] for event in recorded(CLOSED)] == ["expired"]
    assert [actions.forget_sessions(before=NOW + shift) for shift in (timedelta(0), timedelta(seconds=1))] == [0, 1]


def test_no_address_and_no_device_is_readable_in_the_table() -> None:
    from django.db import connection

    sign_in(Client(), make_citizen())
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM identity_session s")
        stored = cursor.fetchone()[0]
    assert "203.0.113" not in stored
    assert "Firefox" not in stored
