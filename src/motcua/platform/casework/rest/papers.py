"""Papers: printed forms, the form itself and its signature, scans of paper, papers that the city has already."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Schema, UploadedFile
from pydantic import Field

from motcua.kernel.errors import Invalid
from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of, file_response
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import PaperItem
from motcua.platform.casework.contracts.issuing import DigitiseReport, IssuedDocument, OldResultView
from motcua.platform.casework.queries.beside import SheetView
from motcua.platform.casework.rest.edge import CITIZEN, HANDLING, PERSON, Code, opened, sent_file
from motcua.platform.signing.contracts import RemoteRequest, RemoteState

router = Router(tags=["casework: papers"])
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LARGEST_SCANS = 500_000_000
Office = Annotated[Literal["pdf", "docx"], Query(alias="format")]


class SignatureOut(Schema):
    """A signature asked of the applicant's device; compare `digest` with what the device shows."""

    request_id: UUID
    state: RemoteState
    title: str
    digest: str
    asked_at: datetime
    expires_at: datetime


class Reusing(Schema):
    """Which requirement, and where the paper is: exactly one of the three."""

    requirement: Annotated[str, Field(max_length=80, examples=["so-do"])]
    paper_id: Annotated[int | None, Field(ge=1, le=2**62)] = None
    check_code: Annotated[str, Field(max_length=80)] = ""
    old_result: UUID | None = None


class PaperAdded(Schema):
    """The paper of the dossier that was made."""

    paper_id: int


class Reusable(Schema):
    """What the city has of the same party: papers of earlier dossiers, and results in force."""

    papers: list[PaperItem]
    results: list[IssuedDocument]


@router.get("/dossiers/{code}/sheets", auth=PERSON, response=list[SheetView])
def sheets(request: HttpRequest, code: str) -> Any:
    """The printed forms (Mẫu 01–05) that were made; each is got by its `seq`."""
    return list(casework.sheets_made(code=code, actor=actor_of(request)))


