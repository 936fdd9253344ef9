"""For everybody: groups, free seats, booking with or without an account, opening hours, the screen, a ticket's place."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.kernel.clock import local_date
from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of, file_response, language_of
from motcua.services.counter import api
from motcua.services.counter.contracts import Appointment, Called
from motcua.services.counter.rest.edge import (
    CITIZEN,
    PUBLIC,
    AppointmentOut,
    Code,
    Day,
    Instant,
    Text,
    TicketOut,
    Unit,
    appointment_once,
    ticket_once,
)

router = Router(tags=["counter: booking"])
GroupCode = Annotated[str, Query(max_length=40, examples=["ho-tich"])]


class OpeningSession(Schema):
    """Opening hours in the time of Vietnam."""

    opens: Annotated[str, Field(examples=["07:30"])]
    closes: Annotated[str, Field(examples=["11:30"])]


class OpeningOut(Schema):
    """One day of the opening hours; a day without sessions is closed."""

    on: date
    sessions: list[OpeningSession]
    online_only: bool
    note_vi: str
    note_en: str


class WaitingOut(Schema):
    """How many wait in a group, and about how long."""

    group: api.Group
    people: int
    minutes: int


class BoardOut(Schema):
    """The screen of a waiting room. No names."""

    unit_name: str
    called: list[Called]
    waiting: list[WaitingOut]
    online_only: bool
    open_now: bool


class Wish(Schema):
    """Where, which group, which half hour."""

    unit_code: Annotated[str, Field(max_length=20, examples=["11329"])]
    group: Annotated[str, Field(max_length=40, examples=["ho-tich"])]
    starts_at: Instant
    procedure_code: Annotated[str, Field(max_length=40)] = ""


class Booking(Wish):
    """The same; reception gives the name and telephone of the person."""

    name: Text = ""
    phone: Annotated[str, Field(max_length=20)] = ""


class BookingPerson(Wish):
    """The same, for whoever has no account: the code goes to the telephone."""

    name: Annotated[Text, Field(examples=["Trần Thị Mận"])]
    phone: Annotated[str, Field(max_length=20, examples=["0900000012"])]


class BookingAsked(Schema):
    """With which the code of the message is typed in."""

    wish_id: UUID


class BookingCode(Schema):
    """The six digits of the message."""

    code: Annotated[str, Field(max_length=12, examples=["123456"])]


class Moving(Schema):
    """Another half hour of the same group."""

    starts_at: Instant


@router.get("/units/{unit_code}/groups", auth=PUBLIC, response=list[api.Group])
def groups(request: HttpRequest, unit_code: Unit) -> Any:
    """The groups of services of a unit."""
    return list(api.groups(unit_code=unit_code))


@router.get("/units/{unit_code}/days", auth=PUBLIC, response=list[api.BookingDay])
def days(request: HttpRequest, unit_code: Unit, group: GroupCode) -> Any:
    """The coming days with their free seats; closed and online-only days are marked."""
    return list(api.booking_days(unit_code=unit_code, group=group, now=clock.now()))


@router.get("/units/{unit_code}/slots", auth=PUBLIC, response=list[api.Slot])
def slots(request: HttpRequest, unit_code: Unit, group: GroupCode, on: Day) -> Any:
    """The half hours of a day that are still to come."""
    return list(api.slots(unit_code=unit_code, group=group, on=on, now=clock.now()))


@router.get("/units/{unit_code}/opening", auth=PUBLIC, response=list[OpeningOut])
def opening(request: HttpRequest, unit_code: Unit, count: Annotated[int, Query(ge=1, le=60)] = 14) -> Any:
    """The opening hours of the coming days, with holidays and online-only days."""
    return [
        {
            "on": day.on, "online_only": day.online_only, "note_vi": day.note_vi, "note_en": day.note_en,
            "sessions": [{"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"} for opens, closes in day.sessions],
        }
        for day in api.opening(unit_code=unit_code, first=local_date(clock.now()), count=count)
    ]


@router.get("/units/{unit_code}/board", auth=PUBLIC, response=BoardOut)
def board(request: HttpRequest, unit_code: Unit) -> Any:
    """The screen of the waiting room: who is called where, how many wait, how long."""
    found = api.board(unit_code=unit_code, now=clock.now())
    return {
        "unit_name": found.unit_name, "called": found.called, "online_only": found.online_only, "open_now": found.open_now,
        "waiting": [{"group": group, "people": people, "minutes": minutes} for group, people, minutes in found.waiting],
    }


@router.post("/appointments", auth=Audience("citizen", also=("officer",)), response=AppointmentOut)
def book(request: HttpRequest, body: Booking, key: Key) -> Appointment:
    """Take a seat: a person for herself, reception for somebody at the counter or on the telephone."""
    a = actor_of(request)
    return appointment_once(f"book:{a.ref}", key, body.dict(), lambda: api.book(
        unit_code=body.unit_code, group=body.group, starts_at=body.starts_at, actor=a, now=clock.now(), name=body.name, phone=body.phone,
        procedure_code=body.procedure_code))  # fmt: skip


@router.post("/appointments/codes", auth=PUBLIC, response=BookingAsked)
def ask_code(request: HttpRequest, body: BookingPerson) -> dict[str, Any]:
    """Without an account: a code goes to the telephone, five an hour for each; no key, every code is new."""
    wish, _shown = api.ask_code(
        unit_code=body.unit_code, group=body.group, starts_at=body.starts_at, name=body.name, phone=body.phone,
        address=request.META.get("REMOTE_ADDR", ""), now=clock.now(), procedure_code=body.procedure_code,
    )  # fmt: skip
    return {"wish_id": wish}


@router.post("/appointments/codes/{uuid:wish_id}", auth=PUBLIC, response=AppointmentOut)
def confirm_code(request: HttpRequest, wish_id: UUID, body: BookingCode) -> Appointment:
    """Type the code: the seat is taken. Five guesses, ten minutes, one use."""
    return api.confirm_code(wish_id=wish_id, code=body.code, now=clock.now())


@router.get("/my/appointments", auth=CITIZEN, response=list[AppointmentOut])
def mine(request: HttpRequest) -> Any:
    """The person's coming appointments, soonest first."""
    return list(api.my_appointments(actor=actor_of(request), now=clock.now()))


