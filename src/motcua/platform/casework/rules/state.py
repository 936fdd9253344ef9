"""The state of a dossier as the fold of its facts: the row in the database is a copy of this and is checked against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
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
class Asked:
    """One opinion in the history: open until ``given_at`` or ``recalled_at``."""

    ref: str
    unit: str
    key: str
    asked_at: datetime
    due_at: datetime
    stance: str = ""
    given_at: datetime | None = None
    recalled_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether an answer is still awaited."""
        return self.given_at is None and self.recalled_at is None


@dataclass(frozen=True, slots=True)
class Part:
    """One sub-dossier in the history; ``status`` is None while it is being worked on."""

    ref: str
    status: int | None = None


PERCENTS = (50, 80, 100)  # of the limit used, at which a warning goes out


@dataclass(frozen=True)
class State:
    """What is true of a dossier now. Empty units mean the unit in whose name it runs (histories of before units were told)."""

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
    handler: str = ""
    intake: str = ""
    authority: str = ""
    step_entered_at: datetime | None = None
    step_due_at: datetime | None = None
    intake_due_at: datetime | None = None
    warned: int = 0
    extensions: int = 0
    gross_minutes: int | None = None
    net_minutes: int | None = None
    limit: str = ""  # "10 working_days", extensions included
    version: int = 0  # of the definition; 0 where the history does not tell
    clock_start: datetime | None = None  # when the running limit began: receipt, or the end of a pause that reset it
    marks: tuple[datetime, ...] = ()  # the instants of PERCENTS; empty where no warnings go out
    given_due: bool = False  # the due date was brought along, not computed
    opinions: tuple[Asked, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def paused(self) -> bool:
        """Whether the clock stands still."""
        return any(p.until_at is None for p in self.pauses)

    @property
    def running(self) -> bool:
        """Whether the clock of the whole dossier runs now."""
        return self.due_at is not None and not self.paused and self.resolved_at is None and self.ended_at is None

    @property
    def warn_at(self) -> datetime | None:
        """When the next warning is due; None while the clock does not run."""
        if not self.running:
            return None
        return next((at for percent, at in zip(PERCENTS, self.marks, strict=False) if percent > self.warned), None)

    @property
    def open_opinions(self) -> tuple[Asked, ...]:
        """Opinions that are still awaited."""
        return tuple(o for o in self.opinions if o.open)

    @property
    def open_parts(self) -> tuple[Part, ...]:
        """Sub-dossiers that are being worked on."""
        return tuple(p for p in self.parts if p.status is None)


_NAMES = frozenset(f.name for f in fields(State))


def _but(state: State, **changes: Any) -> State:
    """The state with changes, as ``dataclasses.replace`` makes it in many times the time: a year is folded fact by fact."""
    if not changes.keys() <= _NAMES:
        msg = f"a state has no {', '.join(sorted(changes.keys() - _NAMES))}"
        raise TypeError(msg)
    new = object.__new__(State)
    new.__dict__.update(state.__dict__, **changes)
    return new


class HistoryBroken(ValueError):
    """Stored facts that no sequence of actions could have written: corruption or tampering."""


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
        intake_due_at=_instant(fact, "intake_due_at"),
        version=_version(told.get("definition", "")),
        given_due="history" in told,
    )
    return _at_step(started, fact)


def apply(state: State, fact: Fact) -> State:
    """The state after one more fact; HistoryBroken when the status may not follow."""
    if fact.to_status != state.status and not may_follow(state.status, fact.to_status):
        msg = f"{fact.kind}: status {state.status} → {fact.to_status}"
        raise HistoryBroken(msg)
    return _CHANGES[fact.kind](_but(state, status=fact.to_status), fact)


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


def _fee_paid(state: State, fact: Fact) -> State:
    if fact.details.get("resumed"):
        return _resumed(state, fact)
    return _but(state, waiting_for_fee=False)


def _received(state: State, fact: Fact) -> State:
    told = fact.details
    begun = _but(
        state, received_at=fact.at, clock_start=fact.at, limit=told.get("limit", ""), assigned_to=_officer(fact),
        given_due=bool(told.get("given_due", state.given_due)),
    )
    return _at_step(_timed(begun, fact), fact)


def _paused(state: State, fact: Fact) -> State:
    if state.paused:
        msg = f"{fact.kind}: the clock already stands still"
        raise HistoryBroken(msg)
    return _but(state, pauses=(*state.pauses, Pause(from_at=fact.at)))


def _resumed(state: State, fact: Fact) -> State:
    on = _close_pause(state, fact.at)
    if fact.details.get("reset"):
        on = _but(on, clock_start=fact.at)
    on = _at_step(_timed(on, fact), fact)
    return _but(on, step_due_at=_instant(fact, "step_due_at")) if "step_due_at" in fact.details else on


def _moved(state: State, fact: Fact) -> State:
    return _but(_at_step(state, fact), assigned_to=_officer(fact), proposed=fact.details.get("proposed", ""))


