"""Other servers and gateways, rooms for events, settings of the whole exchange."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from motcua.platform.exchange.rest.shapes.offering import PaceIO
from motcua.platform.exchange.rest.shapes.words import TEXT, Codes, Identifier, Name, Text

FilePath = Annotated[str, Field(min_length=2, max_length=500, pattern=TEXT, examples=["/etc/motcua/gateway.pem"])]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Pem = Annotated[str, Field(max_length=2000, pattern=TEXT)]
Count = Annotated[int, Field(ge=1, le=10**12)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]


class PeerIO(Schema):
    """Another security server; it is known by the digests of its certificates and by its signing keys (PEM)."""

    name_vi: Text = ""
    name_en: Text = ""
    address: Annotated[str, Field(max_length=250, pattern=TEXT, examples=["gw.example.vn:5500"])]
    certificates: Annotated[list[Digest], Field(max_length=20)] = []
    public_keys: Annotated[list[Pem], Field(max_length=20)] = []
    clients: Codes = []


class PeerOut(PeerIO):
    """Another security server with its identifier."""

    id: str


class GatewayOut(Schema):
    """A gateway and what it runs; `state`: current, behind, away."""

    code: str
    name_vi: str
    name_en: str
    url: str
    fetched_at: datetime | None
    version: int | None
    answers: bool
    ready: bool
    state: str
    has_token: bool
    problem: str


class AdapterStateOut(Schema):
    """A service behind an adapter, as it was found at `checked_at`; each problem in Vietnamese and English."""

    service: str
    kind: str
    ok: bool
    problems: list[list[str]]
    checked_at: datetime


class EventTypeIn(Schema):
    """A kind of event as it shall be; `payload` is the JSON Schema of what is published."""

    name_vi: Name
    name_en: Text = ""
    payload: dict[str, Any]
    key: Annotated[str, Field(max_length=250, pattern=TEXT, examples=["/number"])] = ""
    publishers: Codes = []
    subscribers: Codes = []
    event_bytes: Annotated[int, Field(ge=0, le=2**30)] = 0
    pace: PaceIO | None = None


class EventTypeOut(Schema):
    """A kind of event of a room."""

    room: str
    name: str
    name_vi: str
    name_en: str
    payload: dict[str, Any]
    key: str
    publishers: list[str]
    subscribers: list[str]
    event_bytes: int
    pace: dict[str, Any] | None


class EventRoomIn(Schema):
    """A room as it shall be; subjects are identifiers of systems or `group:<name>`."""

    name_vi: Name
    name_en: Text = ""
    owners: Codes = []
    publishers: Codes = []
    subscribers: Codes = []
    pace: PaceIO | None = None
    stream: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_-]*$", description="Over NATS: a stream of its own.")] = ""


class EventRoomOut(Schema):
    """A system's room for events."""

    id: str
    name_vi: str
    name_en: str
    client_vi: str
    client_en: str
    owners: list[str]
    publishers: list[str]
    subscribers: list[str]
    pace: dict[str, Any] | None
    stream: str
    event_types: list[EventTypeOut]


class EventSubscriptionOut(Schema):
    """Who takes which events; `waiting` are still to be delivered, `dead` were given up."""

    room: str
    event_type: str
    subscriber: str
    delivery: str
    callback: str
    waiting: int
    dead: int
    allowed: bool


class DeadLetterOut(Schema):
    """An event that a subscriber did not take."""

    id: str
    sequence: int
    subscriber: str
    event_type: str
    reason: str
    status: int
    attempts: int
    at: datetime


class Emptying(Schema):
    """Which dead letters: all, those of a subscriber, or one; sent once more, or dropped for good."""

    drop: bool = False
    subscriber: Annotated[str, Field(max_length=300, pattern=TEXT)] = ""
    event_id: UUID | None = None


class Emptied(Schema):
    """How many they were."""

    count: int


class SettingOut(Schema):
    """A setting of the whole exchange; `content` null: the default holds."""

    name: str
    content: dict[str, Any] | None
    set_at: datetime | None
    set_by: str


class ArchivingIO(Schema):
    """A segment of the log is closed after `hours` and archived, once it is time-stamped, in files of about `megabytes`."""

    hours: Annotated[float, Field(gt=0, le=8760)] = 6
    megabytes: Annotated[int, Field(ge=1, le=4096)] = 32


class KeepBodiesIO(Schema):
    """Kept bodies are deleted after so many days; 0: never."""

    days: Annotated[int, Field(ge=0, le=36_500)]


class FoldersIO(Schema):
    """Roots below which adapters may exchange files with partners."""

    roots: Annotated[list[FilePath], Field(max_length=50)]


class MessagePortIO(Schema):
    """Where other security servers send messages over mutual TLS: a port, and PEM files on the gateway, which follows at once."""

    port: Annotated[int, Field(ge=1, le=65_535)]
    certificate: FilePath
    key: FilePath
    trusted: FilePath


class EventBoundsIO(Schema):
    """How events are kept and delivered; what is left out is as usual."""

    operators: Annotated[list[Identifier], Field(max_length=100)] | None = None
    store: Annotated[str, Field(pattern="^(files|nats)$", examples=["files"])] | None = None
    url: Text | None = None
    stream: Annotated[str, Field(max_length=64, pattern=TEXT)] | None = None
    event_bytes: Count | None = None
    lifetime_s: Count | None = None
    keep_bytes: Count | None = None
    segment_bytes: Count | None = None
    attempts: Annotated[int, Field(ge=1, le=100)] | None = None
    retry_s: Seconds | None = None
    retry_max_s: Seconds | None = None
    timeout_s: Seconds | None = None
    at_once: Annotated[int, Field(ge=1, le=10_000)] | None = None
    pace: PaceIO | None = None
