"""The registration building block's operations, at ``/api/govstack/registration/``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Header, Path, Query, UploadedFile

from motcua.channels.developers import api as developers
from motcua.channels.developers.rest.govstack import completing, listing, mapping, schemas
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid, NotFound
from motcua.kernel.ids import uuid7
from motcua.kit import clock
from motcua.kit.rest import Audience, new_api
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework

api = new_api(
    title="GovStack Registration Building Block", version="0.1.1", urls_namespace="govstack",
    description="Façade over the one-stop system. Services are procedures, applications dossiers, tasks the steps they are in.",
)
_READ = Audience("officer", also=("citizen", "machine"), scope="dossiers:read")
_WRITE = Audience("officer", also=("citizen", "machine"), scope="dossiers:submit")
_PEOPLE = Audience("officer", also=("citizen",))
_COUNT = Audience("officer", also=("machine",), scope="statistics:read")
_Mediator = Annotated[
    str,
    Header(
        alias="Information-Mediator-Client", min_length=3, max_length=200, pattern=r"^[^/]+(/[^/]+){3}$",
        examples=["VN-HP/GOV/90000009/registration"], description="INSTANCE/CLASS/MEMBER/SUBSYSTEM",
    ),
]  # fmt: skip
_Key = Annotated[str, Header(alias="Idempotency-Key", max_length=64, description="Repeat it to repeat safely; made when empty.")]
_First = Annotated[int, Query(ge=0, le=10_000)]
_Most = Annotated[int, Query(ge=1, le=200)]
_Code = Annotated[str, Path(max_length=80)]


@api.get("/services", auth=Audience("public"), response=list[schemas.Service], tags=["Available Services"])
def services(request: HttpRequest, name: Annotated[str, Query(max_length=200)] = "") -> list[dict[str, Any]]:
    """Procedures that can be applied for here, or those that a name in everyday words finds."""
    hits = casework.search_procedures(query=name, limit=20, now=clock.now()) if name.strip() else casework.open_procedures()[:100]
    return [mapping.service(found) for found in casework.procedures(codes=[hit.code for hit in hits])]


@api.get("/services/{serviceId}", auth=Audience("public"), response=schemas.Service, tags=["Available Services"])
def service(request: HttpRequest, serviceId: UUID) -> dict[str, Any]:  # noqa: N803 - the published name
    """One procedure."""
    return mapping.service(casework.procedure(code=mapping.code_of(serviceId)))


@api.get("/services/{serviceId}/eForms", auth=Audience("public"), response=list[schemas.EFormItem], tags=["Available Services"])
def forms(request: HttpRequest, serviceId: UUID) -> list[dict[str, Any]]:  # noqa: N803
    """The form of a procedure."""
    return [mapping.form_item(casework.procedure(code=mapping.code_of(serviceId)))]


@api.get("/eForms/{eFormId}", auth=Audience("public"), response=schemas.EForm, by_alias=True, tags=["Available Services"])
def form(request: HttpRequest, eFormId: _Code) -> dict[str, Any]:  # noqa: N803
    """A form with its JSON Schema."""
    found = casework.procedure(code=eFormId)
    return {**mapping.form_item(found), "schema": mapping.form_schema(found)}


@api.post("/services/{serviceId}/applications", auth=_WRITE, response=schemas.Application, tags=["Applicant"])
def apply(request: HttpRequest, serviceId: UUID, body: schemas.Submit, mediator: _Mediator, key: _Key = "") -> dict[str, Any]:  # noqa: N803
    """Hand an application in; the unit is `formData.data.unit.code`, else the client's first. People hand in by forms of `/api/v1`."""
    actor, now = actor_of(request), clock.now()
    given = body.formData.data
    unit = given.get("unit")
    ref = developers.apply_for(
        procedure_code=mapping.code_of(serviceId), unit_code=str(unit.get("code", ""))[:20] if isinstance(unit, dict) else "",
        applicant_id=body.applicantId, name=body.applicationName, answers=given,
        documents=mapping.documents(body.documentUrls, actor=actor), actor=actor, now=now,
        submitted_at=body.created, idempotency_key=key or str(uuid7()),
    )
    return mapping.application(casework.dossier(code=ref.code, actor=actor))


