"""Changes of factors and sessions ended by somebody else stand in the log."""

import pytest
from django.contrib.auth import get_user_model

from motcua.foundation.audit import api
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import NOW, make_citizen, make_officer, sign_in
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.actors import SYSTEM, Role

pytestmark = pytest.mark.django_db


def entries(ref):
    drain_all()
    return [(e.action, e.actor_ref, e.details) for e in api.entries(object_ref=ref, limit=10).entries]


def test_what_an_officer_does_with_his_factors(client):
    officer = make_officer(Role.APPRAISER)
    identity.note_factor_changed(account_id=get_user_model().objects.get(kind="officer").pk, what="renewed", kind="recovery_codes", now=NOW)
    identity.note_factor_changed(account_id=make_account_of_citizen(), what="added", kind="totp", now=NOW)
    ((action, by, details),) = entries(f"identity.officer:{officer.subject_id}")
    assert (action, by, details["kind"]) == ("identity.factor_renewed", officer.ref, "recovery_codes")


def make_account_of_citizen():
    make_citizen()
    return get_user_model().objects.get(kind="citizen").pk


def test_a_session_that_another_ended_and_not_what_one_ended_oneself(client):
    officer, admin = make_officer(Role.APPRAISER), make_officer(Role.ADMIN)
    for actor in (officer, SYSTEM, admin):
        sign_in(client, officer)
        identity.end_sessions(subject_ref=officer.ref, actor=actor, now=NOW)
    ended = [e for e in entries(f"identity.officer:{officer.subject_id}") if e[0] == "identity.session_ended"]
    assert [by for _, by, _ in ended] == [admin.ref]
