"""Tables of the personal store."""

from motcua.services.vault.models.papers import HeldDocumentRow
from motcua.services.vault.models.sharing import LinkTry, PaperRequestRow, ShareOpening, ShareRow

__all__ = ["HeldDocumentRow", "LinkTry", "PaperRequestRow", "ShareOpening", "ShareRow"]
