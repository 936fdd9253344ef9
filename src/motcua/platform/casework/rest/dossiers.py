"""Dossiers: lists, one dossier, its history, its content, its files. What the caller may not know of is 404."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from motcua.kit import clock
from motcua.kit.rest import Cursor, Limit
from motcua.kit.web import actor_of, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import (
    DossierRow,
    FieldValue,
    InboxPage,
    PaperItem,
    Party,
    PauseView,
    RelatedDossier,
    SupplementView,
    TimelineItem,
)
from motcua.platform.casework.contracts.issuing import IssuedDocument
from motcua.platform.casework.rest.edge import CITIZEN, OFFICER, PERSON, READER, sent_file
from motcua.platform.casework.rest.filtering import Filter

router = Router(tags=["casework: dossiers"])


class RowOut(Schema):
    """A line of a list. `party_name` is masked for who may not see it."""

    uuid: UUID
    code: str
    procedure_code: str
    procedure: str
    unit_code: str
    handler_code: str
    party_name: str
    channel: int
    status: int
    step: str
    submitted_at: datetime
    due_at: datetime | None
    step_due_at: datetime | None
    due_state: str
    waiting_for_fee: bool
    assigned_to: UUID | None
    origin: str


class Page(Schema):
    """A page by keyset: `next` is the cursor of the following page, empty on the last."""

    rows: list[RowOut]
    next: str
    counts: dict[str, int]


class ActionOut(Schema):
    """Something the caller could do; when not enabled the reasons say why."""

    verb: str
    label_vi: str
    label_en: str
    to_step: str = ""
    enabled: bool
    requires: list[str] = []
    reason_vi: str = ""
    reason_en: str = ""


class HistoryOut(Schema):
    """A line of the history, without notes and names (see `content`)."""

    seq: int
    kind: str
    at: datetime
    status: int
    vi: str
    en: str


class DossierOut(Schema):
    """The facts of one dossier. No personal data: names, answers and papers are in `content`."""

    uuid: UUID
    code: str
    procedure_code: str
    procedure: str
    definition_version: int
    unit_code: str
    handler_code: str
    intake_code: str
    authority_code: str
    channel: int
    status: int
    status_vi: str
    status_en: str
    step: str
    step_vi: str
    step_en: str
    assigned_to: UUID | None
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    step_due_at: datetime | None
    due_state: str
    remaining_working_minutes: int | None
    paused_working_minutes: int
    net_minutes: int | None
    gross_minutes: int | None
    resolved_at: datetime | None
    handed_back_at: datetime | None
    waiting_for_fee: bool
    fee_amount: int
    origin: str
    actions: list[ActionOut]
    beside: list[ActionOut]
    history: list[HistoryOut]


class Content(Schema):
    """What the page of the dossier shows of persons and papers, to those who may see it; empty for the others."""

    party: Party
    submitter: Party | None
    answers: list[FieldValue]
    papers: list[PaperItem]
    supplements: list[SupplementView]
    pauses: list[PauseView]
    timeline: list[TimelineItem]


@router.get("/dossiers", auth=OFFICER, response=Page)
def dossiers(
    request: HttpRequest, wanted: Query[Filter],
    q: Annotated[str, Query(max_length=120, description="A code, a personal number or words of a name.")] = "",
    after: Cursor = "", limit: Limit = 50,
) -> dict[str, Any]:
    """The dossiers that the officer's units have in hand, most urgent first unless `sort` says otherwise."""
    filters = wanted.wanted()
    filters = replace(filters, query=q or filters.query)
    actor, now = actor_of(request), clock.now()
    page = casework.inbox(actor=actor, now=now, filters=filters, cursor=after, limit=limit)
    casework.note_list(codes=[row.code for row in page.rows], actor=actor, now=now, source="casework.rest", at_work=not filters.query)
    return page_out(page)


@router.get("/my/dossiers", auth=CITIZEN, response=Page)
def my_dossiers(request: HttpRequest, after: Cursor = "", limit: Limit = 20) -> dict[str, Any]:
    """A person's own dossiers, those of the organisation she acts for and those she filed, the latest first."""
    return page_out(casework.my_dossiers(actor=actor_of(request), now=clock.now(), cursor=after, limit=limit))


