"""Writes of the registers."""

from motcua.foundation.registers.actions.amending import amend_rule
from motcua.foundation.registers.actions.calendar import (
    export_days,
    import_days,
    preview_days,
    set_day,
    set_days,
    set_hours,
    undo_change,
)
from motcua.foundation.registers.actions.clock import advance_demo_clock, freeze_demo_clock, set_demo_clock
from motcua.foundation.registers.actions.loading import load_reference

__all__ = [
    "advance_demo_clock",
    "amend_rule",
    "export_days",
    "freeze_demo_clock",
    "import_days",
    "load_reference",
    "preview_days",
    "set_day",
    "set_days",
    "set_demo_clock",
    "set_hours",
    "undo_change",
]
