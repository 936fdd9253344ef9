"""Sheets and results as they would be printed, before anything is done: nothing is written, numbered, signed or told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.kernel.errors import Invalid
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze
from motcua.platform.casework import policies
from motcua.platform.casework.actions import intake, results, sheets, supplements, timing
from motcua.platform.casework.actions.core import Held, hold, written_reason
from motcua.platform.casework.contracts import DossierStatus, ItemsMissing, Outcome, SideVerb, Verb
from motcua.platform.casework.models import Sheet
from motcua.platform.casework.rules import clock
from motcua.platform.casework.rules.process import not_possible, way_out
from motcua.platform.casework.rules.transitions import possible_beside
from motcua.platform.documents import api as documents

NO_NUMBER = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What the officer has typed so far: a reason or note, the papers asked for, days, the decision."""

    reason: str = ""
    items: tuple[str, ...] = ()
    days: int | None = None
    decision: Outcome | None = None


def preview(*, code: str, verb: Verb | SideVerb, wording: Wording, actor: Actor, now: datetime) -> bytes:
    """The sheet or result that ``verb`` would issue with this wording, as PDF with a mark that it is not issued.

    For who may do it now: ``DossierUnknown``, ``ActionNotPossible``, ``Forbidden``, and the refusals of the wording as of the action.
    ``Invalid`` for a verb that prints nothing.
    """
    draw = _DRAWS.get(verb)
    if draw is None:
        raise Invalid(fields={"verb": ("Thao tác này không in gì.", "This action prints nothing.")})
    with transaction.atomic():  # the row is held so that the clock and the papers are of one moment
        held = hold(code=code, actor=actor, now=now)
        _allow(held, verb)
        template, data = draw(held, wording)
    said = data | {"preview": True}
    qr = {"check": str(data["tracking_url"]), **sheets.qr_of(data)}
    return documents.render_pdf(template=template, data=said, now=now, qr=qr, barcode=sheets.bar_of(data))


def _allow(held: Held, verb: Verb | SideVerb) -> None:
    status, row, role = held.state.status, held.row, held.definition.step(held.state.step).role
    if isinstance(verb, SideVerb):
        require(policies.can_side(actor=held.actor, row=row, verb=verb, role=role))
        if not possible_beside(verb, status, still=held.state.paused):
            raise not_possible(verb=verb, status=status, dossier_code=row.code)
        held.position = policies.side_power(actor=held.actor, row=row, verb=verb, role=role)
        return
    way = way_out(definition=held.definition, state=held.state, verb=verb, dossier_code=row.code)
    require(policies.can_act(actor=held.actor, row=row, way=way, role=role))
    held.position = policies.step_power(actor=held.actor, row=row, verb=verb, role=role)


Drawn = tuple[str, dict[str, Any]]


def _receipt(held: Held, wording: Wording) -> Drawn:
    running = clock.clock(limit=intake.limit_of(held), received_at=held.now, pauses=(), calendar=held.calendar)
    row = held.row
    row.status, row.received_at, row.due_at = int(DossierStatus.RECEIVED), held.now, running.due_at(now=held.now)
    return f"casework/{Sheet.RECEIPT}", sheets.sheet_data(held)


def _request(held: Held, wording: Wording) -> Drawn:
    items = [squeeze(item) for item in wording.items if squeeze(item)]
    if not items:
        raise ItemsMissing
    until = supplements.deadline(held, wording.days)
    return f"casework/{Sheet.SUPPLEMENT}", sheets.sheet_data(held, reason=written_reason(wording.reason), items=items, deadline_at=until)


def _with_reason(form: str) -> Callable[[Held, Wording], Drawn]:
    return lambda held, wording: (f"casework/{form}", sheets.sheet_data(held, reason=written_reason(wording.reason)))


def _apology(held: Held, wording: Wording) -> Drawn:
    before = held.state.due_at
    if not wording.days:
        raise Invalid(fields={"days": ("Ghi số ngày thêm.", "Write the number of days.")})
    held.row.due_at = datetime.fromisoformat(timing.longer(held, days=wording.days)["due_at"])
    return f"casework/{Sheet.APOLOGY}", sheets.sheet_data(held, reason=written_reason(wording.reason), deadline_at=before)


def _proposed(held: Held, wording: Wording) -> Drawn:
    """As the leader will find it; who signs is not known yet."""
    template, data = _result(held, wording)
    return template, data | {"officer": "", "officer_title": "", "lines": []}


def _result(held: Held, wording: Wording) -> Drawn:
    outcome = wording.decision
    if outcome is None:
        raise Invalid(fields={"decision": ("Chọn chấp thuận hoặc không chấp thuận.", "Choose granting or denying.")})
    note = written_reason(wording.reason) if outcome is Outcome.DENIED else wording.reason
    entry, kind = results.drawn_up(held, outcome=outcome)
    entry.symbol = f"{NO_NUMBER}/{entry.series}"
    data = results.result_data(held, entry=entry, heading=kind.heading or entry.title, note=note)
    return kind.template, data | {"check_code": NO_NUMBER}


_DRAWS: Mapping[Verb | SideVerb, Callable[[Held, Wording], Drawn]] = {
    Verb.RECEIVE: _receipt, Verb.REQUEST_SUPPLEMENT: _request, Verb.REFUSE: _with_reason(Sheet.REFUSAL),
    Verb.STOP: _with_reason(Sheet.STOP), SideVerb.EXTEND_DUE: _apology, Verb.PROPOSE_RESULT: _proposed, Verb.SIGN_RESULT: _result,
}
