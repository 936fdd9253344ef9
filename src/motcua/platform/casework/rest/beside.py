"""Work beside the steps: assigning, opinions, clocks, parts, revocation, other versions, appeals."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Cursor, Key, Limit
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import OpinionAsk, OpinionPage, OpinionView, PauseReason, RebasePreview, Stance
from motcua.platform.casework.contracts.issuing import IssuedDocument
from motcua.platform.casework.rest.edge import CITIZEN, OFFICER, Code, Done, Paper, Seen, Words, act, done, papers_of
from motcua.platform.casework.rest.steps import Note, Reason
from motcua.platform.signing.contracts import CopyKind

router = Router(tags=["casework: work"])


class Assigning(Schema):
    """The officer who works on it; null takes it from whoever has it."""

    officer_id: UUID | None
    note: Words = ""


class Transferring(Reason):
    """The unit that takes it over."""

    unit_code: Code


class Ask(Schema):
    """A question to one unit, with the working days to answer."""

    unit_code: Code
    question: Words
    days: Annotated[int, Field(ge=1, le=400)]
    confidential: bool = False


class Asks(Schema):
    """Questions that run in parallel."""

    asks: Annotated[list[Ask], Field(max_length=30)]


class Opinion(Schema):
    """What the unit says."""

    stance: Stance
    text: Words
    papers: Annotated[list[Paper], Field(max_length=20)] = []


class Days(Reason):
    """Working days more, and why."""

    days: Annotated[int, Field(ge=1, le=400)]


class Pausing(Schema):
    """The lawful reason of the pause and the document it rests on."""

    reason: PauseReason
    note: Words


class Part(Schema):
    """A part of the dossier that another unit decides."""

    procedure_code: Code
    unit_code: Code
    note: Words = ""


class Rebasing(Schema):
    """The version to move to; 0 is the one in force."""

    to_version: Annotated[int, Field(ge=0, le=100_000)] = 0
    reason: Words = "Áp dụng phiên bản mới của thủ tục"


class Appealing(Schema):
    """What the applicant says against the decision."""

    text: Words


class RefOut(Schema):
    """A dossier that was made."""

    uuid: UUID
    code: str
    payment_id: UUID | None


class Copying(Schema):
    """The kind of copy; `fields` name what an extract takes over."""

    kind: CopyKind
    fields: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=50)] = []


@router.post("/dossiers/{code}/assign", auth=OFFICER, response=Done)
def assign(request: HttpRequest, code: str, body: Assigning, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Say which officer of the unit works on it."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.assign(
        code=code, officer_id=body.officer_id, actor=a, now=now, note=body.note, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/transfer", auth=OFFICER, response=Done)
def transfer(request: HttpRequest, code: str, body: Transferring, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Hand it over to another unit."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.transfer(
        code=code, unit_code=body.unit_code, reason=body.reason, actor=a, now=now, idempotency_key=key))  # fmt: skip


@router.get("/opinions", auth=OFFICER, response=OpinionPage)
def opinion_inbox(request: HttpRequest, after: Cursor = "", limit: Limit = 50) -> Any:
    """Opinions that wait for the officer's units, the most urgent first."""
    return casework.opinion_inbox(actor=actor_of(request), now=clock.now(), cursor=after, limit=limit)


@router.get("/dossiers/{code}/opinions", auth=OFFICER, response=list[OpinionView])
def opinions(request: HttpRequest, code: str) -> Any:
    """Opinions asked for this dossier; confidential ones only for both units."""
    return list(casework.opinions(code=code, actor=actor_of(request), now=clock.now()))