@api.post("/documents", auth=_WRITE, response=schemas.Uploaded, tags=["Applicant", "Operator"])
def upload(
    request: HttpRequest, file: list[UploadedFile] = File(...), additionalMetadata: Annotated[str, Query(max_length=2000)] = "",  # type: ignore[type-arg]  # noqa: B008, N803
    key: _Key = "",
) -> dict[str, Any]:
    """Keep a document; its `url` goes into `documentUrls`. One file at a time; the same key with the same content keeps it once."""
    if len(file) != 1:
        raise Invalid(fields={"file": ("Gửi mỗi lần một tệp.", "Send one file at a time.")})
    actor, now, content, name = actor_of(request), clock.now(), file[0].read(), file[0].name or ""

    def keep() -> dict[str, Any]:
        kept = files.put(content=content, name=name, purpose="developers.document", actor=actor, now=now, owner_ref=actor.ref)
        return {"code": 200, "type": kept.mime, "message": kept.name, "url": f"{mapping.DOCUMENTS}{kept.uuid}"}

    said = {"name": name, "sha256": hashlib.sha256(content).hexdigest()}
    return outbox.do_once(scope=f"developers.upload:{actor.ref}", key=key or str(uuid7()), body=said, now=now, act=keep)


@api.get("/applications", auth=_READ, response=list[schemas.ApplicationItem], tags=["Applicant", "Operator"])
def applications(
    request: HttpRequest, mediator: _Mediator, serviceId: UUID | None = None, applicantId: Annotated[str, Query(max_length=80)] = "",  # noqa: N803
    firstResult: _First = 0, maxResult: _Most = 50, sortBy: Annotated[str, Query(max_length=40)] = "",  # noqa: N803
    sortOrder: Literal["", "asc", "desc"] = "",  # noqa: N803
) -> list[dict[str, Any]]:
    """A citizen's or a client's own applications, or those that an operator's units have in hand.

    `applicantId` is what an application answers with: a client's own reference, a person's or organisation's id.
    """
    actor, code = actor_of(request), mapping.code_of(serviceId) if serviceId else ""
    if applicantId and actor.kind is ActorKind.OFFICER:
        raise Invalid(fields={"applicantId": ("Cán bộ tìm theo fileId hoặc serviceId.", "Officers search by fileId or serviceId.")})
    wanted = listing.Wanted(procedure=code, applicant=applicantId)
    rows = listing.rows(wanted=wanted, cut=listing.Cut(firstResult, maxResult, sortBy, sortOrder), actor=actor, now=clock.now())
    return [mapping.application_item(row) for row in rows]


@api.get("/applications/{fileId}", auth=_READ, response=schemas.Application, tags=["Applicant", "Operator"])
def application(request: HttpRequest, fileId: _Code, mediator: _Mediator) -> dict[str, Any]:  # noqa: N803
    """One application."""
    return mapping.application(casework.dossier(code=fileId, actor=actor_of(request)))


@api.put("/applications/{fileId}", auth=_WRITE, response=schemas.Application, tags=["Operator"])
def update(request: HttpRequest, fileId: _Code, body: schemas.Submit, mediator: _Mediator, key: _Key = "") -> dict[str, Any]:  # noqa: N803
    """Supply the documents that were asked for; what was answered at submission stays as it was handed in."""
    actor = actor_of(request)
    casework.dossier(code=fileId, actor=actor)
    developers.supply_for(
        code=fileId, documents=mapping.documents(body.documentUrls, actor=actor), actor=actor, now=clock.now(),
        idempotency_key=key or str(uuid7()),
    )
    return mapping.application(casework.dossier(code=fileId, actor=actor))


@api.get("/tasks", auth=_READ, response=list[schemas.Task], tags=["Operator", "Applicant"])
def tasks(
    request: HttpRequest, mainTaskId: UUID | None = None, fileId: Annotated[str, Query(max_length=80)] = "",  # noqa: N803
    assigneeId: Annotated[str, Query(max_length=80)] = "", firstResult: _First = 0, maxResult: _Most = 50,  # noqa: N803
    sortBy: Annotated[str, Query(max_length=40)] = "", sortOrder: Literal["", "asc", "desc"] = "",  # noqa: N803
) -> list[dict[str, Any]]:
    """Dossiers with the steps they are in. A `fileId` or `mainTaskId` finds the one of that id wherever it stands in the list."""
    wanted = listing.Wanted(file_id=fileId, task_id=mainTaskId, assignee=assigneeId)
    cut = listing.Cut(firstResult, maxResult, sortBy, sortOrder)
    rows = listing.rows(wanted=wanted, cut=cut, actor=actor_of(request), now=clock.now())
    return [mapping.task(row) for row in rows]