def _resolved(state: State, fact: Fact) -> State:
    told = fact.details
    done = _but(
        _at_step(state, fact), resolved_at=fact.at, outcome=told["outcome"], assigned_to=None,
        gross_minutes=told.get("gross_minutes"), net_minutes=told.get("net_minutes"),
    )
    return _nobody_asked(done, fact)


def _handed_back(state: State, fact: Fact) -> State:
    return _but(_at_step(state, fact), handed_back_at=fact.at, ended_at=fact.at, step_due_at=None)


def _ended(state: State, fact: Fact) -> State:
    ended = _but(_at_step(_close_pause(state, fact.at), fact), ended_at=fact.at, assigned_to=None, step_due_at=None)
    return _nobody_asked(ended, fact)


def _unchanged(state: State, fact: Fact) -> State:
    return state


def _assigned(state: State, fact: Fact) -> State:
    return _but(state, assigned_to=_officer(fact))


def _transferred(state: State, fact: Fact) -> State:
    told = fact.details
    return _but(state, handler=told["handler"], intake=told.get("intake", state.intake), assigned_to=None)


def _asked(state: State, fact: Fact) -> State:
    told = fact.details
    due_at = _instant(fact, "opinion_due_at")
    assert due_at is not None
    new = Asked(ref=told["opinion"], unit=told["unit"], key=told.get("key", ""), asked_at=fact.at, due_at=due_at)
    return _but(state, opinions=(*state.opinions, new))


def _given(state: State, fact: Fact) -> State:
    return _opinion(state, fact, stance=fact.details["stance"], given_at=fact.at)


def _recalled(state: State, fact: Fact) -> State:
    return _opinion(state, fact, recalled_at=fact.at)


def _opinion(state: State, fact: Fact, **change: Any) -> State:
    ref = fact.details["opinion"]
    if ref not in {o.ref for o in state.open_opinions}:
        msg = f"{fact.kind}: nobody waits for opinion {ref}"
        raise HistoryBroken(msg)
    return _but(state, opinions=tuple(replace(o, **change) if o.ref == ref else o for o in state.opinions))


def _nobody_asked(state: State, fact: Fact) -> State:
    """With the end of a dossier every open question is taken back."""
    return _but(state, opinions=tuple(replace(o, recalled_at=fact.at) if o.open else o for o in state.opinions))


def _extended(state: State, fact: Fact) -> State:
    return _but(_timed(state, fact), limit=fact.details["limit"], extensions=state.extensions + 1)


def _warned(state: State, fact: Fact) -> State:
    return _but(state, warned=fact.details["percent"])


def _recomputed(state: State, fact: Fact) -> State:
    on = _timed(state, fact)
    return _but(on, step_due_at=_instant(fact, "step_due_at")) if "step_due_at" in fact.details else on


def _sub_opened(state: State, fact: Fact) -> State:
    return _but(state, parts=(*state.parts, Part(ref=fact.details["child"])))


def _sub_closed(state: State, fact: Fact) -> State:
    ref, status = fact.details["child"], fact.details["status"]
    return _but(state, parts=tuple(replace(p, status=status) if p.ref == ref else p for p in state.parts))


def _reopened(state: State, fact: Fact) -> State:
    """A result that is void: the time between its issue and now does not count against the office."""
    assert state.resolved_at is not None
    back = _but(
        state, resolved_at=None, handed_back_at=None, ended_at=None, outcome="", proposed="", gross_minutes=None, net_minutes=None,
        assigned_to=None, pauses=(*state.pauses, Pause(state.resolved_at, fact.at)),
    )
    return _at_step(_timed(back, fact), fact)


def _rebased(state: State, fact: Fact) -> State:
    on = _at_step(_but(state, version=_version(fact.details["definition"])), fact)
    return _but(_timed(on, fact), limit=fact.details.get("limit", on.limit)) if "due_at" in fact.details else on


def _at_step(state: State, fact: Fact) -> State:
    """The step that the fact tells; where it tells the unit too, the step was entered now and its clock is new."""
    told = fact.details
    on = _but(state, step=told["step"])
    if "handler" in told:
        on = _but(on, handler=told["handler"], step_entered_at=fact.at, step_due_at=_instant(fact, "step_due_at"))
    return on


def _timed(state: State, fact: Fact) -> State:
    """The due date and the warnings that the fact tells."""
    told = fact.details
    marks = tuple(datetime.fromisoformat(at) for at in told.get("marks", ()))
    return _but(state, due_at=_instant(fact, "due_at"), marks=marks, warned=told.get("warned", state.warned))


def _close_pause(state: State, at: datetime) -> State:
    closed = (p if p.until_at is not None else replace(p, until_at=at) for p in state.pauses)
    return _but(state, pauses=tuple(closed))


def _version(text: str) -> int:
    """The version in ``1.001193.v2``; 0 when the text names none."""
    number = text.rpartition(".v")[2]
    return int(number) if number.isdigit() else 0


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
}
