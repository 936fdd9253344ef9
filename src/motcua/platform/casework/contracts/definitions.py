"""A procedure definition as it runs: steps, who does them, what they need, papers, fees and clocks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from motcua.kernel.actors import Role
from motcua.kernel.decisions import DecisionTable
from motcua.kernel.working_time import Limit
from motcua.platform.casework.contracts.status import DossierStatus, Outcome, Verb

DENIAL_TEMPLATE = "casework/denial"


class UnitKind(StrEnum):
    """How a step or an opinion finds the unit that does it."""

    RECEIVING = "receiving"  # the unit that took the dossier in
    AUTHORITY = "authority"  # the competent authority (cơ quan có thẩm quyền)
    AGENCY = "agency"  # a unit of the city, by its code
    PARENT = "parent"  # the level above the unit that took it in
    FIELD = "field"  # the unit whose code the applicant gave in a field of the form


class Resume(StrEnum):
    """What happens to the clock when a pause ends."""

    CONTINUE = "continue"  # the time that was left is left still
    RESET = "reset"  # the whole limit begins anew


class SubmissionChannel(StrEnum):
    """Where people hand the dossier in."""

    OWN = "own"  # the portal of the city
    NATIONAL = "national"  # the national public-service portal


class StatusMaster(StrEnum):
    """Whose system says how far a dossier is."""

    CITY = "city"
    MINISTRY = "ministry"


class ProcedureLevel(StrEnum):
    """The level of government that decides; empty where the catalogue does not say."""

    UNKNOWN = ""
    COMMUNE = "commune"
    CITY = "city"
    MINISTRY = "ministry"


@dataclass(frozen=True, slots=True)
class UnitResolver:
    """Which unit does a step; ``code`` is a unit code for AGENCY and the name of a form field for FIELD, else empty."""

    kind: UnitKind = UnitKind.RECEIVING
    code: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """Where a procedure is handed in and whose status counts. A definition carries the usual answer; dated settings overrule it."""

    channel: SubmissionChannel = SubmissionChannel.OWN
    master: StatusMaster = StatusMaster.CITY


@dataclass(frozen=True, slots=True)
class OpinionSpec:
    """An opinion that is asked of another unit as soon as a step is entered; those of one step run in parallel, each on its own clock."""

    key: str
    unit: UnitResolver
    role: Role
    vi: str
    en: str
    clock: Limit


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """What the leader may decide, and what the person then gets: the printed template and the names of the document."""

    outcome: Outcome
    template: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class RequiredPaper:
    """One paper of a procedure (thành phần hồ sơ); ``case`` is the situation that asks for it, ``key`` is stable over versions.

    ``required_when`` (S-FEEL over the answers) demands it in some cases only; ``electronic``: an electronic original is taken;
    ``register`` names the source of facts (as prefill sources are named) that makes the paper unnecessary.
    """

    key: str
    name: str
    case: str = ""
    originals: int = 1
    copies: int = 0
    required: bool = True
    name_en: str = ""
    required_when: str = ""
    electronic: bool = True
    register: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee in whole đồng; ``sample`` marks an amount that no decision of the city backs."""

    code: str
    name: str
    amount: int
    sample: bool = True
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may have what the procedure gives, as the eligibility table says, with the reasons when not."""

    eligible: bool
    reasons_vi: tuple[str, ...] = ()
    reasons_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepAction:
    """One way out of a step: the verb, where it leads, what it needs and what it does.

    ``guard`` is an S-FEEL expression over the answers and the state; unless it is true the way is closed, and
    ``guard_vi``/``guard_en`` say why.
    """

    verb: Verb
    to_step: str
    status: DossierStatus
    label_vi: str
    label_en: str
    explain_vi: str
    explain_en: str
    requires: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    guard: str = ""
    guard_vi: str = ""
    guard_en: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a definition: which role of which unit holds the dossier there, how long, and what it may do."""

    key: str
    role: Role
    name_vi: str
    name_en: str
    actions: tuple[StepAction, ...] = ()
    unit: UnitResolver = UnitResolver()
    clock: Limit | None = None
    opinions: tuple[OpinionSpec, ...] = ()

    @property
    def parallel(self) -> bool:
        """Whether several units work on the dossier at once in this step."""
        return bool(self.opinions)


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
    level: ProcedureLevel = ProcedureLevel.UNKNOWN
    receiving: tuple[str, ...] = ()  # "communes", "agencies" or unit codes; empty: as the catalogue says
    legal_basis: tuple[str, ...] = ()
    outcomes: tuple[OutcomeSpec, ...] = ()
    retention_years: int | None = None  # None: permanently
    result_months: int | None = None  # how long the result is valid; None: without end
    resume: Resume = Resume.CONTINUE
    submission: Submission = Submission()
    min_level: int = 1  # assurance level of the e-identity (NĐ 69/2024/NĐ-CP)
    appeal_procedure: str = ""
    eligibility: DecisionTable | None = None  # outputs: eligible (boolean), vi, en
    fee_table: DecisionTable | None = None  # outputs: amount (đồng), code of one of the fees, vi, en
    shown_papers: tuple[str, ...] = ()  # officers' working papers that the law lets the owner read: "document", "inspection_report"

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
        """The sum of the listed fees in đồng; with a fee table ``rules.definitions.fees_due`` says what one dossier owes."""
        return sum(fee.amount for fee in self.fees)

    def outcome(self, outcome: Outcome) -> OutcomeSpec:
        """What the person gets when the leader decides ``outcome``: the definition's own document, else the usual one."""
        for spec in self.outcomes:
            if spec.outcome is outcome:
                return spec
        if outcome is Outcome.GRANTED:
            return OutcomeSpec(outcome=outcome, template=self.result_template, vi=self.result_name_vi, en=self.result_name_en)
        vi, en = f"Thông báo không chấp thuận: {self.result_name_vi}", f"Notice of refusal: {self.result_name_en}"
        return OutcomeSpec(outcome=outcome, template=DENIAL_TEMPLATE, vi=vi, en=en)
