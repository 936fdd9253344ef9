"""Writes of the personal store."""

from motcua.services.vault.actions.opening import open_document
from motcua.services.vault.actions.results import keep_old_result, keep_result, revoke

__all__ = ["keep_old_result", "keep_result", "open_document", "revoke"]
