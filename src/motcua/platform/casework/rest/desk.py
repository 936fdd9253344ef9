"""Notes of officers, those in which one is named, and the applicant's rating."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Cursor, Key, Limit
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts.desk import NoteView
from motcua.platform.casework.rest.edge import CITIZEN, OFFICER, Code, Done, Words, done

router = Router(tags=["casework: desk"])


class NoteIn(Schema):
    """A note between officers; a confidential one is read by those concerned only."""

    text: Words
    confidential: bool = False
    mentions: Annotated[list[UUID], Field(max_length=20)] = []


class Mentioned(Schema):
    """An officer named in a note."""

    officer_id: UUID
    name: str


class NoteOut(Schema):
    """A note as officers read it."""

    note_id: UUID
    dossier_code: str
    text: str
    author: str
    author_id: UUID | None
    written_at: datetime
    confidential: bool
    mentions: list[Mentioned]


def _told(note: NoteView) -> dict[str, Any]:
    names = ("note_id", "dossier_code", "text", "author", "author_id", "written_at", "confidential")
    mentions = [{"officer_id": officer_id, "name": name} for officer_id, name in note.mentions]
    return {name: getattr(note, name) for name in names} | {"mentions": mentions}


class MentionOut(Schema):
    """A note in which the officer is named; `read_at` is null while it is new."""

    note: NoteOut
    procedure: str
    read_at: datetime | None


class Mentions(Schema):
    """A page of mentions; `unread` is how many are new."""

    rows: list[MentionOut]
    next: str
    unread: int


class Seeing(Schema):
    """On which dossier the mentions were seen; empty: all."""

    dossier_code: Code = ""


class Unread(Schema):
    """How many mentions are new."""

    unread: int


class Rating(Schema):
    """From 1 (poor) to 5 (good), with words if wanted."""

    score: Annotated[int, Field(ge=1, le=5)]
    text: Words = ""


@router.get("/dossiers/{code}/notes", auth=OFFICER, response=list[NoteOut])
def notes(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """Notes that the officer may read, as on the desk."""
    return [_told(n) for n in casework.notes(code=code, actor=actor_of(request))]


@router.post("/dossiers/{code}/notes", auth=OFFICER, response=NoteOut)
def note(request: HttpRequest, code: str, body: NoteIn, key: Key) -> dict[str, Any]:
    """Write a note; officers who are mentioned are told."""
    made = casework.note(
        code=code, text=body.text, confidential=body.confidential, mentions=body.mentions, actor=actor_of(request), now=clock.now(),
        idempotency_key=key,
    )
    return _told(made)


@router.get("/mentions", auth=OFFICER, response=Mentions)
def mentions(request: HttpRequest, after: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """Notes in which the officer is named, the latest first."""
    page = casework.mentions(actor=actor_of(request), cursor=after, limit=limit)
    rows = [{"note": _told(m.note), "procedure": m.procedure_name, "read_at": m.read_at} for m in page.rows]
    return {"rows": rows, "next": page.next_cursor, "unread": page.unread}


@router.get("/mentions/unread", auth=OFFICER, response=Unread)
def unread(request: HttpRequest) -> dict[str, int]:
    """How many mentions are new."""
    return {"unread": casework.unread_mentions(actor=actor_of(request))}


@router.post("/mentions/seen", auth=OFFICER, response=Unread)
def seen(request: HttpRequest, body: Seeing, key: Key) -> dict[str, int]:
    """The officer has seen her mentions; how many are still new. Saying it again changes nothing."""
    casework.see_mentions(actor=actor_of(request), now=clock.now(), code=body.dossier_code)
    return {"unread": casework.unread_mentions(actor=actor_of(request))}


@router.post("/dossiers/{code}/rate", auth=CITIZEN, response=Done)
def rate(request: HttpRequest, code: str, body: Rating, key: Key) -> dict[str, Any]:
    """Rate the service once, after the result."""
    return done(casework.rate(
        code=code, score=body.score, text=body.text, actor=actor_of(request), now=clock.now(), idempotency_key=key))  # fmt: skip
