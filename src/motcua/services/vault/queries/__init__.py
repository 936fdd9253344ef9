"""Reads of the personal store."""

from motcua.services.vault.queries.papers import document, documents, of_dossier, removed, search, use_of_store, versions
from motcua.services.vault.queries.prefill import StoreShelf, VaultPrefiller

__all__ = [
    "StoreShelf", "VaultPrefiller", "document", "documents", "of_dossier", "removed", "search", "use_of_store", "versions",
]
