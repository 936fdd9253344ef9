"""The catalogue as others see it: procedures with their channels and results, hits of a search, reports of imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.kernel.working_time import Limit
from motcua.platform.casework.contracts.definitions import (
    DENIAL_TEMPLATE,
    Definition,
    Fee,
    OpinionSpec,
    OutcomeSpec,
    ProcedureLevel,
    RequiredPaper,
    Resume,
    StatusMaster,
    Step,
    StepAction,
    Submission,
    SubmissionChannel,
    UnitKind,
    UnitResolver,
    Verdict,
)
from motcua.platform.casework.contracts.status import Channel, ServiceLevel

__all__ = [
    "DENIAL_TEMPLATE", "BrokenRow", "ChannelTime", "Definition", "DefinitionProblem", "Fee", "ImportReport", "OpinionSpec", "OutcomeSpec",
    "Procedure", "ProcedureHit", "ProcedureLevel", "RequiredPaper", "ResultKind", "Resume", "StatusMaster", "Step", "StepAction",
    "Submission", "SubmissionChannel", "UnitKind", "UnitResolver", "Verdict",
]


@dataclass(frozen=True, slots=True)
class ChannelTime:
    """The processing time of one channel; ``limit`` is None where the source gives prose only (``text``)."""

    channel: Channel
    limit: Limit | None
    text: str


@dataclass(frozen=True, slots=True)
class ResultKind:
    """What a procedure issues, with its national result code where the catalogue has one (``KQ.G04.000352``)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure of the national catalogue, with the definition that runs it on a given day."""

    code: str
    name: str
    field: str
    issuer: str
    executor: str
    level: str
    decision: str
    service_level: ServiceLevel
    subjects: tuple[str, ...]
    channels: tuple[ChannelTime, ...]
    papers: tuple[RequiredPaper, ...]
    fees: tuple[Fee, ...]
    results: tuple[ResultKind, ...]
    legal_basis: tuple[str, ...]
    definition: Definition
    has_detail: bool
    open_online: bool
    source: str
    published_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureHit:
    """One result of a search, best first; a higher ``score`` is a better match; ``own_process``: not the generic form."""

    code: str
    name: str
    field: str
    executor: str
    open_online: bool
    own_process: bool
    score: float


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row of a catalogue file that was not imported, and why."""

    line: int
    code: str
    reason_vi: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; ``remarks`` are rows that were kept although something about them is odd."""

    imported: int
    unchanged: int
    details: int
    broken: tuple[BrokenRow, ...] = ()
    remarks: tuple[BrokenRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionProblem:
    """One finding of the linter; an ``error`` forbids publication, a ``warning`` does not."""

    path: str
    severity: str
    vi: str
    en: str
