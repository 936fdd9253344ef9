"""Shares as their holder makes, sees and ends them, and as officers of the unit that they are for open them."""

from __future__ import annotations

from typing import Annotated, Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of, file_response
from motcua.services.vault import api as vault
from motcua.services.vault.rest.edge import HOLDER, OFFICER, PaperShare, StoredPaper, Unit, paper_out, require_fresh, share_out

router = Router(tags=["vault: shares"])
_OPENING = "/shared/{uuid:share_id}/openings/{uuid:opening_id}"


class SharingTerms(Schema):
    """What is shown, to which unit (empty: to whoever has the link), for what and for how many days."""

    purpose: Annotated[str, Field(max_length=300, examples=["Nhập học lớp 6"])]
    days: Annotated[int, Field(ge=1, le=90)] = 7
    unit_code: Annotated[str, Field(max_length=20)] = ""
    fields: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=40)] = []
    with_file: bool = True
    may_download: Annotated[bool, Field(description="The file may be taken away, marked; a unit may keep a copy in its store.")] = False
    pin: Annotated[str, Field(max_length=8)] = ""
    most_views: Annotated[int, Field(ge=0, le=1000)] = 0


class ShareUse(Schema):
    """One use of a share."""

    act: str
    at: str
    unit_code: str
    post: str


class ShareToOpen(Schema):
    """The PIN, when the share has one."""

    pin: Annotated[str, Field(max_length=20)] = ""


class OpenedShare(Schema):
    """What the receiver is shown. `opening_id` reads the file for half an hour; `seen` goes back with `checked`."""

    share: PaperShare
    sharer: str
    paper: StoredPaper
    opening_id: UUID
    newer: bool
    seen: str


class Compared(Schema):
    """What stood for the fields when they were shown."""

    seen: Annotated[str, Field(max_length=64)]


@router.post("/papers/{uuid:document_id}/shares", auth=HOLDER, response=PaperShare, summary="Share it")
def share(request: HttpRequest, document_id: UUID, body: SharingTerms, key: Key) -> dict[str, Any]:
    """The same key again gives the share without its link's secret. What an agency made asks for a fresh sign-in."""
    if vault.document(document_id=document_id, actor=actor_of(request), now=clock.now()).official:
        require_fresh(request)
    terms = vault.ShareTerms(**{**body.dict(), "fields": tuple(body.fields)})
    made = vault.share(document_id=document_id, terms=terms, actor=actor_of(request), now=clock.now(), idempotency_key=key)
    return share_out(made.share) | {"token": made.token}


@router.get("/shares", auth=HOLDER, response=list[PaperShare], summary="What is and was shared")
def shares(request: HttpRequest, unit_code: Unit = "") -> list[dict[str, Any]]:
    """The latest first."""
    return [share_out(s) for s in vault.shares(actor=actor_of(request), now=clock.now(), unit_code=unit_code)]


@router.get("/shares/{uuid:share_id}", auth=HOLDER, response=PaperShare, summary="One share")
def one(request: HttpRequest, share_id: UUID) -> dict[str, Any]:
    """404 also for somebody else's."""
    return share_out(vault.one_share(share_id=share_id, actor=actor_of(request), now=clock.now()))


@router.get("/shares/{uuid:share_id}/openings", auth=HOLDER, response=list[ShareUse], summary="Who used it, and when")
def openings(request: HttpRequest, share_id: UUID) -> list[dict[str, Any]]:
    """The latest first."""
    found = vault.openings(share_id=share_id, actor=actor_of(request))
    return [{"act": o.act.value, "at": o.at.isoformat(), "unit_code": o.unit_code, "post": o.post} for o in found]


@router.post("/shares/{uuid:share_id}/revoke", auth=HOLDER, response=PaperShare, summary="Take it back at once")
def revoke(request: HttpRequest, share_id: UUID, key: Key) -> dict[str, Any]:
    """Nothing is opened by it any more."""
    return share_out(vault.revoke_share(share_id=share_id, actor=actor_of(request), now=clock.now()))


@router.post("/shares/{uuid:share_id}/link", auth=HOLDER, response=PaperShare, summary="Another secret link; the one before is dead")
def renew(request: HttpRequest, share_id: UUID, key: Key) -> dict[str, Any]:
    """`token` is its secret. Each call makes another one, after a fresh sign-in."""
    require_fresh(request)
    made = vault.renew_link(share_id=share_id, actor=actor_of(request), now=clock.now())
    return share_out(made.share) | {"token": made.token}


@router.get("/shared", auth=OFFICER, response=list[PaperShare], summary="What is shared, live, with the officer's units")
def shared(request: HttpRequest) -> list[dict[str, Any]]:
    """The latest first."""
    return [share_out(s) for s in vault.shared_with_units(actor=actor_of(request), now=clock.now())]


@router.post("/shared/{uuid:share_id}/openings", auth=OFFICER, response=OpenedShare, summary="Open it; the sharer sees that")
def open_share(request: HttpRequest, share_id: UUID, body: ShareToOpen, key: Key) -> dict[str, Any]:
    """Each call is an opening of its own. One and the same 404 for whatever does not open."""
    shown = vault.open_share(key=vault.Key(share_id=share_id, pin=body.pin), actor=actor_of(request), now=clock.now())
    if shown.paper is None or shown.opening_id is None:
        raise vault.LinkDead
    return {
        "share": share_out(shown.share), "sharer": shown.sharer, "paper": paper_out(shown.paper), "opening_id": shown.opening_id,
        "newer": shown.newer, "seen": vault.seen_of(paper=shown.paper),
    }  # fmt: skip


@router.get(f"{_OPENING}/file", auth=OFFICER, summary="Its file, marked with the unit")
def shared_file(
    request: HttpRequest, share_id: UUID, opening_id: UUID,
    download: Annotated[bool, Query(description="Take it away, where the sharer allows that.")] = False,
) -> HttpResponse:  # fmt: skip
    """For half an hour after the opening, to the officer who opened it."""
    held, content, name = vault.open_shared_file(
        share_id=share_id, opening_id=opening_id, download=download, actor=actor_of(request), now=clock.now()
    )
    return cast("HttpResponse", file_response(name=name, mime=held.mime, content=content, download=download))


@router.post(f"{_OPENING}/checked", auth=OFFICER, response=StoredPaper, summary="Compared with the original")
def checked(request: HttpRequest, share_id: UUID, opening_id: UUID, body: Compared, key: Key) -> dict[str, Any]:
    """The officer states that he compared the fields with the original; 409 when they were altered meanwhile."""
    now = clock.now()
    return paper_out(vault.check_shared(share_id=share_id, opening_id=opening_id, seen=body.seen, actor=actor_of(request), now=now))


@router.post(f"{_OPENING}/keep", auth=OFFICER, response=StoredPaper, summary="Keep it in the unit's store")
def keep(request: HttpRequest, share_id: UUID, opening_id: UUID, key: Key) -> dict[str, Any]:
    """Where the sharer allows the file to be taken; she sees that it was kept. Twice keeps it once."""
    return paper_out(vault.keep_shared(share_id=share_id, opening_id=opening_id, actor=actor_of(request), now=clock.now()))
