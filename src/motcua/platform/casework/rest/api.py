"""Machine-readable casework: the catalogue for everybody, the look-up for whoever knows the codes, lists for officers. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from motcua.kernel.working_time import Limit
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.platform.casework import api as casework

router = Router(tags=["casework"])
_MOST = 100


class LookUp(Schema):
    """What a person knows of a dossier. In the body, not the address: addresses are logged."""

    code: str
    secret: str = ""
    phone_tail: str = ""


@router.get("/procedures", auth=Audience("public"))
def procedures(request: HttpRequest, q: str, field: str = "", online: bool = False, limit: int = 20) -> list[dict[str, Any]]:
    """Procedures for a question in everyday words, with or without accents, best first."""
    filters = {"field": field, "online": "1" if online else ""}
    found = casework.search_procedures(query=q[:200], limit=max(1, min(limit, _MOST)), filters=filters, now=clock.now())
    return [
        {"code": h.code, "name": h.name, "field": h.field, "executor": h.executor, "online": h.open_online, "score": h.score} for h in found
    ]


@router.get("/procedures/{code}", auth=Audience("public"))
def procedure(request: HttpRequest, code: str) -> dict[str, Any]:
    """One procedure: papers, channels with times, fees (samples are marked), results, legal basis, and how it runs here."""
    found = casework.procedure(code=code)
    return {
        "code": found.code, "name": found.name, "field": found.field, "issuer": found.issuer, "executor": found.executor,
        "level": found.level, "decision": found.decision, "online": found.open_online, "subjects": list(found.subjects),
        "channels": [{"channel": int(c.channel), "time": c.text, "limit": _limit(c.limit)} for c in found.channels],
        "papers": [
            {"key": p.key, "name": p.name, "case": p.case, "originals": p.originals, "copies": p.copies, "required": p.required}
            for p in found.papers
        ],
        "fees": [{"code": f.code, "name": f.name, "amount": f.amount, "sample": f.sample} for f in found.fees],
        "results": [{"code": r.code, "name": r.name} for r in found.results],
        "legal_basis": list(found.legal_basis),
        "definition": {
            "version": found.definition.version, "clock": _limit(found.definition.clock),
            "steps": [{"key": s.key, "role": s.role.value, "vi": s.name_vi, "en": s.name_en} for s in found.definition.steps],
        },
        "source": found.source,
    }


@router.get("/fields", auth=Audience("public"))
def fields(request: HttpRequest) -> list[dict[str, Any]]:
    """The fields of the catalogue with the number of their procedures."""
    return [{"name": name, "procedures": n} for name, n in casework.fields()]


@router.post("/look-up", auth=Audience("public"))
def look_up(request: HttpRequest, body: LookUp) -> dict[str, Any]:
    """Where a dossier stands, by its code and look-up code or the last four digits of the phone; no personal data but a masked name."""
    found = casework.track(code=body.code, secret=body.secret, phone_tail=body.phone_tail, now=clock.now())
    return {
        "code": found.code, "procedure_code": found.procedure_code, "procedure": found.procedure_name, "unit": found.unit_name,
        "name": found.masked_name, "status": int(found.status), "status_vi": found.status.vi, "status_en": found.status.en,
        "submitted_on": found.submitted_on, "received_on": found.received_on, "due_on": found.due_on, "resolved_on": found.resolved_on,
        "due_state": found.due_state.value,
        "steps": [{"at": s.at, "vi": s.title_vi, "en": s.title_en, "status": int(s.to_status)} for s in found.steps],
    }


@router.get("/dossiers", auth=Audience("officer"))
def dossiers(
    request: HttpRequest, q: str = "", status: int | None = None, due: str = "", after: str = "", limit: int = 50
) -> dict[str, Any]:
    """The dossiers that the officer's units have in hand, most urgent first; ``next`` is the cursor of the following page."""
    page = casework.inbox(
        actor=request.actor, now=clock.now(), query=q[:120], status=status, due=due, cursor=after, limit=limit,  # type: ignore[attr-defined]
    )
    return {
        "counts": dict(page.counts), "next": page.next_cursor,
        "rows": [
            {
                "code": r.code, "procedure_code": r.procedure_code, "procedure": r.procedure_name, "unit_code": r.unit_code,
                "channel": int(r.channel), "status": int(r.status), "step": r.step, "submitted_at": r.submitted_at, "due_at": r.due_at,
                "due_state": r.due_state.value, "waiting_for_fee": r.waiting_for_fee,
            }
            for r in page.rows
        ],
    }


@router.get("/dossiers/{code}", auth=Audience("officer"))
def dossier(request: HttpRequest, code: str) -> dict[str, Any]:
    """The facts of one dossier with its clock and its history; names and answers stay on the desk."""
    actor = request.actor  # type: ignore[attr-defined]
    now: datetime = clock.now()
    found, due = casework.dossier(code=code, actor=actor), casework.due_of(code=code, actor=actor, now=now)
    return {
        "uuid": found.uuid, "code": found.code, "procedure_code": found.procedure_code, "definition_version": found.definition_version,
        "unit_code": found.unit_code, "channel": int(found.channel), "status": int(found.status), "step": found.step,
        "submitted_at": found.submitted_at, "received_at": found.received_at, "due_at": due.due_at, "due_state": due.state.value,
        "remaining_working_minutes": due.remaining_minutes, "paused_working_minutes": due.paused_minutes,
        "resolved_at": found.resolved_at, "waiting_for_fee": found.waiting_for_fee,
        "actions": [{"verb": a.verb.value, "enabled": a.enabled} for a in casework.available_actions(code=code, actor=actor, now=now)],
        "history": [
            {"seq": i.seq, "kind": i.kind.value, "at": i.at, "status": int(i.to_status), "vi": i.title_vi, "en": i.title_en}
            for i in casework.timeline(code=code, actor=actor)
        ],
    }


def _limit(limit: Limit | None) -> dict[str, Any] | None:
    return {"amount": limit.amount, "unit": limit.unit.value} if limit else None
