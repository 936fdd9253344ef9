"""Units ask for papers for their dossiers; holders agree or decline."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of
from motcua.services.vault import api as vault
from motcua.services.vault.rest.edge import ASKER, CITIZEN, PaperShare, RequestedPaper, request_out, require_fresh, share_out

router = Router(tags=["vault: requests"])


class RequestAsked(Schema):
    """Which paper, for which dossier, in the name of which unit, for what."""

    dossier_code: Annotated[str, Field(max_length=60)]
    unit_code: Annotated[str, Field(max_length=20, examples=["11329"])]
    kind: Annotated[str, Field(max_length=40, examples=["land_certificate"])]
    purpose: Annotated[str, Field(max_length=300, examples=["Đối chiếu thửa đất"])]


class RequestAgreed(Schema):
    """With which paper, what of it and for how long; unit, dossier and purpose are those of the request."""

    document_id: UUID
    days: Annotated[int, Field(ge=1, le=90)] = 30
    fields: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=40)] = []
    with_file: bool = True
    may_download: bool = False
    most_views: Annotated[int, Field(ge=0, le=1000)] = 0


class RequestDeclined(Schema):
    """Why; nobody has to say."""

    reason: Annotated[str, Field(max_length=300)] = ""


@router.get("/requests", auth=CITIZEN, response=list[RequestedPaper], summary="What units ask for")
def requests(
    request: HttpRequest, waiting: Annotated[bool, Query(description="Only those that wait for an answer.")] = False
) -> list[dict[str, Any]]:
    """Of the store that the caller acts in, the latest first."""
    return [request_out(r) for r in vault.requests_to_me(actor=actor_of(request), now=clock.now(), waiting=waiting)]


@router.get("/requests/{uuid:request_id}", auth=CITIZEN, response=RequestedPaper, summary="One of them")
def one(request: HttpRequest, request_id: UUID) -> dict[str, Any]:
    """404 also for a request to somebody else."""
    return request_out(vault.request_to_me(request_id=request_id, actor=actor_of(request)))


@router.post("/requests/{uuid:request_id}/agree", auth=CITIZEN, response=PaperShare, summary="Agree: share a paper with the unit")
def agree(request: HttpRequest, request_id: UUID, body: RequestAgreed, key: Key) -> dict[str, Any]:
    """After a fresh sign-in. 409 when it was answered, taken back or has ended."""
    require_fresh(request)
    terms = vault.ShareTerms(
        purpose="", days=body.days, fields=tuple(body.fields), with_file=body.with_file, may_download=body.may_download,
        most_views=body.most_views,
    )  # fmt: skip
    made = vault.agree(request_id=request_id, document_id=body.document_id, terms=terms, actor=actor_of(request), now=clock.now())
    return share_out(made)


@router.post("/requests/{uuid:request_id}/decline", auth=CITIZEN, response=RequestedPaper, summary="Decline")
def decline(request: HttpRequest, request_id: UUID, body: RequestDeclined, key: Key) -> dict[str, Any]:
    """409 when it was answered, taken back or has ended."""
    return request_out(vault.decline(request_id=request_id, reason=body.reason, actor=actor_of(request), now=clock.now()))


@router.post("/asked", auth=ASKER, response=RequestedPaper, summary="Ask the party of a dossier for a paper")
def ask(request: HttpRequest, body: RequestAsked, key: Key) -> dict[str, Any]:
    """She has 14 days; the same key asks once. An application asks for the units that it serves and reads no paper."""
    return request_out(vault.ask_for_paper(**body.dict(), actor=actor_of(request), now=clock.now(), idempotency_key=key))


@router.get("/asked", auth=ASKER, response=list[RequestedPaper], summary="What the caller's units asked for")
def asked(request: HttpRequest, dossier_code: Annotated[str, Query(max_length=60)] = "") -> list[dict[str, Any]]:
    """The latest first; on request for one dossier."""
    return [request_out(r) for r in vault.requests_of_units(actor=actor_of(request), dossier_code=dossier_code)]


@router.post("/asked/{uuid:request_id}/take-back", auth=ASKER, response=RequestedPaper, summary="The unit needs it no more")
def take_back(request: HttpRequest, request_id: UUID, key: Key) -> dict[str, Any]:
    """409 when it was answered or has ended."""
    return request_out(vault.take_back(request_id=request_id, actor=actor_of(request), now=clock.now()))
