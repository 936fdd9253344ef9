"""THE DOOR of the room."""

from motcua.services.privacy.actions.breaches import (
    add_evidence,
    add_note,
    approve_closing,
    assess,
    contain,
    notice_pdf,
    notify_authority,
    open_evidence,
    propose_closing,
    refuse_closing,
    repair,
    report,
    tell_people,
    warn_due,
)
from motcua.services.privacy.actions.exporting import export_breaches
from motcua.services.privacy.actions.officers import end_dpo, name_dpo
from motcua.services.privacy.adapters.books import xlsx as workbook
from motcua.services.privacy.adapters.carried import data_kinds
from motcua.services.privacy.queries.breaches import breach, breaches, open_count
from motcua.services.privacy.queries.officers import is_dpo, terms

__all__ = [
    "add_evidence", "add_note", "approve_closing", "assess", "breach", "breaches", "contain", "data_kinds", "end_dpo",
    "export_breaches", "is_dpo",
    "name_dpo", "notice_pdf", "notify_authority", "open_count", "open_evidence", "propose_closing", "refuse_closing", "repair", "report",
    "tell_people", "terms", "warn_due", "workbook",
]  # fmt: skip
