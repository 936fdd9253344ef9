"""Drafts beside answering them: pages as a program asks them, conflicts, sources, co-signers, drafts taken back, cloned and printed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.foundation.outbox import api as outbox
from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of, language_of
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import AnswerGroup, FieldError, SignerState, SignerView

router = Router(tags=["eforms"])
KEEPER = Audience("citizen", also=("officer",))
CITIZEN = Audience("citizen")


class DiscardedDraft(Schema):
    """A draft in a list."""

    uuid: UUID
    title_vi: str
    title_en: str
    updated_at: datetime
    expires_at: datetime
    discarded_at: datetime | None


class Begun(Schema):
    """A draft that was made; it is read and filled in at `/api/v1/casework/forms/{draft_id}`."""

    draft_id: UUID


class PageOut(Schema):
    """A page: what a browser needs to show and check it, what is wrong with it now, and the pages that the answers lead to."""

    rules: dict[str, Any]
    errors: list[FieldError]
    asked_pages: list[str]


class Settling(Schema):
    """The fields that take what was typed last; the others stay as they are kept."""

    mine: Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=200, examples=[["phone"]])] = []


class Settled(Schema):
    """What is still wrong, and the version of the draft."""

    errors: list[FieldError]
    version: int


class Searching(Schema):
    """What to look for in the register behind a question."""

    query: Annotated[str, Field(max_length=200)]


class Searched(Schema):
    """Whether the register answered; what was found stands beside the question."""

    answered: bool


class Inviting(Schema):
    """Whom to ask: personal number (12 digits) and name."""

    number: Annotated[str, Field(max_length=20, examples=["031300000012"])]
    name: Annotated[str, Field(max_length=120)]


class Signer(Schema):
    """Somebody who is asked to confirm a form; of the number only its end."""

    uuid: UUID
    draft_id: UUID
    name: str
    number_end: str
    state: SignerState
    title_vi: str
    title_en: str
    asked_at: datetime
    answered_at: datetime | None


class Invitation(Schema):
    """A form that the caller is asked to confirm: its answers, and the digest that a confirmation names."""

    signer: Signer
    answers: list[AnswerGroup]
    digest: str


class Answering(Schema):
    """Yes or no to the answers that `digest` names."""

    confirms: bool
    digest: Annotated[str, Field(max_length=128)]


@router.get("/drafts/discarded", auth=CITIZEN, response=list[DiscardedDraft])
def discarded(request: HttpRequest) -> Any:
    """Drafts that were thrown away and can still be taken back."""
    return list(api.discarded_drafts(actor=actor_of(request), now=clock.now()))


@router.post("/drafts/{uuid:draft_id}/restore", auth=CITIZEN, response={204: None})
def restore(request: HttpRequest, draft_id: UUID, key: Key) -> None:
    """Take back what was thrown away; an open draft stays as it is."""
    api.restore_draft(draft_id=draft_id, actor=actor_of(request), now=clock.now())


@router.post("/drafts/{uuid:draft_id}/clone", auth=CITIZEN, response=Begun)
def clone(request: HttpRequest, draft_id: UUID, key: Key) -> Any:
    """A new draft of the newest version of the form, begun from an own draft, open or submitted."""
    a, now = actor_of(request), clock.now()

    def go() -> dict[str, Any]:
        return {"draft_id": str(api.clone_draft(draft_id=draft_id, owner=a, context={}, now=now).uuid)}

    return outbox.do_once(scope=f"eforms.clone:{a.ref}", key=key, body={"draft": str(draft_id)}, now=now, act=go)


@router.post("/drafts/{uuid:draft_id}/link", auth=CITIZEN, response={204: None})
def link(request: HttpRequest, draft_id: UUID, key: Key) -> None:
    """Send the owner the link of the draft; once an hour at most, whatever the key."""
    api.send_link(draft_id=draft_id, actor=actor_of(request), now=clock.now())


@router.get("/drafts/{uuid:draft_id}/print", auth=KEEPER, response=dict[str, Any])
def printed(request: HttpRequest, draft_id: UUID) -> Any:
    """A draft for paper: title, version, and the answers in words group by group; sensitive ones are marked."""
    return api.print_data(draft_id=draft_id, actor=actor_of(request), now=clock.now(), language=language_of(request))


@router.get("/drafts/{uuid:draft_id}/pages/{page}", auth=KEEPER, response=PageOut)
def page(request: HttpRequest, draft_id: UUID, page: str) -> dict[str, Any]:
    """One page of a draft with what is still wrong on it."""
    now = clock.now()
    draft = api.draft(draft_id=draft_id, actor=actor_of(request))
    form = api.definition_of(draft=draft)
    return {
        "rules": api.page_rules(draft=draft, page=page, now=now, language=language_of(request)),
        "errors": api.page_errors(draft=draft, page=page, now=now),
        "asked_pages": [p.key for p in api.asked_pages(form=form, values=draft.values)],
    }


@router.post("/drafts/{uuid:draft_id}/pages/{page}/refresh", auth=KEEPER, response={204: None})
def refresh(request: HttpRequest, draft_id: UUID, page: str, key: Key) -> None:
    """Ask the sources of one page again; an answer that was changed stays as it is."""
    api.refresh_prefill(draft_id=draft_id, page=page, actor=actor_of(request), now=clock.now())


@router.post("/drafts/{uuid:draft_id}/pages/{page}/settle", auth=KEEPER, response=Settled)
def settle(request: HttpRequest, draft_id: UUID, page: str, body: Settling, key: Key) -> dict[str, Any]:
    """End a conflict of two devices; settling what is settled does nothing."""
    found = api.settle_conflict(draft_id=draft_id, page=page, mine=body.mine, actor=actor_of(request), now=clock.now())
    return {"errors": found.errors, "version": found.version}


@router.post("/drafts/{uuid:draft_id}/references/{name}", auth=KEEPER, response=Searched)
def search(request: HttpRequest, draft_id: UUID, name: str, body: Searching, key: Key) -> dict[str, bool]:
    """Search the register behind a question; what was found stands beside it when the page is read."""
    found = api.search_reference(draft_id=draft_id, name=name, query=body.query, actor=actor_of(request), now=clock.now())
    return {"answered": found}


@router.get("/drafts/{uuid:draft_id}/signers", auth=CITIZEN, response=list[Signer])
def signers(request: HttpRequest, draft_id: UUID) -> Any:
    """Whom the owner has asked to confirm the form."""
    return list(api.signers(draft_id=draft_id, actor=actor_of(request)))


@router.post("/drafts/{uuid:draft_id}/signers", auth=CITIZEN, response=Signer)
def invite(request: HttpRequest, draft_id: UUID, body: Inviting, key: Key) -> SignerView:
    """Ask somebody to confirm the form; asking twice changes nothing."""
    return api.invite_signer(draft_id=draft_id, number=body.number, name=body.name, actor=actor_of(request), now=clock.now())


@router.delete("/drafts/{uuid:draft_id}/signers/{uuid:signer_id}", auth=CITIZEN, response={204: None})
def withdraw(request: HttpRequest, draft_id: UUID, signer_id: UUID, key: Key) -> None:
    """No longer ask somebody."""
    api.withdraw_invitation(draft_id=draft_id, signer_id=signer_id, actor=actor_of(request), now=clock.now())


@router.get("/invitations", auth=CITIZEN, response=list[Signer])
def invitations(request: HttpRequest) -> Any:
    """The forms that others ask the caller to confirm, newest first."""
    return list(api.invitations(actor=actor_of(request), now=clock.now()))


@router.get("/invitations/{uuid:signer_id}", auth=CITIZEN, response=Invitation)
def invitation(request: HttpRequest, signer_id: UUID) -> dict[str, Any]:
    """One of them with its answers in words."""
    view, groups, digest = api.invitation(signer_id=signer_id, actor=actor_of(request), now=clock.now(), language=language_of(request))
    return {"signer": view, "answers": list(groups), "digest": digest}


@router.post("/invitations/{uuid:signer_id}/answer", auth=CITIZEN, response=Signer)
def answer(request: HttpRequest, signer_id: UUID, body: Answering, key: Key) -> SignerView:
    """Confirm the answers that were shown, or decline. A later change of the answers lapses a confirmation."""
    return api.answer_invitation(
        signer_id=signer_id, confirms=body.confirms, digest=body.digest, actor=actor_of(request), now=clock.now()
    )
