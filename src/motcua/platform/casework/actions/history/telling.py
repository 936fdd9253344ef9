"""What the facts of the past would have been told as, had they happened here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from motcua.platform.casework.contracts import Channel, EventKind
from motcua.platform.casework.events import (
    DossierFeePaid,
    DossierHandedBack,
    DossierMoved,
    DossierReceived,
    DossierRefused,
    DossierResolved,
    DossierSubmitted,
    DossierSupplemented,
    DossierWithdrawn,
    SupplementRequested,
)
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.rules.state import Fact, State

Make = Callable[[Dossier, Fact, State, dict[str, Any]], object]


def told(row: Dossier, steps: Sequence[tuple[Fact, State]]) -> Iterator[tuple[object, datetime]]:
    """The events that the facts would have been told as, each with its instant."""
    base: dict[str, Any] = {
        "dossier_id": row.uuid, "dossier_code": row.code, "procedure_code": row.procedure_code, "field": row.field,
        "unit_code": row.unit_code,
    }
    for fact, state in steps:
        make = _EVENTS.get(fact.kind)
        if make is not None:
            base["at"] = fact.at
            yield make(row, fact, state, base), fact.at


def _due(state: State) -> datetime:
    assert state.due_at is not None  # a received dossier has a due date
    return state.due_at


_EVENTS: dict[EventKind, Make] = {
    EventKind.SUBMITTED: lambda row, _f, _s, base: DossierSubmitted(
        **base, channel=row.channel, online=row.channel == Channel.ONLINE, party_kind=row.party_kind
    ),
    EventKind.FEE_PAID: lambda _r, fact, _s, base: DossierFeePaid(**base, amount=fact.details["amount"]),
    EventKind.RECEIVED: lambda _r, fact, state, base: DossierReceived(**base, received_at=fact.at, due_at=_due(state)),
    EventKind.REFUSED: lambda _r, fact, _s, base: DossierRefused(**base, reason_code=fact.details["reason_code"]),
    EventKind.SUPPLEMENT_REQUESTED: lambda _r, fact, _s, base: SupplementRequested(
        **base, deadline_at=datetime.fromisoformat(fact.details["deadline_at"])
    ),
    EventKind.SUPPLEMENTED: lambda _r, fact, state, base: DossierSupplemented(
        **base, paused_minutes=fact.details["paused_minutes"], due_at=state.due_at
    ),
    EventKind.MOVED: lambda _r, _f, state, base: DossierMoved(**base, step=state.step, status=int(state.status)),
    EventKind.RESOLVED: lambda row, fact, state, base: DossierResolved(
        **base, due_at=_due(state), resolved_at=fact.at, on_time=fact.details["on_time"], outcome=fact.details["outcome"],
        result_file_id=None, person_id=row.person_id,
    ),
    EventKind.HANDED_BACK: lambda _r, _f, _s, base: DossierHandedBack(**base),
    EventKind.WITHDRAWN: lambda _r, _f, _s, base: DossierWithdrawn(**base),
}