@router.post("/dossiers/{code}/ask-opinions", auth=OFFICER, response=Done)
def ask_opinions(request: HttpRequest, code: str, body: Asks, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Ask other units in parallel."""
    a, now = actor_of(request), clock.now()
    asks = [OpinionAsk(unit_code=x.unit_code, question=x.question, days=x.days, confidential=x.confidential) for x in body.asks]
    return act(request, code, seen, lambda: casework.ask_opinions(code=code, asks=asks, actor=a, now=now, idempotency_key=key))


@router.post("/opinions/{uuid:opinion_id}/give", auth=OFFICER, response=Done)
def give_opinion(request: HttpRequest, opinion_id: UUID, body: Opinion, key: Key) -> dict[str, Any]:
    """Answer for the unit that was asked."""
    a = actor_of(request)
    papers = papers_of(body.papers, actor=a)
    return done(casework.give_opinion(
        opinion_id=opinion_id, stance=body.stance, text=body.text, actor=a, now=clock.now(), papers=papers,
        idempotency_key=key))  # fmt: skip


@router.post("/opinions/{uuid:opinion_id}/recall", auth=OFFICER, response=Done)
def recall_opinion(request: HttpRequest, opinion_id: UUID, body: Reason, key: Key) -> dict[str, Any]:
    """Take the question back."""
    a = actor_of(request)
    return done(casework.recall_opinion(opinion_id=opinion_id, reason=body.reason, actor=a, now=clock.now(), idempotency_key=key))


@router.post("/dossiers/{code}/extend-due", auth=OFFICER, response=Done)
def extend_due(request: HttpRequest, code: str, body: Days, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Move the due date, with an apology to the applicant (Mẫu 04)."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.extend_due(
        code=code, days=body.days, reason=body.reason, actor=a, now=now, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/pause", auth=OFFICER, response=Done)
def pause(request: HttpRequest, code: str, body: Pausing, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Stop the clock for a lawful reason."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.pause(
        code=code, reason=body.reason, note=body.note, actor=a, now=now, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/resume", auth=OFFICER, response=Done)
def resume(request: HttpRequest, code: str, body: Note, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Let the clock go on."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.resume(code=code, actor=a, now=now, note=body.note, idempotency_key=key))


@router.post("/dossiers/{code}/sub-dossiers", auth=OFFICER, response=Done)
def open_sub_dossier(request: HttpRequest, code: str, body: Part, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Open a part that another unit decides under its own procedure."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.open_sub_dossier(
        code=code, procedure_code=body.procedure_code, unit_code=body.unit_code, actor=a, now=now, note=body.note,
        idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/revoke-result", auth=OFFICER, response=Done)
def revoke_result(request: HttpRequest, code: str, body: Reason, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Revoke the issued result; the dossier is decided anew."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.revoke_result(
        code=code, reason=body.reason, actor=a, now=now, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/correct", auth=OFFICER, response=Done)
def correct(request: HttpRequest, code: str, body: Reason, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Open a handed-back dossier again to correct its result."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.correct(code=code, reason=body.reason, actor=a, now=now, idempotency_key=key))


@router.get("/dossiers/{code}/rebase", auth=OFFICER, response=RebasePreview)
def rebase_preview(request: HttpRequest, code: str, to_version: Annotated[int, Field(ge=0, le=100_000)] = 0) -> Any:
    """What moving the dossier to another version would change, field by field, and what forbids it."""
    return casework.rebase_preview(code=code, actor=actor_of(request), now=clock.now(), to_version=to_version)


@router.post("/dossiers/{code}/rebase", auth=OFFICER, response=Done)
def rebase(request: HttpRequest, code: str, body: Rebasing, key: Key, seen: Seen = "") -> dict[str, Any]:
    """Move the dossier to another version of its procedure; the move is in its history."""
    a, now = actor_of(request), clock.now()
    return act(request, code, seen, lambda: casework.rebase(
        code=code, actor=a, now=now, to_version=body.to_version, reason=body.reason, idempotency_key=key))  # fmt: skip


@router.post("/dossiers/{code}/appeal", auth=CITIZEN, response=RefOut)
def appeal(request: HttpRequest, code: str, body: Appealing, key: Key) -> dict[str, Any]:
    """Appeal against the decision: a linked dossier, or the fact alone where another authority decides."""
    ref = casework.appeal(code=code, text=body.text, actor=actor_of(request), now=clock.now(), idempotency_key=key)
    return {"uuid": ref.uuid, "code": ref.code, "payment_id": ref.payment_id}


@router.post("/dossiers/{code}/copies", auth=OFFICER, response=IssuedDocument)
def copies(request: HttpRequest, code: str, body: Copying, key: Key) -> Any:
    """Make a copy of the result, sealed by the agency (NĐ 30/2020)."""
    return casework.copies(
        code=code, kind=body.kind, actor=actor_of(request), now=clock.now(), fields=body.fields, idempotency_key=key
    )
