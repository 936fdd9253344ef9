"""What people ask and choose around a dossier: the look-up by number, who files for whom, what they gave before, opinions awaited."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.foundation.files import api as files
from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions.expecting import do_once
from motcua.platform.casework.contracts import FilingKind
from motcua.platform.casework.contracts.asked import FilingChoices, RatingView
from motcua.platform.casework.queries.beside import EarlierPaper, OpinionAwaited
from motcua.platform.casework.rest.catalogue import Tracked, tracked
from motcua.platform.casework.rest.edge import CITIZEN, PERSON, Code, own_file
from motcua.platform.eforms import api as eforms

router = Router(tags=["casework: people"])
PUBLIC = Audience("public")
_Line = Annotated[str, Field(max_length=200)]


class Number(Schema):
    """A telephone number (10 digits) or personal number (12 digits). In the body, not the address: addresses are logged."""

    number: Annotated[str, Field(max_length=40, examples=["0900000012"])]


class Asked(Schema):
    """With which the code is typed in. It is given for unknown numbers too."""

    ask_id: UUID


class OneTime(Schema):
    """The six digits of the message."""

    code: Annotated[str, Field(max_length=20, examples=["123456"])]


class FilingChoice(Schema):
    """Who files for whom, the desk that takes it in, an exemption; files are the caller's own uploads."""

    kind: Annotated[FilingKind, Field(examples=["authorised"])] = FilingKind.SELF
    name: _Line = ""
    number: Annotated[str, Field(max_length=20)] = ""
    phone: Annotated[str, Field(max_length=20)] = ""
    address: _Line = ""
    paper_file_id: UUID | None = None
    intake: Code = ""
    exemption: _Line = ""
    exemption_file_id: UUID | None = None


@router.post("/look-up/codes", auth=PUBLIC, response=Asked)
def ask_code(request: HttpRequest, body: Number) -> dict[str, Any]:
    """Ask for a one-time code: it goes to the telephone on record, if there is one. Three an hour for a number; no key, each is new."""
    asked = casework.ask_lookup_code(number=body.number, address=request.META.get("REMOTE_ADDR", ""), now=clock.now())
    return {"ask_id": asked}


@router.post("/look-up/codes/{uuid:ask_id}", auth=PUBLIC, response=list[Tracked])
def confirm_code(request: HttpRequest, ask_id: UUID, body: OneTime) -> list[dict[str, Any]]:
    """The dossiers of the number, fifty at most: five tries, five minutes, one use; a repetition is refused, so there is no key."""
    return [tracked(found) for found in casework.confirm_lookup_code(ask_id=ask_id, code=body.code, now=clock.now())]


@router.get("/forms/{uuid:draft_id}/filing", auth=CITIZEN, response=FilingChoices)
def choices(request: HttpRequest, draft_id: UUID) -> Any:
    """What was chosen beside the questions of a draft."""
    a = actor_of(request)
    eforms.draft(draft_id=draft_id, actor=a)
    return casework.choices(draft_id=draft_id, actor=a)


@router.put("/forms/{uuid:draft_id}/filing", auth=CITIZEN, response=FilingChoices)
def choose(request: HttpRequest, draft_id: UUID, body: FilingChoice, key: Key) -> Any:
    """Choose who files for whom, where it is taken in, and whether an exemption is asked for. Sending it again changes nothing."""
    a = actor_of(request)
    for file_id in (body.paper_file_id, body.exemption_file_id):
        if file_id is not None:
            own_file(file_id, actor=a)
    casework.choose(draft_id=draft_id, chosen=FilingChoices(**body.dict()), actor=a, now=clock.now())
    return casework.choices(draft_id=draft_id, actor=a)


@router.get("/my/papers", auth=CITIZEN, response=list[EarlierPaper])
def my_papers(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=200)] = 200) -> Any:
    """Papers that the person gave with earlier dossiers, the newest first; `paper_id` takes one over."""
    return list(casework.papers_of_mine(actor=actor_of(request), now=clock.now(), limit=limit))


class TakingPaper(Schema):
    """A paper of an earlier dossier to be used in a form; `draft_id` and `field` (a question for files) put it there at once."""

    dossier_code: Code
    paper_id: Annotated[int, Field(ge=1, le=2**62)]
    draft_id: UUID | None = None
    field: Annotated[str, Field(max_length=120)] = ""


class TakenFile(Schema):
    """The file; without `draft_id` it is to be named in `files` of a page."""

    file_id: UUID


@router.post("/my/papers/take", auth=CITIZEN, response=TakenFile)
def take(request: HttpRequest, body: TakingPaper, key: Key) -> dict[str, Any]:
    """Take a paper of an own earlier dossier: into a form, which counts as reuse once it is submitted, or as if it were uploaded again."""
    a, now = actor_of(request), clock.now()

    def go() -> dict[str, Any]:
        if body.draft_id is not None:
            lent = casework.reuse_in_draft(
                draft_id=body.draft_id, field=body.field, dossier_code=body.dossier_code, paper_id=body.paper_id, actor=a, now=now
            )
            return {"file_id": str(lent)}
        file_id = casework.paper_file(code=body.dossier_code, paper_id=body.paper_id, actor=a)
        kept = files.get(file_id=file_id)
        copy = files.put(content=files.open(file_id=file_id), name=kept.name, purpose="casework.api", actor=a, now=now, owner_ref=a.ref)
        return {"file_id": str(copy.uuid)}

    return do_once(what="take_paper", key=key, body=body.model_dump(mode="json"), actor=a, now=now, act=go)


@router.get("/dossiers/{code}/opinions-awaited", auth=PERSON, response=list[OpinionAwaited])
def opinions_awaited(request: HttpRequest, code: str) -> Any:
    """Units whose opinion is awaited and until when; never what is said. Nothing for those who may not know the dossier."""
    return list(casework.opinions_awaited(code=code, actor=actor_of(request), now=clock.now()))


class Rated(Schema):
    """The rating, or null while there is none."""

    rating: RatingView | None


@router.get("/dossiers/{code}/rating", auth=CITIZEN, response=Rated)
def rating(request: HttpRequest, code: str) -> dict[str, Any]:
    """What the owner said of the service."""
    return {"rating": casework.rating_of(code=code, actor=actor_of(request))}
