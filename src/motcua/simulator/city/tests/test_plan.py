"""The plan of the year: exact, repeatable, possible."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from motcua.kernel.clock import local_date
from motcua.kernel.working_time import DueClock, Limit, LimitUnit, Pause, WorkCalendar
from motcua.platform.casework.contracts import Channel, HistoryRecord
from motcua.simulator.city.days import spread
from motcua.simulator.city.figures import figures, value, versions
from motcua.simulator.city.mix import Desk, Offer, lines
from motcua.simulator.city.plan import Plan
from motcua.simulator.city.targets import targets

CALENDAR = WorkCalendar(days_off=frozenset({date(2026, 1, 1), date(2026, 4, 30), date(2026, 5, 1), date(2026, 9, 2)}))
START, END = date(2025, 11, 22), date(2026, 11, 22)
LIMITS = (Limit(3), Limit(10), Limit(1, LimitUnit.CALENDAR_DAYS), Limit(0), Limit(72), Limit(16, LimitUnit.WORKING_HOURS))
OFFERS = [Offer(line=line, limit=LIMITS[n % len(LIMITS)], same_day=LIMITS[n % len(LIMITS)].amount == 0) for n, line in enumerate(lines())]
BY_CODE = {o.line.code: o for o in OFFERS}


def plan(scale: float = 0.005, seed: int = 1) -> Plan:
    desks = [Desk("11329", 1.5), Desk("10507", 1.0)]
    return Plan(targets=targets(scale), offers=OFFERS, communes=desks, calendar=CALENDAR, start=START, end=END, seed=seed)


@pytest.fixture(scope="module")
def year() -> list[HistoryRecord]:
    return list(plan().records())


def local_year(at: datetime | None) -> bool:
    return at is not None and START <= local_date(at) < END


def on_time(r: HistoryRecord) -> bool:
    offer, base = BY_CODE[r.procedure_code], r.due_at
    assert r.resolved_at
    assert r.received_at
    assert base
    pauses = tuple(Pause(a, b) for a, b in r.pauses if b)
    if pauses and not offer.same_day:
        base = DueClock(start_at=r.received_at, limit=offer.limit, calendar=CALENDAR, pauses=pauses).due_at(now=r.resolved_at)
    return local_date(r.resolved_at) <= local_date(base)


def test_totals_are_exact(year: list[HistoryRecord]) -> None:
    t = targets(0.005)
    assert sum(local_year(r.received_at) for r in year) == t.received
    assert sum(local_year(r.resolved_at) for r in year) == t.resolved
    assert sum(r.handed_back_at is not None for r in year) == t.handed_back
    assert sum(r.refused_at is not None for r in year) == t.refused
    assert sum(r.withdrawn_at is not None for r in year) == t.withdrawn
    assert sum(r.received_at is not None and not (r.resolved_at or r.withdrawn_at) for r in year) == t.open_at_end
    assert sum(r.received_at is not None and local_date(r.received_at) < START for r in year) == t.opening
    assert sum(local_year(r.received_at) and r.channel is Channel.ONLINE for r in year) == t.online
    assert sum(bool(r.fee_amount) for r in year) == t.payments


def test_the_reference_city_at_scale_one() -> None:
    t = targets(1.0)
    assert (t.received, t.resolved, t.handed_back) == (861_796, 866_870, 782_188)
    assert t.opening >= 5_074
    assert round(t.online / t.received * 100, 1) == 59.8


def test_on_time_rate_is_over_98_per_cent_and_not_perfect(year: list[HistoryRecord]) -> None:
    resolved = [r for r in year if r.resolved_at]
    rate = sum(map(on_time, resolved)) / len(resolved)
    assert 0.98 < rate < 0.99


def test_no_instant_is_out_of_order_or_outside_the_past(year: list[HistoryRecord]) -> None:
    end = datetime(2026, 11, 21, 17, tzinfo=UTC)
    for r in year:
        instants = (r.submitted_at, r.received_at, r.refused_at, r.resolved_at, r.handed_back_at, r.withdrawn_at)
        supplements = tuple(at for pause in r.pauses for at in pause)
        life = [at for at in (*instants[:2], *supplements, *instants[2:]) if at]
        assert life == sorted(life)
        assert all(at < end for at in instants if at)
        assert r.fee_paid_at is None or r.submitted_at <= r.fee_paid_at <= (r.received_at or end)


def test_work_is_done_in_office_hours(year: list[HistoryRecord]) -> None:
    for r in year:
        for at in (r.received_at, r.refused_at):
            assert at is None or any(a <= at <= b for a, b in CALENDAR.sessions_on(local_date(at)))


def test_online_ramp_meets_the_two_published_months(year: list[HistoryRecord]) -> None:
    months: dict[int, Counter[bool]] = {k: Counter() for k in range(12)}
    for r in year:
        if r.received_at and local_year(r.received_at):
            months[(local_date(r.received_at) - START).days * 12 // 365][r.channel is Channel.ONLINE] += 1
    rate = {k: c[True] / c.total() for k, c in months.items()}
    assert rate[4] == pytest.approx(0.239, abs=0.02)
    assert rate[10] == pytest.approx(0.89, abs=0.02)


def test_paid_amount_matches_the_published_average(year: list[HistoryRecord]) -> None:
    fees = [r.fee_amount for r in year if r.fee_amount]
    published = float(value("S2024.pay.amount") / value("S2024.pay.count"))
    assert sum(fees) / len(fees) == pytest.approx(published, rel=0.25)


def test_land_and_licences_have_their_published_share(year: list[HistoryRecord]) -> None:
    counts = Counter(r.procedure_code for r in year if local_year(r.received_at))
    assert counts["3.000348"] / sum(counts.values()) == pytest.approx(0.030, abs=0.012)
    assert sum(line.weight for line in lines()) == 1000


def test_the_same_seed_makes_the_same_city() -> None:
    assert list(plan(0.001, 7).records()) == list(plan(0.001, 7).records())
    assert list(plan(0.001, 7).records()) != list(plan(0.001, 8).records())


def test_keys_are_unique(year: list[HistoryRecord]) -> None:
    assert len({r.key for r in year}) == len(year)


@pytest.mark.parametrize("scale", [0.0001, 0.00002])
def test_a_hamlet_can_be_made_too(scale: float) -> None:
    assert len(list(plan(scale).records())) >= targets(scale).received


def test_no_city_of_no_size() -> None:
    with pytest.raises(ValueError, match="above zero"):
        targets(0)


@pytest.mark.parametrize(("total", "weights"), [(0, [1, 2]), (7, [1, 1, 1]), (1000, [0.1, 0, 0.7]), (5, [0, 0])])
def test_spread_adds_up(total: int, weights: list[float]) -> None:
    parts = spread(total, weights)
    assert sum(parts) == (total if sum(weights) else 0)
    assert all(p >= 0 for p in parts)


def test_published_figures_are_all_there_with_their_source() -> None:
    assert len(figures()) == 219
    assert all(f.source[0] and f.name_vi and f.name_en for f in figures().values())


def test_contradictions_are_kept_side_by_side() -> None:
    online = next(v for v in versions() if v.quantity == "online_2022")
    assert [str(f.value) for f in online.figures] == ["55", "59.8", "60.2"]
    assert all(len(v.figures) > 1 for v in versions())
