"""The store for programs of its holder: papers and their files, shares with their use, what units ask for."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.foundation.identity import api as identity
from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of, file_response
from motcua.services.vault import api as vault
from motcua.services.vault.rest import national

router = Router(tags=["vault"])
router.add_router("", national.router)
CITIZEN = Audience("citizen")
_Word = Annotated[str, Query(max_length=80)]


class StoredPaper(Schema):
    """A paper of the store; `fields` with who stands for each value."""

    uuid: UUID
    kind: str
    title: str
    issuer: str
    origin: str
    standing: str
    version: int
    expires_on: str | None
    dossier_code: str
    sha256: str
    fields: dict[str, dict[str, str]]


class SharingTerms(Schema):
    """What is shown, to which unit (empty: to whoever has the link), for what and for how many days."""

    purpose: Annotated[str, Field(max_length=300, examples=["Nhập học lớp 6"])]
    days: Annotated[int, Field(ge=1, le=90)] = 7
    unit_code: Annotated[str, Field(max_length=20)] = ""
    fields: Annotated[list[str], Field(max_length=40)] = []
    with_file: bool = True
    may_download: bool = False
    pin: Annotated[str, Field(max_length=8)] = ""
    most_views: Annotated[int, Field(ge=0, le=1000)] = 0


class PaperShare(Schema):
    """A share; `token` is the secret of its link, in the answer that makes it and never again."""

    uuid: UUID
    document_id: UUID
    unit_code: str
    purpose: str
    state: str
    views: int
    expires_at: str
    token: str = ""


class ShareUse(Schema):
    """One use of a share."""

    act: str
    at: str
    unit_code: str
    post: str


class RequestedPaper(Schema):
    """What a unit asks for."""

    uuid: UUID
    unit_code: str
    dossier_code: str
    kind: str
    purpose: str
    state: str
    ends_at: str


@router.get("/papers", auth=CITIZEN, response=list[StoredPaper], summary="Papers of the store")
def papers(request: HttpRequest, words: _Word = "", kind: _Word = "", standing: _Word = "") -> list[dict[str, Any]]:
    """Found by words with or without accents; removed ones are left out."""
    wanted = vault.PaperFilter(words=words, kind=kind, standing=standing)
    return [_paper(p) for p in vault.search(actor=actor_of(request), wanted=wanted, now=clock.now())]


@router.get("/papers/{document_id}", auth=CITIZEN, response=StoredPaper, summary="One paper")
def paper(request: HttpRequest, document_id: UUID) -> dict[str, Any]:
    """404 also for a paper of somebody else."""
    return _paper(vault.document(document_id=document_id, actor=actor_of(request), now=clock.now()))


@router.get("/papers/{document_id}/file", auth=CITIZEN, summary="Its file")
def file(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The content; the opening is recorded."""
    held, content, name = vault.open_document(document_id=document_id, actor=actor_of(request), now=clock.now())
    return file_response(name=name, mime=held.mime, content=content)  # type: ignore[return-value]


@router.delete("/papers/{document_id}", auth=CITIZEN, response=StoredPaper, summary="Remove it; it can be taken back for 30 days")
def remove(request: HttpRequest, document_id: UUID) -> dict[str, Any]:
    """Twice changes nothing."""
    return _paper(vault.remove_paper(document_id=document_id, actor=actor_of(request), now=clock.now()))


@router.post("/papers/{document_id}/restore", auth=CITIZEN, response=StoredPaper, summary="Take a removed paper back")
def restore(request: HttpRequest, document_id: UUID) -> dict[str, Any]:
    """Within 30 days."""
    return _paper(vault.restore_paper(document_id=document_id, actor=actor_of(request), now=clock.now()))


@router.post("/papers/{document_id}/shares", auth=CITIZEN, response=PaperShare, summary="Share it")
def share(request: HttpRequest, document_id: UUID, body: SharingTerms, key: Key) -> dict[str, Any]:
    """The same key again gives the share without the secret of its link. A paper that an agency made asks for a fresh authentication."""
    if vault.document(document_id=document_id, actor=actor_of(request), now=clock.now()).official:
        identity.confirm(request=request, act="")
    terms = vault.ShareTerms(**{**body.dict(), "fields": tuple(body.fields)})
    made = vault.share(document_id=document_id, terms=terms, actor=actor_of(request), now=clock.now(), idempotency_key=key)
    return _share(made.share) | {"token": made.token}


@router.get("/shares", auth=CITIZEN, response=list[PaperShare], summary="What is and was shared")
def shares(request: HttpRequest) -> list[dict[str, Any]]:
    """The latest first."""
    return [_share(s) for s in vault.shares(actor=actor_of(request), now=clock.now())]


@router.get("/shares/{share_id}/openings", auth=CITIZEN, response=list[ShareUse], summary="Who used it, and when")
def openings(request: HttpRequest, share_id: UUID) -> list[dict[str, Any]]:
    """The latest first."""
    found = vault.openings(share_id=share_id, actor=actor_of(request))
    return [{"act": o.act.value, "at": o.at.isoformat(), "unit_code": o.unit_code, "post": o.post} for o in found]


@router.post("/shares/{share_id}/revoke", auth=CITIZEN, response=PaperShare, summary="Take it back at once")
def revoke(request: HttpRequest, share_id: UUID) -> dict[str, Any]:
    """Nothing is opened by it any more."""
    return _share(vault.revoke_share(share_id=share_id, actor=actor_of(request), now=clock.now()))


@router.get("/requests", auth=CITIZEN, response=list[RequestedPaper], summary="What units ask for")
def requests(request: HttpRequest) -> list[dict[str, Any]]:
    """The latest first."""
    found = vault.requests_to_me(actor=actor_of(request), now=clock.now())
    return [
        {
            "uuid": r.uuid, "unit_code": r.unit_code, "dossier_code": r.dossier_code, "kind": r.kind, "purpose": r.purpose,
            "state": r.state.value, "ends_at": r.ends_at.isoformat(),
        }
        for r in found
    ]  # fmt: skip


def _paper(paper: vault.HeldDocument) -> dict[str, Any]:
    return {
        "uuid": paper.uuid, "kind": paper.kind_key or paper.kind, "title": paper.title, "issuer": paper.issuer,
        "origin": paper.origin.value, "standing": paper.standing.value, "version": paper.version, "dossier_code": paper.dossier_code,
        "sha256": paper.sha256, "expires_on": paper.expires_on.isoformat() if paper.expires_on else None,
        "fields": {name: {"value": f.value, "trust": f.trust.value} for name, f in paper.facts.items()},
    }  # fmt: skip


def _share(share: vault.Share) -> dict[str, Any]:
    return {
        "uuid": share.uuid, "document_id": share.document_id, "unit_code": share.unit_code, "purpose": share.purpose,
        "state": share.state.value, "views": share.views, "expires_at": share.expires_at.isoformat(),
    }  # fmt: skip