@router.get("/dossiers/{code}/sheets/{int:seq}/docx", auth=PERSON)
def sheet_word(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    """A printed form as .docx, to go on working with."""
    content = casework.sheet_docx(code=code, seq=min(seq, 2**31 - 1), actor=actor_of(request))
    opened(request, code=code, what=f"sheet:{seq}")
    return file_response(name=f"{code}-{seq}.docx", mime=_WORD, content=content)  # type: ignore[return-value]


@router.get("/dossiers/{code}/control-slip", auth=HANDLING)
def control_slip(request: HttpRequest, code: str, form: Office = "pdf") -> HttpResponse:
    """The control slip (Mẫu 06), made now from the history: who did what when."""
    make = casework.control_slip_pdf if form == "pdf" else casework.control_slip_docx
    content = make(code=code, actor=actor_of(request), now=clock.now())
    opened(request, code=code, what="mau-06")
    mime = "application/pdf" if form == "pdf" else _WORD
    return file_response(name=f"mau-06-{code}.{form}", mime=mime, content=content)  # type: ignore[return-value]


@router.get("/issued/{check_code}", auth=PERSON)
def issued_file(request: HttpRequest, check_code: Code) -> HttpResponse:
    """An issued result or copy by its check code; 410 when it was revoked."""
    found = casework.issued_file(check_code=check_code, actor=actor_of(request))
    return sent_file(request, code=found.code, file_id=found.file_id)


@router.get("/dossiers/{code}/form", auth=CITIZEN)
def form_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """What was declared, as an accessible PDF: what a signature signs."""
    content = casework.form_pdf(code=code, actor=actor_of(request))
    return file_response(name=f"to-khai-{code}.pdf", mime="application/pdf", content=content)  # type: ignore[return-value]


@router.post("/dossiers/{code}/form/signature", auth=CITIZEN, response=SignatureOut)
def begin_signature(request: HttpRequest, code: str, key: Key) -> dict[str, Any]:
    """Ask the applicant's device to sign the form; while a request runs it is given again."""
    return _signature(casework.start_form_signature(code=code, actor=actor_of(request), now=clock.now()))


@router.post("/dossiers/{code}/form/signature/{uuid:request_id}", auth=CITIZEN, response=SignatureOut)
def finish_signature(request: HttpRequest, code: str, request_id: UUID, key: Key) -> dict[str, Any]:
    """Ask what became of it. Once it is `signed`, the signed form is a paper of the dossier; asking again changes nothing."""
    done = casework.finish_form_signature(code=code, request_id=request_id, actor=actor_of(request), now=clock.now())
    return _signature(done)


@router.post("/dossiers/{code}/digitise", auth=HANDLING, response=PaperAdded)
def digitise(
    request: HttpRequest, code: str, key: Key, requirement: Form[Annotated[str, Field(max_length=80)]],  # type: ignore[type-arg]
    file: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008 - ninja's way
) -> dict[str, Any]:
    """Keep the scan of a paper from the counter, signed by the agency. The same scan again changes nothing."""
    made = casework.digitise(
        code=code, requirement=requirement, content=file.read(), name=file.name or "", actor=actor_of(request), now=clock.now()
    )
    return {"paper_id": made}


@router.get("/dossiers/{code}/reusable", auth=PERSON, response=Reusable)
def reusable(request: HttpRequest, code: str) -> dict[str, Any]:
    """Papers of earlier dossiers of the same party and its results in force, the newest first, fifty of each at most."""
    a, now = actor_of(request), clock.now()
    return {
        "papers": casework.reusable_papers(code=code, actor=a, now=now), "results": casework.reusable_results(code=code, actor=a, now=now),
    }


@router.post("/dossiers/{code}/reuse", auth=PERSON, response=PaperAdded)
def reuse(request: HttpRequest, code: str, body: Reusing, key: Key) -> dict[str, Any]:
    """Take a paper that the city has already instead of asking for it. Taking it twice changes nothing."""
    if sum((body.paper_id is not None, bool(body.check_code), body.old_result is not None)) != 1:
        wrong = ("Chọn đúng một nguồn: paper_id, check_code hoặc old_result.", "Name exactly one of paper_id, check_code, old_result.")
        raise Invalid(fields={"paper_id": wrong})
    made = casework.reuse(
        code=code, requirement=body.requirement, paper_id=body.paper_id, check_code=body.check_code, old_result=body.old_result,
        actor=actor_of(request), now=clock.now(),
    )  # fmt: skip
    return {"paper_id": made}


@router.get("/old-results", auth=HANDLING, response=list[OldResultView])
def old_results(
    request: HttpRequest, number: Annotated[str, Query(max_length=20)] = "", name: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 50,
) -> Any:
    """Digitised old results by the holder's number, or name without regard to accents; fifty at most, of the officer's units."""
    return list(casework.find_old_results(actor=actor_of(request), number=number, name=name, limit=limit))


@router.post("/old-results", auth=HANDLING, response=DigitiseReport)
def digitise_old_results(
    request: HttpRequest, key: Key, unit_code: Form[Code], index: UploadedFile = File(...), scans: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008
    dry_run: Annotated[bool, Query(description="Check only, write nothing.")] = False,
) -> Any:
    """Digitise still-valid results of old procedures: an index (XLSX) and the scans (ZIP). A broken run is simply sent again."""
    if (scans.size or 0) > _LARGEST_SCANS:
        raise Invalid(fields={"scans": ("Tệp nén tối đa 500 MB.", "The archive may have 500 MB at most.")})
    return casework.digitise_old_results(
        index=index.read(), scans_from=io.BytesIO(scans.read()), unit_code=unit_code, actor=actor_of(request), now=clock.now(),
        dry_run=dry_run,
    )  # fmt: skip


def _signature(found: RemoteRequest) -> dict[str, Any]:
    return {
        "request_id": found.id, "state": found.state, "title": found.title, "digest": found.digest, "asked_at": found.asked_at,
        "expires_at": found.expires_at,
    }
