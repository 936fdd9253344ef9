"""Forms of citizens: begin a draft, answer page by page, check, submit; and files to be referred to."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from motcua.foundation.files import api as files
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.actions.expecting import do_once
from motcua.platform.casework.contracts import ProcedureNotOnline
from motcua.platform.casework.rest.beside import RefOut
from motcua.platform.casework.rest.edge import CITIZEN, PERSON, Code, Seen, StoredUpload, own_file, seen_seq
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import FieldError

router = Router(tags=["casework: forms"])
_KEEPERS = Audience("citizen", also=("officer", "machine"), scope="dossiers:submit")
Value = str | list[str]


class AnswersClash(NamedError):
    """Another device changed the page since the version that the caller saw; what was sent is kept beside it."""

    code = "casework.answers_clash"
    vi = "Trang này vừa được sửa trên thiết bị khác. Tải lại bản nháp, chọn câu trả lời đúng rồi gửi lại."
    en = "The page was changed on another device. Read the draft again, choose the right answers, then send again."
    status = 412


class Beginning(Schema):
    """Which procedure, and where it is handed in when the form does not ask."""

    procedure_code: Annotated[Code, Field(examples=["1.001193"])]
    unit_code: Code = ""


class PageAnswers(Schema):
    """Answers of one page by input name, as typed; `files` name uploaded files by field."""

    answers: Annotated[dict[str, Value], Field(max_length=500, examples=[{"phone": "0100900012"}])]
    files: Annotated[dict[str, list[UUID]], Field(max_length=50)] = {}


class Wrong(Schema):
    """What is wrong with one answer."""

    page: str
    field: str
    code: str
    vi: str
    en: str


class PageSaved(Schema):
    """What came of saving a page; `next_page` is empty at the end."""

    ok: bool
    next_page: str
    version: int
    errors: list[Wrong]


class KnownPaper(Schema):
    """A required paper that a register has: it need not be handed in."""

    requirement: str
    source_vi: str
    source_en: str
    read_at: datetime


class DraftOut(Schema):
    """A draft with its answers; `known_papers` need not be handed in."""

    id: UUID
    procedure_code: str
    form: str
    form_version: int
    state: str
    version: int
    pages: list[str]
    visited: list[str]
    answers: dict[str, Any]
    known_papers: list[KnownPaper]
    updated_at: datetime
    expires_at: datetime


class DraftLine(Schema):
    """A draft in a list."""

    id: UUID
    title_vi: str
    title_en: str
    pages_done: int
    pages: int
    next_page: str
    updated_at: datetime
    expires_at: datetime


class Checked(Schema):
    """Whether the form may be submitted, and what is missing."""

    ok: bool
    errors: list[Wrong]


class Stored(Schema):
    """A stored file, to be referred to by `file_id`."""

    file_id: UUID
    name: str
    mime: str
    size: int
    sha256: str


@router.post("/files", auth=_KEEPERS, response=Stored)
def upload(request: HttpRequest, key: Key, file: UploadedFile = File(...)) -> dict[str, Any]:  # type: ignore[type-arg]  # noqa: B008 - ninja's way
    """Keep a file (PDF, JPEG, PNG, DOCX); only who uploaded it can refer to it."""
    a, now = actor_of(request), clock.now()

    content = file.read()

    def keep() -> dict[str, Any]:
        kept = files.put(content=content, name=file.name or "", purpose="casework.api", actor=a, now=now, owner_ref=a.ref)
        return {"file_id": str(kept.uuid), "name": kept.name, "mime": kept.mime, "size": kept.size, "sha256": kept.sha256}

    body = {"name": file.name, "sha256": hashlib.sha256(content).hexdigest()}
    return do_once(what="upload", key=key, body=body, actor=a, now=now, act=keep)


@router.get("/forms", auth=CITIZEN, response=list[DraftLine])
def drafts(request: HttpRequest) -> list[dict[str, Any]]:
    """The person's open drafts."""
    found = eforms.drafts_of(actor=actor_of(request), now=clock.now())
    return [
        {
            "id": d.uuid, "title_vi": d.title_vi, "title_en": d.title_en, "pages_done": d.pages_done, "pages": d.pages,
            "next_page": d.next_page, "updated_at": d.updated_at, "expires_at": d.expires_at,
        }
        for d in found
    ]


