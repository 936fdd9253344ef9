"""Writes of the audit log: record an act, seal entries into the chains, close hours, ask for a check."""

from motcua.foundation.audit.actions.checks import ask_check, run_checks
from motcua.foundation.audit.actions.closing import close_hours
from motcua.foundation.audit.actions.recording import record
from motcua.foundation.audit.actions.sealing import seal

__all__ = ["ask_check", "close_hours", "record", "run_checks", "seal"]
