"""Who is called next, and how long the others wait."""

from __future__ import annotations

from collections.abc import Sequence

from motcua.services.counter.contracts import Priority, Waiting

PRIORITY, APPOINTED, ORDINARY = 0, 1, 2
IN_A_ROW = 2  # so many with priority or appointment are called before one of the rest, who would otherwise never be
_LEAST, _MOST = 1, 240
_ENOUGH = 5  # measured services before the measurement is believed


def rank(*, priority: Priority, appointed: bool) -> int:
    """The rank of a ticket (Luật Người cao tuổi, Luật Người khuyết tật: priority when using public services)."""
    if priority is not Priority.NONE:
        return PRIORITY
    return APPOINTED if appointed else ORDINARY


def choose(*, waiting: Sequence[Waiting], last_ranks: Sequence[int]) -> Waiting | None:
    """The next ticket: by rank, then by when it joined; after two of the first ranks in a row the longest-waiting ordinary one.

    ``last_ranks`` are the ranks of the last calls, latest first.
    """
    if not waiting:
        return None
    ordinary = [w for w in waiting if w.rank == ORDINARY]
    row = list(last_ranks[:IN_A_ROW])
    if ordinary and len(row) == IN_A_ROW and ORDINARY not in row:
        return min(ordinary, key=lambda w: (w.queued_at, w.ticket_id))
    return min(waiting, key=lambda w: (w.rank, w.queued_at, w.ticket_id))


def order(*, waiting: Sequence[Waiting], last_ranks: Sequence[int]) -> list[Waiting]:
    """All who wait in the order in which they would be called."""
    left, ranks, found = list(waiting), list(last_ranks), []
    while (chosen := choose(waiting=left, last_ranks=ranks)) is not None:
        found.append(chosen)
        left.remove(chosen)
        ranks.insert(0, chosen.rank)
    return found


def service_minutes(*, measured: Sequence[int], expected: int) -> int:
    """Minutes of one service: the median of what was measured lately, or what the group expects until five were."""
    if len(measured) < _ENOUGH:
        return expected
    ordered = sorted(measured)
    return max(_LEAST, ordered[len(ordered) // 2])


def wait_minutes(*, ahead: int, minutes: int, desks: int) -> int:
    """The estimate: people ahead times one service over the desks that are open, rounded up; at most four hours."""
    return min(_MOST, -(-ahead * minutes // max(desks, 1)))