@router.get("/appointments/{code}", auth=PUBLIC, response=AppointmentOut)
def appointment(request: HttpRequest, code: Code) -> Appointment:
    """An appointment, for whoever holds its code."""
    return api.appointment(code=code)


@router.post("/appointments/{code}/move", auth=PUBLIC, response=AppointmentOut)
def move(request: HttpRequest, code: Code, body: Moving, key: Key) -> Appointment:
    """Another half hour; the code stays."""
    return appointment_once(f"move:{code}", key, body.dict(), lambda: api.move(code=code, starts_at=body.starts_at, now=clock.now()))


@router.post("/appointments/{code}/cancel", auth=PUBLIC, response=AppointmentOut)
def cancel(request: HttpRequest, code: Code, key: Key) -> Appointment:
    """Give the seat back."""
    return appointment_once(f"cancel:{code}", key, {}, lambda: api.cancel(code=code, now=clock.now()))


@router.post("/appointments/{code}/check-in", auth=PUBLIC, response=TicketOut)
def check_in(request: HttpRequest, code: Code, key: Key) -> Any:
    """The holder is here: the appointment becomes a ticket. A second time gives the same ticket."""
    a = actor_of(request)
    return api.check_in(code=code, now=clock.now(), actor=a if a.kind == "officer" else None)


@router.get("/tickets/{code}", auth=PUBLIC, response=TicketOut)
def ticket(request: HttpRequest, code: Code) -> Any:
    """A ticket's place, for whoever holds its code."""
    return api.ticket(code=code, now=clock.now())


@router.get("/tickets/{code}/slip", auth=PUBLIC)
def slip(request: HttpRequest, code: Code) -> HttpResponse:
    """The slip as a small PDF."""
    found = api.ticket(code=code, now=clock.now())
    content = api.slip_pdf(code=code, now=clock.now(), language=language_of(request))
    return file_response(name=f"so-{found.label}.pdf", mime="application/pdf", content=content)  # type: ignore[return-value]


@router.post("/tickets/{code}/give-up", auth=PUBLIC, response=TicketOut)
def give_up(request: HttpRequest, code: Code, key: Key) -> Any:
    """The holder does not want to wait longer."""
    return ticket_once(request, f"give_up:{code}"[:50], key, {}, lambda: api.give_up(code=code, now=clock.now()))
