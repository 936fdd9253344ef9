"""Dossiers as others see them: references, full and masked views, the inbox, the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from motcua.platform.casework.contracts.status import (
    Channel,
    DossierStatus,
    DueState,
    EventKind,
    FilingKind,
    Outcome,
    PartyKind,
    PauseReason,
    Verb,
)
from motcua.platform.casework.contracts.work import OpinionView, SideAction


@dataclass(frozen=True, slots=True)
class DossierRef:
    """The answer to a submission; ``payment_id`` is None when the procedure costs nothing."""

    uuid: UUID
    code: str
    payment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What an action made of a dossier; a repeated command gets the same answer."""

    uuid: UUID
    code: str
    seq: int
    status: DossierStatus
    step: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaperGiven:
    """A stored file that answers a requirement: a paper of the procedure, or an item of the supplement request (``bo-sung-1``).

    ``name`` is what another system called it; it is shown where the definition has no name for the requirement.
    """

    requirement: str
    file_id: UUID
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPaper:
    """A paper that an officer found in a store of the state: ``way`` is which store, ``source_*`` how it is called in words.

    ``file_name`` may bear the paper's number (it is kept encrypted); the words of the source are shown and must not.
    """

    way: str
    source_vi: str
    source_en: str
    issuer: str
    result_code: str
    file_name: str
    ground: str


@dataclass(frozen=True, slots=True)
class Party:
    """Whose dossier it is. Personal data: only in answers that a policy allowed."""

    kind: PartyKind
    person_id: UUID | None
    organisation_id: UUID | None
    name: str
    number: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One paper of a dossier: which requirement it answers and the stored file, if any. ``working``: an officer made it on the way.

    Of a paper that nobody handed in: where it was found (``source_vi``, ``source_en``) and when that was read.
    """

    paper_id: int
    requirement: str
    name: str
    file_id: UUID | None
    file_name: str
    size: int
    state: str
    added_at: datetime
    working: bool = False
    source_vi: str = ""
    source_en: str = ""
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SupplementView:
    """One request for papers: what is asked, why, until when, and when it was answered."""

    items: tuple[str, ...]
    reason: str
    asked_at: datetime
    deadline_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None = None
    note: str = ""
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PauseView:
    """A stop of the clock, half-open; ``to_at`` is None while it lasts."""

    reason: PauseReason
    from_at: datetime
    to_at: datetime | None
    paused_minutes: int
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ResultView:
    """The issued result: the decision, the signed file and what its signature says."""

    outcome: Outcome
    title: str
    file_id: UUID
    signed_by: str
    signed_at: datetime
    level: str
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One answer of the form, ready to show: label in both languages, the value, and its source when it was prefilled."""

    name: str
    label_vi: str
    label_en: str
    value: str
    source_vi: str = ""
    source_en: str = ""


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """An answer that a source gave and the person changed before submitting: both, in words."""

    name: str
    label_vi: str
    label_en: str
    said: str
    given: str
    source_vi: str
    source_en: str


@dataclass(frozen=True, slots=True)
class Due:
    """The clock of a dossier at an instant; minutes are working minutes."""

    state: DueState
    due_at: datetime | None
    remaining_minutes: int | None
    paused_minutes: int
    paused: bool
    step_due_at: datetime | None = None
    gross_minutes: int | None = None
    net_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as its owner and the officers of its units may see it.

    ``unit_code`` is the unit in whose name it runs, ``handler_code`` the unit that holds it now, ``intake_code`` where it was taken in,
    ``authority_code`` who is competent to decide, ``help_code`` where the person was helped. ``submitter`` is who filed it for the owner.
    """

    uuid: UUID
    code: str
    procedure_code: str
    procedure_name: str
    definition_version: int
    field: str
    unit_code: str
    unit_name: str
    channel: Channel
    party: Party
    status: DossierStatus
    step: str
    step_name_vi: str
    step_name_en: str
    assigned_to: UUID | None
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    resolved_at: datetime | None
    handed_back_at: datetime | None
    fee_amount: int
    waiting_for_fee: bool
    payment_id: UUID | None
    tracking_code: str
    answers: tuple[FieldValue, ...]
    papers: tuple[PaperItem, ...]
    supplements: tuple[SupplementView, ...]
    pauses: tuple[PauseView, ...]
    result: ResultView | None
    receipt_file_id: UUID | None
    proposed: Outcome | None = None
    handler_code: str = ""
    handler_name: str = ""
    intake_code: str = ""
    intake_name: str = ""
    authority_code: str = ""
    authority_name: str = ""
    help_code: str = ""
    filing: FilingKind = FilingKind.SELF
    submitter: Party | None = None
    filing_file_id: UUID | None = None
    step_entered_at: datetime | None = None
    step_due_at: datetime | None = None
    intake_due_at: datetime | None = None
    warned: int = 0
    extensions: int = 0
    gross_minutes: int | None = None
    net_minutes: int | None = None
    origin: str = ""
    external_ref: str = ""
    parent_code: str = ""
    opinions: tuple[OpinionView, ...] = ()
    revoked_results: tuple[ResultView, ...] = ()
    changed: tuple[ChangedAnswer, ...] = ()
    legal_basis: tuple[str, ...] = ()
    appeal_procedure: str = ""

    @property
    def open_supplement(self) -> SupplementView | None:
        """The request that still waits for an answer."""
        return next((s for s in self.supplements if s.closed_at is None), None)


@dataclass(frozen=True, slots=True)
class TrackedDossier:
    """What the public look-up shows: no personal data beyond a masked name."""

    code: str
    procedure_code: str
    procedure_name: str
    unit_name: str
    masked_name: str
    status: DossierStatus
    submitted_on: date
    received_on: date | None
    due_on: date | None
    resolved_on: date | None
    due_state: DueState
    steps: tuple[TimelineItem, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One line of the history: what happened, when, who did it (a role or a name by policy) and facts to show."""

    seq: int
    kind: EventKind
    at: datetime
    title_vi: str
    title_en: str
    actor_label: str
    from_status: DossierStatus | None
    to_status: DossierStatus
    due_before: datetime | None = None
    due_after: datetime | None = None
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AvailableAction:
    """Something the actor could do now; when ``enabled`` is false the reason says why not."""

    verb: Verb
    label_vi: str
    label_en: str
    explain_vi: str
    explain_en: str
    to_step: str
    enabled: bool
    primary: bool
    requires: tuple[str, ...] = ()
    reason_vi: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class DossierPage:
    """Everything that the page of a dossier shows, read once: the dossier, its clock, its history, what can be done, its sheets."""

    dossier: Dossier
    due: Due
    timeline: tuple[TimelineItem, ...]
    actions: tuple[AvailableAction, ...]
    beside: tuple[SideAction, ...]
    sheets: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One line of the inbox or of "my dossiers"."""

    uuid: UUID
    code: str
    procedure_code: str
    procedure_name: str
    unit_code: str
    party_name: str
    channel: Channel
    status: DossierStatus
    step: str
    submitted_at: datetime
    due_at: datetime | None
    due_state: DueState
    waiting_for_fee: bool
    assigned_to: UUID | None
    handler_code: str = ""
    step_due_at: datetime | None = None
    attention_at: datetime | None = None
    warned: int = 0
    origin: str = ""
    on_behalf_of: str = ""  # ref of the officer in whose place the actor has it in hand, and that officer's position
    on_behalf_title: str = ""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the inbox; ``next_cursor`` is empty on the last page. Counts are over everything the actor may see."""

    rows: tuple[DossierRow, ...]
    next_cursor: str
    counts: Mapping[str, int]
    total: int
