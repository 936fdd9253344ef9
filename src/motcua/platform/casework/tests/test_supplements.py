"""Papers asked for and supplied: the clock stops, and the due date moves by exactly the working time of the pause."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierStatus, DueState
from motcua.platform.casework.tests.test_lifecycle import received

# Received Thursday 23 April 2026 at 09:00 in Vietnam; the pause below spans a weekend, Hùng Kings' day (Sunday 26 April 2026,
# made up on Monday 27), 30 April and 1 May.
START = datetime(2026, 4, 23, 2, 0, tzinfo=UTC)


def paused(town, *, at=START, days=10):
    ref = received(town, now=at, code=t.REPAIR)
    api.forward(code=ref.code, actor=town.reception, now=at)
    api.request_supplement(code=ref.code, items=["Bản vẽ mặt cắt"], reason="Thiếu bản vẽ", deadline_days=days, actor=town.appraiser, now=at)
    return ref


def test_due_date_moves_by_exactly_the_pause_over_weekend_and_holidays(town):
    asked = datetime(2026, 4, 24, 7, 0, tzinfo=UTC)  # Friday 24 April, 14:00 in Vietnam
    supplied = datetime(2026, 5, 4, 2, 30, tzinfo=UTC)  # Monday 4 May, 09:30
    ref = received(town, now=START, code=t.REPAIR)
    # Working days after Thursday 23 April: 24, 28, 29 April, 4, 5, 6, 7, 8, 11, 12 May. The tenth: Tuesday 12 May, 17:00.
    assert api.dossier(code=ref.code, actor=town.reception).due_at == datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
    api.forward(code=ref.code, actor=town.reception, now=START)
    api.request_supplement(code=ref.code, items=["Bản vẽ"], reason="Thiếu bản vẽ", deadline_days=10, actor=town.appraiser, now=asked)
    change = api.supply(code=ref.code, papers=[t.paper(town.citizen, now=supplied)], actor=town.citizen, now=supplied)
    # The pause took Friday 14:00–17:00, Tuesday 28 and Wednesday 29 April in full, Monday 4 May 07:00–09:30:
    # 3 h + 8 h + 8 h + 2 h 30 = 21 h 30. From Tuesday 12 May 17:00 that is Wednesday and Thursday (16 h) and 5 h 30 on Friday 15 May:
    # 07:00–11:30 and 13:30–14:30.
    assert change.due_at == datetime(2026, 5, 15, 7, 30, tzinfo=UTC)
    assert api.dossier(code=ref.code, actor=town.citizen).pauses[0].paused_minutes == 21 * 60 + 30


def test_while_papers_are_awaited_the_clock_stands_and_nothing_is_late(town):
    ref = paused(town)
    weeks_later = START + timedelta(days=60)
    due = api.due_of(code=ref.code, actor=town.appraiser, now=weeks_later)
    assert (due.state, due.paused) == (DueState.PAUSED, True)
    assert due.remaining_minutes == api.due_of(code=ref.code, actor=town.appraiser, now=START).remaining_minutes


def test_supply_after_the_deadline_is_refused_and_the_desk_can_extend(town):
    ref = paused(town, days=1)
    late = START + timedelta(days=10)
    papers = [t.paper(town.citizen, now=late)]
    with pytest.raises(contracts.SupplementLate) as refused:
        api.supply(code=ref.code, papers=papers, actor=town.citizen, now=late)
    assert "24/04/2026" in refused.value.sentence("vi")
    api.extend_supplement(code=ref.code, deadline_days=3, actor=town.reception, now=late)
    assert api.supply(code=ref.code, papers=papers, actor=town.citizen, now=late).status is DossierStatus.PROCESSING


def test_supply_on_the_evening_of_the_last_day_is_in_time(town):
    ref = paused(town, days=1)
    evening = datetime(2026, 4, 24, 16, 59, tzinfo=UTC)  # 23:59 on the deadline's day in Vietnam
    assert api.supply(code=ref.code, papers=[t.paper(town.citizen)], actor=town.citizen, now=evening).due_at is not None


def test_supply_needs_papers_that_were_asked_for(town):
    ref = paused(town)
    with pytest.raises(contracts.PapersMissing):
        api.supply(code=ref.code, papers=[], actor=town.citizen, now=START)
    with pytest.raises(contracts.PaperUnknown):
        api.supply(code=ref.code, papers=[t.paper(town.citizen, "bo-sung-2")], actor=town.citizen, now=START)


def test_a_paper_of_somebody_else_cannot_be_attached(town):
    ref = paused(town)
    foreign = t.paper(town.other_citizen)
    with pytest.raises(Exception, match="file") as refused:
        api.supply(code=ref.code, papers=[foreign], actor=town.citizen, now=START)
    assert refused.value.status == 404


def test_supplement_before_intake_comes_back_to_intake(town):
    ref = t.submit(town.citizen)
    api.request_supplement(code=ref.code, items=["Giấy tờ"], reason="Ảnh mờ", actor=town.reception, now=t.NOW)
    change = api.supply(code=ref.code, papers=[t.paper(town.citizen)], actor=town.citizen, now=t.NOW + timedelta(days=1))
    assert (change.status, change.due_at) == (DossierStatus.SUBMITTED, None)
    later = t.NOW + timedelta(days=1)
    received_now = api.receive(code=ref.code, actor=town.reception, now=later)
    # A one-day procedure taken in on Tuesday 10 March is due on Wednesday 11 March at 17:00; the pause before intake moved nothing.
    assert received_now.due_at == datetime(2026, 3, 11, 10, 0, tzinfo=UTC)
    assert api.fold_check(dossier_id=ref.uuid) == ()


@pytest.mark.parametrize(("items", "reason", "days", "error"), [
    ([" "], "lý do", 5, contracts.ItemsMissing), (["x"], "", 5, contracts.ReasonMissing), (["x"], "lý do", 31, contracts.DeadlineWrong),
    (["x"], "lý do", 0, contracts.DeadlineWrong),
])
def test_a_request_must_say_what_why_and_until_when(town, items, reason, days, error):
    ref = received(town)
    with pytest.raises(error):
        api.request_supplement(code=ref.code, items=items, reason=reason, deadline_days=days, actor=town.reception, now=t.NOW)
    assert api.dossier(code=ref.code, actor=town.reception).status is DossierStatus.RECEIVED


def test_a_double_click_supplies_once(town):
    ref = paused(town)
    papers = [t.paper(town.citizen)]
    one, two = (api.supply(code=ref.code, papers=papers, actor=town.citizen, now=START, idempotency_key="k") for _ in range(2))
    assert one == two
    assert len(api.dossier(code=ref.code, actor=town.citizen).papers) == 4  # three at submission, one supplied