@router.get("/escalations", auth=OFFICER, response=Page)
def escalations(request: HttpRequest, after: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """Dossiers past their due date that leaders must look at."""
    return page_out(casework.escalations(actor=actor_of(request), now=clock.now(), cursor=after, limit=limit))


@router.get("/dossiers/{code}", auth=READER, response=DossierOut)
def dossier(request: HttpRequest, response: HttpResponse, code: str) -> dict[str, Any]:
    """The facts of one dossier with its clock, what can be done and its history. The ETag is the number of its last fact."""
    page = casework.dossier_page(code=code, actor=actor_of(request), now=clock.now(), language=language_of(request))
    found, due = page.dossier, page.due
    response["ETag"] = f'"{max((i.seq for i in page.timeline), default=0)}"'
    response["Cache-Control"] = "private, no-store"
    return {
        **{name: getattr(found, name) for name in _SAME}, "procedure": found.procedure_name, "channel": int(found.channel),
        "status": int(found.status), "status_vi": found.status.vi, "status_en": found.status.en, "step_vi": found.step_name_vi,
        "step_en": found.step_name_en, "due_at": due.due_at, "due_state": due.state.value,
        "remaining_working_minutes": due.remaining_minutes, "paused_working_minutes": due.paused_minutes,
        "actions": [_action(a, to_step=a.to_step, requires=list(a.requires)) for a in page.actions],
        "beside": [_action(a) for a in page.beside],
        "history": [
            {"seq": i.seq, "kind": i.kind.value, "at": i.at, "status": int(i.to_status), "vi": i.title_vi, "en": i.title_en}
            for i in page.timeline
        ],
    }


@router.get("/dossiers/{code}/content", auth=PERSON, response=Content)
def content(request: HttpRequest, response: HttpResponse, code: str) -> dict[str, Any]:
    """Persons, answers, papers, requests for papers, pauses and the full history, cut to what the caller may see (Luật 91/2025)."""
    page = casework.dossier_page(code=code, actor=actor_of(request), now=clock.now(), language=language_of(request))
    found = page.dossier
    casework.note_reading(found=found, actor=actor_of(request), now=clock.now(), source="casework.rest")
    response["Cache-Control"] = "private, no-store"
    return {
        "party": found.party, "submitter": found.submitter, "answers": found.answers, "papers": found.papers,
        "supplements": found.supplements, "pauses": found.pauses, "timeline": page.timeline,
    }


@router.get("/dossiers/{code}/related", auth=OFFICER, response=list[RelatedDossier])
def related(request: HttpRequest, code: str) -> Any:
    """Sub-dossiers, the dossier this one is a part of, appeals."""
    return list(casework.related(code=code, actor=actor_of(request)))


@router.get("/dossiers/{code}/issued", auth=PERSON, response=list[IssuedDocument])
def issued(request: HttpRequest, code: str) -> Any:
    """Issued results and copies, the newest first; revoked ones say so."""
    return list(casework.issued_of(code=code, actor=actor_of(request)))


@router.get("/dossiers/{code}/papers/{int:paper_id}", auth=PERSON)
def paper(request: HttpRequest, code: str, paper_id: int) -> HttpResponse:
    """The file of one paper."""
    return sent_file(request, code=code, file_id=casework.paper_file(code=code, paper_id=min(paper_id, 2**62), actor=actor_of(request)))


@router.get("/dossiers/{code}/result", auth=PERSON)
def result(request: HttpRequest, code: str) -> HttpResponse:
    """The signed result (PDF)."""
    return sent_file(request, code=code, file_id=casework.result_file(code=code, actor=actor_of(request)))


@router.get("/dossiers/{code}/receipt", auth=PERSON)
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of the dossier (Mẫu 01, PDF)."""
    return sent_file(request, code=code, file_id=casework.receipt_file(code=code, actor=actor_of(request)))


@router.get("/dossiers/{code}/sheets/{int:seq}", auth=PERSON)
def sheet(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    """The sheet (Mẫu 01–05) that was made with the fact of that number."""
    return sent_file(request, code=code, file_id=casework.sheet_file(code=code, seq=min(seq, 2**31 - 1), actor=actor_of(request)))


def page_out(page: InboxPage) -> dict[str, Any]:
    """A page as JSON."""
    return {"rows": [row_out(r) for r in page.rows], "next": page.next_cursor, "counts": dict(page.counts)}


def row_out(row: DossierRow) -> dict[str, Any]:
    """A line as JSON."""
    return {
        "uuid": row.uuid, "code": row.code, "procedure_code": row.procedure_code, "procedure": row.procedure_name,
        "unit_code": row.unit_code, "handler_code": row.handler_code, "party_name": row.party_name, "channel": int(row.channel),
        "status": int(row.status), "step": row.step, "submitted_at": row.submitted_at, "due_at": row.due_at,
        "step_due_at": row.step_due_at, "due_state": row.due_state.value, "waiting_for_fee": row.waiting_for_fee,
        "assigned_to": row.assigned_to, "origin": row.origin,
    }


_SAME = (
    "uuid", "code", "procedure_code", "definition_version", "unit_code", "handler_code", "intake_code", "authority_code", "step",
    "assigned_to", "submitted_at", "received_at", "step_due_at", "net_minutes", "gross_minutes", "resolved_at", "handed_back_at",
    "waiting_for_fee", "fee_amount", "origin",
)


def _action(action: Any, **more: Any) -> Mapping[str, Any]:
    return {
        "verb": action.verb.value, "label_vi": action.label_vi, "label_en": action.label_en, "enabled": action.enabled,
        "reason_vi": action.reason_vi, "reason_en": action.reason_en, **more,
    }

