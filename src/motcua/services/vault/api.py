"""THE DOOR of the vault."""

from motcua.services.vault.actions import keep_result, open_document
from motcua.services.vault.contracts import DocumentUnknown, HeldDocument
from motcua.services.vault.queries import document, documents, of_dossier

__all__ = ["DocumentUnknown", "HeldDocument", "document", "documents", "keep_result", "of_dossier", "open_document"]
