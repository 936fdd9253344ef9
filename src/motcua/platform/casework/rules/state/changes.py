"""What each kind of fact changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.kernel.working_time import Pause
from motcua.platform.casework.contracts import EventKind
from motcua.platform.casework.rules.state.kinds import Asked, Fact, HistoryBroken, Part, State, but


def _fee_paid(state: State, fact: Fact) -> State:
    if fact.details.get("resumed"):
        return _resumed(state, fact)
    return but(state, waiting_for_fee=False)


def _received(state: State, fact: Fact) -> State:
    told = fact.details
    begun = but(
        state, received_at=fact.at, clock_start=fact.at, limit=told.get("limit", ""), assigned_to=_officer(fact),
        given_due=bool(told.get("given_due", state.given_due)),
    )
    return at_step(_timed(begun, fact), fact)


def _paused(state: State, fact: Fact) -> State:
    if state.paused:
        msg = f"{fact.kind}: the clock already stands still"
        raise HistoryBroken(msg)
    return but(state, pauses=(*state.pauses, Pause(from_at=fact.at)))


def _resumed(state: State, fact: Fact) -> State:
    on = _close_pause(state, fact.at)
    if fact.details.get("reset"):
        on = but(on, clock_start=fact.at)
    on = at_step(_timed(on, fact), fact)
    return but(on, step_due_at=instant(fact, "step_due_at")) if "step_due_at" in fact.details else on


def _moved(state: State, fact: Fact) -> State:
    return but(at_step(state, fact), assigned_to=_officer(fact), proposed=fact.details.get("proposed", ""))


def _resolved(state: State, fact: Fact) -> State:
    told = fact.details
    done = but(
        at_step(state, fact), resolved_at=fact.at, outcome=told["outcome"], assigned_to=None,
        gross_minutes=told.get("gross_minutes"), net_minutes=told.get("net_minutes"),
    )
    return _nobody_asked(done, fact)


def _handed_back(state: State, fact: Fact) -> State:
    return but(at_step(state, fact), handed_back_at=fact.at, ended_at=fact.at, step_due_at=None)


def _ended(state: State, fact: Fact) -> State:
    ended = but(at_step(_close_pause(state, fact.at), fact), ended_at=fact.at, assigned_to=None, step_due_at=None)
    return _nobody_asked(ended, fact)


def _unchanged(state: State, fact: Fact) -> State:
    return state


def _assigned(state: State, fact: Fact) -> State:
    return but(state, assigned_to=_officer(fact))


def _transferred(state: State, fact: Fact) -> State:
    told = fact.details
    return but(state, handler=told["handler"], intake=told.get("intake", state.intake), assigned_to=None)


def _asked(state: State, fact: Fact) -> State:
    told = fact.details
    due_at = instant(fact, "opinion_due_at")
    assert due_at is not None
    new = Asked(ref=told["opinion"], unit=told["unit"], key=told.get("key", ""), asked_at=fact.at, due_at=due_at)
    return but(state, opinions=(*state.opinions, new))


def _given(state: State, fact: Fact) -> State:
    return _opinion(state, fact, stance=fact.details["stance"], given_at=fact.at)


def _recalled(state: State, fact: Fact) -> State:
    return _opinion(state, fact, recalled_at=fact.at)


def _opinion(state: State, fact: Fact, **change: Any) -> State:
    ref = fact.details["opinion"]
    if ref not in {o.ref for o in state.open_opinions}:
        msg = f"{fact.kind}: nobody waits for opinion {ref}"
        raise HistoryBroken(msg)
    return but(state, opinions=tuple(replace(o, **change) if o.ref == ref else o for o in state.opinions))


def _nobody_asked(state: State, fact: Fact) -> State:
    """With the end of a dossier every open question is taken back."""
    return but(state, opinions=tuple(replace(o, recalled_at=fact.at) if o.open else o for o in state.opinions))


def _extended(state: State, fact: Fact) -> State:
    return but(_timed(state, fact), limit=fact.details["limit"], extensions=state.extensions + 1)


def _warned(state: State, fact: Fact) -> State:
    return but(state, warned=fact.details["percent"])


def _recomputed(state: State, fact: Fact) -> State:
    on = _timed(state, fact)
    return but(on, step_due_at=instant(fact, "step_due_at")) if "step_due_at" in fact.details else on


def _sub_opened(state: State, fact: Fact) -> State:
    return but(state, parts=(*state.parts, Part(ref=fact.details["child"])))


def _sub_closed(state: State, fact: Fact) -> State:
    ref, status = fact.details["child"], fact.details["status"]
    return but(state, parts=tuple(replace(p, status=status) if p.ref == ref else p for p in state.parts))


def _reopened(state: State, fact: Fact) -> State:
    """A result that is void: the time between its issue and now does not count against the office."""
    assert state.resolved_at is not None
    back = but(
        state, resolved_at=None, handed_back_at=None, ended_at=None, outcome="", proposed="", gross_minutes=None, net_minutes=None,
        assigned_to=None, pauses=(*state.pauses, Pause(state.resolved_at, fact.at)),
    )
    return at_step(_timed(back, fact), fact)


def _rebased(state: State, fact: Fact) -> State:
    on = at_step(but(state, version=version_of(fact.details["definition"])), fact)
    return but(_timed(on, fact), limit=fact.details.get("limit", on.limit)) if "due_at" in fact.details else on


def _succeeded(state: State, fact: Fact) -> State:
    """The unit was merged: the one that took it over stands in its place, and owes the opinions that the old one owed."""
    told = fact.details
    owed = tuple(replace(o, unit=told["unit"]) if o.ref in told["opinions"] else o for o in state.opinions)
    on = but(state, handler=told["handler"], intake=told["intake"], authority=told["authority"], opinions=owed)
    return _recomputed(on, fact) if "due_at" in told else on


def at_step(state: State, fact: Fact) -> State:
    """The step that the fact tells; where it tells the unit too, the step was entered now and its clock is new."""
    told = fact.details
    on = but(state, step=told["step"])
    if "handler" in told:
        on = but(on, handler=told["handler"], step_entered_at=fact.at, step_due_at=instant(fact, "step_due_at"))
    return on


def _timed(state: State, fact: Fact) -> State:
    """The due date and the warnings that the fact tells."""
    told = fact.details
    marks = tuple(datetime.fromisoformat(at) for at in told.get("marks", ()))
    return but(state, due_at=instant(fact, "due_at"), marks=marks, warned=told.get("warned", state.warned))


def _close_pause(state: State, at: datetime) -> State:
    closed = (p if p.until_at is not None else replace(p, until_at=at) for p in state.pauses)
    return but(state, pauses=tuple(closed))


def version_of(text: str) -> int:
    """The version in ``1.001193.v2``; 0 when the text names none."""
    number = text.rpartition(".v")[2]
    return int(number) if number.isdigit() else 0


def instant(fact: Fact, key: str) -> datetime | None:
    """An instant that a fact tells, or None."""
    text = fact.details.get(key)
    return datetime.fromisoformat(text) if text else None


def _officer(fact: Fact) -> UUID | None:
    text = fact.details.get("assigned_to")
    return UUID(text) if text else None


CHANGES: dict[EventKind, Callable[[State, Fact], State]] = {
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
    EventKind.ASSIGNED: _assigned,
    EventKind.TRANSFERRED: _transferred,
    EventKind.OPINION_ASKED: _asked,
    EventKind.OPINION_GIVEN: _given,
    EventKind.OPINION_RECALLED: _recalled,
    EventKind.EXTENDED: _extended,
    EventKind.PAUSED: _paused,
    EventKind.RESUMED: _resumed,
    EventKind.DUE_WARNED: _warned,
    EventKind.DUE_RECOMPUTED: _recomputed,
    EventKind.SUB_OPENED: _sub_opened,
    EventKind.SUB_CLOSED: _sub_closed,
    EventKind.REVOKED: _reopened,
    EventKind.CORRECTED: _reopened,
    EventKind.APPEALED: _unchanged,
    EventKind.RATED: _unchanged,
    EventKind.REBASED: _rebased,
    EventKind.SUCCEEDED: _succeeded,
}
