"""For officers: the queue of a unit, calling, handing over, the day's appointments, figures and settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.kernel.clock import local_date
from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of
from motcua.services.counter import api
from motcua.services.counter.contracts import Priority, ScanKind
from motcua.services.counter.rest.edge import (
    DESK,
    EARLIEST,
    LATEST,
    SETTER,
    AppointmentOut,
    Code,
    Day,
    TicketOut,
    Unit,
    ticket_once,
)
from motcua.services.counter.rules import scanning

router = Router(tags=["counter: desk"])
Place = Annotated[str, Field(max_length=20, examples=["Quầy 1"])]
GroupCode = Annotated[str, Field(max_length=40, examples=["ho-tich"])]


class QueueOut(Schema):
    """The ticket at this desk, who waits in order, who was skipped, how many of each state."""

    current: TicketOut | None
    waiting: list[TicketOut]
    skipped: list[TicketOut]
    counts: dict[str, int]


class TicketTaking(Schema):
    """The group, and who has priority by law."""

    group: GroupCode
    priority: Priority = Priority.NONE


class Calling(Schema):
    """At which desk; of which groups (all without any)."""

    desk: Place
    groups: Annotated[list[GroupCode], Field(max_length=30)] = []


class Acting(Schema):
    """What is done with a ticket: `call` needs `desk`, `transfer` needs `group`."""

    act: Annotated[Literal["call", "recall", "skip", "bring_back", "transfer", "finish"], Field(examples=["finish"])]
    desk: Place = ""
    group: GroupCode = ""


class OnlineWeekdays(Schema):
    """Online-only weekdays (0 Monday) from a day on."""

    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7, examples=[[1, 3]])]
    effective_from: Annotated[date, Field(ge=EARLIEST, le=LATEST)]


class GroupSetting(Schema):
    """Minutes of service, seats in a half hour, and whether the group is open."""

    minutes: Annotated[int, Field(ge=0, le=1000)]
    capacity: Annotated[int, Field(ge=0, le=1000)]
    active: bool = True


class Scanning(Schema):
    """What a scanner typed. It is not kept."""

    text: Annotated[str, Field(max_length=600)]


class Scanned(Schema):
    """What it was, in its normal form."""

    kind: ScanKind
    value: str
    name: str


@router.get("/own-units", auth=DESK, response=list[str])
def own_units(request: HttpRequest) -> Any:
    """Units at whose counter the officer works."""
    return list(api.own_units(actor=actor_of(request)))


@router.get("/units/{unit_code}/queue", auth=DESK, response=QueueOut)
def queue(request: HttpRequest, unit_code: Unit) -> Any:
    """The day at the counter of a unit."""
    return api.queue(unit_code=unit_code, actor=actor_of(request), now=clock.now())


@router.post("/units/{unit_code}/tickets", auth=DESK, response=TicketOut)
def take(request: HttpRequest, unit_code: Unit, body: TicketTaking, key: Key) -> Any:
    """Take a number for a person."""
    a = actor_of(request)
    api.queue(unit_code=unit_code, actor=a, now=clock.now())  # only who may see the queue adds to it
    said = {"unit": unit_code, **body.dict()}
    return ticket_once(request, "take", key, said, lambda: api.take_ticket(
        unit_code=unit_code, group=body.group, priority=body.priority, now=clock.now(), actor=a))  # fmt: skip


@router.post("/units/{unit_code}/call-next", auth=DESK, response=TicketOut)
def call_next(request: HttpRequest, unit_code: Unit, body: Calling, key: Key) -> Any:
    """Finish the ticket at this desk and call the next. The same key calls nobody else."""
    said = {"unit": unit_code, **body.dict()}
    return ticket_once(request, "next", key, said, lambda: api.call_next(
        unit_code=unit_code, desk=body.desk, groups=body.groups, actor=actor_of(request), now=clock.now()))  # fmt: skip


@router.post("/tickets/{code}/acts", auth=DESK, response=TicketOut)
def act(request: HttpRequest, code: Code, body: Acting, key: Key) -> Any:
    """Call, call again, put aside, bring back, hand to another group, or finish a ticket."""
    a, now = actor_of(request), clock.now()
    acts: dict[str, Callable[[], api.Ticket]] = {
        "call": lambda: api.call_one(code=code, desk=body.desk, actor=a, now=now),
        "recall": lambda: api.recall(code=code, actor=a, now=now),
        "skip": lambda: api.skip(code=code, actor=a, now=now),
        "bring_back": lambda: api.bring_back(code=code, actor=a, now=now),
        "transfer": lambda: api.transfer(code=code, group=body.group, actor=a, now=now),
        "finish": lambda: api.finish(code=code, actor=a, now=now),
    }
    return ticket_once(request, "act", key, {"code": code, **body.dict()}, acts[body.act])


@router.get("/units/{unit_code}/appointments", auth=DESK, response=list[AppointmentOut])
def appointments(request: HttpRequest, unit_code: Unit, on: Day) -> Any:
    """The appointments of a day."""
    found = api.day_list(unit_code=unit_code, on=on, actor=actor_of(request))
    api.note_appointments(found=found, actor=actor_of(request), now=clock.now(), source="counter.appointments")
    return list(found)


@router.get("/units/{unit_code}/statistics", auth=DESK, response=list[api.Statistics])
def statistics(request: HttpRequest, unit_code: Unit, first: Day, last: Day) -> Any:
    """Per day and group: taken, served, skipped, average minutes."""
    return list(api.statistics(unit_code=unit_code, first=first, last=last, actor=actor_of(request)))


@router.get("/units/{unit_code}/online-days", auth=DESK, response=api.OnlineDays)
def online_days(request: HttpRequest, unit_code: Unit) -> Any:
    """The online-only days in force, and whether they are as many as the rule asks."""
    return api.online_days(unit_code=unit_code, on=local_date(clock.now()))


@router.put("/units/{unit_code}/online-days", auth=SETTER, response=api.OnlineDays)
def set_online_days(request: HttpRequest, unit_code: Unit, body: OnlineWeekdays, key: Key) -> Any:
    """Work online only on these weekdays from a day on; again changes nothing."""
    return api.set_online_days(
        unit_code=unit_code, weekdays=body.weekdays, effective_from=body.effective_from, actor=actor_of(request), now=clock.now()
    )


@router.put("/units/{unit_code}/groups/{code}", auth=SETTER, response=api.Group)
def save_group(request: HttpRequest, unit_code: Unit, code: Code, body: GroupSetting, key: Key) -> Any:
    """Change a group; again changes nothing."""
    return api.save_group(
        unit_code=unit_code, code=code, minutes=body.minutes, capacity=body.capacity, active=body.active, actor=actor_of(request),
        now=clock.now(),
    )  # fmt: skip


@router.post("/scan", auth=DESK, response=Scanned)
def scan(request: HttpRequest, body: Scanning) -> Any:
    """What a scanner typed, read; it changes nothing, so there is no key."""
    return scanning.read(body.text)
