"""A breach from its report to its closing."""

from motcua.services.privacy.actions.breaches.closing import approve_closing, propose_closing, refuse_closing
from motcua.services.privacy.actions.breaches.handling import add_evidence, add_note, assess, contain, open_evidence, repair
from motcua.services.privacy.actions.breaches.printing import notice_pdf
from motcua.services.privacy.actions.breaches.reporting import report
from motcua.services.privacy.actions.breaches.telling import notify_authority, tell_people, warn_due

__all__ = [
    "add_evidence", "add_note", "approve_closing", "assess", "contain", "notice_pdf", "notify_authority", "open_evidence",
    "propose_closing", "refuse_closing", "repair", "report", "tell_people", "warn_due",
]  # fmt: skip
