"""What the counter's operations share: audiences, shapes, commands done once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import AwareDatetime, Field

from motcua.foundation.outbox import api as outbox
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.kit.web import actor_of
from motcua.services.counter import api
from motcua.services.counter.contracts import Appointment, AppointmentState, Priority, Ticket, TicketState

PUBLIC = Audience("public")
CITIZEN = Audience("citizen")
DESK = Audience("officer", roles=api.DESK | api.SETTERS)
SETTER = Audience("officer", roles=api.SETTERS)
Unit = Annotated[str, Path(max_length=20, examples=["11329"])]
Code = Annotated[str, Path(max_length=40)]
Text = Annotated[str, Field(max_length=120)]
EARLIEST, LATEST = date(2020, 1, 1), date(2200, 1, 1)
Day = Annotated[date, Query(ge=EARLIEST, le=LATEST, examples=["2026-03-10"])]
Instant = Annotated[AwareDatetime, Field(examples=["2026-03-10T09:00:00+07:00"])]


class TicketOut(Schema):
    """A ticket; `ahead` people are before it, null when it does not wait."""

    code: str
    unit_code: str
    unit_name: str
    group: api.Group
    label: str
    day: date
    priority: Priority
    state: TicketState
    taken_at: datetime
    called_at: datetime | None
    done_at: datetime | None
    desk: str
    calls: int
    appointment_code: str
    ahead: int | None
    wait_minutes: int | None


class AppointmentOut(Schema):
    """An appointment, for whoever holds its code and for reception of the unit."""

    code: str
    unit_code: str
    unit_name: str
    group: api.Group
    starts_at: datetime
    state: AppointmentState
    name: str
    phone: str
    procedure_code: str
    ticket_code: str


def ticket_once(request: HttpRequest, what: str, key: str, body: Mapping[str, Any], act: Callable[[], Ticket]) -> Ticket:
    """Do something with a ticket once per key; the ticket as it is now. ``KeyReused``."""
    scope = f"counter.{what}:{actor_of(request).ref}"
    done = outbox.do_once(scope=scope, key=key, body=body, now=clock.now(), act=lambda: {"code": act().code})
    return api.ticket(code=done["code"], now=clock.now())


def appointment_once(scope: str, key: str, body: Mapping[str, Any], act: Callable[[], Appointment]) -> Appointment:
    """Do something with an appointment once per key; the appointment as it is now. ``KeyReused``."""
    done = outbox.do_once(scope=f"counter.{scope}", key=key, body=body, now=clock.now(), act=lambda: {"code": act().code})
    return api.appointment(code=done["code"])
