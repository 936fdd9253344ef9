"""The fold: the state that a history of facts leads to, and the row that copies it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from motcua.platform.casework.contracts import EventKind
from motcua.platform.casework.rules.state.changes import CHANGES, at_step, instant, version_of
from motcua.platform.casework.rules.state.kinds import Fact, HistoryBroken, State, but
from motcua.platform.casework.rules.transitions import may_follow


def begin(fact: Fact) -> State:
    """The state after the first fact."""
    if fact.kind is not EventKind.SUBMITTED:
        msg = f"a history begins with a submission, not {fact.kind}"
        raise HistoryBroken(msg)
    told = fact.details
    started = State(
        status=fact.to_status,
        step=told["step"],
        submitted_at=fact.at,
        waiting_for_fee=bool(told.get("waiting_for_fee")),
        intake=told.get("intake", ""),
        authority=told.get("authority", ""),
        intake_due_at=instant(fact, "intake_due_at"),
        version=version_of(told.get("definition", "")),
        given_due="history" in told,
    )
    return at_step(started, fact)


def apply(state: State, fact: Fact) -> State:
    """The state after one more fact; HistoryBroken when the status may not follow."""
    if fact.to_status != state.status and not may_follow(state.status, fact.to_status):
        msg = f"{fact.kind}: status {state.status} → {fact.to_status}"
        raise HistoryBroken(msg)
    return CHANGES[fact.kind](but(state, status=fact.to_status), fact)


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


def columns(state: State, *, unit_code: str) -> dict[str, Any]:
    """What the row of a dossier says when its history leads to ``state``: column by column."""
    amount, _, unit = state.limit.partition(" ")
    return {
        "status": int(state.status), "step": state.step, "assigned_to": state.assigned_to, "waiting_for_fee": state.waiting_for_fee,
        "proposed_outcome": state.proposed, "outcome": state.outcome, "submitted_at": state.submitted_at,
        "received_at": state.received_at, "due_at": state.due_at, "resolved_at": state.resolved_at,
        "handed_back_at": state.handed_back_at, "ended_at": state.ended_at, "paused": state.paused,
        "handler_code": state.handler or unit_code, "intake_code": state.intake or unit_code,
        "authority_code": state.authority or unit_code, "step_entered_at": state.step_entered_at, "step_due_at": state.step_due_at,
        "intake_due_at": state.intake_due_at, "warned": state.warned, "warn_at": state.warn_at, "extensions": state.extensions,
        "gross_minutes": state.gross_minutes, "net_minutes": state.net_minutes, "limit_amount": int(amount) if amount else None,
        "limit_unit": unit,
    }
