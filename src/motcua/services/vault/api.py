"""THE DOOR of the vault."""

from motcua.services.vault.actions import (
    keep_old_result,
    keep_result,
    open_document,
    revoke,
)
from motcua.services.vault.contracts import DocumentUnknown, HeldDocument
from motcua.services.vault.queries import document, documents, of_dossier

__all__ = [
    "DocumentUnknown", "HeldDocument", "document", "documents", "keep_old_result", "keep_result", "of_dossier", "open_document", "revoke",
]