@router.post("/forms", auth=CITIZEN, response=DraftOut)
def begin(request: HttpRequest, response: HttpResponse, body: Beginning, key: Key) -> dict[str, Any]:
    """Begin a draft of the form of a procedure."""
    a, now = actor_of(request), clock.now()
    procedure = casework.procedure(code=body.procedure_code)
    if not procedure.open_online:
        raise ProcedureNotOnline(procedure_code=procedure.code)

    def start() -> dict[str, Any]:
        return {"id": str(forms.start(procedure=procedure, unit_code=body.unit_code, actor=a, now=now).uuid)}

    begun = do_once(what="begin_form", key=key, body=body.dict(), actor=a, now=now, act=start)
    return _told(eforms.draft(draft_id=UUID(begun["id"]), actor=a), response)


@router.get("/forms/{uuid:draft_id}", auth=PERSON, response=DraftOut)
def draft(request: HttpRequest, response: HttpResponse, draft_id: UUID) -> dict[str, Any]:
    """A draft with its answers; the ETag is its version."""
    return _told(eforms.draft(draft_id=draft_id, actor=actor_of(request)), response)


@router.put("/forms/{uuid:draft_id}/pages/{page}", auth=PERSON, response=PageSaved)
def save_page(request: HttpRequest, draft_id: UUID, page: str, body: PageAnswers, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Save one page: everything is kept, `errors` say what is not yet right. Saving the same again changes nothing."""
    a = actor_of(request)
    uploads = {name: [StoredUpload(i, own_file(i, actor=a).name) for i in ids] for name, ids in body.files.items()}
    found = eforms.save_page(
        draft_id=draft_id, page=page, data=body.answers, files=uploads, actor=a, now=clock.now(), version=seen_seq(seen),
        device=f"api:{key}",
    )
    if found.conflict:
        raise AnswersClash
    return {"ok": found.ok, "next_page": found.next_page, "version": found.version, "errors": [_wrong(e, page) for e in found.errors]}


@router.get("/forms/{uuid:draft_id}/check", auth=PERSON, response=Checked)
def check(request: HttpRequest, draft_id: UUID) -> dict[str, Any]:
    """What keeps the form from being submitted."""
    errors = eforms.validate_all(draft_id=draft_id, actor=actor_of(request), now=clock.now())
    return {"ok": not errors, "errors": [_wrong(e, e.page) for e in errors]}


@router.post("/forms/{uuid:draft_id}/submit", auth=CITIZEN, response=RefOut)
def submit(request: HttpRequest, draft_id: UUID, key: Key) -> dict[str, Any]:
    """Submit the form, with what was chosen beside it: it becomes a dossier with a code. The caller declares the answers true.

    Repeating finds the same dossier.
    """
    a = actor_of(request)
    held, chosen = eforms.draft(draft_id=draft_id, actor=a), casework.choices(draft_id=draft_id, actor=a)
    ref = casework.submit(
        draft_id=draft_id, procedure_code=forms.procedure_of(held).code, unit_code=forms.unit_of(held), idempotency_key=key, actor=a,
        now=clock.now(), filing=casework.filing_of(chosen=chosen), intake_unit=chosen.intake,
        exemption=casework.exemption_of(chosen=chosen),
    )
    return {"uuid": ref.uuid, "code": ref.code, "payment_id": ref.payment_id}


@router.delete("/forms/{uuid:draft_id}", auth=PERSON, response={204: None})
def discard(request: HttpRequest, draft_id: UUID, key: Key) -> None:
    """Throw a draft away; the site keeps it restorable for some days."""
    eforms.discard_draft(draft_id=draft_id, actor=actor_of(request), now=clock.now())


def _told(found: eforms.Draft, response: HttpResponse) -> dict[str, Any]:
    response["ETag"] = f'"{found.version}"'
    response["Cache-Control"] = "private, no-store"
    return {
        "id": found.uuid, "procedure_code": str(found.context.get("procedure", "")), "form": found.form.key,
        "form_version": found.form.version, "state": found.state.value, "version": found.version,
        "pages": [p.key for p in eforms.definition_of(draft=found).pages], "visited": list(found.visited), "answers": dict(found.values),
        "known_papers": [
            {"requirement": key, "source_vi": known.source_label_vi, "source_en": known.source_label_en, "read_at": known.at}
            for key, known in found.known_papers.items()
        ],
        "updated_at": found.updated_at, "expires_at": found.expires_at,
    }


def _wrong(error: FieldError, page: str) -> dict[str, str]:
    return {"page": error.page or page, "field": error.name, "code": error.code, "vi": error.vi, "en": error.en}
