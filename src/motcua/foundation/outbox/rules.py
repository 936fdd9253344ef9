"""Pure decisions: how long to wait after a failure, when to park, how far the events are settled."""

from __future__ import annotations

from collections.abc import Sequence

ATTEMPTS_BEFORE_PARKING = 8
_LONGEST_WAIT_SECONDS = 300


def wait_seconds(*, attempts: int) -> int:
    """Seconds before the next try after ``attempts`` failures: 1, 2, 4 … 300."""
    return int(min(2 ** max(attempts - 1, 0), _LONGEST_WAIT_SECONDS))


def parks(*, attempts: int) -> bool:
    """Whether the delivery stops being tried by itself."""
    return attempts >= ATTEMPTS_BEFORE_PARKING


class GapWatch:
    """Decides how far a stream of sequence numbers is settled.

    Numbers are handed out before commit, so a missing number belongs to a transaction that is open or was rolled back. It is
    open at most as long as transactions that ran when the gap was first seen: remember the first unassigned transaction
    number (``xmax``) then, and pass the gap once the oldest running one (``xmin``) has reached it.
    """

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def settled(self, *, after: int, visible: Sequence[int], xmin: int, xmax: int) -> int:
        """The largest settled number, at least ``after``; ``visible`` are the committed numbers above ``after``, ascending."""
        reached = after
        for seq in visible:
            if seq > reached + 1:
                first_missing = reached + 1
                if xmin < self._seen.setdefault(first_missing, xmax):
                    break
            reached = seq
        self._seen = {gap: mark for gap, mark in self._seen.items() if gap > reached}
        return reached
