"""Tables of the personal store."""

from motcua.services.vault.models.archive import ImportedRow
from motcua.services.vault.models.national import (
    NationalChoice,
    NationalGate,
    NationalLookup,
    NationalPaper,
    NationalRun,
    NationalSending,
)
from motcua.services.vault.models.papers import HeldDocumentRow
from motcua.services.vault.models.sharing import LinkTry, PaperRequestRow, ShareOpening, ShareRow

__all__ = [
    "HeldDocumentRow", "ImportedRow", "LinkTry", "NationalChoice", "NationalGate", "NationalLookup", "NationalPaper", "NationalRun",
    "NationalSending", "PaperRequestRow", "ShareOpening", "ShareRow",
]
