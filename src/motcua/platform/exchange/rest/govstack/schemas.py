"""Shapes of the GovStack information mediator's configuration management (API 1.0.1), field by field as published."""

# ruff: noqa: N815 - names of fields as the building block publishes them

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

from motcua.platform.exchange.rest.shapes.words import TEXT, Text

Code = Annotated[str, Field(max_length=60, pattern=TEXT)]
Address = Annotated[str, Field(max_length=500, pattern=TEXT)]


class MediatorConsumer(Schema):
    """A consumer: the name of its member (or its code, where names are not unique) and its application."""

    member: Text
    application: Code


class MediatorService(Schema):
    """A service with its consumers; `rights` left out: they stay as they are."""

    id: Code
    specUrl: Address
    serviceUrl: Address
    rights: Annotated[list[MediatorConsumer], Field(max_length=500)] | None = None


class MediatorApplication(Schema):
    """An application: here a system of a member. `connection` is `https` where a certificate is asked for."""

    id: Code
    connection: Annotated[str, Field(max_length=20, pattern=TEXT)] = "https"
    services: Annotated[list[MediatorService], Field(max_length=500)] | None = None


class MediatorMember(Schema):
    """A member organisation."""

    name: Annotated[str, Field(min_length=1, max_length=250, pattern=TEXT)]
    member_class: Annotated[str, Field(alias="class", min_length=1, max_length=20, pattern=TEXT, examples=["GOV"])]
    code: Annotated[str, Field(min_length=1, max_length=60, pattern=TEXT, examples=["7001"])]
    applications: Annotated[list[MediatorApplication], Field(max_length=500)] | None = None


class MediatorConf(Schema):
    """The configuration of an instance."""

    domain: Annotated[str, Field(max_length=250, pattern=TEXT)]
    instance: Annotated[str, Field(max_length=60, pattern=TEXT, examples=["VN-HP"])]
    members: Annotated[list[MediatorMember], Field(max_length=1000)] | None = None


class MediatorAllowed(Schema):
    """An application that may, or may not, call a service."""

    memberClass: Code
    memberCode: Code
    applicationId: Code


class MediatorRights(Schema):
    """Who may, or may not, call a service."""

    memberClass: Code
    memberCode: Code
    applicationId: Code
    serviceId: Code
    rights: Annotated[list[MediatorAllowed], Field(max_length=500)]


class MediatorAllowList(Schema):
    """A page of access rights."""

    allowList: list[MediatorRights]
    nextPageToken: str | None = None
