"""Writes of the room: one verb, one function, one transaction, its events."""

from motcua.services.linked.actions.asking import answer_residence, ask_parked, residence_choices
from motcua.services.linked.actions.running import run_due
from motcua.services.linked.actions.steering import begin, cancel, retry, settle_residence, stop, take_over

__all__ = [
    "answer_residence", "ask_parked", "begin", "cancel", "residence_choices", "retry", "run_due", "settle_residence", "stop", "take_over",
]  # fmt: skip
