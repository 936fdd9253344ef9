"""Writes of the audit log: record an act, seal entries into the chains, close hours, ask for a check."""

from motcua.foundation.audit.actions.checks import ask_check, run_checks
from motcua.foundation.audit.actions.closing import close_hours
from motcua.foundation.audit.actions.publishing import begin_witness_again, publish_roots
from motcua.foundation.audit.actions.recording import record
from motcua.foundation.audit.actions.sealing import seal

__all__ = ["ask_check", "begin_witness_again", "close_hours", "publish_roots", "record", "run_checks", "seal"]
