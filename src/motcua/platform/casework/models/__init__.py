"""Tables of casework.

The catalogue (``catalogue``), dossiers (``dossiers``), what hangs on a dossier (``belongings``), what leaves the house (``issuing``),
what officers keep at their desk (``desk``).
"""

from motcua.platform.casework.models.asked import DossierPhone, FilingChoice, LookupCode, Rating
from motcua.platform.casework.models.belongings import LookupFailure, Opinion, Paper, Pause, Result, Sheet, SupplementRequest
from motcua.platform.casework.models.catalogue import CatalogueImport, Procedure, ProcedureDraft, ProcedureVersion, SubmissionSetting
from motcua.platform.casework.models.desk import BulkItem, BulkRun, CounterEntry, Note, NoteMention, SavedView
from motcua.platform.casework.models.dossiers import Dossier, DossierCounter, DossierEvent
from motcua.platform.casework.models.issuing import IssueCounter, Issued, OldResult

__all__ = [
    "BulkItem", "BulkRun", "CatalogueImport", "CounterEntry", "Dossier", "DossierCounter", "DossierEvent", "DossierPhone", "FilingChoice",
    "IssueCounter", "Issued", "LookupCode", "LookupFailure", "Note", "NoteMention", "OldResult", "Opinion", "Paper", "Pause", "Procedure",
    "ProcedureDraft", "ProcedureVersion", "Rating", "Result", "SavedView", "Sheet", "SubmissionSetting", "SupplementRequest",
]
