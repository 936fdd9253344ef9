"""Entering a dossier for a person at the counter or from the post: for whom, the form, then the dossier."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.actions.expecting import do_once
from motcua.platform.casework.contracts import Channel, FilingKind
from motcua.platform.casework.contracts.desk import CounterEntry, CounterPerson
from motcua.platform.casework.rest.beside import RefOut
from motcua.platform.casework.rest.edge import Code, own_file
from motcua.platform.eforms import api as eforms

router = Router(tags=["casework: counter"])
RECEPTION = Audience("officer", roles=(Role.RECEPTION,))
_Line = Annotated[str, Field(max_length=300)]


class Person(Schema):
    """A person at the counter, as told or read from the card."""

    name: Annotated[_Line, Field(examples=["Nguyễn Thị Thử"])]
    number: Annotated[str, Field(max_length=20)] = ""
    phone: Annotated[str, Field(max_length=20)] = ""
    address: _Line = ""
    born_on: date | None = None
    organisation: bool = False


class Entering(Schema):
    """Which procedure, for whom, by whom, where it goes; `on_paper` names the papers that stay on paper. Channel 1 counter, 3 post."""

    procedure_code: Annotated[Code, Field(examples=["1.001193"])]
    unit_code: Code = ""
    intake_code: Code
    channel: Literal[1, 3] = 1
    filing: FilingKind = FilingKind.OFFICER
    owner: Person
    bearer: Person | None = None
    paper_file_id: UUID | None = None
    on_paper: Annotated[list[Code], Field(max_length=50)] = []
    ticket: Annotated[str, Field(max_length=40)] = ""


class Entry(Schema):
    """An entry; its form is filled in as `/forms/{draft_id}` tells, by the officer. `dossier_code` is empty until it is submitted."""

    entry_id: UUID
    draft_id: UUID
    procedure_code: str
    unit_code: str
    intake_code: str
    channel: int
    filing: FilingKind
    ticket: str
    on_paper: list[str]
    dossier_code: str
    begun_at: datetime


@router.post("/counter/entries", auth=RECEPTION, response=Entry)
def begin(request: HttpRequest, body: Entering, key: Key) -> dict[str, Any]:
    """Begin an entry with its form; the officer keeps the form for the person."""
    a, now = actor_of(request), clock.now()
    if body.paper_file_id is not None:
        own_file(body.paper_file_id, actor=a)

    def go() -> dict[str, Any]:
        draft = forms.start_entry(
            procedure=casework.procedure(code=body.procedure_code), unit_code=body.unit_code, on_paper=body.on_paper, actor=a, now=now,
            owner=_person(body.owner),
        )
        casework.begin_entry(
            draft_id=draft.uuid, procedure_code=body.procedure_code, unit_code=body.unit_code, intake_code=body.intake_code,
            channel=Channel(body.channel), owner=_person(body.owner), filing=body.filing,
            bearer=_person(body.bearer) if body.bearer else None, paper_file_id=body.paper_file_id, on_paper=body.on_paper,
            ticket=body.ticket, actor=a, now=now,
        )  # fmt: skip
        return {"draft": str(draft.uuid)}

    begun = do_once(what="entry", key=key, body=body.dict(), actor=a, now=now, act=go)
    return _told(casework.counter_entry(draft_id=UUID(begun["draft"]), actor=a))


@router.get("/counter/entries/{uuid:draft_id}", auth=RECEPTION, response=Entry)
def entry(request: HttpRequest, draft_id: UUID) -> dict[str, Any]:
    """An entry of the officer's."""
    return _told(casework.counter_entry(draft_id=draft_id, actor=actor_of(request)))


@router.post("/counter/entries/{uuid:draft_id}/submit", auth=RECEPTION, response=RefOut)
def submit(request: HttpRequest, draft_id: UUID, key: Key) -> dict[str, Any]:
    """Make the dossier, with both persons on record; repeating finds the same. It is taken in by `/dossiers/{code}/receive`."""
    a = actor_of(request)
    casework.counter_entry(draft_id=draft_id, actor=a)
    held = eforms.draft(draft_id=draft_id, actor=a)
    ref = casework.submit_entry(draft_id=draft_id, unit_code=forms.unit_of(held), actor=a, now=clock.now(), idempotency_key=key)
    return {"uuid": ref.uuid, "code": ref.code, "payment_id": ref.payment_id}


def _person(given: Person) -> CounterPerson:
    known = identity.person_by_number(number=given.number) if given.number else None
    return CounterPerson(
        name=given.name, number=given.number, phone=given.phone or (known.phone if known else ""), address=given.address,
        born_on=given.born_on, person_id=known.uuid if known else None, organisation=given.organisation,
    )  # fmt: skip


def _told(found: CounterEntry) -> dict[str, Any]:
    names = (
        "entry_id", "draft_id", "procedure_code", "unit_code", "intake_code", "filing", "ticket", "on_paper", "dossier_code", "begun_at",
    )
    return {name: getattr(found, name) for name in names} | {"channel": int(found.channel)}
