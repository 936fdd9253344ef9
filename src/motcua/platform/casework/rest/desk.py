"""Notes of officers and the applicant's rating."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts.desk import NoteView
from motcua.platform.casework.rest.edge import CITIZEN, OFFICER, Done, Key, Words, done

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


@router.post("/dossiers/{code}/rate", auth=CITIZEN, response=Done)
def rate(request: HttpRequest, code: str, body: Rating, key: Key) -> dict[str, Any]:
    """Rate the service once, after the result."""
    return done(casework.rate(
        code=code, score=body.score, text=body.text, actor=actor_of(request), now=clock.now(), idempotency_key=key))  # fmt: skip
