"""The building block's words for the house's things: services are procedures, applications dossiers, tasks the steps they are in."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.kernel.errors import Invalid, NotFound
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Dossier, DossierRow, DossierStatus, Outcome, Procedure
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import FormUnknown

_ENDED = {DossierStatus.REFUSED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED, DossierStatus.HANDED_BACK}
_REJECTED = {DossierStatus.REFUSED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED}
_PAGE = 1000
DOCUMENTS = "/api/govstack/registration/documents/"


def service_id(code: str) -> UUID:
    """The id of a procedure as a service: the same everywhere, made from its national code."""
    return uuid5(NAMESPACE_URL, f"urn:vn:tthc:{code}")


def code_of(service: UUID) -> str:
    """The procedure behind a service id. ``NotFound``."""
    found = _codes(casework.catalogue_size()).get(service)
    if found is None:
        raise NotFound
    return found


@lru_cache(maxsize=2)
def _codes(_size: int) -> dict[UUID, str]:
    """All procedures by service id; read again when the catalogue grew."""
    found: dict[UUID, str] = {}
    after = ""
    while page := casework.browse(after=after, limit=_PAGE):
        found |= {service_id(hit.code): hit.code for hit in page}
        if page[-1].code == after:
            break
        after = page[-1].code
    return found


def service(procedure: Procedure) -> dict[str, Any]:
    """A procedure as a service."""
    body = {"field": procedure.field, "executor": procedure.executor, "code": procedure.code}
    return {
        "id": service_id(procedure.code), "name": procedure.name, "version": str(procedure.definition.version), "type": "Public",
        "isExecutable": procedure.open_online, "isClosed": False, "description": procedure.field,
        "serviceBody": [{"code": code, "value": value} for code, value in body.items()],
    }


def form_item(procedure: Procedure) -> dict[str, Any]:
    """The form of a procedure; its id is the national code, so that it can be found again."""
    return {
        "eFormId": procedure.code, "name": procedure.name, "description": procedure.field, "version": str(procedure.definition.version),
        "latest": True,
    }


def form_schema(procedure: Procedure) -> dict[str, Any]:
    """The JSON Schema of the form: the published one, else the papers that the procedure lists, as documents."""
    try:
        return dict(eforms.form(key=procedure.definition.form_key).schema)
    except FormUnknown:
        papers = {p.key: {"type": "string", "format": "uri-reference", "title": p.name} for p in procedure.papers}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": papers,
            "required": [p.key for p in procedure.papers if p.required and not p.case],
        }


def status(code: DossierStatus, outcome: Outcome | None = None) -> dict[str, str]:
    """One of the ten statuses as one of the building block's four, with the Vietnamese words."""
    if code is DossierStatus.SUPPLEMENT:
        told = "SENDBACK"
    elif code in _REJECTED or (code >= DossierStatus.RESOLVED and outcome is Outcome.DENIED):
        told = "REJECTED"
    else:
        told = "APPROVED" if code in (DossierStatus.RESOLVED, DossierStatus.HANDED_BACK) else "PENDING"
    return {"code": told, "title": code.vi}


def application(found: Dossier) -> dict[str, Any]:
    """A dossier as an application file. The applicant is an internal id or the sender's reference, never a personal number."""
    applicant = applicant_of(found)
    return {
        "fileId": found.code, "registered": found.submitted_at, "serviceId": service_id(found.procedure_code),
        "serviceName": found.procedure_name, "status": status(found.status, found.proposed), "ended": found.status in _ENDED,
        "applicantId": applicant,
        "applicationData": {
            "applicationName": found.party.name, "applicantId": applicant, "created": found.submitted_at,
            "documentUrls": [f"/api/v1/casework/dossiers/{found.code}/papers/{p.paper_id}" for p in found.papers if p.file_id],
        },
    }


def applicant_of(found: Dossier) -> str:
    """Who applied, without a personal number."""
    return found.external_ref or str(found.party.organisation_id or found.party.person_id or "")


def application_item(row: DossierRow) -> dict[str, Any]:
    """A line of a list as an application file."""
    return {
        "fileId": row.code, "mainTaskId": str(row.uuid), "taskTitle": row.procedure_name, "roleId": row.step, "roleName": row.step,
        "assigneeId": str(row.assigned_to or ""), "status": status(row.status), "applicantId": "", "created": row.submitted_at,
        "registered": row.submitted_at, "description": row.status.vi, "serviceName": row.procedure_name,
        "serviceId": service_id(row.procedure_code), "eformId": row.procedure_code,
    }


def task(row: DossierRow) -> dict[str, Any]:
    """The step in which a dossier is, as a task."""
    return {
        "taskId": str(row.uuid), "mainTaskId": str(row.uuid), "name": row.step, "assigneeId": str(row.assigned_to or ""),
        "roleId": row.step, "created": row.submitted_at, "description": row.status.vi, "serviceId": service_id(row.procedure_code),
        "serviceName": row.procedure_name, "fileId": row.code, "eFormId": row.procedure_code, "status": status(row.status),
    }


def task_data(found: Dossier, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """A task with what the caller may do."""
    ways = casework.available_actions(code=found.code, actor=actor, now=now)
    return {
        "taskId": str(found.uuid), "taskName": found.step_name_vi, "assigneeId": str(found.assigned_to or ""), "roleId": found.step,
        "created": found.step_entered_at or found.submitted_at, "description": found.status.vi, "fileId": found.code,
        "serviceId": service_id(found.procedure_code), "serviceName": found.procedure_name, "eFormId": found.procedure_code,
        "formVariables": {}, "status": status(found.status, found.proposed),
        "data": {
            w.verb.value: {"label": w.label_vi, "enabled": w.enabled, "reason": w.reason_vi, "requires": list(w.requires)} for w in ways
        },
    }


def documents(urls: list[str], *, actor: Actor) -> list[files.StoredFile]:
    """The caller's own uploaded documents behind their URLs, each once. ``Invalid`` for any other address."""
    found = []
    for url in urls:
        try:
            kept = files.get(file_id=UUID(urlsplit(url).path.rstrip("/").rpartition("/")[2]))
        except (ValueError, files.FileMissing):
            kept = None
        if kept is None or kept.owner_ref != actor.ref:
            raise Invalid(fields={"documentUrls": ("Chỉ nhận giấy tờ đã tải lên ở đây.", "Only documents uploaded here are taken.")})
        found.append(kept)
    return list({kept.uuid: kept for kept in found}.values())
