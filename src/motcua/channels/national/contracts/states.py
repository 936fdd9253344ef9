"""Kinds and states of messages, and what pages and doors show of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from motcua.channels.national.contracts.errors import Problem


class Kind(StrEnum):
    """What a message from the portal is about (LoaiThongDiep)."""

    DOSSIER = "HoSo"
    SUPPLEMENT = "BoSung"
    STATUS = "TrangThai"
    FEE = "LePhi"
    RATING = "DanhGia"


class Way(StrEnum):
    """How a message came."""

    PULL = "pull"
    PUSH = "push"


class IntakeState(StrEnum):
    """Where a message from the portal stands."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"
    DISCARDED = "discarded"


class Told(StrEnum):
    """What is told to the portal."""

    DOSSIER = "dossier"
    PROGRESS = "progress"


class TellingState(StrEnum):
    """Where a message to the portal stands."""

    WAITING = "waiting"
    SENT = "sent"
    PARKED = "parked"
    WITHHELD = "withheld"  # a ministry's system is master of the status


class DifferenceKind(StrEnum):
    """How the two sides differ."""

    MISSING_THERE = "missing_there"
    MISSING_HERE = "missing_here"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One raw message of the portal as it came."""

    message_id: str
    kind: str
    portal_code: str
    told_at: datetime | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pulled:
    """One page of new messages and the cursor after it."""

    envelopes: tuple[Mapping[str, Any], ...]
    cursor: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class PortalState:
    """What the portal shows of one dossier, for the comparison."""

    code: str
    status: str


@dataclass(frozen=True, slots=True)
class PaperContent:
    """A fetched paper; ``sha256`` as computed here."""

    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class CodeTables:
    """Code tables of the message set: table → code → (Vietnamese, English); words of the portal → number; names of services."""

    codes: Mapping[str, Mapping[str, tuple[str, str]]]
    words: Mapping[str, str]
    services: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping raw messages did."""

    new: int = 0
    known: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class IntakeView:
    """One message from the portal for the operator; no personal data beside the code."""

    intake_id: int
    message_id: str
    kind: str
    portal_code: str
    told_at: datetime | None
    received_at: datetime
    state: IntakeState
    attempts: int
    next_at: datetime | None
    reason_vi: str
    reason_en: str
    dossier_code: str
    problems: tuple[Problem, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TellingView:
    """One message to the portal for the operator."""

    telling_id: int
    uuid: UUID
    dossier_code: str
    portal_code: str
    what: Told
    status: int
    state: TellingState
    attempts: int
    next_at: datetime | None
    sent_at: datetime | None
    answer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One difference found by a comparison."""

    difference_id: int
    kind: DifferenceKind
    portal_code: str
    dossier_code: str
    ours: str
    theirs: str
    found_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The latest comparison: how many dossiers were compared and what differed."""

    at: datetime
    compared: int
    differences: int
    error: str


@dataclass(frozen=True, slots=True)
class MirrorView:
    """What a ministry's system says of a dossier of which it is the master."""

    portal_code: str
    dossier_code: str
    procedure_code: str
    status: int
    word: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Queues:
    """How much waits, is parked or differs."""

    inbound_waiting: int
    inbound_parked: int
    outbound_waiting: int
    outbound_parked: int
    differences: int
    last_pulled_at: datetime | None
    last_sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Worked:
    """What one round of work did."""

    done: int = 0
    waiting: int = 0
    parked: int = 0
