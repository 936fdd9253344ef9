"""The merger of units: no post and no power has a gap or stands twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from motcua.foundation.identity import api
from motcua.foundation.identity.models import Delegation
from motcua.foundation.identity.testing import make_officer
from motcua.foundation.outbox.testing import recorded
from motcua.foundation.units import testing as units_testing
from motcua.kernel.actors import SYSTEM, Actor, Role, Scope
from motcua.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db
OLD, NEW = "11296", "11311"
START = datetime(2025, 7, 2, 2, tzinfo=UTC)
ON = date(2026, 7, 1)
AT = datetime(2026, 6, 30, 17, tzinfo=UTC)  # midnight in Vietnam
NOW = AT + timedelta(hours=9)
TICK = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def units() -> None:
    for code in (OLD, NEW):
        units_testing.make_unit(code=code)


@pytest.fixture
def chief() -> Actor:
    return make_officer(Role.LEADER, code="chief", unit_code=OLD, now=START)


def move(**change: Any) -> api.MoveReport:
    return api.move_positions(**({"old_unit": OLD, "new_unit": NEW, "on": ON, "actor": SYSTEM, "now": NOW} | change))


def units_of(code: str, at: datetime) -> list[str]:
    return [p.unit_code for p in api.officer_actor(code=code, now=at).positions]


def test_every_instant_has_the_post_exactly_once(chief: Actor) -> None:
    assert move() == api.MoveReport(moved=1, merged=0, delegations=0)
    assert [units_of("chief", at) for at in (AT - TICK, AT, NOW)] == [[OLD], [NEW], [NEW]]
    assert recorded("identity.posts.moved.v1")[0].payload["moved"] == 1
    assert move() == api.MoveReport(0, 0, 0)


def test_a_post_held_in_both_units_becomes_one(chief: Actor) -> None:
    api.appoint(officer_id=chief.subject_id, unit_code=NEW, role=Role.LEADER, title="x", now=START)
    assert move().merged == 1
    assert units_of("chief", AT) == [NEW]


def test_a_delegation_goes_on_with_its_document_and_end(chief: Actor) -> None:
    deputy, ends = make_officer(Role.APPRAISER, code="deputy", unit_code=OLD, now=START), AT + timedelta(days=3)
    api.delegate(
        position_id=chief.positions[0].position_id, to_officer_id=deputy.subject_id, kind=api.DelegationKind.SIGNS_FOR,
        basis=api.Basis("9/QĐ", date(2026, 6, 1)), valid_from=AT - timedelta(days=3), valid_to=ends, scope=Scope(may_sign=True),
        actor=chief, now=AT - timedelta(days=3),
    )  # fmt: skip
    assert move().delegations == 1
    for at, unit in ((AT - TICK, OLD), (AT, NEW), (ends - TICK, NEW)):
        lent = api.officer_actor(code="deputy", now=at).acting_position(role=Role.LEADER, unit_code=unit, verb="sign_result")
        assert lent is not None
        assert lent.basis == "9/QĐ"
    assert not api.officer_actor(code="deputy", now=ends).has(role=Role.LEADER)


def test_an_appointment_after_the_merger_goes_to_the_successor(chief: Actor) -> None:
    late = make_officer(Role.RECEPTION, code="late", unit_code=NEW, now=START)
    api.appoint(officer_id=late.subject_id, unit_code=OLD, role=Role.APPRAISER, title="x", now=AT + timedelta(hours=1))
    api.appoint(officer_id=late.subject_id, unit_code=OLD, role=Role.RECEPTION, title="x", now=AT + timedelta(hours=1))
    assert (move().moved, move().merged) == (2, 0)
    assert set(units_of("late", NOW)) == {NEW}


def test_officers_of_another_ward_that_has_the_code_since_stay() -> None:
    for name, period in (("Cũ", {"valid_to": ON}), ("Mới", {"valid_from": ON})):
        units_testing.make_unit(code="11350", name=name, **period)
    for code, since in (("before", START), ("since", AT + timedelta(hours=1))):
        officer = make_officer(Role.RECEPTION, code=code, unit_code=NEW, now=START)
        api.appoint(officer_id=officer.subject_id, unit_code="11350", role=Role.LEADER, title="x", now=since)
    assert move(old_unit="11350").moved == 1
    assert [sorted(units_of(code, NOW)) for code in ("before", "since")] == [[NEW, NEW], [NEW, "11350"]]


def test_a_second_persons_yes_does_not_count_backwards(chief: Actor) -> None:
    deputy, yes = make_officer(Role.APPRAISER, code="deputy", unit_code=OLD, now=START), AT + timedelta(hours=3)
    given = api.delegate(
        position_id=chief.positions[0].position_id, to_officer_id=deputy.subject_id, kind=api.DelegationKind.SIGNS_FOR,
        basis=api.Basis("9/QĐ", date(2026, 6, 1)), valid_from=AT - timedelta(days=3), valid_to=AT + timedelta(days=3),
        scope=Scope(may_sign=True), actor=chief, now=AT - timedelta(days=3),
    )  # fmt: skip
    Delegation.objects.filter(uuid=given.uuid).update(needs_second=True, confirmed_at=yes, confirmed_by="officer:x")
    assert move().delegations == 1
    held = [api.officer_actor(code="deputy", now=at).has(role=Role.LEADER) for at in (AT - TICK, AT, yes - TICK, yes)]
    assert held == [False, False, False, True]


def test_the_command_counts_first_and_then_moves(chief: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.kit.clock.now", lambda: NOW)
    out = StringIO()
    call_command("merge_units", OLD, NEW, "2026-07-01", dry_run=True, stdout=out)
    assert ("1\tChức vụ chuyển" in out.getvalue(), units_of("chief", NOW)) == (True, [OLD])
    call_command("merge_units", OLD, NEW, "2026-07-01", stdout=out)
    assert units_of("chief", NOW) == [NEW]
    with pytest.raises(CommandError, match="00000"):
        call_command("merge_units", OLD, "00000", "2026-07-01")


def test_refused_before_the_day_and_to_strangers(chief: Actor) -> None:
    with pytest.raises(api.MoveTooEarly):
        move(now=AT - TICK)
    with pytest.raises(Forbidden):
        move(actor=chief)
