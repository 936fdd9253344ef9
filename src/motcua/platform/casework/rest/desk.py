"""Notes of officers and the applicant's rating."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts.desk import NoteView
from motcua.platform.casework.rest.edge import CITIZEN, OFFICER, Done, Key, Words, actor_of, done

router = Router(tags=["casework: desk"])


class NoteIn(Schema):
    """A note between officers; a confidential one is read by those concerned only."""

    text: Words
    confidential: bool = False
    mentions: Annotated[list[UUID], Field(max_length=20)] = []


class Rating(Schema):
    """From 1 (poor) to 5 (good), with words if wanted."""

    score: Annotated[int, Field(ge=1, le=5)]
    text: Words = ""


@router.get("/dossiers/{code}/notes", auth=OFFICER, response=list[NoteView])
def notes(request: HttpRequest, code: str) -> Any:
    """Notes that the officer may read, as on the desk."""
    return casework.notes(code=code, actor=actor_of(request))


@router.post("/dossiers/{code}/notes", auth=OFFICER, response=NoteView)
def note(request: HttpRequest, code: str, body: NoteIn, key: Key) -> Any:
    """Write a note; officers who are mentioned are told."""
    return casework.note(
        code=code, text=body.text, confidential=body.confidential, mentions=body.mentions, actor=actor_of(request), now=clock.now(),
        idempotency_key=key,
    )


@router.post("/dossiers/{code}/rate", auth=CITIZEN, response=Done)
def rate(request: HttpRequest, code: str, body: Rating, key: Key) -> dict[str, Any]:
    """Rate the service once, after the result."""
    return done(casework.rate(
        code=code, score=body.score, text=body.text, actor=actor_of(request), now=clock.now(), idempotency_key=key))  # fmt: skip
