"""The catalogue as others see it: procedures, their papers, clocks, fees and the steps of their definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.kernel.actors import Role
from motcua.kernel.working_time import Limit
from motcua.platform.casework.contracts.status import Channel, DossierStatus, ServiceLevel, Verb


@dataclass(frozen=True, slots=True)
class RequiredPaper:
    """One paper of a procedure (thành phần hồ sơ); ``case`` is the situation that asks for it, ``key`` is stable over versions."""

    key: str
    name: str
    case: str = ""
    originals: int = 1
    copies: int = 0
    required: bool = True
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class ChannelTime:
    """The processing time of one channel; ``limit`` is None where the source gives prose only (``text``)."""

    channel: Channel
    limit: Limit | None
    text: str


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee in whole đồng; ``sample`` marks an amount that no decision of the city backs."""

    code: str
    name: str
    amount: int
    sample: bool = True
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class ResultKind:
    """What a procedure issues, with its national result code where the catalogue has one (``KQ.G04.000352``)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class StepAction:
    """One way out of a step: the verb, where it leads, what it needs and what it does."""

    verb: Verb
    to_step: str
    status: DossierStatus
    label_vi: str
    label_en: str
    explain_vi: str
    explain_en: str
    requires: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a definition: who holds the dossier there, and what that role may do."""

    key: str
    role: Role
    name_vi: str
    name_en: str
    actions: tuple[StepAction, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A version of a procedure as it runs; a dossier keeps the version under which it was received."""

    procedure_code: str
    version: int
    template: str
    form_key: str
    clock: Limit
    same_day: bool
    steps: tuple[Step, ...]
    papers: tuple[RequiredPaper, ...]
    fees: tuple[Fee, ...]
    result_template: str
    result_name_vi: str
    result_name_en: str
    supplement_days: int
    content_hash: str = ""

    def step(self, key: str) -> Step:
        """The step named ``key``; KeyError when the definition has none such."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    @property
    def first_step(self) -> Step:
        """Where a submitted dossier waits for intake."""
        return self.steps[0]

    @property
    def fee_total(self) -> int:
        """The sum of the fees in đồng."""
        return sum(fee.amount for fee in self.fees)


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
