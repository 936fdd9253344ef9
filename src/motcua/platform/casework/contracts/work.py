"""Work on a dossier beside its steps: filing for another, opinions, sub-dossiers, moving to another version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.platform.casework.contracts.status import DossierStatus, FilingKind, PartyKind, SideVerb, Stance

OPINION_PAPER = "y-kien-"  # how the requirement of a paper begins that a unit gave with its opinion: work between offices
# Papers that officers make while they work: how their requirement is called, by the name under which a definition may show them.
WORKING_PAPERS = {"document": "tai-lieu", "inspection_report": "bien-ban-kiem-tra"}


@dataclass(frozen=True, slots=True)
class Principal:
    """The owner of a dossier that somebody else files, or its submitter. Personal data."""

    name: str
    number: str = ""
    phone: str = ""
    address: str = ""
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    kind: PartyKind = PartyKind.CITIZEN


@dataclass(frozen=True, slots=True)
class Filing:
    """Who files for whom: ``principal`` becomes the owner; ``paper_file_id`` is the stored paper that gives the power.

    CHILD names the child; AUTHORISED needs the paper; EMPLOYEE takes the organisation of the signed-in account when no principal is
    named; POSTAL_AGENT and OFFICER name the person at the counter.
    """

    kind: FilingKind = FilingKind.SELF
    principal: Principal | None = None
    paper_file_id: UUID | None = None
    bearer: Principal | None = None  # who stands at the counter or sent it by post, when an officer enters it for the owner


@dataclass(frozen=True, slots=True)
class FeeExemption:
    """Why the fee is lowered, and the stored paper that proves it; ``code`` names the reason of the fee table."""

    code: str
    reason: str
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SideAction:
    """Something the actor could do beside the steps of the definition; when ``enabled`` is false the reason says why not."""

    verb: SideVerb
    label_vi: str
    label_en: str
    enabled: bool
    reason_vi: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class OpinionAsk:
    """One question to one unit; ``days`` working days to answer. A confidential one is read by officers of both units only."""

    unit_code: str
    question: str
    days: int
    confidential: bool = False


class OpinionState(StrEnum):
    """Where an opinion stands."""

    OPEN = "open"
    LATE = "late"  # open, and the day it was due has passed
    GIVEN = "given"
    GIVEN_LATE = "given_late"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class OpinionView:
    """An opinion asked of another unit, as the officers concerned see it."""

    opinion_id: UUID
    dossier_code: str
    key: str
    step: str
    unit_code: str
    unit_name: str
    role: str
    question: str
    confidential: bool
    state: OpinionState
    asked_at: datetime
    asked_by: str
    due_at: datetime
    stance: Stance | None
    text: str
    given_at: datetime | None
    given_by: str
    recalled_at: datetime | None = None
    files: tuple[tuple[int, str], ...] = ()  # (paper id, name)


@dataclass(frozen=True, slots=True)
class OpinionPage:
    """Opinions that wait for the actor's units, the most urgent first."""

    rows: tuple[OpinionView, ...]
    next_cursor: str
    counts: dict[str, int]


class Relation(StrEnum):
    """How another dossier is related to this one."""

    PARENT = "parent"
    CHILD = "child"
    APPEAL = "appeal"  # an appeal against this dossier's decision
    APPEALED = "appealed"  # the dossier whose decision this one appeals against


@dataclass(frozen=True, slots=True)
class RelatedDossier:
    """Another dossier that belongs to this one; without its content."""

    relation: Relation
    uuid: UUID
    code: str
    procedure_code: str
    procedure_name: str
    unit_code: str
    status: DossierStatus
    due_at: datetime | None


class DifferenceKind(StrEnum):
    """What became of a stable key between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One difference between two versions, by the stable key of a form field, paper, step, fee or clock.

    ``answered``: the dossier has an answer (or a file) under this key.
    """

    part: str  # field | paper | step | fee | clock
    key: str
    kind: DifferenceKind
    label_vi: str
    label_en: str
    before: str = ""
    after: str = ""
    answered: bool = False


@dataclass(frozen=True, slots=True)
class RebasePreview:
    """What moving a dossier to another version would change; ``obstacles`` forbid it, in (Vietnamese, English)."""

    code: str
    from_version: int
    to_version: int
    differences: tuple[FieldDifference, ...]
    obstacles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a change of the working calendar did: dossiers looked at, and those whose due date moved."""

    seen: int
    moved: int
