"""Pure decisions of the registers."""

from motcua.foundation.registers.rules.calendar import (
    DAYS_OF_WEEK,
    Week,
    hours,
    merged,
    national_weeks,
    plain_hours,
    week_of,
    work_calendar,
)
from motcua.foundation.registers.rules.dayfiles import read_csv, read_ical, write_csv, write_ical
from motcua.foundation.registers.rules.law import Dated, demo_offset, demo_reading, ends, in_force, same_shape

__all__ = [
    "DAYS_OF_WEEK",
    "Dated",
    "Week",
    "demo_offset",
    "demo_reading",
    "ends",
    "hours",
    "in_force",
    "merged",
    "national_weeks",
    "plain_hours",
    "read_csv",
    "read_ical",
    "same_shape",
    "week_of",
    "work_calendar",
    "write_csv",
    "write_ical",
]
