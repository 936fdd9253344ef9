"""Who has the dossier: an officer of the unit, or another unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local_date
from motcua.kernel.text import squeeze
from motcua.platform.casework.actions import routing
from motcua.platform.casework.actions.core import Held, beside, publish, record, written_reason
from motcua.platform.casework.contracts import Change, EventKind, OfficerWrong, SideVerb, UnitWrong
from motcua.platform.casework.events import DossierAssigned, DossierTransferred


def assign(
    *, code: str, officer_id: UUID | None, actor: Actor, now: datetime, note: str = "", idempotency_key: str = ""
) -> Change:
    """Give the dossier to an officer of the unit that holds it; None gives it back to the unit. ``OfficerWrong``.

    Hand-over within the unit is the same act by whoever has it now.
    """

    def act(held: Held) -> None:
        if officer_id is not None:
            _require_officer(held, officer_id)
        details = {"assigned_to": str(officer_id) if officer_id else None}
        record(held, kind=EventKind.ASSIGNED, to_status=held.state.status, details=details, note=squeeze(note))
        publish(held, DossierAssigned, officer_id=officer_id)

    body = {"officer": str(officer_id or ""), "note": note}
    return beside(verb=SideVerb.ASSIGN, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def transfer(*, code: str, unit_code: str, reason: str, actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Hand the dossier over to another unit with a reason; step, status and clock stay. ``UnitWrong``, ``ReasonMissing``.

    Before intake the place of intake goes with it: it was filed at the wrong desk.
    """

    def act(held: Held) -> None:
        before, why = held.row.handler_code or held.row.unit_code, written_reason(reason)
        today = local_date(now)
        target = routing.living(unit_code, on=today, known_on=today)
        if target is None or target == before:
            words = (UnitWrong.vi.format(unit_code=unit_code), UnitWrong.en.format(unit_code=unit_code))
            raise UnitWrong(fields={"unit_code": words}, unit_code=unit_code)
        details: dict[str, Any] = {"handler": target, "from": before}
        if held.state.received_at is None:
            details["intake"] = target
        record(held, kind=EventKind.TRANSFERRED, to_status=held.state.status, details=details, note=why)
        publish(held, DossierTransferred, from_code=before, handler_code=target, step=held.state.step)

    body = {"unit": unit_code, "reason": reason}
    return beside(verb=SideVerb.TRANSFER, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def _require_officer(held: Held, officer_id: UUID) -> None:
    unit, role = held.row.handler_code or held.row.unit_code, held.definition.step(held.state.step).role
    colleagues = {o.uuid for r in dict.fromkeys([role, Role.LEADER]) for o in identity.officers_in(unit_code=unit, role=r, now=held.now)}
    if officer_id not in colleagues:
        raise OfficerWrong(fields={"officer_id": (OfficerWrong.vi, OfficerWrong.en)})
