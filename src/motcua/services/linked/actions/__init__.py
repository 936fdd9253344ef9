"""Writes of the room: one verb, one function, one transaction, its events."""

from motcua.services.linked.actions.running import run_due
from motcua.services.linked.actions.steering import begin, cancel, retry, settle_residence, stop, take_over

__all__ = ["begin", "cancel", "retry", "run_due", "settle_residence", "stop", "take_over"]
