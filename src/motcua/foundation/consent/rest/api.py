"""REST for people: who read my data, my consents, giving and withdrawing; and the published purposes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.rest import Audience, Cursor, Limit
from motcua.kit.web import actor_of

router = Router(tags=["consent"])
PUBLIC, CITIZEN, OVERSEER = Audience("public"), Audience("citizen"), Audience("officer", roles=(Role.ADMIN, Role.LEADER))
Code = Annotated[str, Field(max_length=60, pattern=r"^[a-z][a-z0-9-]*$")]


class TextOut(Schema):
    """The words that a consent purpose asks agreement to."""

    version: int
    effective_from: date
    vi: str
    en: str
    hash_vi: str
    hash_en: str


class PurposeOut(Schema):
    """Why data are read: by law with its citation, or by consent with its text."""

    code: str
    name_vi: str
    name_en: str
    plain_vi: str
    plain_en: str
    ground: str
    citation: str
    controllers: tuple[str, ...]
    categories: tuple[str, ...]
    retention_vi: str
    retention_en: str
    effective_from: date
    effective_to: date | None
    text: TextOut | None


class AccessOut(Schema):
    """One reading of my data: the agency and the post that read, not the officer's name."""

    uuid: UUID
    at: datetime
    by_myself: bool
    reader: str
    reader_post: str
    reader_unit: str
    agency: str
    purpose: str
    ground: str
    dossier: str
    fields: tuple[str, ...]
    source: str


class Narrowed(Schema):
    """What the list is narrowed to."""

    agency: Annotated[str, Field(max_length=120)] = ""
    purpose: Annotated[str, Field(max_length=120)] = ""
    dossier: Annotated[str, Field(max_length=120)] = ""
    since: datetime | None = None
    until: datetime | None = None


class AccessesOut(Schema):
    """A page by keyset: `next` is the cursor of the following page, empty on the last."""

    rows: list[AccessOut]
    next: str


class ConsentOut(Schema):
    """A consent with the very words agreed to; `live` is whether it allows anything now."""

    uuid: UUID
    purpose: str
    controller: str
    version: int
    text_hash: str
    language: str
    way: str
    given_at: datetime
    ended_at: datetime | None
    cause: str | None
    words: str
    live: bool


class Agreeing(Schema):
    """What I agree to: the version that I read, in the language in which I read it."""

    version: Annotated[int, Field(ge=1, le=10_000)]
    language: Literal["vi", "en"] = "vi"
    agree: Literal[True]


class UnusualOut(Schema):
    """A reader whose readings ask for an explanation."""

    kind: str
    reader_ref: str
    reader_unit: str
    reader_post: str
    count: int
    limit: int
    last_at: datetime


class UsageOut(Schema):
    """Readings of an agency for a purpose."""

    agency: str
    purpose: str
    readings: int
    people: int


@router.get("/purposes", auth=PUBLIC, response=list[PurposeOut])
def purposes(request: HttpRequest) -> Any:
    """The purposes in force today."""
    return list(consent.purposes(on=clock.today()))


@router.get("/accesses", auth=CITIZEN, response=AccessesOut)
def accesses(
    request: HttpRequest, response: HttpResponse, wanted: Query[Narrowed], after: Cursor = "", limit: Limit = 50
) -> dict[str, Any]:
    """Who read my data, newest first; `since` inclusive, `until` exclusive."""
    response["Cache-Control"] = "private, no-store"
    narrowed = consent.AccessFilter(**wanted.dict())
    page = consent.accesses_of(
        person=identity.person(person_id=_me(request)), before=after or None, limit=limit, wanted=narrowed, now=clock.now()
    )
    return {"rows": [_row(a) for a in page.accesses], "next": page.next_before or ""}


@router.get("/accesses/{uuid:access_id}", auth=CITIZEN, response=AccessOut)
def access(request: HttpRequest, response: HttpResponse, access_id: UUID) -> dict[str, Any]:
    """One reading of my data."""
    response["Cache-Control"] = "private, no-store"
    return _row(consent.access(person=identity.person(person_id=_me(request)), access_id=access_id))


@router.get("/consents", auth=CITIZEN, response=list[ConsentOut])
def consents(request: HttpRequest, response: HttpResponse, history: bool = True) -> Any:
    """My consents, newest first; without `history` those that are held."""
    response["Cache-Control"] = "private, no-store"
    return list(consent.consents_of(subject_id=_me(request), now=clock.now(), history=history))


@router.get("/consents/{uuid:consent_id}", auth=CITIZEN, response=ConsentOut)
def one(request: HttpRequest, consent_id: UUID) -> Any:
    """One of my consents."""
    return consent.consent(subject_id=_me(request), consent_id=consent_id, now=clock.now())


@router.post("/purposes/{purpose}/consent", auth=CITIZEN, response=ConsentOut)
def give(request: HttpRequest, purpose: Code, body: Agreeing) -> Any:
    """Agree to a purpose. Repeating changes nothing; 409 when `version` is not the text in force."""
    evidence = {"session": identity.session_id(request=request), "page": request.path}
    return consent.give(
        subject_id=_me(request), purpose=purpose, version=body.version, language=body.language, way=consent.Way.APP,
        actor=actor_of(request), now=clock.now(), evidence=evidence,
    )  # fmt: skip


@router.delete("/purposes/{purpose}/consent", auth=CITIZEN, response=list[ConsentOut])
def withdraw(request: HttpRequest, purpose: Code) -> Any:
    """Take my consent back, with effect at once; returns what ended, nothing when nothing was held."""
    done = consent.withdraw(subject_id=_me(request), purpose=purpose, way=consent.Way.APP, actor=actor_of(request), now=clock.now())
    return list(done)


@router.get("/oversight/usage", auth=OVERSEER, response=list[UsageOut])
def usage(request: HttpRequest) -> Any:
    """Readings of the latest days by agency and purpose, of the units that the officer oversees."""
    return list(consent.usage(actor=actor_of(request), now=clock.now()))


@router.get("/oversight/unusual", auth=OVERSEER, response=list[UnusualOut])
def unusual(request: HttpRequest) -> Any:
    """Readings that ask for an explanation."""
    return list(consent.unusual(actor=actor_of(request), now=clock.now()))


def _row(read: consent.Access) -> dict[str, Any]:
    same = ("uuid", "at", "reader_post", "reader_unit", "agency", "purpose", "ground", "dossier", "fields", "source")
    return {**{name: getattr(read, name) for name in same}, "by_myself": read.by_herself, "reader": str(read.reader_kind)}


def _me(request: HttpRequest) -> UUID:
    me = actor_of(request).subject_id
    assert me is not None  # the audience let only people pass
    return me
