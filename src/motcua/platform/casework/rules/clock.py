"""When a dossier is due: limits, pauses, and the comparison of dates that decides "late" (QĐ 766/QĐ-TTg counts dates)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from motcua.kernel.clock import local, local_date
from motcua.kernel.working_time import (
    DueClock,
    Limit,
    LimitUnit,
    Pause,
    WorkCalendar,
    add_working_days,
    add_working_time,
    next_working_instant,
    whole_minutes,
    working_time_between,
)
from motcua.platform.casework.contracts import Due, DueState
from motcua.platform.casework.rules.state import PERCENTS, State
from motcua.platform.casework.rules.times import HOURS_A_DAY

_MINUTE = timedelta(minutes=1)


def limit_at(*, limit: Limit, same_day: bool, cutoff: time, start_at: datetime, calendar: WorkCalendar) -> Limit:
    """The limit that applies to an intake at ``start_at``: same-day procedures taken in after ``cutoff`` are due the next working day."""
    if not same_day:
        return limit
    begins = local(next_working_instant(start_at, calendar=calendar)).time()
    return Limit(amount=1 if begins > cutoff else 0, unit=LimitUnit.WORKING_DAYS)


def clock(*, limit: Limit, received_at: datetime, pauses: Iterable[Pause], calendar: WorkCalendar) -> DueClock:
    """The clock of a received dossier. A pause before intake does not count: the clock had not started."""
    return DueClock(start_at=received_at, limit=limit, calendar=calendar, pauses=tuple(pauses))


def resumed_due(*, limit: Limit, state: State, at: datetime, calendar: WorkCalendar) -> tuple[datetime | None, int]:
    """Due instant and paused working minutes after the open pause ends at ``at``; (None, minutes) before intake.

    The new due instant is the old one moved by exactly the working time that passed in the pause.
    """
    opened = next(p for p in reversed(state.pauses) if p.until_at is None)
    closed = (*(p for p in state.pauses if p.until_at is not None), Pause(opened.from_at, at))
    one = DueClock(start_at=opened.from_at, limit=limit, calendar=calendar, pauses=(closed[-1],))
    minutes = one.paused_time(now=at) // _MINUTE
    if state.received_at is None:
        return None, minutes
    whole = clock(limit=limit, received_at=state.received_at, pauses=closed, calendar=calendar)
    return whole.due_at(now=at), minutes


def running(*, limit: Limit, state: State, calendar: WorkCalendar, pauses: Iterable[Pause] | None = None) -> DueClock:
    """The clock that runs: since receipt, or since the end of the pause that reset it; ``pauses`` None takes those of the state."""
    start = state.clock_start or state.received_at
    assert start is not None
    return clock(limit=limit, received_at=start, pauses=state.pauses if pauses is None else pauses, calendar=calendar)


def timed(clock_: DueClock, *, at: datetime) -> dict[str, Any]:
    """What a fact at ``at`` tells of the clock: the due instant and the instants at which 50, 80 and 100 % of the time are used."""
    due_at = clock_.due_at(now=at)
    used = clock_.used_time(now=at)
    whole = used + working_time_between(at, due_at, calendar=clock_.calendar)
    marks = [_mark(whole * percent / 100 - used, at=at, due_at=due_at, calendar=clock_.calendar) for percent in PERCENTS[:-1]]
    return {"due_at": due_at.isoformat(), "marks": [m.isoformat() for m in (*marks, due_at)]}


def _mark(left: timedelta, *, at: datetime, due_at: datetime, calendar: WorkCalendar) -> datetime:
    if left <= timedelta(0):
        return min(at, due_at)
    return min(due_at, add_working_time(at, _MINUTE * (left // _MINUTE), calendar=calendar))


def passed_percent(marks: Iterable[str], *, at: datetime) -> int:
    """The highest of 50, 80, 100 whose instant has passed at ``at``; 0 when none has."""
    return max((p for p, mark in zip(PERCENTS, marks, strict=False) if datetime.fromisoformat(mark) <= at), default=0)


def extended(limit: Limit, days: int) -> Limit:
    """A limit with ``days`` more: working days, for a limit in calendar days days of the calendar, for hours eight a day."""
    return Limit(amount=limit.amount + days * (HOURS_A_DAY if limit.unit is LimitUnit.WORKING_HOURS else 1), unit=limit.unit)


def step_due(*, limit: Limit | None, at: datetime, calendar: WorkCalendar) -> datetime | None:
    """When a step entered at ``at`` is due by its own clock; None where the step has none."""
    return None if limit is None else DueClock(start_at=at, limit=limit, calendar=calendar).base_due_at()


def minutes_taken(*, state: State, done_at: datetime, calendar: WorkCalendar) -> tuple[int, int]:
    """Working minutes from receipt until ``done_at``: gross, and net of pauses. Half a working day counts as it is."""
    assert state.received_at is not None
    one = DueClock(start_at=state.received_at, limit=Limit(amount=0), calendar=calendar, pauses=state.pauses)
    gross = working_time_between(state.received_at, done_at, calendar=calendar) // _MINUTE
    return gross, max(0, gross - one.paused_time(now=done_at) // _MINUTE)


def resumed(
    *, limit: Limit, state: State, at: datetime, calendar: WorkCalendar, reset: bool = False
) -> tuple[dict[str, Any], int]:
    """What the end of the open pause at ``at`` tells: the new clock (``reset``: the whole limit anew), and the paused working minutes.

    Before intake there is no clock yet. A due date that was brought along moves by exactly the working time of the pause.
    """
    opened = next(p for p in reversed(state.pauses) if p.until_at is None)
    minutes = working_time_between(opened.from_at, at, calendar=calendar) // _MINUTE
    told: dict[str, Any] = {"paused_minutes": minutes, "due_before": state.due_at.isoformat() if state.due_at else None}
    if state.step_due_at is not None:
        told["step_due_at"] = moved(due_at=state.step_due_at, pause=Pause(opened.from_at, at), calendar=calendar).isoformat()
    if state.received_at is None:
        return {**told, "due_at": None}, minutes
    if state.given_due and not reset and state.due_at is not None:
        return {**told, "due_at": moved(due_at=state.due_at, pause=Pause(opened.from_at, at), calendar=calendar).isoformat()}, minutes
    closed = (*(p for p in state.pauses if p.until_at is not None), Pause(opened.from_at, at))
    if reset:
        anew = clock(limit=limit, received_at=at, pauses=(), calendar=calendar)
        return {**told, **timed(anew, at=at), "reset": True, "warned": 0}, minutes
    return {**told, **timed(running(limit=limit, state=state, calendar=calendar, pauses=closed), at=at)}, minutes


def reopened(*, limit: Limit, state: State, at: datetime, calendar: WorkCalendar) -> tuple[dict[str, Any], int]:
    """What the clock tells when a result becomes void at ``at``: the time since its issue counts as a pause; and its working minutes."""
    assert state.resolved_at is not None
    assert state.due_at is not None
    gap = Pause(state.resolved_at, at)
    minutes = working_time_between(gap.from_at, at, calendar=calendar) // _MINUTE
    if state.given_due:
        return {"due_at": moved(due_at=state.due_at, pause=gap, calendar=calendar).isoformat()}, minutes
    return timed(running(limit=limit, state=state, calendar=calendar, pauses=(*state.pauses, gap)), at=at), minutes


def moved(*, due_at: datetime, pause: Pause, calendar: WorkCalendar) -> datetime:
    """A due instant moved by the working time of a closed pause, in whole minutes."""
    assert pause.until_at is not None
    passed = whole_minutes(working_time_between(pause.from_at, pause.until_at, calendar=calendar))
    return add_working_time(due_at, passed, calendar=calendar)


def supplement_deadline(*, at: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """End of business of the ``days``-th working day after the request."""
    return add_working_days(at, days, calendar=calendar)


def supplement_is_late(*, now: datetime, deadline_at: datetime) -> bool:
    """A supplement is late from the day after the deadline: what arrives on the last day, also in the evening, is in time."""
    return local_date(now) > local_date(deadline_at)


def on_time(*, done_at: datetime, due_at: datetime) -> bool:
    """Done on the due date is on time: dates are compared, not minutes."""
    return local_date(done_at) <= local_date(due_at)


def due_state(*, due_at: datetime | None, done_at: datetime | None, paused: bool, ended: bool, now: datetime) -> DueState:
    """Where a dossier stands. ``ended`` without ``done_at`` (refused, withdrawn, stopped) has no due date any more.

    SOON is today or tomorrow by calendar; weekends are not asked here because a list has no calendar at hand.
    """
    if due_at is None or (ended and done_at is None):
        return DueState.NONE
    if done_at is not None:
        return DueState.DONE_ON_TIME if on_time(done_at=done_at, due_at=due_at) else DueState.DONE_LATE
    if paused:
        return DueState.PAUSED
    left = (local_date(due_at) - local_date(now)).days
    if left < 0:
        return DueState.LATE
    return DueState.SOON if left <= 1 else DueState.ON_TRACK


def due(*, limit: Limit, state: State, now: datetime, calendar: WorkCalendar) -> Due:
    """The clock of a dossier as a person may see it at ``now``."""
    done_at = state.resolved_at
    standing = due_state(due_at=state.due_at, done_at=done_at, paused=state.paused, ended=state.ended_at is not None, now=now)
    if state.received_at is None or state.due_at is None:
        return Due(state=standing, due_at=None, remaining_minutes=None, paused_minutes=0, paused=state.paused)
    ran = running(limit=limit, state=state, calendar=calendar)
    at = done_at or state.ended_at or now
    due_at = _given(state, at=at, calendar=calendar) if state.given_due else ran.due_at(now=at)
    ahead = working_time_between(at, due_at, calendar=calendar) - working_time_between(due_at, at, calendar=calendar)
    return Due(
        state=standing, due_at=due_at, remaining_minutes=ahead // _MINUTE, paused_minutes=ran.paused_time(now=at) // _MINUTE,
        paused=state.paused, step_due_at=state.step_due_at, gross_minutes=state.gross_minutes, net_minutes=state.net_minutes,
    )


def _given(state: State, *, at: datetime, calendar: WorkCalendar) -> datetime:
    """A due date that was brought along, moved by the pause that is open now."""
    assert state.due_at is not None
    opened = next((p for p in state.pauses if p.until_at is None), None)
    if opened is None:
        return state.due_at
    return moved(due_at=state.due_at, pause=Pause(opened.from_at, max(at, opened.from_at)), calendar=calendar)
