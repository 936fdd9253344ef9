"""THE DOOR of the registers: rules, catalogues, calendar, demonstration clock."""

from motcua.foundation.registers.actions import (
    advance_demo_clock,
    amend_rule,
    freeze_demo_clock,
    load_reference,
    set_day,
    set_demo_clock,
)
from motcua.foundation.registers.contracts import (
    AmendmentTooEarly,
    CalendarDay,
    CalendarFaulty,
    DayKind,
    DemoClockRefused,
    Entry,
    EntryUnknown,
    LegalRule,
    LoadReport,
    RuleUnknown,
    Trust,
)
from motcua.foundation.registers.queries import calendar, calendar_days, demo_now, entries, entry, history, rule, rules_on

__all__ = [
    "AmendmentTooEarly",
    "CalendarDay",
    "CalendarFaulty",
    "DayKind",
    "DemoClockRefused",
    "Entry",
    "EntryUnknown",
    "LegalRule",
    "LoadReport",
    "RuleUnknown",
    "Trust",
    "advance_demo_clock",
    "amend_rule",
    "calendar",
    "calendar_days",
    "demo_now",
    "entries",
    "entry",
    "freeze_demo_clock",
    "history",
    "load_reference",
    "rule",
    "rules_on",
    "set_day",
    "set_demo_clock",
]
