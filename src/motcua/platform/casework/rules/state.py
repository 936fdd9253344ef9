"""The state of a dossier as the fold of its facts: the row in the database is a copy of this and is checked against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.kernel.working_time import Pause
from motcua.platform.casework.contracts import DossierStatus, EventKind
from motcua.platform.casework.rules.transitions import may_follow


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of a dossier's history, before or after it is stored. ``details`` is JSON without personal data."""

    kind: EventKind
    at: datetime
    actor_ref: str
    to_status: DossierStatus
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """What is true of a dossier now."""

    status: DossierStatus
    step: str
    submitted_at: datetime
    waiting_for_fee: bool = False
    assigned_to: UUID | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    resolved_at: datetime | None = None
    handed_back_at: datetime | None = None
    ended_at: datetime | None = None
    proposed: str = ""
    outcome: str = ""
    pauses: tuple[Pause, ...] = ()

    @property
    def paused(self) -> bool:
        """Whether the clock stands still."""
        return any(p.until_at is None for p in self.pauses)


class HistoryBroken(ValueError):
    """Stored facts that no sequence of actions could have written: corruption or tampering."""


def begin(fact: Fact) -> State:
    """The state after the first fact."""
    if fact.kind is not EventKind.SUBMITTED:
        msg = f"a history begins with a submission, not {fact.kind}"
        raise HistoryBroken(msg)
    return State(
        status=fact.to_status,
        step=fact.details["step"],
        submitted_at=fact.at,
        waiting_for_fee=bool(fact.details.get("waiting_for_fee")),
    )


def apply(state: State, fact: Fact) -> State:
    """The state after one more fact; HistoryBroken when the status may not follow."""
    if fact.to_status != state.status and not may_follow(state.status, fact.to_status):
        msg = f"{fact.kind}: status {state.status} → {fact.to_status}"
        raise HistoryBroken(msg)
    return _CHANGES[fact.kind](replace(state, status=fact.to_status), fact)


def fold(facts: Iterable[Fact]) -> State:
    """The state that a whole history leads to."""
    ordered = iter(facts)
    try:
        state = begin(next(ordered))
    except StopIteration:
        msg = "a dossier without history"
        raise HistoryBroken(msg) from None
    for fact in ordered:
        state = apply(state, fact)
    return state


def _fee_paid(state: State, fact: Fact) -> State:
    if fact.details.get("resumed"):
        return _resumed(state, fact)
    return replace(state, waiting_for_fee=False)


def _received(state: State, fact: Fact) -> State:
    return replace(state, step=fact.details["step"], received_at=fact.at, due_at=_instant(fact, "due_at"), assigned_to=_officer(fact))


def _paused(state: State, fact: Fact) -> State:
    if state.paused:
        msg = f"{fact.kind}: the clock already stands still"
        raise HistoryBroken(msg)
    return replace(state, pauses=(*state.pauses, Pause(from_at=fact.at)))


def _resumed(state: State, fact: Fact) -> State:
    return replace(_close_pause(state, fact.at), step=fact.details["step"], due_at=_instant(fact, "due_at"))


def _moved(state: State, fact: Fact) -> State:
    return replace(state, step=fact.details["step"], assigned_to=_officer(fact), proposed=fact.details.get("proposed", ""))


def _resolved(state: State, fact: Fact) -> State:
    return replace(state, step=fact.details["step"], resolved_at=fact.at, outcome=fact.details["outcome"], assigned_to=None)


def _handed_back(state: State, fact: Fact) -> State:
    return replace(state, step=fact.details["step"], handed_back_at=fact.at, ended_at=fact.at)


def _ended(state: State, fact: Fact) -> State:
    return replace(_close_pause(state, fact.at), step=fact.details["step"], ended_at=fact.at, assigned_to=None)


def _unchanged(state: State, fact: Fact) -> State:
    return state


def _close_pause(state: State, at: datetime) -> State:
    closed = (p if p.until_at is not None else replace(p, until_at=at) for p in state.pauses)
    return replace(state, pauses=tuple(closed))


def _instant(fact: Fact, key: str) -> datetime | None:
    text = fact.details.get(key)
    return datetime.fromisoformat(text) if text else None


def _officer(fact: Fact) -> UUID | None:
    text = fact.details.get("assigned_to")
    return UUID(text) if text else None


_CHANGES = {
    EventKind.FEE_PAID: _fee_paid,
    EventKind.RECEIVED: _received,
    EventKind.REFUSED: _ended,
    EventKind.SUPPLEMENT_REQUESTED: _paused,
    EventKind.SUPPLEMENT_EXTENDED: _unchanged,
    EventKind.SUPPLEMENTED: _resumed,
    EventKind.PAYMENT_REQUESTED: _paused,
    EventKind.MOVED: _moved,
    EventKind.RESOLVED: _resolved,
    EventKind.HANDED_BACK: _handed_back,
    EventKind.WITHDRAWN: _ended,
    EventKind.STOPPED: _ended,
}
