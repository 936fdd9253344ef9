"""Requests for data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from motcua.platform.exchange.contracts import SharingState
from motcua.platform.exchange.rest.shapes.offering import EndpointIO
from motcua.platform.exchange.rest.shapes.words import TEXT, Day, Identifier, Long, Text


class SharingIn(Schema):
    """What is asked for."""

    service: Identifier
    client: Identifier
    purpose: Text
    ground: Annotated[str, Field(max_length=300, pattern=TEXT)] = ""
    endpoints: Annotated[list[EndpointIO], Field(max_length=50)] = []
    fields: Annotated[list[Text], Field(max_length=200)] = []
    from_on: Day
    until_on: Day
    per_day: Annotated[int, Field(ge=0, le=100_000_000)]
    renews: Annotated[str, Field(max_length=30, pattern=TEXT)] = ""


class SharingMove(Schema):
    """The next step, its reason, and what of the request is narrowed."""

    act: Literal["agree", "approve", "ask_back", "answer", "refuse", "withdraw", "suspend", "resume", "revoke"]
    note: Long = ""
    fields: Annotated[list[Text], Field(max_length=200)] | None = None
    until_on: Day | None = None
    per_day: Annotated[int, Field(ge=0, le=100_000_000)] | None = None


class SharingStepOut(Schema):
    """Who did what, when and why."""

    act: str
    state: SharingState
    at: datetime
    by: str
    note: str


class SharingOut(Schema):
    """A data-sharing request."""

    code: str
    state: SharingState
    service: str
    client: str
    purpose: str
    ground: str
    endpoints: list[list[str]]
    fields: list[str]
    personal: bool | None
    from_on: date
    until_on: date
    per_day: int
    renews: str
    asked_at: datetime
    decided_at: datetime | None
    ended_at: datetime | None
    acts: list[str]
    steps: list[SharingStepOut]


class Sharings(Schema):
    """A page of requests, newest first."""

    rows: list[SharingOut]
    next: str