@api.get("/tasks/{taskId}", auth=_READ, response=schemas.TaskData, tags=["Operator", "Applicant"])
def task(request: HttpRequest, taskId: UUID) -> dict[str, Any]:  # noqa: N803
    """One task with what the caller may do."""
    actor = actor_of(request)
    return mapping.task_data(casework.by_id(dossier_id=taskId, actor=actor), actor=actor, now=clock.now())


@api.post("/tasks/{taskId}/complete", auth=_PEOPLE, response=schemas.Completed, tags=["Operator", "Applicant"])
def complete(request: HttpRequest, taskId: UUID, body: schemas.Additional, key: _Key = "") -> dict[str, Any]:  # noqa: N803
    """Do what `data.action` names, or the main action that is open."""
    actor = actor_of(request)
    found = casework.by_id(dossier_id=taskId, actor=actor)
    done = completing.complete(
        code=found.code, data=body.data.get("action", {}), actor=actor, now=clock.now(), key=key or str(uuid7())
    )
    return {
        "taskId": str(taskId), "fileId": done.code, "serviceId": mapping.service_id(found.procedure_code),
        "status": mapping.status(done.status), "variables": {"step": {"data": {"step": {"key": done.step}}}},
    }


@api.get("/data/statistics", auth=_COUNT, response=list[schemas.Statistics], tags=["Statistics API"])
def statistics(
    request: HttpRequest, mediator: _Mediator, startDate: date | None = None, endDate: date | None = None,  # noqa: N803
    registrationName: Annotated[str, Query(max_length=200)] = "", operator: Annotated[str, Query(max_length=100)] = "",  # noqa: N803
    role: Annotated[str, Query(max_length=60)] = "", timeframe: Literal["day", "week", "month", "year"] | None = None,
) -> list[dict[str, Any]]:
    """Dossiers decided and sent back, both days included. Counts by operator or role are personal data of officers: 404."""
    if operator or role:
        raise NotFound
    last = endDate or local_date(clock.now())
    first = startDate or last.replace(day=1)
    if first > last or (last - first).days > _LONGEST or not _OLDEST <= first.year <= last.year <= _NEWEST:
        raise Invalid(fields={"startDate": ("Kỳ không hợp lệ, dài nhất ba năm.", "The period is wrong, three years at most.")})
    codes = _named(registrationName)
    return [_statistics(a, b, codes, registrationName, timeframe) for a, b in _periods(first, last, timeframe)]


_LONGEST, _OLDEST, _NEWEST = 3 * 366, 2000, 2200


def _statistics(first: date, last: date, codes: tuple[str, ...] | None, name: str, timeframe: str | None) -> dict[str, Any]:
    found = developers.tallied(from_on=first, to_on=last + timedelta(days=1), procedures=codes)
    frames = {f"timeframe{word.capitalize()}": word == timeframe for word in ("day", "week", "month", "year")}
    return {
        "processed": found.processed, "approved": found.approved, "sentBack": found.sent_back, "rejected": found.rejected,
        "references": {"startDate": first, "endDate": last, "registrationName": name, "operator": "", "role": "", **frames},
    }


def _periods(first: date, last: date, timeframe: str | None) -> Iterator[tuple[date, date]]:
    """The days cut into whole periods, the first and last as they fall."""
    begin = first
    while begin <= last:
        match timeframe:
            case "day":
                end = begin
            case "week":
                end = begin + timedelta(days=6 - begin.weekday())
            case "month":
                end = (begin.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            case "year":
                end = date(begin.year, 12, 31)
            case _:
                end = last
        yield begin, min(end, last)
        begin = end + timedelta(days=1)


def _named(name: str) -> tuple[str, ...] | None:
    if not name.strip():
        return None
    return tuple(hit.code for hit in casework.search_procedures(query=name, limit=20, now=clock.now()))
