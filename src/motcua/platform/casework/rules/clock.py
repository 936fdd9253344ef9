"""When a dossier is due: limits, pauses, and the comparison of dates that decides "late" (QĐ 766/QĐ-TTg counts dates)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

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
    working_time_between,
)
from motcua.platform.casework.contracts import Due, DueState
from motcua.platform.casework.rules.state import State

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


def moved(*, due_at: datetime, pause: Pause, calendar: WorkCalendar) -> datetime:
    """A due instant moved by the working time of a closed pause."""
    assert pause.until_at is not None
    return add_working_time(due_at, working_time_between(pause.from_at, pause.until_at, calendar=calendar), calendar=calendar)


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
    running = clock(limit=limit, received_at=state.received_at, pauses=state.pauses, calendar=calendar)
    at = done_at or state.ended_at or now
    return Due(
        state=standing,
        due_at=running.due_at(now=at),
        remaining_minutes=running.remaining_time(now=at) // _MINUTE,
        paused_minutes=running.paused_time(now=at) // _MINUTE,
        paused=state.paused,
    )
