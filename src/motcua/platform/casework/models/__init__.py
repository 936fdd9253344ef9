"""Tables of casework: the catalogue (``catalogue``), dossiers (``dossiers``), what hangs on a dossier (``belongings``)."""

from motcua.platform.casework.models.belongings import LookupFailure, Opinion, Paper, Pause, Result, Sheet, SupplementRequest
from motcua.platform.casework.models.catalogue import CatalogueImport, Procedure, ProcedureVersion
from motcua.platform.casework.models.dossiers import Dossier, DossierCounter, DossierEvent

__all__ = [
    "CatalogueImport", "Dossier", "DossierCounter", "DossierEvent", "LookupFailure", "Opinion", "Paper", "Pause", "Procedure",
    "ProcedureVersion", "Result", "Sheet", "SupplementRequest",
]
