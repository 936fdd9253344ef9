"""Calendars of the country, the city, a ward: who decides a day, what is told, what can be undone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.outbox.testing import recorded
from motcua.foundation.registers import api as registers
from motcua.foundation.registers import rules
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import load_units
from motcua.kernel import working_time as wt
from motcua.kernel.actors import ANONYMOUS, SYSTEM
from motcua.kernel.clock import VIETNAM
from motcua.kernel.errors import Forbidden

NOW = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
TUESDAY = date(2026, 9, 8)
CITY, WARD, OTHER = "31", "11329", "11914"
K = registers.DayKind
MORNING = wt.OFFICE_DAY[:1]


def day(kind: Any, unit: str = WARD, on: date = TUESDAY, **more: Any) -> registers.CalendarDay:
    return registers.CalendarDay(on, kind, "Bão số 3", "Storm no. 3", "Công điện 12", unit_code=unit, **more)


def publish(*days: registers.CalendarDay, **change: Any) -> registers.CalendarChange:
    return registers.set_days(**({"days": days, "actor": SYSTEM, "now": NOW} | change))


def hours(unit: str, on: date = TUESDAY) -> wt.Hours:
    return registers.calendar(around=NOW, unit_code=unit).hours_on(on)


@pytest.mark.django_db
class TestLevels:
    @pytest.fixture(autouse=True)
    def loaded(self) -> None:
        load_units()
        load_registers()

    def test_levels_run_from_the_country_to_the_ward(self) -> None:
        assert registers.calendar_levels(unit_code=WARD, on=TUESDAY) == ("", CITY, WARD)
        assert registers.calendar_levels(unit_code="", on=TUESDAY) == ("",)
        assert registers.calendar_levels(unit_code="nowhere", on=TUESDAY) == ("", "nowhere")

    def test_a_storm_in_the_city_closes_every_ward_from_its_hour(self) -> None:
        publish(day(K.CLOSED, CITY, closed_from=time(14, 30)))
        assert hours(WARD)[-1].closes == hours(OTHER)[-1].closes == time(14, 30)
        assert hours("") == wt.OFFICE_DAY

    def test_the_nearest_level_has_the_last_word_and_closures_take_from_what_is_left(self) -> None:
        publish(day(K.HALF, CITY), day(K.CLOSED, WARD, closed_until=time(9)))
        assert hours(OTHER) == MORNING
        assert hours(WARD) == (wt.Session(time(9), time(11, 30)),)
        publish(day(K.NORMAL, OTHER))
        assert hours(OTHER) == wt.OFFICE_DAY

    def test_a_day_with_hours_of_its_own_and_a_worked_saturday_of_one_ward(self) -> None:
        late, saturday = (wt.Session(time(7), time(19)),), date(2026, 9, 12)
        publish(day(K.HOURS, hours=late), day(K.WORK, on=saturday))
        assert hours(WARD) == late
        assert hours(WARD, saturday) == wt.OFFICE_DAY
        assert hours(OTHER, saturday) == ()

    def test_a_unit_keeps_hours_of_its_own_from_a_day_on(self) -> None:
        week = (wt.OFFICE_DAY,) * 5 + (MORNING, ())
        own = registers.UnitHours(CITY, week, MORNING, MORNING, date(2026, 9, 10), "QĐ giờ làm việc")
        registers.set_hours(hours=own, actor=SYSTEM, now=NOW)
        assert [bool(hours(WARD, d)) for d in (date(2026, 9, 5), date(2026, 9, 12))] == [False, True]
        told = recorded("registers.calendar.changed.v1")[-1].payload
        assert (told["unit_code"], told["kind"], told["from_on"]) == (CITY, "hours", "2026-09-10")
        with pytest.raises(registers.AmendmentTooEarly):
            registers.set_hours(hours=own, actor=SYSTEM, now=NOW)

    def test_the_countrys_hours_change_with_the_rule(self) -> None:
        week = [[["06:30", "14:30"]]] * 5 + [[], []]
        ask = {"effective_from": date(2026, 10, 1), "source": "QĐ", "trust": registers.Trust.VERIFIED, "actor": SYSTEM, "now": NOW}
        registers.amend_rule(code="office.week", value=week, **ask)
        assert [hours(WARD, d)[-1].closes for d in (date(2026, 9, 30), date(2026, 10, 1))] == [time(17), time(14, 30)]
        assert recorded("registers.calendar.changed.v1")[-1].payload["unit_code"] == ""

    def test_changes_are_told_with_unit_and_days_and_can_be_undone_once(self) -> None:
        first = publish(day(K.HALF))
        storm = publish(day(K.OFF), day(K.OFF, on=date(2026, 9, 9)))
        told = recorded("registers.calendar.changed.v1")[-1].payload
        assert (told["unit_code"], told["days"]) == (WARD, ["2026-09-08", "2026-09-09"])
        with pytest.raises(registers.ChangeSettled):
            registers.undo_change(change_id=first.uuid, actor=SYSTEM, now=NOW)
        registers.undo_change(change_id=storm.uuid, actor=SYSTEM, now=NOW)
        assert hours(WARD) == MORNING
        assert hours(WARD, date(2026, 9, 9)) == wt.OFFICE_DAY
        with pytest.raises(registers.ChangeSettled):
            registers.undo_change(change_id=storm.uuid, actor=SYSTEM, now=NOW)
        registers.undo_change(change_id=first.uuid, actor=SYSTEM, now=NOW)
        assert hours(WARD) == wt.OFFICE_DAY
        assert [c.undone_at for c in registers.changes()] == [NOW, NOW]

    def test_what_is_kept_is_never_stale_also_after_a_rollback(self, django_assert_num_queries: Any) -> None:
        hours(WARD)
        with django_assert_num_queries(1):
            hours(WARD)
        try:
            with transaction.atomic():
                publish(day(K.OFF))
                assert hours(WARD) == ()
                raise InterruptedError  # noqa: TRY301 - the rollback is what is tested
        except InterruptedError:
            assert hours(WARD) == wt.OFFICE_DAY

    def test_a_preview_asks_the_watchers_and_writes_nothing(self) -> None:
        class Watcher:
            key = "test"

            def preview(self, *, proposal: registers.CalendarProposal, now: datetime) -> registers.DueImpact:
                before, after = proposal.calendars(unit_code=WARD, around=NOW)
                moved = wt.add_working_days(NOW, 1, calendar=before) != wt.add_working_days(NOW, 1, calendar=after)
                return registers.DueImpact("hồ sơ", "dossiers", open=1, later=int(moved), earlier=0)

        watcher = registers.due_watchers.add(Watcher())
        try:
            impacts = registers.preview_days(days=[day(K.OFF, CITY)], actor=SYSTEM, now=NOW)
            assert [i.later for i in impacts if i.vi == "hồ sơ"] == [1]
            assert hours(WARD) == wt.OFFICE_DAY
        finally:
            del registers.due_watchers._things[watcher.key]

    def test_faulty_days_and_strangers_are_refused(self) -> None:
        for wrong in (day(K.CLOSED), day(K.CLOSED, closed_from=time(9), closed_until=time(8))):
            with pytest.raises(registers.CalendarFaulty):
                publish(wrong)
        with pytest.raises(registers.CalendarFaulty):
            publish()
        with pytest.raises(Forbidden):
            publish(day(K.OFF), actor=ANONYMOUS)
        assert not registers.changes()

    def test_a_file_is_published_whole_or_not_at_all(self) -> None:
        ask = {"fmt": "csv", "unit_code": WARD, "source": "QĐ 5", "actor": SYSTEM, "now": NOW}
        bad = registers.import_days(content="date,kind\n2026-09-08,off\n08/13/2026,off\n2026-09-09,rain\n", **ask)
        assert [line for line, _, _ in bad.faults] == [3, 4]
        assert hours(WARD) == wt.OFFICE_DAY
        dry = registers.import_days(content="date,kind,name_vi\n08/09/2026,off,Bão\n", **ask, dry_run=True)
        assert (len(dry.days), dry.change) == (1, None)
        registers.import_days(content="date,kind,closed_from\n08/09/2026,closed,14:00\n", **ask)
        assert hours(WARD)[-1].closes == time(14)
        assert "closed" in registers.export_days(year=2026, unit_code=WARD, fmt="csv", now=NOW)


# Pure -------------------------------------------------------------------------------------------------------------------

dates = st.integers(0, 14).map(lambda n: date(2026, 9, 1 + n))
spans = st.sampled_from([wt.OFFICE_DAY, MORNING, (wt.Session(time(8), time(20)),)])
names = st.text("abcđ, ;\\\n", max_size=12).map(lambda s: " ".join(s.split()).replace("\\", ""))


@st.composite
def some_days(draw: st.DrawFn, unit: str = WARD) -> registers.CalendarDay:
    kind = draw(st.sampled_from(list(K)))
    begins, ends = draw(st.sampled_from([(time(9), None), (None, time(10)), (time(8, 30), time(15))])) if kind is K.CLOSED else (None, None)
    own = draw(spans) if kind is K.HOURS else ()
    return registers.CalendarDay(draw(dates), kind, draw(names), draw(names), "QĐ", unit, own, begins, ends)


@given(st.lists(some_days(), max_size=6, unique_by=lambda d: d.on))
def test_csv_gives_back_what_was_written(days: list[registers.CalendarDay]) -> None:
    read, faults = rules.read_csv(rules.write_csv(days), unit_code=WARD, source="QĐ")
    assert not faults
    assert [(d.on, d.kind, d.hours, d.closed_from, d.closed_until) for d in read] == [
        (d.on, d.kind, d.hours, d.closed_from, d.closed_until) for d in sorted(days, key=lambda d: d.on)
    ]


def test_a_name_in_csv_never_becomes_a_formula_and_is_read_back_as_it_was() -> None:
    day = registers.CalendarDay(date(2026, 9, 8), K.OFF, "=1+1", "-1", "@QĐ", WARD, (), None, None)
    text = rules.write_csv([day])
    assert ",'=1+1,'-1," in text
    (read,), faults = rules.read_csv(text, unit_code=WARD, source="")
    assert ((read.name_vi, read.name_en), faults) == (("=1+1", "-1"), ())


@given(st.lists(some_days().filter(lambda d: d.kind is not K.HOURS), max_size=6, unique_by=lambda d: d.on))
def test_icalendar_gives_back_what_was_written(days: list[registers.CalendarDay]) -> None:
    text = rules.write_ical(days, stamp=NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read, faults = rules.read_ical(text, unit_code=WARD, source="QĐ")
    assert not faults
    assert [(d.on, d.kind, d.name_vi, d.closed_from) for d in read] == [
        (d.on, d.kind, d.name_vi.strip(), d.closed_from or (time.min if d.kind is K.CLOSED else None))
        for d in sorted(days, key=lambda d: d.on)
    ]


def test_icalendar_of_others_is_read() -> None:
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270204\nDTEND;VALUE=DATE:20270211\nSUMMARY:Tết\n  Đinh Mùi\nEND:VEVENT\n"
        "BEGIN:VEVENT\nDTSTART:20260908T070000Z\nDTEND:20260908T093000Z\nSUMMARY:Storm\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n"
    )
    read, faults = rules.read_ical(text, unit_code="", source="s")
    assert [d.on.isoformat() for d in read] == ["2026-09-08", *[f"2027-02-{d:02d}" for d in range(4, 11)]]
    assert (read[0].kind, read[0].closed_from, read[0].closed_until) == (K.CLOSED, time(14), time(16, 30))
    assert read[1].name_vi == "Tết Đinh Mùi"
    assert [line for line, _, _ in faults] == [13]


levels = ("", CITY, WARD)


@given(
    days=st.lists(st.sampled_from(levels).flatmap(lambda unit: some_days(unit=unit)), max_size=8, unique_by=lambda d: (d.on, d.unit_code)),
    starts=st.lists(st.tuples(st.sampled_from(levels), dates, spans), max_size=4, unique_by=lambda s: s[:2]),
    minute=st.integers(0, 14 * 1440),
)
def test_any_minute_is_open_exactly_when_the_levels_say_so(days: list[Any], starts: list[Any], minute: int) -> None:
    """The judge asks minute by minute, level by level, and builds no calendar."""
    always = rules.Week("", wt.OFFICE_WEEK, wt.OFFICE_DAY, MORNING, date(2020, 1, 1))
    weeks = [always]
    for unit, start, span in starts:
        later = [s for u, s, _ in starts if u == unit and s > start]
        weeks.append(rules.Week(unit, (span,) * 7, span, span[:1], start, min(later, default=None)))
    if any(u == "" for u, _, _ in starts):
        weeks[0] = rules.Week("", *always_hours(), date(2020, 1, 1), min(s for u, s, _ in starts if u == ""))
    by_level = {level: [d for d in days if d.unit_code == level] for level in levels}
    calendar = rules.merged(levels=levels, weeks=weeks, days=by_level, around=date(2026, 8, 31))
    at = datetime.combine(date(2026, 9, 1), time(0), tzinfo=VIETNAM)
    at = at.replace(day=1 + minute // 1440, hour=minute % 1440 // 60, minute=minute % 60)
    expected = judged(at, weeks, by_level)
    assert calendar is not None
    assert any(opens <= at < closes for opens, closes in calendar.sessions_on(at.date())) == expected


def always_hours() -> tuple[Any, wt.Hours, wt.Hours]:
    return wt.OFFICE_WEEK, wt.OFFICE_DAY, MORNING


def judged(at: datetime, weeks: list[Any], by_level: dict[str, list[Any]]) -> bool:
    def inside(sessions: wt.Hours) -> bool:
        return any(s.opens <= at.time() < s.closes for s in sessions)

    on = at.date()
    held = {w.unit_code: w for w in weeks if w.effective_from <= on and (w.effective_to is None or on < w.effective_to)}
    week = held.get(WARD) or held.get(CITY) or held[""]
    is_open = inside(week.week[on.weekday()])
    for level in levels:
        for d in (d for d in by_level[level] if d.on == on):
            closed = (d.closed_from or time.min) <= at.time() < (d.closed_until or time.max)
            is_open = {
                K.OFF: False, K.WORK: inside(week.extra), K.HALF: inside(week.half), K.HOURS: inside(d.hours),
                K.CLOSED: is_open and not closed, K.NORMAL: inside(week.week[on.weekday()]),
            }[d.kind]  # fmt: skip
    return is_open
