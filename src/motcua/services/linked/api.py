"""THE DOOR of the room."""

from motcua.services.linked.actions import (
    answer_residence,
    ask_parked,
    begin,
    cancel,
    residence_choices,
    retry,
    run_due,
    settle_residence,
    stop,
    take_over,
)
from motcua.services.linked.queries import of_dossier, of_shown, open_chains, page_of_person, page_of_units, parked

__all__ = [
    "answer_residence", "ask_parked", "begin", "cancel", "of_dossier", "of_shown", "open_chains", "page_of_person", "page_of_units",
    "parked", "residence_choices", "retry", "run_due", "settle_residence", "stop", "take_over",
]  # fmt: skip
