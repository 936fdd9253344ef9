"""The clock: marks, pauses, extension, reset, warnings and a calendar that changes. Due dates are always what computing anew gives."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.working_time import Limit, LimitUnit, Pause, WorkCalendar, working_time_between
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import timing
from motcua.platform.casework.contracts import DossierStatus, PauseReason
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import clock
from motcua.platform.casework.rules.state import State
from motcua.platform.casework.tests.test_lifecycle import at_signing, received

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OFFICE = WorkCalendar()
LIMITS = st.builds(Limit, amount=st.integers(1, 30), unit=st.sampled_from(list(LimitUnit)))
INSTANTS = st.integers(0, 60 * 24 * 40).map(lambda m: t.NOW + timedelta(minutes=m))


def state(*, at=t.NOW, pauses=(), **more):
    return State(status=DossierStatus.PROCESSING, step="x", submitted_at=at, received_at=at, clock_start=at, pauses=pauses, **more)


def due(limit, pauses=(), at=t.NOW + 400 * DAY):
    return clock.running(limit=limit, state=state(pauses=pauses), calendar=OFFICE).due_at(now=at)


@given(limit=LIMITS, more=st.integers(0, 20))
def test_more_time_is_never_due_earlier(limit, more):
    assert due(clock.extended(limit, more)) >= due(limit)


@given(limit=LIMITS.filter(lambda x: x.unit is not LimitUnit.CALENDAR_DAYS), a=INSTANTS, b=INSTANTS, c=INSTANTS)
def test_pauses_shift_the_due_date_by_exactly_their_working_time(limit, a, b, c):
    first, second, third = sorted((a, b, c))
    one, two = Pause(first, second), Pause(second, third)
    assert due(limit, (one, two)) == due(limit, (Pause(first, third),))
    assert working_time_between(due(limit), due(limit, (one,)), calendar=OFFICE) == working_time_between(first, second, calendar=OFFICE)


@given(limit=LIMITS, at=INSTANTS)
def test_warnings_stand_in_order_up_to_the_due_date(limit, at):
    told = clock.timed(clock.clock(limit=limit, received_at=t.NOW, pauses=(), calendar=OFFICE), at=min(at, due(limit)))
    marks = [datetime.fromisoformat(m) for m in told["marks"]]
    assert marks == sorted(marks)
    assert marks[-1] == datetime.fromisoformat(told["due_at"])


@given(limit=LIMITS, asked=INSTANTS, supplied=INSTANTS)
def test_resuming_tells_what_computing_from_scratch_tells(limit, asked, supplied):
    asked, supplied = sorted((asked, supplied))
    told, _ = clock.resumed(limit=limit, state=state(pauses=(Pause(asked),), due_at=due(limit)), at=supplied, calendar=OFFICE)
    assert datetime.fromisoformat(told["due_at"]) == due(limit, (Pause(asked, supplied),))


@given(limit=LIMITS, done=INSTANTS, asked=INSTANTS, supplied=INSTANTS)
def test_net_time_is_gross_time_without_pauses(limit, done, asked, supplied):
    asked, supplied = sorted((asked, supplied))
    gross, net = clock.minutes_taken(state=state(pauses=(Pause(asked, supplied),)), done_at=done, calendar=OFFICE)
    assert 0 <= net <= gross
    without, _ = clock.minutes_taken(state=state(), done_at=done, calendar=OFFICE)
    assert without == gross


def test_a_reset_begins_the_whole_limit_anew():
    limit = Limit(5)
    told, _ = clock.resumed(limit=limit, state=state(pauses=(Pause(t.NOW + DAY),), due_at=due(limit)), at=t.NOW + 2 * DAY, calendar=OFFICE, reset=True)
    anew = clock.clock(limit=limit, received_at=t.NOW + 2 * DAY, pauses=(), calendar=OFFICE)
    assert (told["due_at"], told["reset"], told["warned"]) == (anew.base_due_at().isoformat(), True, 0)


def test_new_dossiers_wait_for_the_desk_eight_working_hours_and_not_above_late_ones(town):
    now = t.NOW + 28 * DAY  # a Monday, when the first is long late
    late, new = received(town), t.submit(town.citizen, now=now)
    rows = api.inbox(actor=town.reception, now=now).rows
    assert [r.code for r in rows] == [late.code, new.code]
    assert api.dossier(code=new.code, actor=town.reception).intake_due_at == datetime(2026, 4, 7, 2, 0, tzinfo=UTC)


def warned_at(ref, now):
    api.warn_due(now=now)
    return Dossier.objects.get(uuid=ref.uuid).warned


def test_every_warning_is_given_once_and_the_last_is_escalated(town):
    ref = received(town, code=t.REPAIR)
    half, most, all_ = loading.state_of(Dossier.objects.get(uuid=ref.uuid)).marks
    assert [warned_at(ref, at) for at in (t.NOW, half, half + HOUR, most, all_, all_ + DAY)] == [0, 50, 50, 80, 100, 100]
    assert [i.kind for i in api.timeline(code=ref.code, actor=town.leader)].count("due_warned") == 3
    assert [r.code for r in api.escalations(actor=town.leader, now=all_).rows] == [ref.code]
    assert api.escalations(actor=town.stranger, now=all_).rows == ()


def test_of_warnings_that_passed_unseen_only_the_last_is_given(town):
    ref = received(town, code=t.REPAIR)
    assert warned_at(ref, t.NOW + 90 * DAY) == 100
    assert api.warn_due(now=t.NOW + 90 * DAY) == 0


def test_nobody_is_warned_while_the_clock_stands_or_after_the_end(town):
    ref = received(town, code=t.REPAIR)
    api.request_supplement(code=ref.code, items=["bản vẽ"], reason="thiếu bản vẽ", actor=town.reception, now=t.NOW)
    assert warned_at(ref, t.NOW + 90 * DAY) == 0
    api.withdraw(code=ref.code, actor=town.citizen, now=t.NOW)
    assert warned_at(ref, t.NOW + 90 * DAY) == 0


def test_an_extension_moves_the_date_once_and_apologises(town):
    ref = at_signing(town)
    before = api.dossier(code=ref.code, actor=town.leader).due_at
    change = api.extend_due(code=ref.code, days=3, reason="Cần xác minh thêm", actor=town.leader, now=before)
    assert change.due_at > before
    dossier = api.dossier(code=ref.code, actor=town.leader)
    assert (dossier.extensions, api.due_of(code=ref.code, actor=town.leader, now=before).due_at) == (1, change.due_at)
    (button,) = [a for a in api.side_actions(code=ref.code, actor=town.leader, now=before) if a.verb == "extend_due"]
    assert not button.enabled
    with pytest.raises(contracts.ExtensionRefused):
        api.extend_due(code=ref.code, days=3, reason="Cần thêm nữa", actor=town.leader, now=before)


def test_an_extension_into_the_past_is_refused(town):
    ref = at_signing(town)
    with pytest.raises(contracts.ExtensionRefused):
        api.extend_due(code=ref.code, days=1, reason="Quá muộn rồi", actor=town.leader, now=t.NOW + 60 * DAY)


def test_force_majeure_stops_the_clock_and_names_its_law(town):
    ref = at_signing(town)
    before = api.dossier(code=ref.code, actor=town.leader).due_at
    api.pause(code=ref.code, reason=PauseReason.FORCE_MAJEURE, note="Bão số 3", actor=town.leader, now=t.NOW)
    (pause,) = api.dossier(code=ref.code, actor=town.leader).pauses
    assert "Điều 156" in pause.basis
    with pytest.raises(contracts.ActionNotPossible):
        api.sign_result(code=ref.code, decision="granted", actor=town.leader, now=t.NOW)
    change = api.resume(code=ref.code, actor=town.leader, now=t.NOW + 2 * DAY)
    assert working_time_between(before, change.due_at, calendar=OFFICE) == 16 * HOUR
    for wrong in (PauseReason.SUPPLEMENT, PauseReason.CORRECTION):
        with pytest.raises(contracts.PauseNotLawful):
            api.pause(code=ref.code, reason=wrong, note="không có căn cứ", actor=town.leader, now=t.NOW + 3 * DAY)



def test_a_changed_calendar_moves_running_due_dates_once(town, monkeypatch):
    running, paused, done = received(town, code=t.REPAIR), received(town, code=t.REPAIR), at_signing(town)
    api.request_supplement(code=paused.code, items=["bản vẽ"], reason="thiếu bản vẽ", actor=town.reception, now=t.NOW)
    api.sign_result(code=done.code, decision="granted", actor=town.leader, now=t.NOW)
    before = {r: Dossier.objects.get(uuid=r.uuid).due_at for r in (running, paused, done)}
    closed = date(2026, 3, 12)
    changed = WorkCalendar(exceptions={closed: ()})
    monkeypatch.setattr(loading, "calendar", lambda *_a, **_k: changed)
    report = api.recompute_due(days=[closed], now=t.NOW)
    after = {r: Dossier.objects.get(uuid=r.uuid).due_at for r in before}
    assert (report.moved, after[running] - before[running]) == (1, DAY)
    assert (after[paused], after[done]) == (before[paused], before[done])
    assert api.recompute_due(days=[closed], now=t.NOW).moved == 0
    assert api.recompute_due(now=t.NOW) == contracts.Recomputed(seen=0, moved=0)


def test_gross_and_net_minutes_stand_with_the_result(town):
    ref = received(town)
    api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    api.request_supplement(code=ref.code, items=["bản sao"], reason="thiếu bản sao", actor=town.appraiser, now=t.NOW)
    api.supply(code=ref.code, papers=[t.paper(town.citizen, now=t.NOW)], actor=town.citizen, now=t.NOW + 2 * HOUR)
    api.propose_result(code=ref.code, decision="granted", actor=town.appraiser, now=t.NOW + 2 * HOUR)
    api.sign_result(code=ref.code, decision="granted", actor=town.leader, now=t.NOW + 4 * HOUR + 30 * timedelta(minutes=1))
    dossier = api.dossier(code=ref.code, actor=town.leader)
    assert (dossier.gross_minutes, dossier.net_minutes) == (150, 30)


def test_a_dossier_that_cannot_be_warned_of_stops_no_other(town, monkeypatch):
    refs = [received(town) for _ in range(2)]
    first, warn = Dossier.objects.get(code=refs[0].code).pk, timing._warn
    monkeypatch.setattr(timing, "_warn", lambda pk, *, now: 1 / 0 if pk == first else warn(pk, now=now))
    assert api.warn_due(now=t.NOW + 90 * DAY) == 1
