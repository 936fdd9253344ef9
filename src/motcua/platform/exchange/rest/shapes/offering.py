"""What is offered: services with their settings, and rights."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from motcua.platform.exchange.rest.shapes.words import TEXT, Codes, Identifier, Long, Moment, Name, Text, Whole


class EndpointIO(Schema):
    """A method and a path glob."""

    method: Annotated[str, Field(max_length=8, pattern=TEXT, examples=["GET"])] = "*"
    path: Annotated[str, Field(max_length=250, pattern=TEXT, examples=["/*"])] = "**"


class PaceIO(Schema):
    """Requests a second with a burst, and a quota a day; 0: no bound."""

    per_second: Annotated[float, Field(ge=0, le=1_000_000)] = 0
    burst: Whole = 0
    per_day: Annotated[int, Field(ge=0, le=10**12)] = 0


class BreakerIO(Schema):
    """After `failures` failed calls in a row nothing is sent for `open_s` seconds."""

    failures: Whole = 0
    open_s: Annotated[float, Field(gt=0, le=86_400)] = 10


class CanaryIO(Schema):
    """A second address that gets `percent` of the calls, and all calls of `clients`."""

    base_url: Annotated[str, Field(max_length=500, pattern=TEXT)]
    percent: Annotated[int, Field(ge=0, le=100)] = 0
    clients: Codes = []


class FieldIO(Schema):
    """A field that a service tells."""

    path: Annotated[str, Field(max_length=200, pattern=TEXT)] = ""
    vi: Annotated[str, Field(min_length=1, max_length=200, pattern=TEXT)]
    en: Annotated[str, Field(max_length=200, pattern=TEXT)] = ""
    personal: bool = True


class AdapterIO(Schema):
    """The translator of a service that speaks no REST, and its declaration; secrets in it are kept apart and told to nobody."""

    kind: Literal["soap", "mapping", "files"]
    settings: dict[str, Any]


class ServiceIn(Schema):
    """Settings of a service; what is left out stays as it is. `contexts` are the paths at which LGSP clients find it.

    A secret given as null goes, with what it is a part of.
    """

    name_vi: Name | None = None
    name_en: Text | None = None
    base_url: Annotated[str, Field(max_length=500, pattern=TEXT, examples=["https://provider.example.vn/api"])] | None = None
    kind: Literal["REST", "OPENAPI"] | None = None
    timeout_s: Annotated[float, Field(ge=0.1, le=600)] | None = None
    endpoints: Annotated[list[EndpointIO], Field(max_length=200)] | None = None
    description_url: Annotated[str, Field(max_length=500, pattern=TEXT)] | None = None
    verify_tls: bool | None = None
    provider_headers: dict[str, str] | None = None
    keep_body: Literal["hash", "plain", "encrypted"] | None = None
    pace: PaceIO | None = None
    at_once: Whole | None = None
    breaker: BreakerIO | None = None
    canary: CanaryIO | None = None
    sandbox_url: Annotated[str, Field(max_length=500, pattern=TEXT)] | None = None
    adapter: AdapterIO | None = None
    contexts: Annotated[list[Text], Field(max_length=20, examples=[["/dan-cu/1.0"]])] | None = None
    soap_offer: dict[str, Any] | None = None
    adapter_secrets: dict[str, Annotated[str, Field(max_length=500)] | None] | None = None
    fields: Annotated[list[FieldIO], Field(max_length=500)] | None = None


class RightOut(Schema):
    """A right."""

    id: int
    service: str
    subject: str
    subject_vi: str
    subject_en: str
    method: str
    path: str
    purpose: str
    fields: list[str]
    valid_from: datetime | None
    valid_until: datetime | None
    agreement: str
    pace: dict[str, Any] | None


class Rights(Schema):
    """Rights, by id."""

    rows: list[RightOut]
    next: str


class RightIn(Schema):
    """Who may call what, why and how long; `client` is an identifier or `group:<name>`.

    `pace` bounds this right besides the service's `pace` and its unit's `own_pace`: the strictest of all that apply holds.
    """

    service: Identifier
    client: Identifier
    purpose: Name
    method: Annotated[str, Field(max_length=8, pattern=TEXT)] = "*"
    path: Annotated[str, Field(max_length=250, pattern=TEXT)] = "**"
    fields: Annotated[list[Text], Field(max_length=200)] = []
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    pace: PaceIO | None = None


class RightGone(Schema):
    """The right to take back."""

    service: Identifier
    client: Identifier
    method: Annotated[str, Field(max_length=8, pattern=TEXT)] = "*"
    path: Annotated[str, Field(max_length=250, pattern=TEXT)] = "**"


class TakenBack(Schema):
    """Whether there was one."""

    taken: bool


class ServiceOut(Schema):
    """A service with all its settings; of the provider's credentials the names of the headers."""

    id: str
    client: str
    code: str
    name_vi: str
    name_en: str
    provider_vi: str
    provider_en: str
    unit_code: str
    base_url: str
    kind: str
    timeout_s: float
    enabled: bool
    notice: str
    endpoints: list[dict[str, str]]
    description_url: str
    verify_tls: bool
    header_names: list[str]
    keep_body: str
    pace: dict[str, Any] | None
    own_pace: dict[str, Any] | None
    at_once: int
    breaker: dict[str, Any] | None
    canary: dict[str, Any] | None
    sandbox_url: str
    adapter: dict[str, Any] | None
    adapter_secrets: list[str]
    adapter_secrets_since: dict[str, datetime]
    contexts: list[str]
    soap_offer: dict[str, Any] | None
    fields: list[FieldIO] | None
    version: str
    suspended: bool
    rights: list[RightOut]


class Services(Schema):
    """A page of services."""

    rows: list[ServiceOut]
    next: str


class Switching(Schema):
    """On, or off with what callers are told meanwhile."""

    enabled: bool
    notice: Text = ""


class OwnPace(Schema):
    """The bound of the unit that owns the service, not looser than the managers' `pace`; null: none of its own. The strictest holds."""

    own_pace: PaceIO | None


class Noting(Schema):
    """An entry of the change log."""

    version: Annotated[str, Field(min_length=1, max_length=20, pattern=TEXT, examples=["1.2.0"])]
    text_vi: Long
    text_en: Long = ""
