"""A merger takes the open dossiers along with the posts; an officer who leaves gives back what he had in hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import release
from motcua.foundation.outbox.testing import drain_all, recorded
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.casework import api, policies
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import succession
from motcua.platform.casework.contracts import EventKind
from motcua.platform.casework.models import Dossier, DossierEvent
from motcua.platform.casework.queries import loading
from motcua.platform.casework.tests.test_lifecycle import at_signing, received

ON = date(2026, 3, 10)
AFTER = t.NOW + timedelta(days=1)  # 10 March, 09:00
CODES = ("reception.11329", "appraiser.11329", "leader.11329", "reception.11359")


def merge(*, now=AFTER, **more):
    return identity.move_positions(old_unit=t.UNIT, new_unit=t.OTHER_UNIT, on=ON, actor=SYSTEM, now=now, **more)


def seen(code, *, at=AFTER):
    return set(policies.visible_to(actor=identity.officer_actor(code=code, now=at)).values_list("code", flat=True))


def last_kind(ref):
    return DossierEvent.objects.filter(dossier__code=ref.code).order_by("-seq").values_list("kind", flat=True)[0]


def test_posts_and_open_dossiers_go_over_together(town):
    refs = {t.submit(town.citizen).code, received(town).code, at_signing(town).code}
    before = {code: seen(code, at=t.NOW) for code in CODES}
    told = merge()
    assert [f.count for f in told.followed if f.key == "casework.dossiers"] == [3]
    assert all(before[code] <= seen(code) for code in CODES)
    assert seen("reception.11359") == refs
    assert set(Dossier.objects.values_list("unit_code", "handler_code", "intake_code", "authority_code")) == {(t.OTHER_UNIT,) * 4}


def test_the_work_goes_on_where_it_stood(town):
    ref = at_signing(town)
    merge()
    leader = identity.officer_actor(code="leader.11329", now=AFTER)
    assert leader.own_positions[0].unit_code == t.OTHER_UNIT
    assert api.send_back(code=ref.code, reason="thiếu căn cứ", actor=leader, now=AFTER).status == 4


def test_history_keeps_the_old_unit_and_the_chain_is_whole(town):
    ref = received(town)
    merge()
    fact = DossierEvent.objects.filter(dossier__code=ref.code).order_by("-seq").first()
    assert (fact.kind, fact.details["from"], fact.details["unit"]) == (EventKind.SUCCEEDED.value, t.UNIT, t.OTHER_UNIT)
    assert fact.previous_hash
    assert recorded("casework.dossier.transferred.v1")[-1].payload["from_code"] == t.UNIT


def test_again_moves_nothing_and_closed_dossiers_stay(town):
    ref = received(town)
    api.withdraw(code=ref.code, reason="không cần nữa", actor=town.reception, now=t.NOW)
    assert merge().followed[0].count == merge().followed[0].count == 0
    assert Dossier.objects.get(code=ref.code).unit_code == t.UNIT


def test_a_dry_run_counts_and_writes_nothing(town):
    ref = received(town)
    told = merge(dry_run=True)
    assert told.moved >= 3
    assert told.followed[0].count == 1
    assert last_kind(ref) == "received"
    assert identity.officer_actor(code="leader.11329", now=AFTER).own_positions[0].unit_code == t.UNIT
    assert not recorded("identity.posts.moved.v1")


def test_when_the_dossiers_cannot_follow_no_post_moves(town, monkeypatch):
    received(town)
    before = {code: seen(code) for code in CODES}
    monkeypatch.setattr(succession, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        merge()
    assert {code: seen(code) for code in CODES} == before


def test_the_clock_runs_by_the_calendar_of_the_new_unit(town, monkeypatch):
    ref = received(town)
    real, before = loading.calendar, api.dossier(code=ref.code, actor=SYSTEM).due_at

    def shut(day, *, unit_code):
        made = real(day, unit_code=unit_code)
        return replace(made, days_off=made.days_off | {ON}) if unit_code == t.OTHER_UNIT else made

    monkeypatch.setattr("motcua.platform.casework.actions.core.loading.calendar", shut)
    merge()
    after = api.dossier(code=ref.code, actor=SYSTEM).due_at
    assert after == before + timedelta(days=1)
    assert recorded("casework.dossier.due_recomputed.v1")[-1].payload["due_before"] == before.isoformat()


def test_what_an_officer_had_in_hand_is_the_units_again_when_he_leaves(town):
    ref = received(town)
    api.assign(code=ref.code, officer_id=town.reception.subject_id, actor=town.leader, now=t.NOW)
    release(officer_id=town.reception.subject_id, unit_code=t.UNIT, role=Role.RECEPTION, now=AFTER)
    drain_all()
    assert Dossier.objects.get(code=ref.code).assigned_to is None
    assert not seen("reception.11329")


def test_who_goes_over_with_the_unit_keeps_what_he_had_in_hand(town):
    ref = received(town)
    api.assign(code=ref.code, officer_id=town.reception.subject_id, actor=town.leader, now=t.NOW)
    merge()
    drain_all()
    assert Dossier.objects.get(code=ref.code).assigned_to == town.reception.subject_id


def test_the_real_merger_of_2025_finds_its_successor(town):
    from motcua.foundation.units import api as units

    day = date(2025, 7, 1)
    old = next(u for u in units.communes(on=date(2025, 6, 30)) if [s.overlap for s in units.successors(code=u.code, on=date(2025, 6, 30))] == ["full"])
    new = units.successors(code=old.code, on=date(2025, 6, 30))[0].unit
    one = succession.merger(old_unit=old.code, new_unit=new.code, on=day)
    assert (one.old_id, one.new.id, one.at) == (old.id, new.id, datetime(2025, 6, 30, 17, tzinfo=UTC))
    assert not succession.concerned_by(one).exists()
