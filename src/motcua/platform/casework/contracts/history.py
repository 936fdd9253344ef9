"""The past for bulk import, and what the checks of the chains report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.platform.casework.contracts.status import Channel, Outcome, PartyKind


@dataclass(frozen=True, slots=True)
class HistoryRecord:
    """A dossier of the past for bulk import; instants must be in order. ``key`` makes a repeated import harmless.

    ``pauses`` are supplements ``(asked_at, supplied_at or None)``. ``due_at`` None lets the clock of the definition decide.
    """

    key: str
    procedure_code: str
    unit_code: str
    channel: Channel
    submitted_at: datetime
    party_kind: PartyKind = PartyKind.CITIZEN
    party_name: str = ""
    person_id: UUID | None = None
    received_at: datetime | None = None
    refused_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    resolved_at: datetime | None = None
    handed_back_at: datetime | None = None
    withdrawn_at: datetime | None = None
    outcome: Outcome = Outcome.GRANTED
    due_at: datetime | None = None
    fee_amount: int = 0
    fee_paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """What a bulk import wrote and what it had already."""

    dossiers: int
    events: int
    skipped: int


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Whether the hash chains of all (or some) dossiers are intact."""

    ok: bool
    dossiers: int
    events: int
    first_bad: str = ""
