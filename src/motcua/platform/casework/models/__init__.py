"""Tables of casework: the catalogue (``catalogue``), dossiers (``dossiers``), what hangs on a dossier (``belongings``),
what leaves the house (``issuing``)."""

from motcua.platform.casework.models.belongings import LookupFailure, Opinion, Paper, Pause, Result, Sheet, SupplementRequest
from motcua.platform.casework.models.catalogue import CatalogueImport, Procedure, ProcedureDraft, ProcedureVersion, SubmissionSetting
from motcua.platform.casework.models.dossiers import Dossier, DossierCounter, DossierEvent
from motcua.platform.casework.models.issuing import IssueCounter, Issued, OldResult

__all__ = [
    "CatalogueImport", "Dossier", "DossierCounter", "DossierEvent", "IssueCounter", "Issued", "LookupFailure", "OldResult", "Opinion",
    "Paper", "Pause", "Procedure", "ProcedureDraft", "ProcedureVersion", "Result", "Sheet", "SubmissionSetting", "SupplementRequest",
]
