"""THE DOOR of the room."""

from motcua.services.linked.actions import begin, cancel, retry, run_due, take_over
from motcua.services.linked.queries import of_dossier, of_shown, open_chains, parked

__all__ = ["begin", "cancel", "of_dossier", "of_shown", "open_chains", "parked", "retry", "run_due", "take_over"]
