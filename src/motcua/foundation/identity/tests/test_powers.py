"""The door ``decide``/``explain`` over the tables, at instants before, in and after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.foundation.identity import api, contracts, models
from motcua.foundation.identity.testing import NOW, UNIT, make_citizen, make_delegation, make_officer, release
from motcua.foundation.units.testing import make_unit as new_unit
from motcua.kernel.actors import SYSTEM, Role, Scope
from motcua.kernel.policy import Allowed
from motcua.kernel.powers import Why

pytestmark = pytest.mark.django_db
LEADERS = {Role.LEADER}
DAY = timedelta(days=1)


def may(actor, act="forward", *, unit_code=UNIT, at=NOW, roles=LEADERS, **more):
    return api.decide(actor=actor, act=act, unit_code=unit_code, at=at, roles=roles, **more)


def test_a_post_answers_with_its_name_and_others_with_a_reason():
    assert may(make_officer(Role.LEADER)) == Allowed("leader · leader · 11329")
    assert "vai trò" in may(make_officer(Role.RECEPTION)).reason_vi
    assert may(make_officer(Role.LEADER), unit_code="11335").reason_en.endswith("this belongs to 11335.")


def test_visitors_citizens_and_the_system():
    assert may(make_citizen()).reason_en == "this is for officers."
    assert may(SYSTEM)


def test_a_delegation_gives_within_its_scope_and_time():
    giver, receiver = make_officer(Role.LEADER), make_officer(Role.APPRAISER)
    make_delegation(giver, receiver, scope=Scope(frozenset({"1.001193"}), may_sign=True), days=3)
    assert may(receiver, "sign_result", procedure="1.001193") == Allowed("KT. leader · leader · 11329 · 12/QĐ-UBND")
    assert not may(receiver, "sign_result", procedure="2.000000")
    assert not may(receiver, "sign_result", procedure="1.001193", at=NOW + 3 * DAY)
    assert not may(receiver, "sign_result", procedure="1.001193", at=NOW - DAY)


def test_what_the_actor_carries_is_what_the_decision_says():
    giver, receiver = make_officer(Role.LEADER), make_officer(Role.APPRAISER)
    before = make_delegation(giver, receiver)
    release(officer_id=giver.subject_id, unit_code=UNIT, role=Role.LEADER, now=NOW + DAY)
    for at, wanted in ((NOW, True), (NOW + DAY - timedelta(microseconds=1), True), (NOW + DAY, False)):
        carried = api.officer_actor(code="appraiser.11329", now=at)
        assert carried.has(role=Role.LEADER) is wanted is bool(may(before, at=at))


def test_a_closed_account_holds_nothing():
    officer = make_officer(Role.LEADER)
    models.Account.objects.filter(officer__uuid=officer.subject_id).update(is_active=False)
    assert may(officer).reason_en == "the account of this officer is closed."


def test_the_explanation_lists_everything_looked_at():
    giver, receiver = make_officer(Role.LEADER), make_officer(Role.APPRAISER)
    make_delegation(giver, receiver, scope=Scope())
    told = api.explain(officer_id=receiver.subject_id, act="sign_result", unit_codes=[UNIT], at=NOW, roles=LEADERS)
    assert [f.obstacles for f in told.trace.findings] == [(Why.WRONG_ROLE,), (Why.MAY_NOT_SIGN,)]
    assert told.officer.code == "appraiser.11329"
    assert told.trace.decision == may(receiver, "sign_result")


def test_the_leader_of_the_city_reaches_the_communes_only_for_acts_that_do(monkeypatch):
    city = new_unit(code="T-CITY")
    below = new_unit(code="T-WARD", parent_id=city.id)
    head = make_officer(Role.LEADER, unit_code=city.code)
    monkeypatch.setitem(contracts.acts._things, "test.inspect", api.Act("test.inspect", "kiểm tra", "inspect", below=True))
    assert may(head, "test.inspect", unit_code=below.code)
    assert not may(head, unit_code=below.code)
    assert api.explain(officer_id=head.subject_id, act="test.inspect", unit_codes=[below.code], at=NOW, roles=LEADERS).trace.chosen.above


def test_nobody_is_explained_who_is_not_there():
    with pytest.raises(api.OfficerUnknown):
        api.explain(officer_id=make_citizen().subject_id, act="x", unit_codes=[UNIT], at=NOW, roles=LEADERS)
