"""What is told of services: how they are, who used them, how they are described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from motcua.kernel.errors import NamedError
from motcua.platform.exchange.contracts.control import MaintenanceInfo


class Source(StrEnum):
    """Where a description comes from: the provider itself, an operator, or what is declared of the service."""

    PROVIDER = "provider"
    GIVEN = "given"
    DECLARED = "declared"


class State(StrEnum):
    """How a service was in a period."""

    NONE = "none"
    GOOD = "good"
    TROUBLED = "troubled"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Calls added up. ``failed``: the service could not answer; ``refused``: it or the exchange said no; milliseconds, bytes."""

    calls: int = 0
    failed: int = 0
    refused: int = 0
    total_ms: int = 0
    shortest_ms: int = 0
    longest_ms: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    last_ok_at: datetime | None = None
    last_failed_at: datetime | None = None

    @property
    def average_ms(self) -> int | None:
        """Mean duration; None without a call."""
        return round(self.total_ms / self.calls) if self.calls else None

    @property
    def answered_share(self) -> float | None:
        """The share of calls that the service was able to answer, 0 to 1; None without a call: no data is not zero."""
        return 1 - self.failed / self.calls if self.calls else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsAsked:
    """Which logged calls are asked for: all that fit every part that is given; ``[since, until)``."""

    outcome: str = ""
    service: str = ""
    client: str = ""
    issue: str = ""
    since: datetime | None = None
    until: datetime | None = None


ALL_CALLS = CallsAsked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Calls from one client to one service in a period."""

    client: str
    service: str
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """Calls of one day in the city's time."""

    day: date
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One version of a description. ``changes`` are (kind, place, breaking) against the one before; number 0: made from declarations."""

    number: int
    version: str
    source: Source
    made_at: datetime | None
    changes: tuple[tuple[str, str, bool], ...]
    breaking: bool
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A system that may receive a field, and what for; names of its owner and itself in both languages."""

    client: str
    client_vi: str
    client_en: str
    purpose: str
    agreement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldUse:
    """A field that a service tells (dotted path), what it means, and who receives it."""

    path: str
    service: str
    service_vi: str
    service_en: str
    meaning_vi: str
    meaning_en: str
    personal: bool
    receivers: tuple[Receiver, ...]

    def service_name(self, language: str) -> str:
        """The service's name in ``vi`` or ``en``."""
        return (self.service_en or self.service_vi) if language == "en" else self.service_vi


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxAnswer:
    """What the sandbox answered; ``headers`` in order."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    took_ms: int


class DescriptionRefused(NamedError):
    """The text is no OpenAPI 3 description of acceptable size."""

    code: ClassVar[str] = "exchange.description_refused"
    vi: ClassVar[str] = "Không nhận được bản mô tả của {service}: {why}"
    en: ClassVar[str] = "The description of {service} is not taken: {why}"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayStands:
    """A gateway of the city, and whether it says that it carries calls; one that does not answer is not ready."""

    name_vi: str
    name_en: str
    ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What everybody may know of the exchange now; ``resting``: its maintenance, None when it works."""

    resting: MaintenanceInfo | None
    gateways: tuple[GatewayStands, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StampsWaiting:
    """How the time stamps of the gateway's log stand: ``seals`` without one, ``since`` when the oldest of them waits (None: none does).

    ``last_at``: the newest stamp since the gateway was started; ``late``: they wait longer than the installation bears.
    """

    seals: int
    since: datetime | None
    last_at: datetime | None
    late: bool
