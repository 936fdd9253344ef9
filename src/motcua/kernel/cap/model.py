"""The parts of an alert. Names follow the standard; instants are UTC; points are (latitude, longitude) in WGS 84."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.kernel.errors import NamedError

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"

Point = tuple[float, float]
# ((name of the scheme, value in it), …): event codes, parameters and geocodes.
Values = tuple[tuple[str, str], ...]


class InvalidAlert(NamedError):
    """An alert or XML that the standard does not allow; ``reason`` names the element."""

    code = "kernel.invalid_alert"
    vi = "Bản tin cảnh báo CAP không hợp lệ ({reason})."
    en = "The CAP alert is not valid ({reason})."
    status = 422


class Status(StrEnum):
    """How the message is to be handled."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MessageType(StrEnum):
    """What the message does to earlier ones."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """Who may see it."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Category(StrEnum):
    """The field of the event."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class ResponseType(StrEnum):
    """What people are asked to do."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Urgency(StrEnum):
    """How soon to act."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """How bad it is."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure it is."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Circle:
    """A point and a radius in kilometres."""

    centre: Point
    radius_km: float


@dataclass(frozen=True, slots=True)
class Area:
    """Where. Polygons are closed: the first point again at the end. Altitudes are in feet above sea level."""

    description: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: Values = ()
    altitude_ft: float | None = None
    ceiling_ft: float | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A picture, sound or document that goes with the text; ``digest`` is SHA-1 as the standard says."""

    description: str
    mime_type: str
    size: int | None = None
    uri: str = ""
    deref_uri: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Info:
    """The alert in one language."""

    event: str
    categories: tuple[Category, ...]
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    language: str = "vi-VN"
    response_types: tuple[ResponseType, ...] = ()
    audience: str = ""
    event_codes: Values = ()
    effective_at: datetime | None = None
    onset_at: datetime | None = None
    expires_at: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: Values = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message, named by who sent it and when."""

    sender: str
    identifier: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """One message. InvalidAlert when a part that the standard makes mandatory is missing or ill-formed."""

    identifier: str
    sender: str
    sent_at: datetime
    status: Status
    message_type: MessageType
    scope: Scope
    infos: tuple[Info, ...] = ()
    source: str = ""
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_name("identifier", self.identifier)
        _check_name("sender", self.sender)
        instants = [self.sent_at, *(r.sent_at for r in self.references)]
        instants += [at for i in self.infos for at in (i.effective_at, i.onset_at, i.expires_at) if at is not None]
        _demand(all(at.tzinfo is not None for at in instants), "an instant without a time zone")
        _demand(self.scope is not Scope.RESTRICTED or bool(self.restriction), "restriction missing")
        _demand(self.scope is not Scope.PRIVATE or bool(self.addresses), "addresses missing")
        _demand(self.message_type is MessageType.ALERT or bool(self.references), "references missing")
        _demand(not any('"' in a for a in (*self.addresses, *self.incidents)), "quotation mark in addresses or incidents")
        for info in self.infos:
            _check_info(info)


def _check_info(info: Info) -> None:
    _demand(bool(info.categories), "category missing")
    _demand(bool(info.event), "event missing")
    for area in info.areas:
        _demand(bool(area.description), "areaDesc missing")
        _demand(area.ceiling_ft is None or area.altitude_ft is not None, "ceiling without altitude")
        for polygon in area.polygons:
            _demand(len(polygon) > 3 and polygon[0] == polygon[-1], "polygon not closed")  # noqa: PLR2004 - three corners and the first again
        points = [p for polygon in area.polygons for p in polygon] + [c.centre for c in area.circles]
        _demand(all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in points), "point outside WGS 84")  # noqa: PLR2004
        _demand(all(c.radius_km >= 0 for c in area.circles), "negative radius")


def _check_name(element: str, value: str) -> None:
    """The standard forbids white space, comma, < and & in names, because references join them."""
    _demand(bool(value) and not any(c in ",<&" or c.isspace() for c in value), element)


def _demand(holds: bool, reason: str) -> None:
    if not holds:
        raise InvalidAlert(reason=reason)
