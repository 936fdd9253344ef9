"""Writes of the registers."""

from motcua.foundation.registers.actions.amending import amend_rule, set_day
from motcua.foundation.registers.actions.clock import advance_demo_clock, freeze_demo_clock, set_demo_clock
from motcua.foundation.registers.actions.loading import load_reference

__all__ = ["advance_demo_clock", "amend_rule", "freeze_demo_clock", "load_reference", "set_day", "set_demo_clock"]
