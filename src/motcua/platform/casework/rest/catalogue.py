"""The catalogue of procedures and the public look-up: for everybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.kernel.clock import local_date
from motcua.kernel.working_time import Limit
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.kit.rest import Limit as Rows
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Fee, RequiredPaper, ResultKind, TrackedDossier

router = Router(tags=["casework: catalogue"])


class LookUp(Schema):
    """What a person knows of a dossier. In the body, not the address: addresses are logged."""

    code: Annotated[str, Field(max_length=80, examples=["H24.11329-260309-0001"])]
    secret: Annotated[str, Field(max_length=80)] = ""
    phone_tail: Annotated[str, Field(max_length=10)] = ""


class Hit(Schema):
    """A procedure in a list."""

    code: str
    name: str
    field: str
    executor: str
    online: bool
    score: float


class Duration(Schema):
    """An amount of time: `working_days`, `working_hours`, `days` or `months`."""

    amount: int
    unit: str


class ChannelTime(Schema):
    """The processing time of a channel; `limit` is null where the source has prose only."""

    channel: int
    time: str
    limit: Duration | None


class PaperAsked(Schema):
    """A paper that the procedure asks for."""

    key: str
    name: str
    case: str
    originals: int
    copies: int
    required: bool


class FeeAsked(Schema):
    """A fee in đồng; `sample` marks an amount that no decision of the city backs."""

    code: str
    name: str
    amount: int
    sample: bool


class Named(Schema):
    """A code with its name."""

    code: str
    name: str


class StepName(Schema):
    """A step of the process and the role that holds it."""

    key: str
    role: str
    vi: str
    en: str


class Process(Schema):
    """How the procedure runs here."""

    version: int
    clock: Duration | None
    steps: list[StepName]


class ProcedureOut(Schema):
    """One procedure of the national catalogue, with the definition that runs it."""

    code: str
    name: str
    field: str
    issuer: str
    executor: str
    level: str
    decision: str
    online: bool
    subjects: list[str]
    channels: list[ChannelTime]
    papers: list[PaperAsked]
    fees: list[FeeAsked]
    results: list[Named]
    legal_basis: list[str]
    definition: Process
    source: str


class FieldCount(Schema):
    """A field of the catalogue."""

    name: str
    procedures: int


class Unit(Schema):
    """A unit that takes the procedure in."""

    code: str
    name: str


class StepDone(Schema):
    """One line of the public history."""

    at: datetime
    vi: str
    en: str
    status: int


class Tracked(Schema):
    """Where a dossier stands, without personal data beyond a masked name."""

    code: str
    procedure_code: str
    procedure: str
    unit: str
    name: str
    status: int
    status_vi: str
    status_en: str
    submitted_on: date
    received_on: date | None
    due_on: date | None
    resolved_on: date | None
    due_state: str
    steps: list[StepDone]


@router.get("/procedures", auth=Audience("public"), response=list[Hit])
def procedures(
    request: HttpRequest, q: Annotated[str, Query(max_length=200)] = "", field: Annotated[str, Query(max_length=200)] = "",
    online: bool = False, limit: Rows = 20, after: Annotated[str, Query(max_length=20, description="Without q: the last code seen")] = "",
) -> list[dict[str, Any]]:
    """Procedures for a question in everyday words, best first; without `q` all of them by code, page by page (`after`)."""
    if q.strip():
        found = casework.search_procedures(query=q, limit=limit, filters={"field": field, "online": "1" if online else ""}, now=clock.now())
    else:
        found = casework.browse(field=field, after=after, limit=limit)
    return [
        {"code": h.code, "name": h.name, "field": h.field, "executor": h.executor, "online": h.open_online, "score": h.score} for h in found
    ]


class Suggestion(Schema):
    """What was most likely meant; empty where the question reads well."""

    meant: str


@router.get("/suggestion", auth=Audience("public"), response=Suggestion)
def suggestion(request: HttpRequest, q: Annotated[str, Query(max_length=200, examples=["khay shinh"])]) -> dict[str, str]:
    """What a person most likely meant where the question has a syllable that nobody uses."""
    return {"meant": casework.meant(query=q)}


@router.get("/procedures/{code}", auth=Audience("public"), response=ProcedureOut)
def procedure(request: HttpRequest, code: str) -> dict[str, Any]:
    """One procedure: papers, channels with times, fees (samples are marked), results, legal basis, and how it runs here."""
    found = casework.procedure(code=code)
    return {
        "code": found.code, "name": found.name, "field": found.field, "issuer": found.issuer, "executor": found.executor,
        "level": found.level, "decision": found.decision, "online": found.open_online, "subjects": list(found.subjects),
        "channels": [{"channel": int(c.channel), "time": c.text, "limit": duration(c.limit)} for c in found.channels],
        "papers": [_paper(p) for p in found.papers], "fees": [_fee(f) for f in found.fees],
        "results": [_result(r) for r in found.results], "legal_basis": list(found.legal_basis),
        "definition": {
            "version": found.definition.version, "clock": duration(found.definition.clock),
            "steps": [{"key": s.key, "role": s.role.value, "vi": s.name_vi, "en": s.name_en} for s in found.definition.steps],
        },
        "source": found.source,
    }


@router.get("/procedures/{code}/units", auth=Audience("public"), response=list[Unit])
def units(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """The units that take dossiers of this procedure in today."""
    found = casework.receiving_units(code=code, on=local_date(clock.now()))
    return [{"code": u.code, "name": u.full_name} for u in found]


@router.get("/fields", auth=Audience("public"), response=list[FieldCount])
def fields(request: HttpRequest) -> list[dict[str, Any]]:
    """The fields of the catalogue with the number of their procedures."""
    return [{"name": name, "procedures": n} for name, n in casework.fields()]


@router.post("/look-up", auth=Audience("public"), response=Tracked)
def look_up(request: HttpRequest, body: LookUp) -> dict[str, Any]:
    """Where a dossier stands, by its code and look-up code or the last four digits of the phone; no personal data but a masked name."""
    return tracked(casework.track(code=body.code, secret=body.secret, phone_tail=body.phone_tail, now=clock.now()))


def tracked(found: TrackedDossier) -> dict[str, Any]:
    """A dossier as the public look-up shows it, as JSON."""
    return {
        "code": found.code, "procedure_code": found.procedure_code, "procedure": found.procedure_name, "unit": found.unit_name,
        "name": found.masked_name, "status": int(found.status), "status_vi": found.status.vi, "status_en": found.status.en,
        "submitted_on": found.submitted_on, "received_on": found.received_on, "due_on": found.due_on, "resolved_on": found.resolved_on,
        "due_state": found.due_state.value,
        "steps": [{"at": s.at, "vi": s.title_vi, "en": s.title_en, "status": int(s.to_status)} for s in found.steps],
    }


def duration(limit: Limit | None) -> dict[str, Any] | None:
    """A limit as JSON."""
    return {"amount": limit.amount, "unit": limit.unit.value} if limit else None


def _paper(p: RequiredPaper) -> dict[str, Any]:
    return {"key": p.key, "name": p.name, "case": p.case, "originals": p.originals, "copies": p.copies, "required": p.required}


def _fee(f: Fee) -> dict[str, Any]:
    return {"code": f.code, "name": f.name, "amount": f.amount, "sample": f.sample}


def _result(r: ResultKind) -> dict[str, Any]:
    return {"code": r.code, "name": r.name}
