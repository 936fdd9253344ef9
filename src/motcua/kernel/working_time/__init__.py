"""Working time: office calendars, sums over them, and due dates that pauses move."""

from motcua.kernel.working_time.calendar import (
    OFFICE_DAY,
    OFFICE_WEEK,
    Hours,
    NoWorkingTime,
    Season,
    Session,
    WorkCalendar,
    closed_between,
)
from motcua.kernel.working_time.due import DueClock, Limit, LimitUnit, Pause, PauseOpen, PauseOrder, merge_pauses, whole_minutes
from motcua.kernel.working_time.sums import (
    add_calendar_days,
    add_working_days,
    add_working_hours,
    add_working_minutes,
    add_working_time,
    next_working_instant,
    same_day_due,
    working_days_between,
    working_minutes_between,
    working_time_between,
)

__all__ = [
    "OFFICE_DAY",
    "OFFICE_WEEK",
    "DueClock",
    "Hours",
    "Limit",
    "LimitUnit",
    "NoWorkingTime",
    "Pause",
    "PauseOpen",
    "PauseOrder",
    "Season",
    "Session",
    "WorkCalendar",
    "add_calendar_days",
    "add_working_days",
    "add_working_hours",
    "add_working_minutes",
    "add_working_time",
    "closed_between",
    "merge_pauses",
    "next_working_instant",
    "same_day_due",
    "whole_minutes",
    "working_days_between",
    "working_minutes_between",
    "working_time_between",
]
