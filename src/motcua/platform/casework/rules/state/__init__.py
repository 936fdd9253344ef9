"""The state of a dossier as the fold of its facts: the row in the database is a copy of this and is checked against it."""

from motcua.platform.casework.rules.state.folding import apply, begin, columns, fold
from motcua.platform.casework.rules.state.kinds import PERCENTS, Asked, Fact, HistoryBroken, Part, State

__all__ = ["PERCENTS", "Asked", "Fact", "HistoryBroken", "Part", "State", "apply", "begin", "columns", "fold"]
