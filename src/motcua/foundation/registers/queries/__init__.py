"""Reads of the registers."""

from motcua.foundation.registers.queries.calendar import (
    OFFICE,
    calendar,
    calendar_days,
    calendar_levels,
    changes,
    day_from_plain,
    proposed,
    to_change,
    to_day,
    unit_hours,
)
from motcua.foundation.registers.queries.clock import _last, demo_now, forget_demo_reading, machine_now
from motcua.foundation.registers.queries.law import entries, entry, history, latest_rules, rule, rules_on

__all__ = [
    "OFFICE",
    "_last",
    "calendar",
    "calendar_days",
    "calendar_levels",
    "changes",
    "day_from_plain",
    "demo_now",
    "entries",
    "entry",
    "forget_demo_reading",
    "history",
    "latest_rules",
    "machine_now",
    "proposed",
    "rule",
    "rules_on",
    "to_change",
    "to_day",
    "unit_hours",
]
