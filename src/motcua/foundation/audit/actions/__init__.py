"""Writes of the audit log: record an act, seal entries into the chains, close hours, ask for a check."""

from motcua.foundation.audit.actions.closing import close_hours
from motcua.foundation.audit.actions.recording import record
from motcua.foundation.audit.actions.sealing import seal

__all__ = ["close_hours", "record", "seal"]
