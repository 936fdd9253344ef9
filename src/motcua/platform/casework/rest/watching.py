"""What leaders watch, the register book, and lists as files."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kit import clock
from motcua.kit.rest import Audience, Cursor, Limit
from motcua.kit.web import actor_of, file_response
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import DossierRow
from motcua.platform.casework.contracts.desk import Workload
from motcua.platform.casework.rest.dossiers import Page, page_out
from motcua.platform.casework.rest.edge import EARLIEST, HANDLING, LATEST, Code
from motcua.platform.casework.rest.filtering import Filter

router = Router(tags=["casework: lists"])
LEADER = Audience("officer", roles=(Role.LEADER,))
_MIMES = {
    "pdf": "application/pdf",
    "xlsx": files.XLSX,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
From = Annotated[date, Query(ge=EARLIEST, le=LATEST, description="The first day.", examples=["2026-03-01"])]
To = Annotated[date, Query(ge=EARLIEST, le=LATEST, description="The last day.", examples=["2026-03-31"])]


class RegisterOut(Schema):
    """A line of the register book (Mẫu 07)."""

    code: str
    procedure: str
    party_name: str
    contact: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    channel: int
    status: int


class Register(Schema):
    """A page of the book; `total` is counted up to ten thousand."""

    rows: list[RegisterOut]
    next: str
    total: int


@router.get("/watched", auth=LEADER, response=Page)
def watched(request: HttpRequest, percent: Literal["80", "100"] = "80", after: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """Running dossiers of the units that the officer leads of which 80 or 100 percent of the time is used."""
    return page_out(casework.watched(actor=actor_of(request), now=clock.now(), percent=int(percent), cursor=after, limit=limit))


@router.get("/workload", auth=LEADER, response=list[Workload])
def workload(request: HttpRequest) -> Any:
    """Who has how much in hand in the units that the officer leads; the answer is as long as the units have officers."""
    return list(casework.workload(actor=actor_of(request), now=clock.now()))


@router.get("/handled-units", auth=HANDLING, response=list[str])
def handled_units(request: HttpRequest) -> Any:
    """Codes of the units whose dossiers the officer handles now."""
    return casework.handled_units(actor=actor_of(request))


@router.get("/register", auth=HANDLING, response=Register)
def register(request: HttpRequest, unit_code: Code, first: From, last: To, after: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """The register book (Mẫu 07) of one of the officer's units, both days included, as the dossiers came."""
    page = casework.register_book(
        unit_code=unit_code, from_on=first, to_on=last + timedelta(days=1), actor=actor_of(request), cursor=after, limit=limit
    )
    codes = [r.code for r in page.rows]
    casework.note_list(codes=codes, actor=actor_of(request), now=clock.now(), source="casework.register", contact=True)
    rows = [
        {
            "code": r.code, "procedure": r.procedure_name, "party_name": r.party_name, "contact": r.contact,
            "submitted_at": r.submitted_at, "received_at": r.received_at, "due_at": r.due_at, "done_at": r.done_at,
            "channel": int(r.channel), "status": int(r.status),
        }
        for r in page.rows
    ]
    return {"rows": rows, "next": page.next_cursor, "total": page.total}


@router.get("/register/file", auth=HANDLING)
def register_file(
    request: HttpRequest, unit_code: Code, first: From, last: To,
    form: Annotated[Literal["pdf", "docx", "xlsx"], Query(alias="format")] = "pdf",
) -> HttpResponse:
    """The same as a file; who took it stays on record."""
    make = {"pdf": casework.register_pdf, "docx": casework.register_docx, "xlsx": casework.register_xlsx}[form]
    a, now, until = actor_of(request), clock.now(), last + timedelta(days=1)
    content = make(unit_code=unit_code, from_on=first, to_on=until, actor=a, now=now)
    casework.note_register(unit_code=unit_code, from_on=first, to_on=until, actor=a, now=now)
    return file_response(name=f"so-theo-doi-{first:%Y%m%d}-{last:%Y%m%d}.{form}", mime=_MIMES[form], content=content)  # type: ignore[return-value]


@router.get("/lists/export", auth=HANDLING)
def export(request: HttpRequest, wanted: Query[Filter]) -> HttpResponse:
    """The list as a workbook (XLSX), at most 20,000 rows; who took it stays on record."""
    a, now = actor_of(request), clock.now()
    filters = wanted.wanted()
    content = casework.list_workbook(
        actor=a, now=now, filters=filters, heading=f"Danh sách hồ sơ · Dossiers {local(now):%d/%m/%Y %H:%M}", columns=_COLUMNS, line=_line
    )
    audit.record(
        action="casework.list_exported", object_ref=f"list:{a.ref}", actor=a, now=now,
        details={"kind": "xlsx", "filters": sorted(filters.to_document())},
    )  # fmt: skip
    casework.note_export(filters=filters, actor=a, now=now)
    return file_response(name=f"ho-so-{local(now):%Y%m%d-%H%M}.xlsx", mime=_MIMES["xlsx"], content=content)  # type: ignore[return-value]


_COLUMNS = (
    "code", "procedure_code", "procedure", "party_name", "channel", "status", "step", "submitted_at", "due_at", "due_state", "unit_code",
)


def _line(row: DossierRow) -> list[str]:
    at = (row.submitted_at.isoformat(), row.due_at.isoformat() if row.due_at else "")
    return [
        row.code, row.procedure_code, row.procedure_name, row.party_name, str(int(row.channel)), str(int(row.status)), row.step, *at,
        row.due_state.value, row.handler_code,
    ]

