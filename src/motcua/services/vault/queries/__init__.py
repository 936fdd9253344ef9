"""Reads of the personal store."""

from motcua.services.vault.queries.archived import provenance
from motcua.services.vault.queries.national import failed_runs, national_state, send_counts, sendings
from motcua.services.vault.queries.papers import document, documents, of_dossier, removed, search, use_of_store, versions
from motcua.services.vault.queries.prefill import VaultPrefiller
from motcua.services.vault.queries.requests import request_to_me, requests_of_units, requests_to_me
from motcua.services.vault.queries.sharing import held_back, one_share, openings, shared_with_units, shares

__all__ = [
    "VaultPrefiller", "document", "documents", "failed_runs", "held_back", "national_state", "of_dossier", "one_share", "openings",
    "provenance", "removed", "request_to_me", "requests_of_units", "requests_to_me", "search", "send_counts", "sendings",
    "shared_with_units", "shares", "use_of_store", "versions",
]
