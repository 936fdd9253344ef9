"""The life of a procedure's definition: drafts, versions with their days, imports, trials; and the refusals of that life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from motcua.kernel.errors import Invalid, NamedError, NotFound
from motcua.platform.casework.contracts.definitions import Submission
from motcua.platform.casework.contracts.procedures import DefinitionProblem
from motcua.platform.casework.contracts.status import DossierStatus, Verb


class VersionState(StrEnum):
    """Where a version of a definition stands on a day."""

    SCHEDULED = "scheduled"  # published, takes force on a later day
    IN_FORCE = "in_force"
    REPLACED = "replaced"  # a later version took its place
    RETIRED = "retired"  # ended without a successor


@dataclass(frozen=True, slots=True)
class VersionView:
    """One published version with its days; ``generic``: derived from the catalogue, not written by anybody."""

    procedure_code: str
    version: int
    state: VersionState
    template: str
    effective_from: date
    effective_to: date | None
    published_at: datetime
    published_by: str
    note: str
    generic: bool
    open_online: bool
    content_hash: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """The draft of a definition: it may be wrong, and says how. ``seq`` grows with every save, so that two editors notice each other."""

    procedure_code: str
    document: Mapping[str, Any]
    seq: int
    based_on: int
    saved_at: datetime
    saved_by: str
    problems: tuple[DefinitionProblem, ...]


@dataclass(frozen=True, slots=True)
class SubmissionSetting:
    """From which day a procedure (or one version of it) is handed in where, and whose status counts; ``source`` is the decision."""

    procedure_code: str
    version: int | None
    submission: Submission
    effective_from: date
    effective_to: date | None
    source: str


class RowOutcome(StrEnum):
    """What an import did, or would do, with one row."""

    NEW = "new"  # the procedure had no definition of its own
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row of an import of definitions: what became of it, and every finding; errors refuse it, warnings do not."""

    line: int
    code: str
    outcome: RowOutcome
    template: str = ""
    version: int | None = None
    problems: tuple[DefinitionProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionImportReport:
    """An import of definitions, row by row; ``dry_run``: nothing was written."""

    rows: tuple[ImportedRow, ...]
    dry_run: bool

    def count(self, outcome: RowOutcome) -> int:
        """How many rows had this outcome."""
        return sum(1 for row in self.rows if row.outcome is outcome)


@dataclass(frozen=True, slots=True)
class LintedProcedure:
    """The linter's findings on the definition that runs a procedure."""

    code: str
    name: str
    field: str
    template: str
    own: bool
    clock_assumed: bool
    problems: tuple[DefinitionProblem, ...]


class WorkKind(StrEnum):
    """What an administrator has to do for a procedure, most urgent first."""

    ERROR = "error"  # nothing can be published or submitted before it is mended
    WARNING = "warning"
    ASSUMED = "assumed"  # the source states no time limit, so one is assumed


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to do on one procedure: where in its definition (a path of the linter), and why."""

    code: str
    name: str
    field: str
    kind: WorkKind
    path: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """The linter over the whole catalogue. ``work``: everything that somebody should do, errors first, then by code."""

    procedures: int
    detailed: int
    own: int
    clean: int
    warned: int
    wrong: int
    assumed: int
    templates: Mapping[str, int]
    findings: tuple[LintedProcedure, ...]
    work: tuple[WorkItem, ...] = ()


class DefinitionState(StrEnum):
    """What runs a procedure on a day, as the list of administrators shows it."""

    OWN = "own"  # a definition of its own is in force
    GENERIC = "generic"  # derived from the catalogue, written down or not
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """One procedure in the list of definitions; ``problems`` are the linter's on what runs it, of the draft where there is one."""

    code: str
    name: str
    field: str
    template: str
    state: DefinitionState
    version: int
    draft: bool
    scheduled_on: date | None
    problems: tuple[DefinitionProblem, ...]


@dataclass(frozen=True, slots=True)
class DefinitionPage:
    """A page of the list; ``next_after`` is the code to go on from, empty at the end."""

    rows: tuple[DefinitionRow, ...]
    next_after: str


@dataclass(frozen=True, slots=True)
class TrialMove:
    """One move of a trial: a verb of the process, or what others do.

    ``opinion`` is ``agreed`` or ``disagreed``; ``pay`` an amount in đồng; ``sub`` 1 for a sub-dossier opened, -1 for one done.
    """

    verb: Verb | None = None
    to_step: str = ""
    opinion: str = ""
    pay: int = 0
    sub: int = 0


@dataclass(frozen=True, slots=True)
class TrialWay:
    """A way that is offered in a trial; closed ones say why."""

    verb: Verb
    to_step: str
    label_vi: str
    label_en: str
    open: bool
    reason_vi: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class TrialState:
    """Where a dossier that nobody wrote would stand."""

    step: str
    step_vi: str
    step_en: str
    status: DossierStatus
    fee_due: int
    fee_paid: int
    opinions_open: int
    ways: tuple[TrialWay, ...]
    papers: tuple[str, ...] = ()
    ended: bool = False


class ProcedureRetired(NamedError):
    """The procedure has ended here; dossiers that run go on under their version."""

    code = "casework.procedure_retired"
    vi = "Thủ tục {procedure_code} đã ngừng áp dụng từ ngày {on}. Hồ sơ đã tiếp nhận vẫn được giải quyết."
    en = "Procedure {procedure_code} ended on {on}. Dossiers that were taken in are still decided."
    status = 409


class DraftUnknown(NotFound):
    """The procedure has no draft."""

    code = "casework.draft_unknown"
    vi = "Thủ tục {procedure_code} chưa có bản nháp."
    en = "Procedure {procedure_code} has no draft."


class DraftStale(NamedError):
    """Somebody else saved the draft since it was opened; nothing is overwritten."""

    code = "casework.draft_stale"
    vi = "Bản nháp của thủ tục {procedure_code} vừa được {who} lưu. Tải lại trang để xem bản mới rồi sửa tiếp."
    en = "The draft of procedure {procedure_code} was just saved by {who}. Reload the page to see it, then go on."
    status = 409


class VersionUnknown(NotFound):
    """The procedure has no such version."""

    code = "casework.version_unknown"
    vi = "Thủ tục {procedure_code} không có phiên bản {version}."
    en = "Procedure {procedure_code} has no version {version}."


class EffectiveFromWrong(Invalid):
    """A version cannot take force in the past: dossiers were received under what was in force then."""

    code = "casework.effective_from_wrong"
    vi = "Ngày có hiệu lực phải từ hôm nay ({today}) trở đi."
    en = "The day of taking force must be today ({today}) or later."

    def __init__(self, *, today: date) -> None:
        shown = f"{today:%d/%m/%Y}"
        words = (self.vi.format(today=shown), self.en.format(today=shown))
        super().__init__(fields={"effective_from": words}, today=shown)


class ImportUnreadable(NamedError):
    """The file as a whole is no import of definitions."""

    code = "casework.import_unreadable"
    vi = "Không đọc được tệp định nghĩa: {why_vi}"
    en = "The file of definitions cannot be read: {why_en}"
    status = 422
