"""Writes of the audit log: record an act, seal entries into the chain, close days."""

from motcua.foundation.audit.actions.recording import record
from motcua.foundation.audit.actions.sealing import close_days, seal

__all__ = ["close_days", "record", "seal"]
